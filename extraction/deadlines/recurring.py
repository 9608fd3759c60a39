"""Days to be met in every period: 每月30日前, 每季度末前, 每年6月底前, 次月5日前."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.signs.numerals import SMALL

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PERIOD = (
    r"(?:每(?:个|一)?(?:半年|年度?|季度?|月份?|周|星期|旬|双月|两个?月|学期|学年)|按月|按季度?|逐月|逐季)"
)
_HOUR = (
    r"(?:（[^（）]{1,10}）)?(?:上午|下午|晚上?|中午)?"
    r"(?:\d{1,2}(?:：\d\d|[时点](?:\d\d分?|整|半)?)|[一二三四五六七八九十]{1,3}[时点]|下班)?"
)
_WITHIN = rf"(?:{_HOUR}(?:之前|以前|前(?![后期]))|之内|以内|内)"
_WEEKDAY = (
    r"每个?(?:周|星期)[一二三四五六日天](?:[、和及与](?:周|星期)?[一二三四五六日天](?![一-龥]{0,2}级))*"
)
_OF_MONTH = rf"(?:(?P<day>{_DAY})[日号]|底|末|上旬|中旬|下旬|初(?!步|级|次|期))"
_MONTH_OF_YEAR = rf"{_MONTH}月份?(?:{_OF_MONTH.replace('?P<day>', '?:')}{_WITHIN}?|{_WITHIN})"
_QUARTER_MONTH = r"(?:首月|首个月|末月|第[一二三]个?月|最后一?个?月)"
_DAYS = (
    rf"(?:逢?(?:{_DAY}[日号]?[、和及与]){{1,4}}{_DAY}[日号]{_WITHIN}?|{_MONTH_OF_YEAR}(?:[、和及与]{_MONTH_OF_YEAR}){{0,3}}"
    rf"|第?[一二三四1-4]季度(?:[末底]{_WITHIN}?|{_WITHIN})"
    rf"|(?:上半年|下半年|年中|年初|年底|年末|年终){_WITHIN}?"
    rf"|(?:{_QUARTER_MONTH}|次月|下个?月)?的?(?:{_OF_MONTH.replace('?P<day>', '?:')}|月[底末初]|季末|季度末)"
    rf"(?!月)(?:[、和及与]{_DAY}日)?{_WITHIN}?"
    rf"|(?:结束|终了)?后?的?前?{SMALL}个?(?:工作日|日|天){_WITHIN}"
    rf"|(?:{_QUARTER_MONTH})?的?(?:最后一?个?|倒?数?第{SMALL}个?|首个?)(?:工作日|周[一二三四五六日]|日|天){_WITHIN}?"
    rf"|(?:周|星期)?[一二三四五六日]{_WITHIN})"
)
_RECURRING = re.compile(
    rf"{_PERIOD}(?:度|终了|结束)?(?:分别)?[于的在应均]?{_DAYS}"
    rf"|(?:次月|下个?月|翌月|次季度?首月)(?:的)?{_OF_MONTH.replace('?P<day>', '?:')}{_WITHIN}?"
    rf"|(?:季度?|月度?|年度|半年)(?:结束|终了)?后的?{SMALL}个?(?:工作日|日|天){_WITHIN}"
    rf"|逢?[单双]月的?{_DAY}[日号]{_WITHIN}|每个?工作日{_HOUR}(?:之前|以前|前)"
    rf"|(?:季度?[末底]){_DAY}[日号]{_WITHIN}|年度?(?:结束|终了)后的?{SMALL}个?(?:月|工作日|日|天){_WITHIN}"
    rf"|每年[的在于]?(?:{_MONTH}[、和及与]){{1,11}}{_MONTH}月份?的?"
    rf"{_OF_MONTH.replace('?P<day>', '?:')}{_WITHIN}"
    rf"|{_WEEKDAY}{_WITHIN}|{_WEEKDAY}(?:上午|下午)?(?=[^，。；]{{0,16}}(?:报送|上报|报[省市县区]|反馈|提交|汇总))"
    rf"|每[日天]{_HOUR}(?:之前|以前|前)"
    rf"|(?<![\d一二三四五六七八九十本当份年上下月元])(?:月底|月末|季末|季度末|季度底|半年末){_WITHIN}"
)
EVERY_YEAR = re.compile(r"每年|每个?年度")
# 每半年（6月底前、12月底前）: the days of each period stand in the bracket behind it.
EVERY_IN_BRACKETS = re.compile(r"每个?(?:半年|季度?|年度?|学期)[^，。；（）]{0,6}（[^）]{0,60}$")
_REPORTS = re.compile(r"[^，。；]{0,20}(?:报|提交|汇总|反馈|更新|公布|公示|调度|完成)")
EVERY_PART = re.compile(r"每半年|每个?季度?|每个?学期")


def doubt_of(phrase: str, right: str, sentence: str) -> str:
    """Why a person should look at a recurring `phrase` with `right` behind it; "" when certain."""
    if phrase.startswith(("每日", "每天")):
        return "每日的时点，可能只是工作频次，请核对"
    if phrase.startswith(("次月", "下月", "下个月", "翌月", "月底", "月末", "季末")) and not re.search(
        "每|按月|按季|逐月|逐季|月度|季度|当月|上月", sentence
    ):
        return "可能只指一次，请核对"
    if not phrase.endswith(("前", "内")) and not _REPORTS.match(right):
        return "时点未写“前”，请核对"
    return ""


def find_recurring(text: str) -> Iterator[tuple[int, int]]:
    """The half-open places, in the text of a `Printed`, of days to be met in every period."""
    for match in _RECURRING.finditer(text):
        yield match.start(), match.end()
