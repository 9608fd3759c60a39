"""The tasks of one measure: what each responsibility clause orders, with its time limits."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import NamedTuple

from extraction.clauses import Clause
from extraction.deadlines import find_deadlines
from extraction.frequency import find_frequency, find_standing
from extraction.model import Deadline, Span, Task, Unit
from extraction.outline import Piece
from extraction.quantities import Candidate, candidate_targets
from extraction.structure import Item

_YEAR = re.compile(r"(20\d\d)年")
_EDGES = "。；;，,、 "
_SENTENCE_END = re.compile("[。；！？;!?\n]")
_SENTENCE = 160


class Stretch(NamedTuple):
    """A piece of text, where it begins in the document, and what precedes it in its sentence."""

    text: str
    start: int
    before: str = ""


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
    for text, start, before in stretches:
        deadlines += find_deadlines(
            text, offset=start, issued_on=calendar.issued_on, year=year, firm_before=before, cell=cell
        )
        frequency = frequency or find_frequency(text)
        stated = _YEAR.findall(text)
        year = int(stated[-1]) if stated else year
    return deadlines, frequency


def limit_of(said: Stretch, calendar: Calendar) -> tuple[list[Deadline], str]:
    """The time limit of a cell or a clause that says nothing else (完成时限：2023年12月)."""
    return limits([said], calendar, cell=True)


def standing_of(said: Stretch) -> str:
    """What a cell or clause says of work without an end (长期坚持), in its first such part; "" otherwise."""
    parts = re.split("[，,；;、。]", said.text)
    return next((standing for part in parts if (standing := find_standing(part))), "")


def targets_of(stretches: list[Stretch]) -> list[Candidate]:
    """The figures in the sentences of a task that a person may take as its indicators."""
    return [target for said in stretches for target in candidate_targets(said.text, offset=said.start)]


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
            said = clause.end if clause.spoken else clause.start  # a sentence stays in the task's words
            _stretch(stretches, event, at, said - event.start)
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
        # A sentence may go on after a clause in it: 力争8月底前启动（甲厅负责），9月底前建成（乙厅负责）。
        whole = text[:skipped].strip() in ("", "，", ",", "、")
        before = _SENTENCE_END.split(piece.text[max(start - _SENTENCE, 0) : start])[-1] if whole else ""
        stretches.append(
            Stretch(text[skipped:], piece.start + start + skipped, f"{before}，" if before else "")
        )


def _task(stretches: list[Stretch], clause: Clause | None, item: Item, calendar: Calendar) -> Task:
    titled: list[Stretch] = []
    if item.title and stretches and stretches[0][1] >= item.title_end and not _before(item, stretches[0][1]):
        titled = [Stretch(item.title, item.title_end - len(item.title) - 1)]
    deadlines, frequency = limits(titled + stretches, calendar)
    start = stretches[0][1] if stretches else item.node.start
    last = stretches[-1] if stretches else Stretch("", item.node.end)
    end = clause.end if clause is not None else last.start + len(last.text)
    units = [_copy(unit) for unit in clause.units] if clause is not None else []
    text = "\n".join(stretch.text for stretch in stretches)
    task = Task(text, units, deadlines, frequency, span=Span(start, max(start, end)))
    task.targets = targets_of(stretches)
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
        deadlines, frequency = limit_of(Stretch(*said), calendar)
        task.deadlines += deadlines
        task.frequency = task.frequency or frequency
        task.standing = task.standing or standing_of(Stretch(*said))


def _lengthen(task: Task, more: Task) -> None:
    task.text = f"{task.text}\n{more.text}".strip("\n")
    task.deadlines += more.deadlines
    task.frequency = task.frequency or more.frequency
    task.targets += more.targets
    if task.span is not None and more.span is not None:
        task.span = Span(task.span.start, max(task.span.end, more.span.end))
