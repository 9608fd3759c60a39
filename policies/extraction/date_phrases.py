"""Where a text names a day, month, quarter, half or year: the phrase, before anything is judged.

A `Mention` says what is printed and nothing more: whether it binds the task is for `limits`, which year
a phrase without one means is for `years`.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from .numerals import YEAR, number
from .workdays import eve_of_festival


class Unit(Enum):
    """How fine a mention is: what of the calendar it names."""

    DAY = "日"
    PART_OF_MONTH = "旬"
    MONTH = "月"
    QUARTER = "季度"
    HALF = "半年"
    YEAR = "年"
    PLAN = "规划期"
    FESTIVAL = "节日"


@dataclass(frozen=True, slots=True)
class Mention:
    """A point of the calendar in `Printed.text`, half-open `start:end` with its lead and trail.

    `year` is the printed one; `relative` is 今年, 明年 and the like; `edge` is 底 or 末 where it is
    printed (年底, 6月底, 一季度末); `first` is the printed start of a range (2023—2025年), `began` its year.
    """

    start: int
    end: int
    unit: Unit
    year: int | None = None
    relative: str = ""
    month: int = 12
    day: int = 0
    edge: str = ""
    lead: str = ""
    trail: str = ""
    first: str = ""
    began: int | None = None
    festival: str = ""

    @property
    def before(self) -> bool:
        """Whether it is printed as an end that must not be passed (前, 内, 止, or a lead like 不迟于)."""
        return bool(self.trail) or self.lead in _LATEST

    def last_day(self, year: int) -> datetime.date | None:
        """The last day in time when the year is `year`; None for a festival whose date is not known."""
        if self.unit is Unit.FESTIVAL:
            return eve_of_festival(self.festival, year)
        if not 1 <= year <= 9998:
            return None
        last = calendar.monthrange(year, self.month)[1]
        if self.unit in (Unit.DAY, Unit.PART_OF_MONTH):
            return datetime.date(year, self.month, min(self.day, last))
        if self.strictly_before:
            # “6月前” without 底: the month itself is too late.
            return datetime.date(year, self.month - _MONTHS_BACK[self.unit], 1) - datetime.timedelta(days=1)
        return datetime.date(year, self.month, last)

    @property
    def strictly_before(self) -> bool:
        """6月前, 二季度前, 2025年前: printed without 底, so the named period itself is out."""
        printed = self.unit in _MONTHS_BACK and not self.edge and self.trail in ("前", "之前")
        return printed and self.lead not in ("到", "至")


# How many months before the last one of a period its first lies.
_MONTHS_BACK = {Unit.MONTH: 0, Unit.QUARTER: 2, Unit.YEAR: 11}
_LATEST = (
    "不得晚于",
    "不得迟于",
    "不晚于",
    "不迟于",
    "不超过",
    "最迟",
    "最迟于",
    "最晚",
    "最晚于",
    "截止",
    "截止到",
    "止于",
)

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_BARE = r"(?<![\d.第每一二三四五六七八九十])"
_RELATIVE = r"今年|本年度|本年|当年|明年|次年|翌年|来年|去年|上年"
_PART = r"上旬|中旬|下旬|初"

_LEAD = (
    r"(?P<lead>不得晚于|不得迟于|不晚于|不迟于|不超过|最迟于|最迟|最晚于|最晚|截止到|截至|截止|止于"
    r"|到|至|在|于)?"
)
_FIRST = (
    rf"(?:(?P<first>(?P<began>{YEAR})年?(?:{_MONTH}月(?:{_DAY}日)?|{_MONTH}(?=—{_MONTH}月))?|{_BARE}{_MONTH}月(?:{_DAY}日)?"
    rf"|(?<![\d.]){_MONTH}(?=—{_MONTH}月))"
    rf"(?P<first_part>底|末|{_PART})?起?(?:至|到|——|—))?"
)


def _of_year(tail: str) -> str:
    """A printed or relative year, in groups named `year_<tail>` and `relative_<tail>`."""
    return rf"(?:(?P<year_{tail}>{YEAR})年度?|(?P<relative_{tail}>{_RELATIVE}))"


_IN_MONTH = (
    rf"{_of_year('m')}?{_BARE}(?P<month>{_MONTH})月份?"
    rf"(?:(?P<day>{_DAY})[日号]|(?P<month_edge>底|末)|(?P<month_part>{_PART}))?"
)
_LAST_DAY_OF_RANGE = rf"(?P<bare_day>{_DAY})日"
_FESTIVAL = (
    rf"{_of_year('f')}?(?P<festival>元旦|春节|清明|“?五一”?|劳动节|端午|中秋|国庆)"
    r"(?:劳动节|节)?(?:假期|长假)?(?=之?前(?!后))"
)
_PLAN = r"“?(?P<plan>十[一二三四五六七八]五)”?(?:规划|计划)?(?:时期|期)?(?:末期|末|结束时?)"
_IN_YEAR = (
    rf"{_of_year('y')}"
    r"(?P<part_y>上半年|下半年|前三季度|第?[一二三四1-4]季度[末底]?|年?[底末终]|年?内|年中|年?初(?!步|级|期|中|始|具|心|衷))?"
)
_IN_THIS_YEAR = (
    rf"{_BARE}(?P<part>上半年|下半年|前三季度|第?[一二三四1-4]季度[末底]?|岁末)"
    r"|(?<![\d个半多几近每一两二三四五六七八九十百整全历去前往逐上])(?P<part_n>年度?[底末终]|年度?内|年中)"
)
_TRAIL = (
    r"(?:（含(?:当日|本日)?）)?"
    r"(?P<trail>之前|以前|前(?!期|三|端|沿|瞻|提|列|述|后|景|往|来|两|置|款|身)"
    r"|之内|以内|内(?!容|部|外|在|设|生|蒙)|为止|止)?"
)

_MENTION = re.compile(
    rf"{_LEAD}{_FIRST}(?:{_IN_MONTH}|{_FESTIVAL}|{_PLAN}|{_IN_YEAR}|{_IN_THIS_YEAR}"
    rf"|(?(first){_LAST_DAY_OF_RANGE}|(?!))){_TRAIL}"
)
_CELL_DATE = re.compile(
    r"(?P<year>20\d\d)[—./](?P<month>1[0-2]|0?[1-9])(?:[—./](?P<day>3[01]|[12]\d|0?[1-9]))?$"
)
_FIRST_MONTH_DAY = re.compile(rf"(?:{YEAR}年?)?(?P<month>{_MONTH})(?:月|$)")

_PART_DAY = {"上旬": 10, "初": 10, "中旬": 20, "下旬": 31}
_QUARTER = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_PLAN_END = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025}
_PLAN_END |= {"十五五": 2030, "十六五": 2035, "十七五": 2040, "十八五": 2045}


def find_mentions(text: str) -> Iterator[Mention]:
    """Every mention of the calendar in `text` (the text of a `Printed`), in order, none overlapping."""
    if cell := _CELL_DATE.match(text):
        day = int(cell["day"] or 0)
        unit = Unit.DAY if day else Unit.MONTH
        yield Mention(0, cell.end(), unit, int(cell["year"]), month=int(cell["month"]), day=day)
        return
    for match in _MENTION.finditer(text):
        yield _mention(match)


def share_ends(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, each of a row like 6月、9月、12月底前 with the 底前 that is printed once, at its end."""
    row: list[Mention] = []
    for mention in mentions:
        joined = row and text[row[-1].end : mention.start] in ("、", "和", "及", "与") and not mention.lead
        if not joined or row[-1].edge or row[-1].trail or row[-1].unit is not mention.unit:
            yield from row
            row = []
        row.append(mention)
        if mention.edge or mention.trail:
            yield from (replace(one, edge=mention.edge, trail=mention.trail) for one in row)
            row = []
    yield from row


def _mention(match: re.Match[str]) -> Mention:
    group = match.groupdict()
    year = group["year_m"] or group["year_f"] or group["year_y"]
    relative = group["relative_m"] or group["relative_f"] or group["relative_y"] or ""
    began = number(group["began"]) if group["began"] else None
    unit, month, day, edge, festival = Unit.YEAR, 12, 0, "", ""
    stated = number(year) if year else began
    if group["plan"]:
        unit, edge, stated = Unit.PLAN, "末", _PLAN_END[group["plan"]]
    elif group["festival"]:
        unit, festival = Unit.FESTIVAL, group["festival"].strip("“”")
    elif group["month"]:
        unit, month, edge = Unit.MONTH, number(group["month"]), group["month_edge"] or ""
        if group["day"]:
            unit, day = Unit.DAY, number(group["day"])
        elif group["month_part"]:
            unit, day = Unit.PART_OF_MONTH, _PART_DAY[group["month_part"]]
    elif group["bare_day"]:
        unit, day = Unit.DAY, number(group["bare_day"])
        first = _FIRST_MONTH_DAY.match(group["first"])
        month = number(first["month"]) if first else 12
    else:
        part = group["part_y"] or group["part"] or group["part_n"] or ""
        edge = part[-1] if part[-1:] and part[-1] in "底末终" else ""
        if "半年" in part:
            unit, month = Unit.HALF, 6 if part[0] == "上" else 12
        elif "季度" in part:
            unit, month = Unit.QUARTER, _QUARTER[part.lstrip("第前")[0]]
        elif part.endswith("中"):
            unit, month = Unit.HALF, 6
        elif part.endswith("初"):
            unit, month, day = Unit.PART_OF_MONTH, 1, 31
    trail = group["trail"] or ""
    if not trail and (group["part_y"] or group["part_n"] or "").endswith("内"):
        trail = "内"
    return Mention(
        match.start(), match.end(), unit, stated, relative, month, day, edge,
        group["lead"] or "", trail, group["first"] or "", began, festival,
    )  # fmt: skip
