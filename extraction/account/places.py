"""Where in a document something was read, and which parts of it order nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extraction.account.marks import MarkKind
from extraction.model import Document, Kind, Span
from extraction.signs.rules import Aside, Rule
from extraction.states import Assigned, Outlined

_TIME = frozenset((MarkKind.TIME,))
_LABEL = frozenset((MarkKind.LABEL,))
_CLAUSE = frozenset((MarkKind.DUTY, MarkKind.UNIT))
_UNIT = frozenset((MarkKind.UNIT,))
_ROW = frozenset((MarkKind.CELL, MarkKind.DUTY, MarkKind.UNIT, MarkKind.LABEL))
_INDICATOR = frozenset((MarkKind.CELL, MarkKind.TIME))
_SHORTEST_LABEL = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A place whose marks of these kinds became an entry of the ledger, by the path of its measure."""

    span: Span
    name: str
    kinds: frozenset[MarkKind]


def read_places(document: Document, assigned: Assigned) -> Iterator[Entry]:
    """What was read, and where."""
    for section in document.sections:
        name = "/".join(section.path)
        if section.span:
            start = section.span.start
            yield Entry(Span(start, min(start + _SHORTEST_LABEL, section.span.end)), name, _LABEL)
        yield from (Entry(unit.span, name, _CLAUSE) for unit in section.units if unit.span)
    for measure in document.measures:
        name = "/".join(measure.path)
        if measure.span:
            start = measure.span.start
            yield Entry(Span(start, min(start + _SHORTEST_LABEL, measure.span.end)), name, _LABEL)
        for task in measure.tasks:
            yield from (Entry(unit.span, name, _UNIT) for unit in task.units if unit.span)
            yield from (Entry(limit.span, name, _TIME) for limit in task.deadlines if limit.span)
    yield from (Entry(unit.span, "", _UNIT) for unit in document.inherited_units if unit.span)
    yield from (Entry(place, "", _TIME) for place in assigned.places)
    yield from (
        Entry(indicator.span, indicator.name, _INDICATOR)
        for indicator in document.indicators
        if indicator.span
    )
    placed = _unit_spans(document)
    measured = {"/".join(measure.path): measure.span for measure in document.measures}
    for clause, name in assigned.clauses:
        # A clause that lost its units has lost what it says: then its words of duty stand open.
        if any(unit.span in placed for unit in clause.units):
            span = measured.get(name) if clause.headed else None
            yield Entry(span or Span(clause.start, clause.end), name, frozenset((MarkKind.DUTY,)))
    for row, name in assigned.rows:
        yield Entry(row, name, _ROW)


def _unit_spans(document: Document) -> set[Span]:
    return {
        unit.span
        for units in (
            *(task.units for measure in document.measures for task in measure.tasks),
            *(section.units for section in document.sections),
            document.inherited_units,
        )
        for unit in units
        if unit.span
    }


def regions(outlined: Outlined, assigned: Assigned) -> Iterator[Aside]:
    """The parts of a document that order nothing, the wider ones first: a later one holds over an earlier."""
    document, head = assigned.document, outlined.opened.head
    placed = outlined.placed
    whole = Span(0, len(document.text))
    if assigned.told is not Kind.POLICY:
        yield Aside(whole, Rule.KIND)
        return

    def place(index: int) -> int:
        return placed[index][1] if index < len(placed) else whole.end

    yield Aside(Span(place(outlined.end), whole.end), Rule.ATTACHMENT)
    yield Aside(Span(0, place(head.cover if head.attached else head.body)), Rule.HEAD)
    if head.attached:
        yield Aside(Span(place(head.cover), place(head.body)), Rule.COVER)
    for section in document.sections:
        if section.span:
            yield Aside(section.span, Rule.HEADING)
    for measure in document.measures:
        if measure.span:
            yield Aside(measure.span, Rule.POINT)
    for span in outlined.tables.heads:
        yield Aside(span, Rule.HEAD_ROW)
    for span in outlined.tables.listed:
        yield Aside(span, Rule.LIST)
    read = {span for span, _ in assigned.rows}
    for row in outlined.tables.rows:
        if Span(row.start, row.end) not in read:
            yield Aside(Span(row.start, row.end), Rule.TWICE)
    for span in outlined.tables.groups:
        yield Aside(span, Rule.GROUP_ROW)
