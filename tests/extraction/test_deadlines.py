"""What is a time limit, by when, of what kind, how firm: sentences of our own in the style of the genre."""

from __future__ import annotations

import datetime

import pytest

from extraction.deadlines.finder import find_deadlines
from extraction.model import DeadlineKind, Firmness

ISSUED = datetime.date(2022, 5, 27)
_MARKS = {DeadlineKind.DUE: "", DeadlineKind.VALIDITY: " validity", DeadlineKind.RECURRING: "recurring"}


def read(text: str) -> list[str]:
    """The limits of `text` in short: “2022-06-30 strive”, “2022-12-31 validity”, “recurring”."""
    limits = []
    for found in find_deadlines(text, issued_on=ISSUED):
        strives = " strive" if found.firmness is Firmness.STRIVE else ""
        limits.append(f"{found.date}{_MARKS[found.kind]}{strives}")
    return list(dict.fromkeys(limits))


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("6月底前完成排查。", ["2022-06-30"]),
        ("年底前建成投用。", ["2022-12-31"]),
        ("上半年完成征拆，下半年开工建设。", ["2022-06-30", "2022-12-31"]),
        ("2023年一季度末前完成编制。", ["2023-03-31"]),
        ("第三季度完成招标。", ["2022-09-30"]),
        ("2022年第四季度，组织验收。", ["2022-12-31"]),
        ("10月上旬启动验收，10月中旬完成，11月下旬公布。", ["2022-10-10", "2022-10-20", "2022-11-30"]),
        ("国庆节前全部开放运营。", ["2022-09-30"]),
        ("春节前兑付到位。", ["2023-01-21"]),
        ("2022年底，服务区设施设置率达到九成。", ["2022-12-31"]),
        ("到2025年，覆盖率达到80%以上。", ["2025-12-31"]),
        ("2025年达到65%。", ["2025-12-31"]),
        ("到“十四五”末，建成10个示范基地。", ["2025-12-31"]),
        ("年内实现全覆盖。", ["2022-12-31"]),
        ("项目年内开工建设。", ["2022-12-31"]),
        ("请于2022年6月20日前将方案报省政府办公厅。", ["2022-06-20"]),
        ("2022年12月31日（含）前完成。", ["2022-12-31"]),
        ("不得晚于2022年9月30日完成。", ["2022-09-30"]),
        ("今年底前完成，明年6月底前验收。", ["2022-12-31", "2023-06-30"]),
        ("二〇二五年底全面建成。十二月底前备案。", ["2025-12-31", "2022-12-31"]),
        ("完成时限：2022年12月31日。", ["2022-12-31"]),
        ("于2022年7月正式启动，2023年6月完成验收。", ["2022-07-31", "2023-06-30"]),
        ("省级在2022年9月底前、市级在2022年12月底前完成。", ["2022-09-30", "2022-12-31"]),
        ("提前至2023年底完成。", ["2023-12-31"]),
    ],
)
def test_a_phrase_says_the_last_day_in_time(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("2023—2025年，每年培训5000人。", ["2025-12-31"]),
        ("集中整治阶段（2022年7月—9月）。", ["2022-09-30"]),
        ("2022年6—8月开展排查。", ["2022-08-31"]),
        ("即日起至12月底，开展专项整治。", ["2022-12-31"]),
        ("行动时间为2022年6月至2023年5月。", ["2023-05-31"]),
        ("5月底前印发；6—9月组织实施；10月总结评估。", ["2022-05-31", "2022-09-30", "2022-10-31"]),
        ("从2022年6月1日开始，到8月31日结束。", ["2022-08-31"]),
        ("9月1日至30日组织开展宣传。", ["2022-09-30"]),
    ],
)
def test_a_range_ends_with_its_last_day(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("6月、9月、12月底前分别完成30%、60%、100%。", ["2022-06-30", "2022-09-30", "2022-12-31"]),
        ("2023年、2024年、2025年分别新建10个、20个、30个。", ["2023-12-31", "2024-12-31", "2025-12-31"]),
        ("到2025年、2030年，占比分别达到20%、25%。", ["2025-12-31", "2030-12-31"]),
        ("2022年二季度、三季度开展促消费活动。", ["2022-06-30", "2022-09-30"]),
        ("到2025年，建成国内一流、2035年建成世界一流。", ["2025-12-31", "2035-12-31"]),
        ("2022年和2023年分别新建10个、20个。", ["2022-12-31", "2023-12-31"]),
        ("5月31日前完成自查，6月30日前整改到位。", ["2022-05-31", "2022-06-30"]),
    ],
)
def test_a_row_of_dates_is_several_limits(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("自印发之日起30日内，制定实施细则。", ["2022-06-26"]),
        ("本方案印发后30个工作日内报送。", ["2022-07-11"]),
        ("本意见印发后两个月内出台办法。", ["2022-07-27"]),
        ("自印发之日起3个月内出台办法。", ["2022-08-27"]),
        ("三年内培育龙头企业10户。", ["2025-05-27"]),
        ("自受理之日起5个工作日内办结。", []),
        ("办理时限压缩至3个工作日内。", []),
        ("毕业2年内高校毕业生可享受补贴。", []),
        ("期满前提前3个月提醒。", []),
    ],
)
def test_a_period_counts_from_the_document_but_not_from_a_procedure(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    "text",
    [
        "每月30日前将进展情况报送牵头部门。",
        "从2022年12月起，每月30日前报送。",
        "每季度末前报送一次。",
        "于每季度首月10日前报送上季度情况。",
        "每半年结束后10日内报送总结。",
        "每年6月底前和12月底前各报送一次。",
        "每年3月15日、9月15日前报送。",
        "次月5日前报送上月情况。",
        "每年12月10日前总结；次年1月底前完成考核。",
        "每周五前报送进展。",
        "每年2月底前各地完成自评，3月底前省级完成复核。",
    ],
)
def test_a_day_in_every_period_recurs(text: str) -> None:
    assert read(text) == ["recurring"]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("缓缴期限至2022年底。", ["2022-12-31 validity"]),
        ("优惠政策持续到2022年底，力争全年发放贷款500亿元。", ["2022-12-31 validity"]),
        ("延期还本付息日期原则上不超过2022年底。", ["2022-12-31 validity"]),
        ("上述政策实施时限暂定至2022年12月31日。", ["2022-12-31 validity"]),
        ("本措施有效期至2025年12月31日。", ["2025-12-31 validity"]),
        ("本措施自印发之日起至2023年12月31日执行。", ["2023-12-31 validity"]),
        ("自2022年10月1日起至2023年3月31日执行。", ["2023-03-31 validity"]),
        ("2022年12月31日前，对小规模纳税人减半征收。", ["2022-12-31 validity"]),
        ("2022年1月1日至2023年12月31日，困难企业可组织在岗培训。", ["2023-12-31 validity"]),
        ("延续阶段性降低费率政策1年，至2023年4月30日。", ["2023-04-30 validity"]),
        ("将补贴期限由2022年底延长至2023年底。", ["2023-12-31 validity"]),
        ("试点期限为2年，自2022年6月至2024年5月。", ["2024-05-31 validity"]),
        ("减免租金，到2025年实现全覆盖。", ["2025-12-31"]),
        ("本办法自2022年7月1日起施行，有效期5年。", ["2027-06-30 validity"]),
        ("2022年7—12月，对餐饮企业减免房产税。", ["2022-12-31 validity"]),
        ("有效期3年。", ["2025-05-26 validity"]),
        ("将整改完成时限延长至2022年底。", ["2022-12-31"]),
        ("2022年底前，出台减免租金办法。", ["2022-12-31"]),
    ],
)
def test_a_policy_that_runs_until_a_day_is_valid_and_work_until_a_day_is_due(
    text: str, limits: list[str]
) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("力争2022年6月底前完成。", ["2022-06-30 strive"]),
        ("9月底前争取开工。", ["2022-09-30 strive"]),
        ("到2025年，力争产值突破千亿元。", ["2025-12-31 strive"]),
        ("在6月底前完成大部分，力争7月底前完成剩余部分。", ["2022-06-30", "2022-07-31 strive"]),
        ("力争甲、乙两个项目在8月底前启动、9月底前开工。", ["2022-08-31 strive", "2022-09-30 strive"]),
        ("力争2023年完成30%，2024年完成60%。", ["2023-12-31 strive", "2024-12-31 strive"]),
        ("10月底前力争完成自查，12月底前完成整改。", ["2022-10-31 strive", "2022-12-31"]),
        ("到2025年，全省力争达到80%。", ["2025-12-31 strive"]),
        ("力争启动开工。2022年底前完成报告编制。", ["2022-12-31"]),
        ("争取国家支持，9月底前开工。", ["2022-09-30"]),
        ("全力争取上级资金，2022年底前开工。", ["2022-12-31"]),
        ("确保6月底前开工，力争12月底前完工。", ["2022-06-30", "2022-12-31 strive"]),
    ],
)
def test_only_what_strive_governs_is_soft(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    "text",
    [
        "抓好2022年度债券发行。",
        "对2022年6月30日前发放的贷款予以延期。",
        "对于2022年底前到期的贷款，应延尽延。",
        "2022年底前未完成的，予以通报。",
        "2022年12月31日前已完成转制的企业继续享受。",
        "对2022年6月1日至12月31日期间购买新车的消费者给予补贴。",
        "凡在12月底前开工的项目优先支持。",
        "2000年底前建成的老旧小区。",
        "“十四五”期间新建100公里。",
        "全年新增就业20万人。",
        "定期调度。",
        "落实《实施方案（2022—2024年）》。",
        "关于某区总体规划（2022—2035年）的批复",
        "自2023年1月1日起施行。",
        "2022年起，逐年提高标准。",
        "2021年及以前年度未拨付资金。",
        "比2025年提高5个百分点。",
        "为2023年打好基础。",
        "接续实施2023—2025年新一轮行动。",
        "由2020年的5%提高到2025年的8%。",
        "截至2021年底，全省共有医院120家。",
        "2035年远景目标",
        "2030年前碳达峰行动。",
        "确保2030年前如期实现碳达峰目标。",
        "对购置日期在2022年6月1日至12月31日期间且价格不高的乘用车给予补贴。",
        "按照2022年工作要点抓好落实。",
        "春节前后开展检查。",
        "同一纳税年度内不能变更。",
        "按月调度。",
        "长期坚持。",
    ],
)
def test_a_date_that_names_qualifies_compares_or_begins_is_no_limit(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("cell", "limits"),
    [
        ("2024年6月底", ["2024-06-30"]),
        ("2024年", ["2024-12-31"]),
        ("2024年12月", ["2024-12-31"]),
        ("2024-06-30", ["2024-06-30"]),
        ("12月底前取得阶段性成效", ["2022-12-31"]),
        ("30个工作日内", ["2022-07-11"]),
        ("2024年6月底前，持续推进", ["2024-06-30"]),
        ("2022年全年", []),
        ("持续推进", []),
        ("每季度", []),
    ],
)
def test_a_cell_of_a_table_may_be_nothing_but_the_date(cell: str, limits: list[str]) -> None:
    assert read(cell) == limits


def test_a_year_before_a_fuller_date_is_only_its_year() -> None:
    assert read("2022年新增专项债券8月底前基本使用完毕。") == ["2022-08-31"]


def test_as_a_rule_stays_a_firm_limit_and_no_doubt() -> None:
    (found,) = find_deadlines("原则上应于2022年底前完成。", issued_on=ISSUED)
    assert found.firmness is Firmness.MUST
    assert found.doubt == ""


def test_before_without_end_is_doubted() -> None:
    (found,) = find_deadlines("2025年前建成。", issued_on=ISSUED)
    assert found.date == "2024-12-31"
    assert found.doubt


def test_a_limit_carries_its_phrase_and_place() -> None:
    text = "一是摸底。在 8 月底前完成。"
    (found,) = find_deadlines(text, offset=100, issued_on=ISSUED)
    assert found.phrase == "在8月底前"
    assert found.span is not None
    assert text[found.span.start - 100 : found.span.end - 100] == "在 8 月底前"


def test_strive_before_the_text_governs_it_too() -> None:
    (found,) = find_deadlines("8月底前启动。", issued_on=ISSUED, firm_before="力争全部项目在")
    assert found.firmness is Firmness.STRIVE


def test_without_a_date_of_issue_a_period_has_no_date_but_a_doubt() -> None:
    (found,) = find_deadlines("自印发之日起30日内完成。")
    assert found.date == ""
    assert found.doubt
