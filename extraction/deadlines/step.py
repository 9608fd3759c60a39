"""The stage that gives each task its time limits, its frequency and what is said of work without an end."""

from __future__ import annotations

import datetime
import re

from common.workdays import DaysOff
from extraction.deadlines.cycles import cycle_of, names_period
from extraction.deadlines.finder import find_times
from extraction.deadlines.frequency import find_standing, frequencies
from extraction.deadlines.years import UNDATED
from extraction.model import Caution, Deadline, DeadlineKind, Span, Task
from extraction.signs.rules import Aside, Rule
from extraction.states import Assigned, Calendar, Draft, Office, Search

_SHEET_BEGINS = datetime.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 36526, 65380  # of the years 2000 to 2078
_YEAR = re.compile(r"(20\d\d)年")
_A_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SEVERAL = 3


def date(assigned: Assigned, office: Office) -> Assigned:
    """The same document, its tasks with their time limits."""
    for draft in assigned.drafts:
        _date_task(draft, office.days_off, assigned)
    _doubt_the_year_once(assigned)
    return assigned


def _doubt_the_year_once(assigned: Assigned) -> None:
    """Says of many time limits once that their year is not printed and there is no day of issue."""
    undated = [d for draft in assigned.drafts for d in draft.task.deadlines if d.doubt == UNDATED]
    titled = set(_A_YEAR.findall(assigned.document.title))
    for deadline in undated:
        if titled == {deadline.date[:4]}:  # 2026年度考核细则: the paper itself says of which year it is
            deadline.doubt = ""
    undated = [deadline for deadline in undated if deadline.doubt]
    if len(undated) < _SEVERAL:
        return
    for deadline in undated:
        deadline.doubt = ""
    years = "、".join(sorted({deadline.date[:4] for deadline in undated}))
    said = f"没有成文日期，{len(undated)}处没有写年份的时限按{years}年计，请核对"
    assigned.document.warnings.append(Caution(said))


def _date_task(draft: Draft, days_off: DaysOff | None, assigned: Assigned) -> None:
    task = draft.task
    for search in draft.searches:
        found, times = _limits(search, draft.calendar, days_off, assigned)
        if not search.binds:
            continue
        if search.repeats:
            known = {deadline.date for deadline in task.deadlines if deadline.date}
            assigned.places += [
                deadline.span for deadline in found if deadline.date in known and deadline.span
            ]
            found = [deadline for deadline in found if deadline.date not in known]
        if search.cell:
            task.standing = task.standing or _standing_of(search)
        if search.place is not None:
            for deadline in found:
                deadline.span = search.place
        task.deadlines += found
        for phrase, place in times:
            if not task.frequency:
                task.frequency = phrase
                assigned.places.append(place)
            else:
                assigned.asides.append(Aside(place, Rule.FURTHER))
    task.cycle = cycle_of_task(task)
    if not task.cycle:
        first = next((d for d in task.deadlines if d.kind is DeadlineKind.RECURRING), None)
        if first is not None:
            first.doubt = first.doubt or doubt_of_cycle(first)


def doubt_of_cycle(deadline: Deadline) -> str:
    """What is said of a recurring phrase that fits no rule."""
    return f"“{deadline.phrase}”没有对应的报送周期，请核对"


def cycle_of_task(task: Task) -> str:
    """The rule by which the task reports: that of its recurring day, else that of its bare frequency."""
    recurring = [d for d in task.deadlines if d.kind is DeadlineKind.RECURRING]
    if not recurring:
        return cycle_of(task.frequency) if task.frequency else ""
    first, *more = recurring
    # 每年6月底前、12月底前: the second only adds its day to the first.
    phrases = [first.phrase, *(d.phrase for d in more if not names_period(d.phrase))]
    return cycle_of("、".join(phrases), task.frequency or task.text)


def _limits(
    search: Search, calendar: Calendar, days_off: DaysOff | None, assigned: Assigned
) -> tuple[list[Deadline], list[tuple[str, Span]]]:
    """The time limits of some stretches of text, and the frequencies that they name with their places."""
    deadlines: list[Deadline] = []
    often: list[tuple[str, Span]] = []
    year = calendar.year
    own = calendar.issued_on.year if calendar.issued_on else year
    for text, start, before in search.stretches:
        counted = _counted(text, start) or _whole_year(text, start, year) if search.cell else None
        if counted is not None:
            deadlines.append(counted)
            continue
        times = find_times(
            text,
            offset=start,
            issued_on=calendar.issued_on,
            year=year,
            firm_before=before,
            cell=search.cell,
            days_off=days_off,
        )
        deadlines += times.deadlines
        assigned.asides += times.asides
        often += [(phrase, Span(start + first, start + last)) for phrase, first, last in frequencies(text)]
        # A year that is over says of what something is (2016年立项的课程), not when the next step is due.
        stated = [int(said) for said in _YEAR.findall(text) if int(said) >= (own or 0)]
        year = stated[-1] if stated else year
    return deadlines, often


def _whole_year(text: str, start: int, year: int | None) -> Deadline | None:
    """The end of the year for a cell that says 全年 and no more; a person looks whether that is meant."""
    said = text.strip()
    if said not in ("全年", "全年度", "全年推进", "贯穿全年"):
        return None
    span = Span(start, start + len(text))
    if year is None:
        return Deadline(said, "", span=span, doubt=f"“{said}”没有写年份，请补充日期")
    doubt = f"“{said}”按{year}年底计，请核对"
    return Deadline(said, f"{year}-12-31", span=span, reason="全年的工作", doubt=doubt)


def _counted(text: str, start: int) -> Deadline | None:
    """The date of a cell that holds a bare number: the day as sheets count it, 20260630, 202606."""
    bare = text.strip()
    if not bare.isascii() or not bare.isdigit():
        return None
    span = Span(start, start + len(text))
    if len(bare) == 5 and _FIRST_SERIAL <= int(bare) <= _LAST_SERIAL:
        day = _SHEET_BEGINS + datetime.timedelta(days=int(bare))
        said = "由表格的日期序号换算，请核对"
        return Deadline(bare, day.isoformat(), span=span, reason="表格的日期序号", doubt=said)
    try:
        if len(bare) == 8:
            day = datetime.date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
        elif len(bare) == 6:
            month = datetime.date(int(bare[:4]), int(bare[4:]), 1)
            day = (month + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        else:
            return None
    except ValueError:
        return None
    return (
        Deadline(bare, day.isoformat(), span=span, reason="八位或六位数字的日期")
        if day.year >= 2000
        else None
    )


def _standing_of(search: Search) -> str:
    """What a cell or clause says of work without an end (长期坚持), in its first such part; "" otherwise."""
    parts = (part for said in search.stretches for part in re.split("[，,；;、。]", said.text))
    return next((standing for part in parts if (standing := find_standing(part))), "")
