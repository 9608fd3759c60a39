"""Reporting cycles are rules of RFC 5545; what fits none is doubted, never guessed."""

import datetime

import pytest
from dateutil.rrule import rrulestr

from extraction.deadlines.cycles import cycle_of
from extraction.pipeline import extract_text


@pytest.mark.parametrize(
    ("phrase", "rule"),
    [
        ("每月8日前", "FREQ=MONTHLY;BYMONTHDAY=8"),
        ("每月底前", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("每月3日、18日前", "FREQ=MONTHLY;BYMONTHDAY=3,18"),
        ("次月6日前", "FREQ=MONTHLY;BYMONTHDAY=6"),
        ("每周三前", "FREQ=WEEKLY;BYDAY=WE"),
        ("每周二、周五", "FREQ=WEEKLY;BYDAY=TU,FR"),
        ("每两周", "FREQ=WEEKLY;INTERVAL=2"),
        ("隔周", "FREQ=WEEKLY;INTERVAL=2"),
        ("双周报", "FREQ=WEEKLY;INTERVAL=2"),
        ("每旬", "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
        ("每半月", "FREQ=MONTHLY;BYMONTHDAY=15,-1"),
        ("每季度末月20日前", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"),
        ("每季度结束后5日内", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"),
        ("按季度", "FREQ=MONTHLY;INTERVAL=3"),
        ("每半年", "FREQ=MONTHLY;INTERVAL=6"),
        ("每年5月底、11月底前", "FREQ=YEARLY;BYMONTH=5,11;BYMONTHDAY=-1"),
        ("每四个月", "FREQ=MONTHLY;INTERVAL=4"),
        ("一周一调度", "FREQ=WEEKLY"),
        ("每日17时前", "FREQ=DAILY"),
        ("每年3、6、9、12月的20日前", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"),
        ("每年6月30日和12月31日前", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"),
        ("每年4月10日、10月20日前", ""),
        ("每年一季度末", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1"),
        ("季度结束后8日内", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=8"),
        ("双月25日前", "FREQ=YEARLY;BYMONTH=2,4,6,8,10,12;BYMONTHDAY=25"),
        ("每两年", "FREQ=YEARLY;INTERVAL=2"),
        ("半年一总结", "FREQ=MONTHLY;INTERVAL=6"),
        ("每个工作日17时前", "FREQ=DAILY"),
        ("每学期", ""),
    ],
)
def test_a_phrase_is_read_as_its_rule(phrase: str, rule: str):
    assert cycle_of(phrase) == rule
    if rule:
        assert rrulestr(rule, dtstart=datetime.datetime(2026, 1, 1))[0]


def task(sentence: str):
    text = f"云江市河道整治方案\n一、重点任务\n（一）清理河道。{sentence}（市水利局负责）\n"
    [document] = extract_text(text).documents
    return document.measures[0].tasks[0]


def test_the_days_of_a_year_that_are_printed_together_are_one_rule():
    assert task("每年5月底前、11月底前报送情况。").cycle == "FREQ=YEARLY;BYMONTH=5,11;BYMONTHDAY=-1"


def test_a_recurring_day_that_fits_no_rule_is_doubted():
    [deadline] = task("每学期末前报送情况。").deadlines
    assert "没有对应的报送周期" in deadline.doubt


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("每周三、周五前各报送一次。", "FREQ=WEEKLY;BYDAY=WE,FR"),
        ("每年2、5、8、11月的15日前报送。", "FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=15"),
        ("单月10日前报送。", "FREQ=YEARLY;BYMONTH=1,3,5,7,9,11;BYMONTHDAY=10"),
        ("年度终了后1个月内报送总结。", "FREQ=YEARLY"),
        ("一年两次上报。", "FREQ=MONTHLY;INTERVAL=6"),
    ],
)
def test_days_that_come_back_are_found_in_a_sentence(sentence: str, rule: str):
    assert task(sentence).cycle == rule
