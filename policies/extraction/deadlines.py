"""Time limits in a task's text: what is printed, the last day in time, how firm, and why that year."""

from __future__ import annotations

import datetime
import re

from .date_phrases import Mention, Unit, find_mentions, share_ends
from .limits import firmness, judge
from .model import Deadline, DeadlineKind, Firmness, Span
from .printed import Printed
from .recurring import EVERY_YEAR, find_recurring
from .relative import FROM_NOW, UNKNOWN_START, find_periods
from .surroundings import Surroundings
from .years import resolve

_CELL_LIMIT = 16
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
) -> list[Deadline]:
    """The time limits that `text`, the text of one task without its clause, sets on the task.

    `offset` is added to the spans.  `issued_on` is the document's date, `year` the year last stated above
    the text in its item or section.  `firm_before` is what stands before `text` in the same sentence: a
    力争 there governs too.  The list is in the order of the text; `date` is "" where none can be computed.
    Dates that name or qualify a thing, beginnings, frequencies and history are left out.
    """
    return _Reader(text, offset, issued_on, year, firm_before).read()


class _Reader:
    """One pass over one task's text."""

    def __init__(
        self, text: str, offset: int, issued_on: datetime.date | None, year: int | None, firm_before: str
    ) -> None:
        self.printed = Printed(text)
        self.offset = offset
        self.issued_on = issued_on
        self.section_year = year
        before = Printed(firm_before).text
        # The rules read one text; what stands before it only lends its words.
        self.shift = len(before)
        self.text = before + self.printed.text
        self.found: list[Deadline] = []
        self.item_year: int | None = None
        self.last: tuple[int, Firmness] | None = None  # end and firmness of the limit before
        self.is_cell = _is_cell(self.printed.text)

    def read(self) -> list[Deadline]:
        taken = self._read_recurring()
        taken += self._read_periods(taken)
        for mention in share_ends(self.printed.text, find_mentions(self.printed.text)):
            if not _overlaps(taken, mention.start, mention.end):
                self._read_mention(mention)
        self.found.sort(key=lambda d: (d.span.start, d.span.end) if d.span else (0, 0))
        return self.found

    def _read_recurring(self) -> list[tuple[int, int]]:
        places = list(find_recurring(self.printed.text))
        for start, end in places:
            around = self._around(start, end)
            if around.in_a_name:
                continue
            self._add(start, end, "", DeadlineKind.RECURRING, around, reason="每期都有的时点")
        return places

    def _read_periods(self, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
        places = []
        for period in find_periods(self.printed.text, is_cell=self.is_cell):
            if _overlaps(taken, period.start, period.end):
                continue
            places.append((period.start, period.end))
            day, doubt = None, UNKNOWN_START
            if self.issued_on:
                day, doubt = period.last_day(self.issued_on)
            kind = DeadlineKind.VALIDITY if period.is_term else DeadlineKind.DUE
            around = self._around(period.start, period.end)
            reason = f"{FROM_NOW}（{self.issued_on}）" if self.issued_on else ""
            date = day.isoformat() if day else ""
            self._add(period.start, period.end, date, kind, around, reason=reason, doubt=doubt)
        return places

    def _read_mention(self, mention: Mention) -> None:
        around = self._around(mention.start, mention.end)
        verdict = judge(mention, around, is_cell=self.is_cell)
        if verdict is None:
            return
        if mention.year is None and mention.unit is not Unit.FESTIVAL and self._is_yearly(around):
            self._add(mention.start, mention.end, "", DeadlineKind.RECURRING, around, reason="每年都有的时点")
            return
        dated = resolve(
            mention,
            around,
            issued_on=self.issued_on,
            item_year=self.item_year,
            section_year=self.section_year,
        )
        if dated is None:
            return
        if mention.year is not None and mention.unit is not Unit.YEAR:
            self.item_year = mention.year
        date = dated.day.isoformat() if dated.day else ""
        doubt = verdict.doubt or dated.doubt
        self._add(mention.start, mention.end, date, verdict.kind, around, reason=dated.reason, doubt=doubt)

    def _is_yearly(self, around: Surroundings) -> bool:
        """Whether 每年 governs a date that prints no year: in its clause, or by a yearly day before it."""
        if EVERY_YEAR.search(around.left):
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
        carried = False
        if self.last is not None and self.last[0] <= start:
            between = self.printed.text[self.last[0] : start]
            carried = self.last[1] is Firmness.STRIVE and not re.search("[。；！？]", between)
        firm = firmness(around, carried=carried)
        self.last = (end, firm)
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


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in taken)
