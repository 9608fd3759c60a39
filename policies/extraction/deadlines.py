"""Time limits in a task's text: what is printed, the last day in time, how firm, and why that year."""

from __future__ import annotations

import calendar
import datetime
import re

from .frequency import find_frequency
from .model import Deadline, DeadlineKind, Firmness, Span

__all__ = ["find_deadlines", "find_frequency"]

_LIMIT = re.compile(r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(底|末)?前|(?:到|至)(20\d\d)年(?:底|末)?")


def find_deadlines(
    text: str,
    *,
    offset: int = 0,
    issued_on: datetime.date | None = None,
    year: int | None = None,
    firm_before: str = "",
) -> list[Deadline]:
    """The time limits that `text`, the text of one task without its clause, sets on the task."""
    found = []
    for match in _LIMIT.finditer(text):
        printed_year, month, _, by_year = match.groups()
        if not (printed_year or month or by_year):
            continue
        in_year = int(printed_year or by_year or year or (issued_on.year if issued_on else 0))
        in_month = int(month or 12)
        if not in_year or not 1 <= in_month <= 12:
            continue
        day = datetime.date(in_year, in_month, calendar.monthrange(in_year, in_month)[1])
        before = re.split("[。；]", firm_before + text[: match.start()])[-1]
        firmness = Firmness.STRIVE if re.search("力争|争取", before) else Firmness.MUST
        span = Span(offset + match.start(), offset + match.end())
        found.append(Deadline(match.group(), day.isoformat(), DeadlineKind.DUE, firmness, span))
    return found
