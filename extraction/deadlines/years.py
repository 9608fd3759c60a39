"""The year of a date that prints none: from its sentence, its item, its section, its document."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from extraction.deadlines.date_phrases import Mention, Unit
from extraction.signs.numerals import YEAR, number
from extraction.signs.surroundings import Surroundings

_STATED = re.compile(rf"({YEAR})年(?!以前|及以前|以来|前)")
_NAMED = re.compile(
    rf"({YEAR})年(?![底末内]|度?内|年[底末内]|\d|[一二三四五六七八九十]+月|第?[一二三四]季度|[上下]半年)"
)
_LATE_PAPERWORK = datetime.timedelta(days=31)
_NEXT_YEARS_PLANS = 10  # from this month on a document may order the work of the coming year
UNDATED = "没有成文日期，请核对"
_THING = "年份取自句中另一处，请核对"
_NEAR = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "当年": 0,
    "明年": 1,
    "来年": 1,
}  # years from that of the document
_STALE = datetime.timedelta(days=62)
_VERY_SOON = datetime.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with why it is in that year, and in Chinese what a person should look at ("" when certain)."""

    day: datetime.date | None
    reason: str
    doubt: str = ""


def resolve(
    mention: Mention,
    around: Surroundings,
    *,
    issued_on: datetime.date | None,
    item_year: int | None,
    section_year: int | None,
) -> Dated | None:
    """The day that `mention` means; None where it is history, over before the document was issued.

    `item_year` is the year of the time limit before it in the same item, `section_year` the year last
    stated above it.  A year that would put the day before `issued_on` is passed over where another is near.
    """
    if mention.year is not None:
        return _printed(mention, mention.year, issued_on)
    if mention.relative:
        return _relative(mention, around, issued_on, section_year)
    for year, reason, doubt in _candidates(mention, around, item_year, issued_on):
        if issued_on is None and section_year is not None and year < section_year:
            continue  # 6月：验收2025年立项的课程: what is over says of what something is
        day = mention.last_day(year)
        if day and (issued_on is None or day >= issued_on - _LATE_PAPERWORK):
            own = section_year if issued_on is None else issued_on.year
            return Dated(day, reason, doubt if year != own else "")
    if issued_on is None:
        if section_year is None:
            return Dated(None, "", "原文没有年份，也没有成文日期，请核对")
        return _in(mention, section_year, f"原文没有年份，取上文的{section_year}年", UNDATED)
    dated = _by_document(mention, issued_on, section_year)
    other = _STATED.search(around.right)
    if dated and dated.day and not dated.doubt and other and number(other[1]) != dated.day.year:
        return replace(dated, doubt="句中另有年份，请核对")
    return dated


def _candidates(
    mention: Mention, around: Surroundings, item_year: int | None, issued_on: datetime.date | None
) -> list[tuple[int, str, str]]:
    """Years that the text states, with the reason and a doubt for when it is not the document's year.

    A year that follows counts only where the document's own year is over for the date: in
    “6月底前印发，2024年建成” it is that of a later step.
    """
    found = []
    before = list(_STATED.finditer(around.sentence_left))
    after = _STATED.search(around.sentence_right)
    if before:
        year = number(before[-1][1])
        named = _NAMED.match(around.sentence_left, before[-1].start())
        found.append((year, f"原文没有年份，取本句前文的{year}年", _THING if named else ""))
    if item_year is not None:
        found.append((item_year, f"原文没有年份，取本条前一时限的{item_year}年", ""))
    own = mention.last_day(issued_on.year) if issued_on else None
    if after and not before and not (own and issued_on and own >= issued_on):
        year = number(after[1])
        found.append((year, f"原文没有年份，取本句后文的{year}年", _THING))
    return found


def _by_document(mention: Mention, issued_on: datetime.date, section_year: int | None) -> Dated | None:
    year = issued_on.year
    reason = f"原文没有年份，取成文日期的{year}年"
    if mention.unit is Unit.FESTIVAL:
        day = mention.last_day(year)
        if day and day < issued_on:
            return _in(mention, year + 1, f"原文没有年份，取成文日期之后的第一个{mention.festival}")
        soon = day is not None and day - issued_on < _VERY_SOON
        return _in(mention, year, reason, "离成文日期太近，请核对年份" if soon else "")
    day = mention.last_day(year)
    if day is None or day >= issued_on:
        if section_year == year + 1 and issued_on.month >= _NEXT_YEARS_PLANS:
            return _in(
                mention, section_year, f"原文没有年份，取上文的{section_year}年", "年份取自上文，请核对"
            )
        return Dated(day, reason)
    if not mention.before and not mention.edge and issued_on.month < _NEXT_YEARS_PLANS:
        return None  # a month that is over (1—4月): what was done
    if day >= issued_on - _LATE_PAPERWORK:
        return Dated(day, reason, "早于成文日期，请核对年份")
    later = section_year if section_year is not None and section_year > year else year + 1
    return _in(mention, later, f"原文没有年份，{year}年已早于成文日期，取{later}年", "年份为推断，请核对")


def _printed(mention: Mention, year: int, issued_on: datetime.date | None) -> Dated | None:
    day = mention.last_day(year)
    reason = f"规划期末年为{year}年" if mention.unit is Unit.PLAN else f"原文写明{year}年"
    if day and issued_on and day < issued_on:
        if not mention.before or day < issued_on - _STALE:
            return None
        return Dated(day, reason, "早于成文日期，请核对")
    return Dated(day, reason, "" if day else "无法推算日期，请核对")


def _relative(
    mention: Mention, around: Surroundings, issued_on: datetime.date | None, section_year: int | None
) -> Dated | None:
    """今年, 明年 and the like, by the day of issue; without one by the year that the document is of."""
    if issued_on is None and section_year is not None and mention.relative in _NEAR:
        year = section_year + _NEAR[mention.relative]
        return _in(mention, year, f"“{mention.relative}”以上文的{section_year}年计", UNDATED)
    if issued_on is None:
        return Dated(None, "", f"“{mention.relative}”没有成文日期可依，请核对")
    year, doubt = issued_on.year, ""
    if mention.relative == "本月":
        mention = replace(mention, month=issued_on.month)
    elif mention.relative in ("明年", "来年"):
        year += 1
    elif mention.relative == "后年":
        year += 2
    elif mention.relative in ("次年", "翌年"):
        stated = [number(m[1]) for m in _STATED.finditer(around.sentence_left)]
        year = (stated[-1] if stated else year) + 1
        doubt = f"“{mention.relative}”的年份为推断，请核对"
    elif mention.relative == "当年":
        doubt = "“当年”以成文日期所在年计，请核对"
    day = mention.last_day(year)
    if day and day < issued_on and not mention.before:
        return None
    return _in(mention, year, f"“{mention.relative}”以成文日期的{issued_on.year}年计", doubt)


def _in(mention: Mention, year: int, reason: str, doubt: str = "") -> Dated:
    day = mention.last_day(year)
    return Dated(day, reason, doubt if day else doubt or "无法推算日期，请核对")
