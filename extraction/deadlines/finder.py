"""Time limits in a task's text: what is printed, the last day in time, how firm, and why that year."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from common.workdays import DaysOff
from extraction.deadlines.date_phrases import Mention, Unit, find_mentions, share_ends
from extraction.deadlines.limit_words import COUNTED, SUMS
from extraction.deadlines.limits import (
    BARE_TERM,
    BARE_YEAR,
    governs,
    judge,
    strives_from_before,
    strives_from_behind,
)
from extraction.deadlines.near_days import NearDay, find_near
from extraction.deadlines.recurring import EVERY_IN_BRACKETS, EVERY_PART, EVERY_YEAR, doubt_of, find_recurring
from extraction.deadlines.relative import FROM_NOW, UNKNOWN_START, Period, find_periods, spans_of_time
from extraction.deadlines.years import resolve
from extraction.model import Deadline, DeadlineKind, Firmness, Span
from extraction.signs.printed import printed as as_printed
from extraction.signs.rules import Aside, Rule
from extraction.signs.surroundings import Surroundings

_CELL_LIMIT = 16
_LONG_CELL = 60
_CELL_WORDS = re.compile(
    r"\d{1,3}个?(?:工作日|月|日|天)内|印发后|完成时限|时限|办结|完成|取得|阶段性|成效|全部|基本|底前|持续|推进|前|：|，|、|；|。|（|）|并|长期|坚持"
)


def find_deadlines(
    text: str,
    *,
    offset: int = 0,
    issued_on: datetime.date | None = None,
    year: int | None = None,
    firm_before: str = "",
    cell: bool = False,
    days_off: DaysOff | None = None,
) -> list[Deadline]:
    """The time limits that `text`, the text of one task without its clause, sets on the task.

    `offset` is added to the spans.  `issued_on` is the document's date, `year` the year last stated above
    the text in its item or section.  `firm_before` is what stands before `text` in the same sentence: a
    力争 there governs too.  `cell` says that the text is a 完成时限 column or the time part of a clause: then
    a date needs no words that make it a limit.
    `days_off` are those of the office.  The list is in the order of the text; `date` is "" where
    none can be computed.  Dates that name or qualify a thing, beginnings, frequencies and history are left
    out.
    """
    return find_times(
        text,
        offset=offset,
        issued_on=issued_on,
        year=year,
        firm_before=firm_before,
        cell=cell,
        days_off=days_off,
    ).deadlines


class Times(NamedTuple):
    """The times of a text: those that are limits, those that are none."""

    deadlines: list[Deadline]
    asides: list[Aside]


def find_times(
    text: str,
    *,
    offset: int = 0,
    issued_on: datetime.date | None = None,
    year: int | None = None,
    firm_before: str = "",
    cell: bool = False,
    days_off: DaysOff | None = None,
) -> Times:
    """The limits as `find_deadlines` gives them, and beside them the times that are none."""
    reader = _Reader(text, offset, issued_on, year, firm_before, cell, days_off)
    return Times(reader.read(), reader.asides)


class _Reader:
    """One pass over one task's text."""

    def __init__(
        self,
        text: str,
        offset: int,
        issued_on: datetime.date | None,
        year: int | None,
        firm_before: str,
        cell: bool,
        days_off: DaysOff | None,
    ) -> None:
        self.printed = as_printed(text)
        self.offset = offset
        self.issued_on = issued_on
        self.days_off = days_off
        self.section_year = year
        before = as_printed(firm_before).text
        # The rules read one text; what stands before it only lends its words.
        self.shift = len(before)
        self.text = before + self.printed.text
        self.taken = bytearray(len(self.printed.text))
        self.found: list[Deadline] = []
        self.asides: list[Aside] = []
        self.item_year: int | None = None
        self.last: tuple[int, bool] | None = (
            None  # end of the limit before; whether a 力争 governs on from it
        )
        self.cell = cell
        self.is_cell = _is_cell(self.printed.text) or (cell and len(self.printed.text) <= _LONG_CELL)

    def read(self) -> list[Deadline]:
        """The limits in the order of the text; where two readings overlap, the more special one holds."""
        text = self.printed.text
        places: list[tuple[int, int, Callable[[], None]]] = []
        for near in find_near(text):
            self._take(places, near.start, near.end, partial(self._read_near, near))
        for start, end in find_recurring(text):
            self._take(places, start, end, partial(self._read_recurring, start, end))
        for period in find_periods(text, is_cell=self.is_cell):
            self._take(places, period.start, period.end, partial(self._read_period, period))
        for mention in share_ends(text, find_mentions(text)):
            self._take(places, mention.start, mention.end, partial(self._read_mention, mention))
        for _, _, read_one in sorted(places, key=lambda place: place[:2]):
            read_one()
        for start, end in spans_of_time(text):
            if not any(self.taken[start:end]):
                self._set_aside(start, end, Rule.PROCEDURE)
        return self.found

    def _take(
        self,
        places: list[tuple[int, int, Callable[[], None]]],
        start: int,
        end: int,
        read: Callable[[], None],
    ) -> None:
        if not any(self.taken[start:end]):
            self.taken[start:end] = b"\1" * (end - start)
            places.append((start, end, read))

    def _read_recurring(self, start: int, end: int) -> None:
        around = self._around(start, end)
        about = around.right.startswith(("前后", "左右"))
        begins = around.right.startswith("起") and not around.right.startswith("起草")
        named = around.in_a_name or SUMS.match(around.right)
        if not (about or begins or named or COUNTED.search(around.left)):
            sentence = around.sentence_left + around.sentence_right
            doubt = doubt_of(self.printed.text[start:end], around.right, sentence)
            self._add(start, end, "", DeadlineKind.RECURRING, around, reason="每期都有的时点", doubt=doubt)

    def _read_near(self, near: NearDay) -> None:
        around = self._around(near.start, near.end)
        if around.in_a_name or around.right.startswith("的"):
            self._set_aside(near.start, near.end, Rule.IN_A_NAME if around.in_a_name else Rule.QUALIFIES)
            return
        day, doubt = near.day(self.issued_on) if self.issued_on else (None, UNKNOWN_START)
        reason = f"{FROM_NOW}（{self.issued_on}）" if self.issued_on else ""
        date = day.isoformat() if day else ""
        self._add(near.start, near.end, date, DeadlineKind.DUE, around, reason=reason, doubt=doubt)

    def _read_period(self, period: Period) -> None:
        day, doubt, reason = None, UNKNOWN_START, ""
        start = period.begins_on or self.issued_on
        if start is None and period.is_open and not self.is_cell:
            self._set_aside(period.start, period.end, Rule.NO_START)  # nobody can say when 三年内 is
            return
        if start:
            day, doubt = period.last_day(start, self.days_off)
            reason = (
                f"{FROM_NOW}（{self.issued_on}）" if period.begins_on is None else "以原文写明的施行日起算"
            )
        kind = DeadlineKind.VALIDITY if period.is_term else DeadlineKind.DUE
        around = self._around(period.start, period.end)
        date = day.isoformat() if day else ""
        self._add(period.start, period.end, date, kind, around, reason=reason, doubt=doubt)

    def _read_mention(self, mention: Mention) -> None:
        around = self._around(*mention.place)
        verdict = judge(mention, around, is_cell=self.is_cell or self._heads_a_step(mention, around))
        if isinstance(verdict, Rule):
            self._set_aside(mention.start, mention.end, verdict)
            return
        if mention.year is None and mention.unit is not Unit.FESTIVAL and self._is_yearly(mention, around):
            self._add_yearly(mention, around)
            return
        dated = resolve(
            mention,
            around,
            issued_on=self.issued_on,
            item_year=self.item_year,
            section_year=self.section_year,
        )
        if dated is None or (dated.day is None and mention.is_within_the_year and not self.is_cell):
            self._set_aside(mention.start, mention.end, Rule.HISTORY if dated is None else Rule.NO_START)
            return
        if mention.year is not None and mention.unit is not Unit.YEAR:
            self.item_year = mention.year
        date = dated.day.isoformat() if dated.day else ""
        said = "" if self._is_own_year(mention) and verdict.doubt in (BARE_YEAR, BARE_TERM) else verdict.doubt
        doubt = self._no_such_day(mention, dated.day) or said or dated.doubt
        self._add(mention.start, mention.end, date, verdict.kind, around, reason=dated.reason, doubt=doubt)

    def _heads_a_step(self, mention: Mention, around: Surroundings) -> bool:
        """Whether a month in the cell of a timetable heads what is done in it (4月：发布；5—6月完成…)."""
        if not self.cell or mention.unit not in (Unit.MONTH, Unit.QUARTER, Unit.HALF):
            return False
        return (around.right == "" and around.ends_with == "：") or (around.left == "" and not mention.before)

    def _is_own_year(self, mention: Mention) -> bool:
        """Whether a year is the one that the document or the section speaks of: its end is what is meant."""
        return mention.year in (self.section_year, self.issued_on.year if self.issued_on else None)

    @staticmethod
    def _no_such_day(mention: Mention, day: datetime.date | None) -> str:
        """A doubt where the month has no such day (6月31日): its last one is taken."""
        if day is None or mention.unit is not Unit.DAY or mention.excluded or mention.day <= day.day:
            return ""
        return f"{day.year}年{day.month}月没有{mention.day}日，按月末计，请核对"

    def _set_aside(self, start: int, end: int, rule: Rule) -> None:
        first, last = self.printed.span(start, end)
        self.asides.append(Aside(Span(self.offset + first, self.offset + last), rule))

    def _add_yearly(self, mention: Mention, around: Surroundings) -> None:
        said = re.search("每|逐年|(?<!上)年度", self.printed.text)
        doubt = "" if said else "可能只指一次，请核对"
        reason = "每年都有的时点"
        self._add(mention.start, mention.end, "", DeadlineKind.RECURRING, around, reason=reason, doubt=doubt)

    def _is_yearly(self, mention: Mention, around: Surroundings) -> bool:
        """Whether 每年 governs a date that prints no year: in its clause, by a day before it, or as 次年."""
        if mention.relative in ("次年", "翌年") and not re.search(r"20\d\d年", around.sentence_left):
            return True
        if EVERY_PART.search(around.sentence_left) and re.search("次年|翌年|分别", around.sentence_right):
            return True
        if EVERY_YEAR.search(around.left) or EVERY_IN_BRACKETS.search(around.sentence_left):
            return True
        sentence = around.sentence_left
        return any(end <= len(sentence) for _, end in find_recurring(sentence)) and "每年" in sentence

    def _around(self, start: int, end: int) -> Surroundings:
        return Surroundings(self.text, start + self.shift, end + self.shift)

    def _add(
        self,
        start: int,
        end: int,
        date: str,
        kind: DeadlineKind,
        around: Surroundings,
        *,
        reason: str,
        doubt: str = "",
    ) -> None:
        carried, between = False, ""
        if self.last is not None:
            between = self.printed.text[self.last[0] : start]
            carried = self.last[1] and not re.search("[。；！？]", between)
        onward = strives_from_before(around, carried=carried)
        self.last = (end, onward)
        firm = Firmness.STRIVE if onward or strives_from_behind(around) else Firmness.MUST
        far = onward and not governs(around.left) and not (carried and "，" not in between)
        if far or (firm is Firmness.MUST and governs(self.text[: self.shift])):
            doubt = doubt or "前文的“力争”是否管到这里，请核对"
        first, last = self.printed.span(start, end)
        self.found.append(
            Deadline(
                self.printed.phrase(start, end),
                date,
                kind,
                firm,
                Span(self.offset + first, self.offset + last),
                reason,
                doubt,
            )
        )


def _is_cell(text: str) -> bool:
    """Whether the text is little more than a date, as a cell of a 完成时限 column is."""
    if len(text) > 2 * _CELL_LIMIT:
        return False
    rest = list(text)
    for mention in find_mentions(text):
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    left = _CELL_WORDS.sub("", "".join(rest).replace(" ", ""))
    return len(left) <= max(2, len(text) // 6)
