"""The tasks of one measure: what each responsibility clause orders, and where its time limits stand."""

from __future__ import annotations

import re

from extraction.duty.clauses import Clause
from extraction.duty.roles import persons_said
from extraction.model import Span, Task, Unit
from extraction.outline.nodes import Piece
from extraction.outline.structure import Item
from extraction.states import Calendar, Draft, Search, Stretch

_EDGES = "。；;，,、 "
_SENTENCE_END = re.compile("[。；！？;!?\n]")
_SENTENCE = 160


def tasks_of(item: Item, calendar: Calendar) -> list[Draft]:
    """One task for each clause; text after the last clause belongs to the last task."""
    drafts: list[Draft] = []
    stretches: list[Stretch] = []

    def close(clause: Clause) -> None:
        nonlocal stretches
        if stretches or not drafts:
            drafts.append(_draft(stretches, clause, item, calendar))
        else:  # nothing lies between this clause and the one before
            units = drafts[-1].task.units
            known = {(unit.name, unit.role) for unit in units}
            units += [_copy(u) for u in clause.units if (u.name, u.role) not in known]
            _add_times(drafts[-1], clause)
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
    if not drafts:
        return [_draft(stretches, None, item, calendar)]
    if stretches:
        _lengthen(drafts[-1], _draft(stretches, None, item, calendar))
    return drafts


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


def _draft(stretches: list[Stretch], clause: Clause | None, item: Item, calendar: Calendar) -> Draft:
    titled: list[Stretch] = []
    if item.title and stretches and stretches[0][1] >= item.title_end and not _before(item, stretches[0][1]):
        titled = [Stretch(item.title, item.title_end - len(item.title) - 1)]
    start = stretches[0][1] if stretches else item.node.start
    last = stretches[-1] if stretches else Stretch("", item.node.end)
    end = clause.end if clause is not None else last.start + len(last.text)
    units = [_copy(unit) for unit in clause.units] if clause is not None else []
    text = "\n".join(stretch.text for stretch in stretches)
    task = Task(text, units, span=Span(start, max(start, end)))
    draft = Draft(task, calendar, [Search(titled + stretches)], list(stretches))
    if clause is not None:
        _add_times(draft, clause)
    for stretch in stretches:
        if "联系人" in stretch.text:
            task.persons += persons_said(stretch.text, offset=stretch.start)
    return draft


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


def _add_times(draft: Draft, clause: Clause) -> None:
    draft.searches += [Search([Stretch(*said)], cell=True) for said in clause.times]
    draft.task.persons += clause.persons


def _lengthen(draft: Draft, more: Draft) -> None:
    task = draft.task
    task.text = f"{task.text}\n{more.task.text}".strip("\n")
    draft.searches += more.searches
    draft.figures += more.figures
    if task.span is not None and more.task.span is not None:
        task.span = Span(task.span.start, max(task.span.end, more.task.span.end))
