"""Windows in which something may be done or is granted, as against days by which work is due."""

from __future__ import annotations

import datetime

import pytest

from extraction.deadlines.finder import find_deadlines
from extraction.model import DeadlineKind
from extraction.pipeline import extract_text

ISSUED = datetime.date(2022, 5, 27)
_MARKS = {DeadlineKind.DUE: "", DeadlineKind.VALIDITY: " validity", DeadlineKind.RECURRING: "recurring"}


def read(text: str, *, issued_on: datetime.date | None = ISSUED, cell: bool = False) -> list[str]:
    """The limits of `text` in short: “2022-06-30”, “2022-12-31 validity”, “recurring”."""
    found = find_deadlines(text, issued_on=issued_on, cell=cell)
    return list(dict.fromkeys(f"{limit.date}{_MARKS[limit.kind]}" for limit in found))


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        (
            "2022年6月1日至2023年6月30日期间，上一年度没有拖欠记录的施工单位投标时，允许以保函代替保证金。",
            ["2023-06-30 validity"],
        ),
        (
            "2022年6月1日至2023年6月30日期间，开发建设单位申办许可时缴费有困难的，可申请分期缴纳。",
            ["2023-06-30 validity"],
        ),
        (
            "2022年7月1日至2023年6月30日期间，在本县购车的，按《补贴细则》执行。",
            ["2023-06-30 validity"],
        ),
        (
            "自2022年7月1日至2023年12月31日，居民卖出旧车并在报废登记办结以后六个月之内，在本市同一个区重新"
            "购置一辆新能源乘用车并办理完毕全部注册登记手续的，可按规定申请退还已经缴纳的费用。",
            ["2023-12-31 validity"],
        ),
        ("在政策出台至2022年9月30日期间，对购买家电的给予200元补贴。", ["2022-09-30 validity"]),
        (
            "自本文件印发之日起至2022年9月30日，对新增贷款按利率的三成给予贴息。",
            ["2022-09-30 validity"],
        ),
        (
            "2022年6月10日（含）起至2022年9月30日，购置农机的，贷款最高额度由10万元提高至15万元。",
            ["2022-09-30 validity"],
        ),
        ("自发文之日起至2022年12月31日期间，竞买保证金比例为20%。", ["2022-12-31 validity"]),
        ("政策执行期：发文之日起至2022年12月31日。", ["2022-12-31 validity"]),
        ("保证金缴存最长可延至2022年12月31日。", ["2022-12-31 validity"]),
        ("在2022年12月31日前，企业可在作出承诺后先行开工。", ["2022-12-31 validity"]),
        ("2022年12月31日前，凡在我县新开店的商户，可申请一次性补贴。", ["2022-12-31 validity"]),
        ("本次调整暂定试行期一年，从2022年7月1日至2023年6月30日止。", ["2023-06-30 validity"]),
        ("新政自2022年6月1日起至2022年12月31日止。", ["2022-12-31 validity"]),
        ("2022年底前，阶段性放宽贷款条件。", ["2022-12-31 validity"]),
        ("企业可以在年底前缓缴公积金。", ["2022-12-31 validity"]),
        ("2022年12月31日前，对停工后复工的项目，可提前拨付一个节点的资金。", ["2022-12-31 validity"]),
        ("自本通知实施之日起一年内，对引进的人才给予补贴。", ["2023-05-26 validity"]),
    ],
)
def test_what_is_allowed_or_granted_within_a_window_is_valid_until_its_end(
    text: str, limits: list[str]
) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("自即日起至2022年9月30日，在全市开展燃气隐患排查。", ["2022-09-30"]),
        ("2022年6月1日至9月30日期间，集中开展整治。", ["2022-09-30"]),
        ("2022年7月至9月期间开展督查。", ["2022-09-30"]),
        ("6月底前，对排查出的隐患，按照清单整改。", ["2022-06-30"]),
        ("确保省级资金下半年下达八成。", ["2022-12-31"]),
        ("9月1日至30日，将补贴资金发放到位。", ["2022-09-30"]),
        ("租金原则上于6月底前减免完成。", ["2022-06-30"]),
        ("到2025年，年产能可达100万吨。", ["2025-12-31"]),
        ("2022年12月31日前，项目可实现并网。", ["2022-12-31"]),
        ("将工期延至2022年12月31日。", ["2022-12-31"]),
        ("各医院优先使用中选药品，确保1年内完成合同用量。", ["2023-05-27"]),
        ("公开名单在本措施印发后2个月内发布。", ["2022-07-27"]),
        ("自本通知印发之日起一年内，完成人才补贴系统建设。", ["2023-05-27"]),
    ],
)
def test_work_to_be_finished_by_the_end_of_a_span_is_due(text: str, limits: list[str]) -> None:
    assert read(text) == limits


@pytest.mark.parametrize(
    "text",
    [
        "2022年7月1日至9月30日期间购买新车且完成上牌的车主，可享受补贴。",
        "6月30日前在系统录入的贷款，按照原政策执行。",
        "2022年12月31日前办理施工许可证的地产项目，由企业承诺缴费时限。",
        "对2022年9月30日之前在本区同一商场，一次购买十件家电的顾客，给予补贴。",
        "合同在2022年6月30日前已完成备案，又变更买受人的，不享受补贴。",
        "旧车车主在2022年9月30日前申报补贴的纳税人，给予10%的补贴。",
        "2022年12月31日前申领但未使用的消费券，逾期自动失效。",
        "2022年12月31日前向困难企业发放的贷款，不下调分类。",
        "今年1至4月，我县新开商户80家。",
        "自政策实施之日起一年内新拍的工业用地可参照执行。",
    ],
)
def test_a_day_that_says_which_ones_are_meant_is_no_limit(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "消费券自核发之日起计算，有效期为3个月。",
        "购车券有效期为3个月。",
        "发给有效期为一年的购车券。",
        "提交无房证明（有效期3个月）。",
        "应在许可证签发之日起两年以内提出申请。",
        "新落户的企业，5年内享受租金补贴。",
        "补助对象须取得学历（学位）10年内。",
        "出让合同签订后1个月内缴纳一半，3个月内缴清。",
        "有多辆车的，12个月内仅限一辆车申请。",
    ],
)
def test_the_term_of_a_paper_or_of_a_subsidy_is_no_limit_of_the_task(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["5年内培养技师1000名。", "年内新建服务站20个。", "半年内完成清理。"])
def test_a_term_with_nothing_to_reckon_it_from_is_no_limit(text: str) -> None:
    assert read(text) != []
    assert read(text, issued_on=None) == []


def test_the_term_in_a_time_cell_is_kept_for_a_person_to_date() -> None:
    assert read("30个工作日内", issued_on=None, cell=True) == [""]


@pytest.mark.parametrize(
    "text",
    [
        "2023年投资清单中新建项目开工率达到100%。",
        "在2022年原有减免基础上，再次减免租金。",
        "2022年是全面推进改革的关键一年。",
        "年内可提取两次。",
        "同一自然年度内申请一次。",
    ],
)
def test_a_year_that_names_a_thing_or_counts_within_is_no_limit(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["自公告的次月1日起下调额度。", "按每月末账户余额平均值计算。", "以每季度末月的数据为准。"]
)
def test_a_beginning_or_a_balance_of_each_period_is_no_day_to_be_met(text: str) -> None:
    assert read(text) == []


def test_a_stage_ends_with_its_last_day():
    text = "云江镇2022年方案\n一、实施步骤\n（一）宣传发动阶段（4月1日—4月20日）。召开动员会。\n"
    [document] = extract_text(text).documents
    [limit] = document.measures[0].tasks[0].deadlines
    assert (limit.date, limit.doubt) == ("2022-04-20", "")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("6月底前，各乡镇设立窗口，方便企业享受补贴。", DeadlineKind.DUE),
        ("3月底前各部门在网站设置专区，集中发布措施，为企业享受优惠提供便利。", DeadlineKind.DUE),
        ("9月底前编印手册，让群众享受优惠。", DeadlineKind.DUE),
        ("年底前，企业招用失业人员的给予补贴。", DeadlineKind.VALIDITY),
    ],
)
def test_what_work_is_for_grants_nothing(sentence: str, kind: DeadlineKind) -> None:
    text = f"青石市便民方案\n2024年3月1日\n一、任务\n（一）便民惠企。{sentence}\n（二）改造窗口。增设窗口。\n"
    [document] = extract_text(text).documents
    assert [d.kind for m in document.measures for t in m.tasks for d in t.deadlines] == [kind]
