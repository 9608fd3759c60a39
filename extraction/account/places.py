"""Where in a document something was read, and which parts of it order nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extraction.account.marks import MarkKind, has_duty
from extraction.documents.gazette import DATE
from extraction.duty.spoken import find_spoken
from extraction.model import Document, Kind, Span
from extraction.signs.duty_words import HEADING
from extraction.signs.rules import Aside, Rule
from extraction.states import Assigned, Outlined, TableRow

_TIME = frozenset((MarkKind.TIME,))
_LABEL = frozenset((MarkKind.LABEL,))
_CLAUSE = frozenset((MarkKind.DUTY, MarkKind.UNIT))
_UNIT = frozenset((MarkKind.UNIT,))
_DUTY = frozenset((MarkKind.DUTY,))
_CELL_OF_ROW = frozenset((MarkKind.CELL, MarkKind.LABEL))
_CELL_OF_UNITS = _CELL_OF_ROW | _DUTY
_INDICATOR = frozenset((MarkKind.CELL, MarkKind.TIME))
_CELL = re.compile(r"[^\t\n]+")
_SHORTEST_LABEL = 8
_SENTENCE = re.compile(r"[^。；！？\n]+")
_BY = re.compile(r"由(?P<who>[^，；、由]{2,16}?)(?:牵头|负责|承办|主办|落实)")
_BRACKET = re.compile(r"[（(〔\[][^（()）〔〕\[\]]*")
_SIGNATURE = 4  # lines: several units may sign, and the day stands last
_LONGEST_SIGNATURE = 40


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
    measured = {"/".join(measure.path): measure.span for measure in document.measures}
    for clause, name in assigned.clauses:
        if clause.units:
            span = measured.get(name) if clause.headed else None
            yield Entry(span or Span(clause.start, clause.end), name, _DUTY)
    for row in assigned.rows:
        for cell in _cells(document.text, row.span):
            yield Entry(cell, row.name, _CELL_OF_UNITS if _named_in(cell, row) else _CELL_OF_ROW)


def torn_clauses(document: Document, assigned: Assigned) -> Iterator[Span]:
    """Clauses and cells that were read and of whose units one is missing: they have lost what they say."""
    held: dict[str, set[Span]] = {}
    for path, units in (
        *(("/".join(m.path), [unit for task in m.tasks for unit in task.units]) for m in document.measures),
        *(("/".join(section.path), section.units) for section in document.sections),
    ):
        held.setdefault(path, set()).update(unit.span for unit in units if unit.span)
    handed_down = {unit.span for unit in document.inherited_units}
    for clause, name in assigned.clauses:
        own = {unit.span for unit in clause.units if unit.span}
        if own - held.get(name, set()) or {unit.span for unit in clause.inherited} - handed_down:
            yield Span(clause.start, clause.end)
    for row in assigned.rows:
        for cell in _cells(document.text, row.span):
            if not held.get(row.name, set()).issuperset(_named_in(cell, row)):
                yield cell


def _cells(text: str, row: Span) -> Iterator[Span]:
    for cell in _CELL.finditer(text, row.start, row.end):
        yield Span(cell.start(), cell.end())


def _named_in(cell: Span, row: TableRow) -> list[Span]:
    """The places of the units that a cell of a row names."""
    return [unit.span for unit in row.units if unit.span and cell.start <= unit.span.start < cell.end]


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
    yield Aside(Span(place(outlined.end), place(_signed_until(outlined))), Rule.SIGNATURE)
    marked = outlined.opened.marked
    yield Aside(Span(0, place(head.cover if head.attached or marked else head.body)), Rule.HEAD)
    if marked:
        yield Aside(Span(place(head.cover), place(head.body)), Rule.OUTSIDE)
        yield Aside(Span(place(outlined.opened.stop), whole.end), Rule.OUTSIDE)
    elif head.attached:
        yield Aside(Span(place(head.cover), place(head.body)), Rule.COVER)
    for section in document.sections:
        if section.span:
            yield Aside(section.span, Rule.HEADING)
    for measure in document.measures:
        if measure.span:
            yield Aside(measure.span, Rule.POINT)
    yield from _beside_clauses(document, assigned)


def table_regions(outlined: Outlined, assigned: Assigned) -> Iterator[Aside]:
    """The same of tables; where the lines of one were read as running text too, the table holds."""
    if assigned.told is not Kind.POLICY:
        return
    for span in outlined.tables.heads:
        yield Aside(span, Rule.HEAD_ROW)
    for span in outlined.tables.listed:
        yield Aside(span, Rule.LIST)
    for row in assigned.rows:
        yield Aside(row.span, Rule.POINT)
    read = {row.span for row in assigned.rows}
    for left in outlined.tables.rows:
        if Span(left.start, left.end) not in read:
            yield Aside(Span(left.start, left.end), Rule.TWICE)
    for span in outlined.tables.groups:
        yield Aside(span, Rule.GROUP_ROW)


def _beside_clauses(document: Document, assigned: Assigned) -> Iterator[Aside]:
    """The sentences of a measure that has a clause of its own: who acts in them is no further duty.

    Not those in which somebody else is given work in so many words, nor brackets and labels that are no
    clause though they speak of duty.
    """
    clauses: dict[str, list[tuple[int, int]]] = {}
    for clause, name in assigned.clauses:
        if clause.units and not clause.spoken:
            clauses.setdefault(name, []).append((clause.start, clause.end))
    for measure in document.measures:
        own = clauses.get("/".join(measure.path))
        if own is None or measure.span is None or not any(task.units for task in measure.tasks):
            continue
        names = {unit.name for task in measure.tasks for unit in task.units}
        ends = sorted([(measure.span.start, measure.span.start), *own, (measure.span.end, measure.span.end)])
        for (_, start), (end, _) in pairwise(ends):
            for match in _SENTENCE.finditer(document.text, start, max(start, end)):
                if _is_aside(match.group(), names):
                    yield Aside(Span(*match.span()), Rule.SPOKEN)


def _is_aside(sentence: str, names: set[str]) -> bool:
    """Whether a sentence speaks of duty and gives none to anybody but the units named."""
    return (
        has_duty(sentence, 0, len(sentence))
        and not HEADING.search(sentence)
        and not any(has_duty(inside, 0, len(inside)) for inside in _BRACKET.findall(sentence))
        and all(match["who"] in names for match in _BY.finditer(sentence))
        and names.issuperset(unit.name for said in find_spoken(sentence) for unit in said.units)
    )


def passed_over(outlined: Outlined, assigned: Assigned) -> list[Aside]:
    """All that the stages passed over, each with its rule; a later one holds over an earlier."""
    return [
        *regions(outlined, assigned),
        *outlined.asides,
        *table_regions(outlined, assigned),
        *assigned.asides,
    ]


def _signed_until(outlined: Outlined) -> int:
    """The index behind the signature that follows the body: units and the day, each on a line of its own."""
    index = outlined.end
    for paragraph, _ in outlined.placed[index : index + _SIGNATURE]:
        index += 1
        if paragraph.table or paragraph.label is not None or len(paragraph.text) > _LONGEST_SIGNATURE:
            break
        if DATE.fullmatch(paragraph.text):
            return index
    return outlined.end
