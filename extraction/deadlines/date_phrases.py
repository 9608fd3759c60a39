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

from common.workdays import eve_of_festival
from extraction.deadlines.date_grammar import FIRST_MONTH_DAY, IN_ROW, MENTION
from extraction.deadlines.solar_terms import NAMES as SOLAR_TERMS
from extraction.deadlines.solar_terms import eve_of_term
from extraction.signs.numerals import number


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
    joint: bool = False  # two festivals are named together: which is meant is not said
    excluded: bool = False  # 零时前: the named day itself is too late
    row: tuple[int, int] | None = None  # of a row with one 月底前 for all: the place of all of it

    @property
    def place(self) -> tuple[int, int]:
        """Where the words around begin and end: for a member of a row those of the row."""
        return self.row or (self.start, self.end)

    @property
    def is_within_the_year(self) -> bool:
        """年内, 今年内: the year is that of the document and nothing else is printed."""
        return self.unit is Unit.YEAR and self.year is None and not self.edge and self.trail == "内"

    @property
    def before(self) -> bool:
        """Whether it is printed as an end that must not be passed (前, 内, 止, or a lead like 不迟于)."""
        return bool(self.trail) or self.lead.endswith(_LATEST)

    def last_day(self, year: int) -> datetime.date | None:
        """The last day in time when the year is `year`; None for a festival whose date is not known."""
        if self.unit is Unit.FESTIVAL:
            return eve_of_term(self.festival, year) or eve_of_festival(self.festival, year)
        if not 1 <= year <= 9998:
            return None
        last = calendar.monthrange(year, self.month)[1]
        if self.unit in (Unit.DAY, Unit.PART_OF_MONTH):
            day = datetime.date(year, self.month, min(self.day, last))
            return day - datetime.timedelta(days=1) if self.excluded else day
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
    "晚于",
    "迟于",
    "超过",
    "最迟",
    "最晚",
    "最迟于",
    "最晚于",
    "最迟在",
    "最晚在",
    "截止",
    "截止到",
    "截止至",
    "止于",
)

_MAY_NAME_A_TIME = re.compile(
    "[年月季节]|半年|岁末|[一1]”?前|除夕|三十|20\\d\\d|[一二三四五六七八]五”?|[QH][1-4]|春|元旦|清明|端午|中秋|国庆|元宵|重阳|腊八|"
    + SOLAR_TERMS
)

_CELL_DATE = re.compile(
    r"(?P<year>20\d\d)(?:[./](?:1[0-2]|0?[1-9])—|(?P<dot>[—./]))(?P<month>1[0-2]|0?[1-9])"
    r"(?(dot)(?:(?P=dot)(?P<day>3[01]|[12]\d|0?[1-9]))?)(?: 00：00：00)?$"
)

_PART_DAY = {"上旬": 10, "初": 10, "上中旬": 20, "中旬": 20, "中下旬": 31, "下旬": 31}
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
    if _MAY_NAME_A_TIME.search(text) is None:
        return  # most sentences name none
    for match in MENTION.finditer(text):
        yield from _members(text, match)


def share_ends(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, each of a row like 6月、9月、12月底前 with the 底前 that is printed once, at its end.

    Each member of a row (6月底、9月底和12月底各报送一次) has the words around the whole row.
    """
    row: list[Mention] = []
    for mention in mentions:
        joined = row and text[row[-1].end : mention.start] in ("、", "和", "及", "与") and not mention.lead
        day_behind = (
            bool(row) and row[-1].unit is Unit.MONTH and mention.unit is Unit.DAY and not row[-1].edge
        )
        if not joined or row[-1].trail or not (day_behind or row[-1].unit is mention.unit):
            yield from _shared(row)
            row = []
        row.append(mention)
    yield from _shared(row)


def _shared(row: list[Mention]) -> Iterator[Mention]:
    if len(row) < 2 or not (row[-1].edge or row[-1].trail):
        yield from row
        return
    edge, trail = row[-1].edge, row[-1].trail
    place = (row[0].place[0], row[-1].place[1])
    if row[-1].unit is Unit.DAY:  # 3月、6月、9月25日前: the day is printed once, for each month
        row = [replace(one, unit=Unit.DAY, day=one.day or row[-1].day) for one in row]
    yield from (replace(one, edge=one.edge or edge, trail=one.trail or trail, row=place) for one in row)


def _members(text: str, match: re.Match[str]) -> Iterator[Mention]:
    """The mention of a match; several where it is a row with its 月, 日, 季度 or 年 printed once."""
    mention = _mention(match)
    for group, field in _ROWS.items():
        printed = match[group]
        if not printed:
            continue
        start, end = match.span(group)
        values = [(start + m.start(), start + m.end(), m.group()) for m in IN_ROW.finditer(printed)]
        numbers = [_QUARTER[v] if field == "quarter" else number(v) for _, _, v in values]
        last = {"day": mention.day, "year": mention.year}.get(field, mention.month)
        if (
            _is_label(text, start, numbers)
            or numbers != sorted(numbers)
            or last is None
            or numbers[-1] >= last
        ):
            # “2、9月底前”: the first is the number of the item.
            yield replace(mention, start=end)
            return
        place = (mention.start, mention.end)
        for at, ((first, final, _), value) in enumerate(zip(values, numbers, strict=True)):
            # The year that is printed once stands with the first.
            member = replace(mention, start=first if at else mention.start, end=final, row=place)
            if field == "day":
                yield replace(member, day=value)
            elif field == "year":
                yield replace(member, year=value)
            else:
                yield replace(member, month=value)
        yield replace(mention, start=end, row=place)
        return
    yield mention


_ROWS = {"months": "month", "days": "day", "years": "year", "quarters_y": "quarter", "quarters_n": "quarter"}


def _is_label(text: str, start: int, numbers: list[int]) -> bool:
    return len(numbers) == 1 and numbers[0] < 6 and (start == 0 or text[start - 1] in "。；：")


def _mention(match: re.Match[str]) -> Mention:
    group = match.groupdict()
    year = group["year_m"] or group["year_f"] or group["year_y"] or group["dotted_year"]
    relative = (
        group["relative_m"] or group["relative_f"] or group["relative_y"] or group["began_relative"] or ""
    )
    began = _year(group["began"]) if group["began"] else None
    unit, month, day, edge, festival = Unit.YEAR, 12, 0, "", ""
    stated = _year(year) if year else began
    if solid := group["solid"] or group["solid_month"]:
        stated, month, day = int(solid[:4]), int(solid[4:6]), int(solid[6:] or 0)
        unit = Unit.DAY if day else Unit.MONTH
    elif group["dotted_month"]:
        month, day = int(group["dotted_month"]), int(group["dotted_day"] or 0)
        unit = Unit.DAY if day else Unit.MONTH
    elif group["plan"]:
        unit, edge, stated = Unit.PLAN, "末", _PLAN_END[group["plan"]]
    elif group["festival"]:
        unit, festival = Unit.FESTIVAL, group["festival"].strip("“”")
    elif group["month"] or group["this"]:
        unit, edge = Unit.MONTH, group["month_edge"] or ""
        month = number(group["month"]) if group["month"] else 0
        relative = relative or group["this"] or ""
        if group["day"]:
            unit, day = Unit.DAY, number(group["day"])
        elif group["month_part"]:
            unit, day = Unit.PART_OF_MONTH, _PART_DAY[group["month_part"]]
    elif group["bare_day"]:
        unit, day = Unit.DAY, number(group["bare_day"])
        first = FIRST_MONTH_DAY.match(group["first"])
        month = number(first["month"]) if first else 12
    else:
        part = group["part_y"] or group["part"] or group["part_n"] or ""
        edge = part[-1] if part[-1:] and part[-1] in "底末终" else ""
        if "半年" in part or part[:1] == "H":
            unit, month = Unit.HALF, 6 if part in ("H1", "上半年", "上半年底", "上半年末") else 12
        elif letter := group["letter_y"] or group["letter_n"]:
            unit, month, edge = Unit.QUARTER, _QUARTER[letter], "末"
        elif "季度" in part:
            unit = Unit.QUARTER
            month = _QUARTER[group["quarter_y"] or group["quarter_n"] or "三"]
        elif part.endswith("中"):
            unit, month = Unit.HALF, 6
        elif part.endswith("初"):
            unit, month, day = Unit.PART_OF_MONTH, 1, 31
    trail = group["trail"] or ""
    if not trail and (group["part_y"] or group["part_n"] or "").endswith("内"):
        trail = "内"
    joint = bool(group["beside"]) and "元旦" not in group["beside"]
    return Mention(
        match.start(), match.end(), unit, stated, relative, month, day, edge,
        group["lead"] or "", trail, group["first"] or "", began, festival, joint,
        bool(group["midnight"]) or "不含" in match.group(),
    )  # fmt: skip


def _year(printed: str) -> int:
    """The year that is printed, also with two digits (27年)."""
    said = number(printed)
    return said if said > 99 else 2000 + said
