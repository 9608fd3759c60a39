"""Days named from the day of issue (本周五前, 下月底前) and days of the lunar calendar (腊月廿三前)."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from common.lunar import solar_day
from extraction.signs.numerals import number
from extraction.signs.surroundings import Surroundings

_END = (
    r"(?:（[^（）]{1,10}）)?(?:(?:上午|下午|晚上?|中午)?(?:\d{1,2}(?:：\d\d|[时点])|下班|[一二三四五六七八九十]{1,3}[时点])?"
    r"(?:之前|以前|前(?![后期])|止|之内|以内|内(?!容|部))|下班前)"
)
_WEEK = re.compile(
    rf"(?<![每双单隔])(?P<which>本|这|当|下下个?|下个?)(?:周|星期|礼拜)(?P<day>[一二三四五六日天末底])?(?P<end>{_END})"
    r"|(?<![每双单隔])(?P<which_day>本|下下个?|下个?)(?:周|星期|礼拜)(?P<on>[一二三四五六日天])"
    r"(?=(?:上午|下午)?[^，。；]{0,10}(?:报送|上报|报[省市县区]|反馈|提交|完成|拿出|交))"
)
_MONTH = re.compile(
    rf"(?P<which>下下个?|下个?)月(?:(?P<day>{'3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]'})[日号]"
    rf"|(?P<edge>月?[底末])|(?P<part>[上中下]旬|初))?(?P<end>{_END})?"
)
_QUARTER = re.compile(rf"(?P<which>本|当|下个?)季度?(?P<edge>[末底])?(?P<end>{_END})")
_DAY = re.compile(rf"(?P<which>今[天日]|明[天日]|后[天日]|即日)(?P<end>{_END}|底前)")
_MONTHLY = re.compile("每|按月|按季|逐月|逐季|月度|季度|当月|上月|次月")
_LUNAR = re.compile(
    r"(?:(?P<named>农历|阴历)(?P<year>20\d\d年)?)?(?P<month>正月|腊月|冬月|(?(named)闰?[一二三四五六七八九十]{1,2}月|(?!)))"
    rf"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]|[二廿]十?[一二三四五六七八九]?|三十)日?(?P<end>{_END})"
)
_WEEKDAYS = "一二三四五六日"
_PARTS = {"上旬": 10, "中旬": 20, "下旬": 31, "初": 10}


@dataclass(frozen=True, slots=True)
class NearDay:
    """A day named from another, half-open `start:end` in the text of a `Printed`."""

    start: int
    end: int
    match: re.Match[str]

    def day(self, issued_on: datetime.date) -> tuple[datetime.date | None, str]:
        """The last day in time, reckoned from the day of issue, and a doubt in Chinese or ""."""
        if self.match.re is _LUNAR:
            return _lunar(self.match, issued_on)
        if self.match.re is _WEEK:
            day, doubt = _of_week(self.match, issued_on)
        elif self.match.re is _MONTH:
            day, doubt = _of_month(self.match, issued_on)
        elif self.match.re is _QUARTER:
            day, doubt = _of_quarter(self.match, issued_on)
        else:
            ahead = {"明": 1, "后": 2}.get(self.match["which"][0], 0)
            day, doubt = issued_on + datetime.timedelta(days=ahead), ""
        return day, "早于成文日期，请核对" if day < issued_on else doubt


def find_near(text: str) -> Iterator[NearDay]:
    """The near days of `text`; what a month says in a sentence of every month (每月…，下月5日前) is none."""
    for pattern in (_WEEK, _MONTH, _QUARTER, _DAY, _LUNAR):
        for match in pattern.finditer(text):
            if pattern is _MONTH:
                around = Surroundings(text, match.start(), match.end())
                bound = match["end"] or match["edge"]
                if not bound or _MONTHLY.search(around.sentence_left + around.sentence_right):
                    continue
            yield NearDay(match.start(), match.end(), match)


def _ahead(which: str) -> int:
    return which.count("下")


def _of_week(match: re.Match[str], issued_on: datetime.date) -> tuple[datetime.date, str]:
    which, named = match["which"] or match["which_day"], match["day"] or match["on"]
    monday = issued_on + datetime.timedelta(days=7 * _ahead(which) - issued_on.weekday())
    at = _WEEKDAYS.find((named or "日").replace("天", "日"))
    if at < 0 or named is None:  # 周末, 本周内
        return monday + datetime.timedelta(days=6), "" if named is None else "周末按星期日计，请核对"
    return monday + datetime.timedelta(days=at), ""


def _of_month(match: re.Match[str], issued_on: datetime.date) -> tuple[datetime.date, str]:
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + _ahead(match["which"]), 12)
    last = calendar.monthrange(year, month + 1)[1]
    day = number(match["day"]) if match["day"] else _PARTS.get(match["part"] or "", last)
    return datetime.date(year, month + 1, min(day, last)), ""


def _of_quarter(match: re.Match[str], issued_on: datetime.date) -> tuple[datetime.date, str]:
    at = issued_on.year * 4 + (issued_on.month - 1) // 3 + _ahead(match["which"])
    year, quarter = divmod(at, 4)
    month = 3 * quarter + 3
    return datetime.date(year, month, calendar.monthrange(year, month)[1]), ""


def _lunar(match: re.Match[str], issued_on: datetime.date) -> tuple[datetime.date | None, str]:
    months = {"正月": 1, "腊月": 12, "冬月": 11}
    month = months.get(match["month"]) or number(match["month"].strip("闰月"))
    day = number(match["day"].lstrip("初").replace("廿十", "廿").replace("廿", "二十"))
    for year in (issued_on.year - 1, issued_on.year, issued_on.year + 1):
        if match["year"] and year != int(match["year"][:4]):
            continue
        found = solar_day(year, month, day)
        if found is not None and found >= issued_on:
            return found, "农历日期折算为公历，请核对"
    return None, "农历日期无法折算，请核对"
