"""The tasks of one measure: what each responsibility clause orders, with its time limits."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from policies.extraction.clauses import Clause
from policies.extraction.deadlines import find_deadlines
from policies.extraction.frequency import find_frequency
from policies.extraction.model import Deadline, Span, Task, Unit
from policies.extraction.outline import Piece
from policies.extraction.structure import Item

_YEAR = re.compile(r"(20\d\d)年")
_EDGES = "。；;，,、 "

Stretch = tuple[str, int]  # a piece of text and where it begins in the document


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date without a year is read by: the day of issue, and the year stated nearest before."""

    issued_on: datetime.date | None = None
    year: int | None = None


def limits(stretches: list[Stretch], calendar: Calendar, *, cell: bool = False) -> tuple[list[Deadline], str]:
    """The time limits of some stretches of text, and the frequency that they name.

    `cell`: they say little else.
    """
    deadlines: list[Deadline] = []
    frequency = ""
    year = calendar.year
    for text, start in stretches:
        deadlines += find_deadlines(text, offset=start, issued_on=calendar.issued_on, year=year, cell=cell)
        frequency = frequency or find_frequency(text)
        stated = _YEAR.findall(text)
        year = int(stated[-1]) if stated else year
    return deadlines, frequency


def limit_of(said: Stretch, calendar: Calendar) -> tuple[list[Deadline], str]:
    """The time limit of a cell or a clause that says nothing else (完成时限：2023年12月)."""
    return limits([said], calendar, cell=True)


def tasks_of(item: Item, calendar: Calendar) -> list[Task]:
    """One task for each clause; text after the last clause belongs to the last task."""
    tasks: list[Task] = []
    stretches: list[Stretch] = []

    def close(clause: Clause) -> None:
        nonlocal stretches
        if stretches or not tasks:
            tasks.append(_task(stretches, clause, item, calendar))
        else:  # nothing lies between this clause and the one before
            known = {(unit.name, unit.role) for unit in tasks[-1].units}
            tasks[-1].units += [_copy(u) for u in clause.units if (u.name, u.role) not in known]
            _add_times(tasks[-1], clause, calendar)
        stretches = []

    for event in item.events:
        if isinstance(event, Clause):
            close(event)
            continue
        at = max(0, min(len(event.text), item.title_end - event.start))
        for clause in event.clauses:
            _stretch(stretches, event, at, clause.start - event.start)
            close(clause)
            at = max(at, clause.end - event.start)
        _stretch(stretches, event, at, len(event.text))
    if not tasks:
        return [_task(stretches, None, item, calendar)]
    if stretches:
        _lengthen(tasks[-1], _task(stretches, None, item, calendar))
    return tasks


def _stretch(stretches: list[Stretch], piece: Piece, start: int, end: int) -> None:
    text = piece.text[start:end]
    if text.strip(_EDGES):
        skipped = len(text) - len(text.lstrip(_EDGES))
        stretches.append((text[skipped:], piece.start + start + skipped))


def _task(stretches: list[Stretch], clause: Clause | None, item: Item, calendar: Calendar) -> Task:
    titled: list[Stretch] = []
    if item.title and stretches and stretches[0][1] >= item.title_end and not _before(item, stretches[0][1]):
        titled = [(item.title, item.title_end - len(item.title) - 1)]
    deadlines, frequency = limits(titled + stretches, calendar)
    start = stretches[0][1] if stretches else item.node.start
    last = stretches[-1] if stretches else ("", item.node.end)
    end = clause.end if clause is not None else last[1] + len(last[0])
    units = [_copy(unit) for unit in clause.units] if clause is not None else []
    text = "\n".join(text for text, _ in stretches)
    task = Task(text, units, deadlines, frequency, Span(start, max(start, end)))
    if clause is not None:
        _add_times(task, clause, calendar)
    return task


def _before(item: Item, offset: int) -> bool:
    """Whether a clause closes before an offset, so that the title belongs to an earlier task."""
    return any(
        clause.end <= offset
        for event in item.events
        for clause in ([event] if isinstance(event, Clause) else event.clauses)
    )


def _copy(unit: Unit) -> Unit:
    """A unit of one task only: a clause may serve several."""
    return Unit(unit.name, unit.role, unit.span, unit.doubt)


def _add_times(task: Task, clause: Clause, calendar: Calendar) -> None:
    for said in clause.times:
        deadlines, frequency = limit_of(said, calendar)
        task.deadlines += deadlines
        task.frequency = task.frequency or frequency


def _lengthen(task: Task, more: Task) -> None:
    task.text = f"{task.text}\n{more.text}".strip("\n")
    task.deadlines += more.deadlines
    task.frequency = task.frequency or more.frequency
    if task.span is not None and more.span is not None:
        task.span = Span(task.span.start, max(task.span.end, more.span.end))
