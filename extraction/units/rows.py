"""The measure that a row of a table of tasks makes."""

from __future__ import annotations

import re

from extraction.duty.clauses import is_list
from extraction.duty.persons import persons_in
from extraction.duty.roles import read_clause
from extraction.model import Caution, Measure, Person, Span, Task
from extraction.outline.tables import TIMED_STEP, Cell, Note, Part, Row
from extraction.signs.rules import Aside, Rule
from extraction.states import Calendar, Draft, Search, Stretch
from extraction.text.columns import column_of

# 县农业农村局、县财政局: names of units; 组建专家智库 only ends like one.
_OF_A_PLACE = re.compile("、|^[省市县区镇乡各州旗]")


_GRAM = 3  # characters
_SHARE = 0.6


def split_rows(rows: list[Row], measures: list[Measure]) -> tuple[list[Row], list[Row]]:
    """(rows that say the items of the text again, rows that give other work to somebody), by their words."""
    said: set[str] = set()
    for measure in measures:
        said |= _grams(f"{measure.title or ''}\n{measure.text}")
    again: list[Row] = []
    new: list[Row] = []
    for row in rows:
        own = _grams("\n".join(cell.text for part in row.parts for cell in part.tasks))
        other = any(part.units for part in row.parts) and len(own & said) < _SHARE * len(own)
        (new if other else again).append(row)
    return again, new


def without_units(rows: list[Row]) -> list[Caution]:
    """What to look at where some rows name nobody: a cell merged over several, perhaps."""
    bare = [row for row in rows if not any(part.units for part in row.parts)]
    if not bare or len(bare) * 2 > len(rows):
        return []
    said = f"表中有{len(bare)}行没有责任单位，可能与上一行合并，请核对"
    return [Caution(said, places=[Span(row.start, row.end) for row in bare])]


def _grams(text: str) -> set[str]:
    words = "".join(char for char in text if char.isalnum())
    return {words[at : at + _GRAM] for at in range(len(words) - _GRAM + 1)}


def row_measure(row: Row, calendar: Calendar) -> tuple[Measure, list[Draft]]:
    """A row as a measure with the path [序号], below its part where that is needed; a task for each part."""
    first = row.parts[0].tasks
    title = first[0].text.rstrip("。；") if len(first) > 1 and len(first[0].text) <= 40 else None
    steps = any(TIMED_STEP.match(cell.text) for cell in row.parts[0].deadlines)
    if steps and len(first) == 1 and len(first[0].text) <= 40 and "。" not in first[0].text.rstrip("。"):
        title = first[0].text.rstrip("。；")  # its steps follow, each with its month
    text = "\n".join(cell.text for part in row.parts for cell in _words(part, steps=steps))
    span = Span(row.start, row.end)
    measure = Measure([label for label in (row.group, row.number) if label], title, text, span=span)
    drafts: list[Draft] = []
    for part in row.parts:
        cells = _words(part, steps=steps)[1 if title and part is row.parts[0] else 0 :]
        units = [
            u for cell, role in part.units for u in read_clause(cell.text, offset=cell.start, default=role)
        ]
        said = [Stretch(cell.text, cell.start) for cell in part.tasks]
        task = Task("\n".join(cell.text for cell in cells), units, span=span)
        draft = Draft(task, calendar, [Search(said)], said)
        task.persons = _persons_of(part.notes)
        for note, head, cell in part.notes:
            if note is Note.EXTRA and head:
                task.extra[head] = f"{task.extra[head]}\n{cell.text}" if head in task.extra else cell.text
        for cell in part.deadlines:
            draft.searches.append(Search([Stretch(cell.text, cell.start)], cell=True, repeats=True))
        for note, head, cell in part.notes:
            if note is Note.EXTRA and column_of(head) != "start":
                draft.searches.append(Search([Stretch(cell.text, cell.start)], binds=False))
        for head, cell in part.stages:
            draft.searches.append(Search([Stretch(head, 0)], cell=True, place=cell.span))
        drafts.append(draft)
        measure.tasks.append(task)
        # A cell of units where a task should be: a lost cell has moved the others by a column.
        moved = any(is_list(cell.text) and _OF_A_PLACE.search(cell.text) for cell in part.tasks)
        # 县医院新院区 is a project and ends like a name: the units stand where they should.
        several = any("、" in cell.text for cell in part.tasks if is_list(cell.text))
        moved = moved and (several or not any(is_list(cell.text) for cell, _ in part.units))
        if moved or not part.tasks:
            measure.doubt = f"表格第 {row.number or '—'} 行的各列可能错位，请核对"
    return measure, drafts


def _words(part: Part, *, steps: bool) -> list[Cell]:
    """The cells that say what is to be done; of a timetable the steps as well."""
    return [*part.tasks, *part.deadlines] if steps else part.tasks


def starts_of(row: Row) -> list[Aside]:
    """The cells of a row that say when the work begins (开工时间)."""
    notes = (one for part in row.parts for one in part.notes)
    return [
        Aside(cell.span, Rule.BEGINS)
        for note, head, cell in notes
        if note is Note.EXTRA and column_of(head) == "start"
    ]


def _persons_of(notes: list[tuple[Note, str, Cell]]) -> list[Person]:
    """The persons in the cells of a row; a number in a column of telephones is that of the one before."""
    found: list[Person] = []
    for note, head, cell in notes:
        if note is Note.PERSON:
            found += persons_in(cell.text, kind=head, offset=cell.start)
        elif note is Note.PHONE and found and not found[-1].phone:
            last = found[-1]
            found[-1] = Person(last.name, last.title, cell.text, last.kind, last.span)
        elif note is Note.PHONE:
            found.append(Person("", "", cell.text, head, cell.span))
    return found
