"""The many forms in which a date is printed: rows, hours, numbers, weekdays, seasons, borrowed years."""

from __future__ import annotations

import datetime

import pytest

from extraction.deadlines.finder import find_deadlines
from extraction.model import DeadlineKind, Firmness

ISSUED = datetime.date(2022, 5, 27)
_MARKS = {DeadlineKind.DUE: "", DeadlineKind.VALIDITY: " validity", DeadlineKind.RECURRING: "recurring"}


def read(text: str, *, cell: bool = False) -> list[str]:
    """The limits of `text` in short, a “?” at the end where there is a doubt."""
    limits = []
    for found in find_deadlines(text, issued_on=ISSUED, cell=cell):
        strives = " strive" if found.firmness is Firmness.STRIVE else ""
        limits.append(f"{found.date}{_MARKS[found.kind]}{strives}{'?' if found.doubt else ''}")
    return list(dict.fromkeys(limits))


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("6、9、12月底前分别报送。", ["2022-06-30", "2022-09-30", "2022-12-31"]),
        ("2023年6、9月底前分别完成一期、二期。", ["2023-06-30", "2023-09-30"]),
        ("2023、2025年底前分别建成5个、10个。", ["2023-12-31", "2025-12-31"]),
        ("到2025、2030年分别达到20%、25%。", ["2025-12-31", "2030-12-31"]),
        ("6月15日、30日前分别上报。", ["2022-06-15", "2022-06-30"]),
        ("二、三季度开展促消费活动。", ["2022-06-30?", "2022-09-30?"]),
        ("区督查室于今年11月中旬、明年3月底前各检查一次。", ["2022-11-20", "2023-03-31"]),
        ("年底前基本建成、明年上半年全面投用。", ["2022-12-31", "2023-06-30?"]),
        ("2、9月底前完成第二项。", ["2022-09-30"]),
    ],
)
def test_a_row_may_print_its_month_or_year_once(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("请于6月10日（星期五）前反馈意见。", ["2022-06-10"]),
        ("请于6月10日（周五）下班前报送。", ["2022-06-10"]),
        ("6月10日17:00前将回执发至邮箱。", ["2022-06-10"]),
        ("6月30日下午6点前报送。", ["2022-06-30"]),
        ("2022年12月31日24时前完成切换。", ["2022-12-31"]),
        ("2022年10月1日零时前完成切换。", ["2022-09-30?"]),
        ("2022.8.31前完成。", ["2022-08-31"]),
        ("2022/8/31前完成。", ["2022-08-31"]),
        ("本月底前报送。", ["2022-05-31"]),
        ("6月中下旬开展督导。", ["2022-06-30"]),
        ("7至8月开展专项行动。", ["2022-08-31?"]),
        ("2022年上半年末前完成。", ["2022-06-30"]),
        ("最迟不得超过2022年9月。", ["2022-09-30"]),
        ("申报截止时间为2022年8月31日。", ["2022-08-31"]),
        ("“七一”前完成布展，“十一”前开馆。", ["2022-06-30", "2022-09-30"]),
        ("元旦、春节前兑付到位。", ["2023-01-21"]),
    ],
)
def test_hours_weekdays_and_dates_in_numbers(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("cell", "limits"),
    [
        ("2022.12", ["2022-12-31"]),
        ("2022.6-2022.12", ["2022-12-31"]),
        ("2022.6-12", ["2022-12-31"]),
        ("2022年6月启动，长期坚持", ["2022-06-30?"]),
        ("3月底前供地200亩，年底前供地500亩", ["2022-12-31"]),
        ("6月底前出台政策，12月底前取得阶段性成果", ["2022-06-30", "2022-12-31"]),
        ("按上级要求推进", []),
        ("2022年汛期前", []),
    ],
)
def test_a_time_cell_needs_no_words_about_the_date(cell: str, limits: list[str]) -> None:
    assert [limit for limit in read(cell, cell=True) if not limit.startswith("2023-03")] == limits


@pytest.mark.parametrize(
    "text",
    [
        "2022年秋季学期开学前全部整改到位。",
        "2023年汛期前完成加固。",
        "2022—2023年采暖季前完成改造。",
        "2023年两会前办结。",
        "2022年高校毕业生就业工作要抓紧抓实。",
        "2022年秋粮收购要应收尽收。",
        "2022年迎峰度夏前完成并网。",
        "2022年底前新开工且年度投资达到1000万元的项目，给予一次性奖励。",
        "2022年5月27日市政府常务会议审议通过。",
        "会议时间：2022年6月10日。",
        "2022年1月至4月，全省新增企业3万户。",
        "免收2022年6月至8月租金。",
    ],
)
def test_a_season_an_event_or_what_is_over_is_no_limit(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "每月最后一个工作日前报送进展。",
        "每季度最后一个工作日前报送。",
        "每周五下午5点前报送进展情况。",
        "每周四下班前报送。",
        "每周一上午报送。",
        "每半年报送一次，7月10日前和次年1月10日前分别报送。",
        "每半年（6月底前、12月底前）报送一次工作情况。",
        "每季度末月25日前报送。",
    ],
)
def test_a_weekday_or_working_day_of_each_period_recurs(text: str) -> None:
    assert read(text) == ["recurring"]


@pytest.mark.parametrize(
    "text", ["次月5日前报送。", "次年3月底前完成评价。", "每日17时前报送。", "每月15日为接待日。"]
)
def test_what_may_happen_once_or_is_only_a_rhythm_is_doubted(text: str) -> None:
    assert read(text) == ["recurring?"]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("减免3个月租金，9月底前减免到位。", ["2022-09-30"]),
        ("9月底前将补贴资金兑付到企业。", ["2022-09-30"]),
        ("8月底前对符合条件的企业补助资金拨付到位。", ["2022-08-31"]),
        ("至2022年底，执行阶段性优惠电价。", ["2022-12-31 validity"]),
        ("执行期限：自2022年6月1日至2022年12月31日。", ["2022-12-31 validity"]),
        ("有效期5年，至2027年6月30日止。", ["2027-06-30 validity"]),
        ("本办法自2022年7月1日起施行，有效期暂定3年。", ["2025-06-30 validity"]),
        ("2022年底前，对新购车辆给予每辆3000元补贴。", ["2022-12-31 validity?"]),
    ],
)
def test_paying_out_is_due_and_a_benefit_is_valid(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("通知印发1个月内制定细则。", ["2022-06-27"]),
        ("半年内完成清理。", ["2022-11-27?"]),
        ("自2022年6月1日起三个月内完成清理。", ["2022-09-01?"]),
        ("收到本通知后10日内报送。", ["2022-06-06?"]),
        ("技术指南发布后30日内完成培训。", ["2022-06-26?"]),
    ],
)
def test_a_period_with_another_start_is_doubted(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("力争今年底、最迟明年一季度完成。", ["2022-12-31 strive", "2023-03-31"]),
        ("积极争取列入国家试点，2022年底前完成申报。", ["2022-12-31"]),
        ("力争上游、勇创一流，2022年底前完成。", ["2022-12-31"]),
        ("力争2022年底前建成1万个，2025年底前建成3万个。", ["2022-12-31 strive", "2025-12-31 strive?"]),
    ],
)
def test_strive_reaches_as_far_as_it_says(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("6月底前印发方案，2024年建成。", ["2022-06-30", "2024-12-31?"]),
        ("9月底前完成2023年项目储备。", ["2022-09-30?"]),
        ("到2025年建成10个，6月底前启动首批。", ["2025-12-31", "2025-06-30?"]),
        ("2023年3月底前完成方案，6月底前完成改造。", ["2023-03-31", "2023-06-30"]),
    ],
)
def test_a_year_of_another_thing_or_step_is_not_lent_without_a_doubt(text: str, limits: list[str]) -> None:
    assert read(text) == limits


def test_a_sentence_that_goes_on_after_a_clause_lends_its_year_and_doubts_its_strive() -> None:
    (found,) = find_deadlines(
        "9月底前建成。", issued_on=ISSUED, firm_before="力争2023年8月底前启动（甲局负责），"
    )
    assert found.date == "2023-09-30"
    assert found.doubt


@pytest.mark.parametrize(
    "text",
    [
        "今年1—4月，全省规模以上工业增加值增长5%。",
        "落实好2022年底前免征购置税政策。",
        "每年6月5日前后开展宣传。",
        "（2022年6月修订）",
        "（2022年版）",
        "2022年5000万元、2023年5000万元。",
        "纳入年底考核内容。",
        "考核周期为每年1月1日至12月31日。",
        "统计时间为2022年1月1日—12月31日。",
        "2021年1月1日后竣工的项目不纳入范围。",
        "“十四五”前三年累计完成60%。",
        "启动2023年专项债券项目申报。",
        "贷款期限最长不超过3年。",
    ],
)
def test_an_edition_a_sum_or_what_is_counted_is_no_limit(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("about", ["前后", "左右"])
def test_about_a_day_is_a_limit_that_is_doubted(about: str) -> None:
    assert read(f"2027年6月30日{about}完成清单编制。") == ["2027-06-30?"]
    assert read("中秋国庆前完成窗口建设。") == ["2022-09-30?"]
