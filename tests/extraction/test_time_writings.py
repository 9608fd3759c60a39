"""Times in every writing that people and machines produce; what cannot be a day is a doubt."""

import datetime

import pytest

from extraction.deadlines.finder import find_deadlines, find_times
from extraction.signs.rules import Rule

ISSUED = datetime.date(2026, 4, 8)  # a Wednesday


def read(text: str) -> list[str]:
    """The dates, with a question mark where there is a doubt."""
    return [f"{d.date or d.kind}{'?' * bool(d.doubt)}" for d in find_deadlines(text, issued_on=ISSUED)]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("28年4月底前完成修缮。", ["2028-04-30"]),
        ("29年底前建成。", ["2029-12-31"]),
        ("到27年底，覆盖率达到90%。", ["2027-12-31"]),
        ("使用25年以上的水管全部更换。", []),
        ("2028年Q2完成。", ["2028-06-30"]),
        ("Q4前完成。", ["2026-12-31"]),
        ("2028年一至三季度完成改造。", ["2028-09-30"]),
        ("2027H1完成选址。", ["2027-06-30"]),
        ("5月底和10月底前各报送一次。", ["2026-05-31", "2026-10-31"]),
        ("5月底、8月底和11月底各报送一次。", ["2026-05-31", "2026-08-31", "2026-11-30"]),
        ("2026年11月31日前完成。", ["2026-11-30?"]),
        ("2026年2月30日前完成。", ["2026-02-28?"]),
        ("2027年2月30日前完成。", ["2027-02-28?"]),
        ("9月月底前完成。", ["2026-09-30"]),
        ("元月底前完成。", ["2027-01-31?"]),
        ("20270415前报送。", ["2027-04-15"]),
        ("按编号20270415办理。", []),
        ("本周五前报送。", ["2026-04-10"]),
        ("本周一前报送。", ["2026-04-06?"]),
        ("下周三前报送。", ["2026-04-15"]),
        ("下下周一前报送。", ["2026-04-20"]),
        ("下月底前完成。", ["2026-05-31"]),
        ("下月15日前完成。", ["2026-05-15"]),
        ("下季度末前完成。", ["2026-09-30"]),
        ("明天下班前报送。", ["2026-04-09"]),
        ("每月汇总，下月5日前报送。", ["recurring"]),
        ("自即日起20日内完成。", ["2026-04-28"]),
        ("一年半内建成。", ["2027-10-08?"]),
        ("两个半月内完成。", ["2026-06-23?"]),
        ("半个月内完成。", ["2026-04-23?"]),
        ("百日内完成整治。", ["2026-07-17?"]),
        ("元宵节前完成。", ["2027-02-19"]),
        ("2026年监测样品以粮食、蔬菜为主，兼顾水果。", []),
        ("立冬前完成抢收。", ["2026-11-06"]),
        ("2027年谷雨前完成播种。", ["2027-04-19"]),
        ("2027上半年建成。", ["2027-06-30"]),
        ("4月、7月、10月25日前报送情况。", ["2026-04-25", "2026-07-25", "2026-10-25"]),
        ("48小时内整改到位。", ["2026-04-10?"]),
        ("农历年前发放到位。", ["2027-02-05"]),
        ("腊月二十三前发放。", ["2027-01-30?"]),
        ("中秋国庆前完成检查。", ["2026-09-30?"]),
        ("2026年7月1日前（含7月1日）完成。", ["2026-07-01"]),
        ("2026年7月1日前后完成。", ["2026-07-01?"]),
        ("2027年底前不得扩建。", []),
        ("2027年底前，合格率不得低于95%。", ["2027-12-31"]),
        ("2026年9月底前停止使用旧设备。", ["2026-09-30"]),
    ],
)
def test_a_time_is_read_in_its_writing(text: str, limits: list[str]):
    assert read(text) == limits


def test_a_festival_right_after_the_day_of_issue_is_doubted():
    [deadline] = find_deadlines("清明节前完成。", issued_on=datetime.date(2026, 4, 2))
    assert (deadline.date, bool(deadline.doubt)) == ("2026-04-03", True)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("去年底前已经建成。", Rule.PAST),
        ("按照《云江市2026年底前行动方案》办理。", Rule.IN_A_NAME),
        ("自2026年7月1日起实施。", Rule.BEGINS),
        ("2027年底前不得扩建。", Rule.BANS),
        ("较2025年增长5%。", Rule.COMPARES),
        ("2026年6月30日前已备案的项目继续执行。", Rule.QUALIFIES),
        ("2025年1月完成了普查。", Rule.HISTORY),
        ("2026年度预算已安排。", Rule.NAMES),
    ],
)
def test_what_is_no_limit_is_set_aside_by_a_named_rule(text: str, rule: Rule):
    times = find_times(text, issued_on=ISSUED)
    assert (times.deadlines, [aside.rule for aside in times.asides]) == ([], [rule])
