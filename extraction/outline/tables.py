"""Documents that are tables: 序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限.

Rows come as tab separated lines, or with each cell on a line of its own (`upright`).  What a column holds is
told by its head and, where the head does not say it, by what stands in it (`layout`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from extraction.model import Caution, Role, Span
from extraction.outline.layout import (
    Column,
    Kind,
    is_second_head,
    is_units,
    joined_heads,
    layout_of,
    list_layout,
    other_table,
)
from extraction.outline.upright import upright_at
from extraction.text.healing import Paragraph

_ROLES = {
    Kind.LEAD: Role.LEAD,
    Kind.SUPPORT: Role.SUPPORT,
    Kind.DUTY: Role.RESPONSIBLE,
    Kind.OVERSEE: Role.OVERSEE,
}
_NUMBER = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}|\d{1,4}(?:[-—.]\d{1,3}){0,3}|[（(][一二三四五六七八九十\d]{1,3}[）)])[.．、]?"
)
_WRITTEN = re.compile(r"[一二三四五六七八九十]{1,3}")
_EMPTY = re.compile(r"[-—－–/／\\无]{1,4}")
_SAME = re.compile(r"[（(]?(?:同上|同前|〃|″|＂|\"|〞|”)[）)]?")
_MONTH = re.compile(r"(?<!\d)(?:1[0-2]|[1-9])月")
TIMED_STEP = re.compile(r"(?:\d{1,2}月?[-—–~～至到])?(?:1[0-2]|[1-9])月(?:份|底|[上中下]旬)?[：:]")
_LONG = 60  # a paragraph of this length after a table ends it


@dataclass(slots=True)
class Cell:
    """A cell's text and where it begins in the document."""

    text: str
    start: int

    @property
    def span(self) -> Span:
        """Its place."""
        return Span(self.start, self.start + len(self.text))


class Note(StrEnum):
    """What kind of further cell a row has."""

    PERSON = "person"
    PHONE = "phone"
    EXTRA = "extra"


@dataclass(slots=True)
class Part:
    """What one line of a row orders: its words, its units, its time limits and what else stands there."""

    tasks: list[Cell] = field(default_factory=list)
    units: list[tuple[Cell, Role]] = field(default_factory=list)
    deadlines: list[Cell] = field(default_factory=list)
    stages: list[tuple[str, Cell]] = field(default_factory=list)  # the time in the head of a column, its cell
    notes: list[tuple[Note, str, Cell]] = field(default_factory=list)  # with the head of the column


@dataclass(slots=True)
class Row:
    """One numbered row; a row whose number is merged over several lines has several parts."""

    number: str
    parts: list[Part]
    start: int = 0
    end: int = 0
    group: str = ""  # the label of the part of the table, where the numbers begin anew in each


@dataclass(slots=True)
class Tables:
    """The rows of the tables of tasks, the places of all tables that were read, and what to look at."""

    rows: list[Row] = field(default_factory=list)
    heads: list[Span] = field(default_factory=list)  # those below which a row was read
    cautions: list[Caution] = field(default_factory=list)
    groups: list[Span] = field(default_factory=list)  # rows that only name a part of a table
    listed: list[Span] = field(default_factory=list)  # rows of tables that give work to nobody


def read_tables(paragraphs: list[tuple[Paragraph, int]]) -> Tables:
    """The rows of every table that hands out work; each table has its own head."""
    found = Tables()
    texts = [paragraph.text for paragraph, _ in paragraphs]
    index = 0
    while index < len(paragraphs):
        paragraph, start = paragraphs[index]
        if not paragraph.table:
            upright = upright_at(texts, index)
            if upright is None:
                index += 1
                continue
            before = len(found.rows)
            _add_upright(found, paragraphs, upright.rows, upright.columns)
            if len(found.rows) > before:
                found.heads.append(Span(start, paragraphs[upright.rows[0][0][0]][1]))
            index = upright.end
            continue
        end = _end_of_table(paragraphs, index)
        _read_table(found, paragraphs[index:end])
        index = end
    return found


def _end_of_table(paragraphs: list[tuple[Paragraph, int]], index: int) -> int:
    """The index after the last row.

    A few lines between rows belong to it: short ones are a page's or a part's, longer ones those of a cell,
    where the rows after them have as many cells as before.
    """
    last = index
    wide = paragraphs[index][0].text.count("\t")
    long = False
    for at in range(index + 1, min(len(paragraphs), index + 20_000)):
        paragraph = paragraphs[at][0]
        if paragraph.table:
            if long and paragraph.text.count("\t") != wide:
                break
            last, long = at, False
        elif TIMED_STEP.match(paragraph.text):
            last = at  # a further line of the timetable in a row's cell
        elif at - last > 3 or (len(paragraph.text) > _LONG and not _is_of_a_cell(paragraph)):
            break
        else:
            long = long or len(paragraph.text) > _LONG
    return last + 1


def _is_of_a_cell(paragraph: Paragraph) -> bool:
    """Whether a line names a time and has no number, as the further lines of a timetable's cell do."""
    return paragraph.label is None and _MONTH.search(paragraph.text) is not None


def _take_lines(row: Row, columns: list[Column], lines: list[tuple[int, Paragraph]]) -> None:
    """Adds the further lines of a cell that names times to it."""
    timed = next((c for c in columns if c.kind is Kind.DEADLINE), None)
    if timed is None:
        return
    for start, paragraph in lines:
        if _is_of_a_cell(paragraph):
            row.parts[-1].deadlines.append(Cell(paragraph.text, start))
            row.end = start + len(paragraph.text)


def _read_table(found: Tables, lines: list[tuple[Paragraph, int]]) -> None:
    rows = [
        (_cells(paragraph, start), start, start + len(paragraph.text))
        for paragraph, start in lines
        if paragraph.table
    ]
    between = [(start, paragraph) for paragraph, start in lines if not paragraph.table]
    texts = [[cell.text for cell in cells] for cells, _, _ in rows]
    columns: list[Column] | None = None
    previous: Row | None = None
    above: dict[int, Cell] = {}
    waiting: list[Span] = []  # heads below which no row was read so far: what they head may have been lost
    first = len(found.rows)
    at = 0
    merged = False
    while at < len(rows):
        if columns is not None and at + 1 < len(rows) and _is_torn(rows[at][0], rows[at + 1][0], columns):
            rows[at + 1] = _mended(rows[at], rows[at + 1])
            texts[at + 1] = [cell.text for cell in rows[at + 1][0]]
            at += 1
            continue
        cells, start, end = rows[at]
        heads, deep = texts[at], 1
        if at + 1 < len(rows) and is_second_head(heads, texts[at + 1]):
            heads, deep = joined_heads(heads, texts[at + 1]), 2
        layout = layout_of(heads, texts[at + deep : at + deep + 12])
        if layout is not None:
            columns, previous, above = layout, None, {}
            merged = _merges_work(columns, texts[at + deep :])
            waiting.append(Span(start, rows[at + deep - 1][2]))
            at += deep
            continue
        at += 1
        if columns is not None and other_table(texts[at - 1], columns):
            columns, previous, above, merged = list_layout(texts[at - 1]), None, {}, False
            (found.listed if columns is None else waiting).append(Span(start, end))
            continue
        if columns is None:
            found.listed.append(Span(start, end))
            continue
        if merged and previous is not None and len(cells) == len(columns) - 1:
            cells = [Cell("", start), *cells]
        row = _row(cells, columns, previous, above, start, end)
        if row is not None and row is not previous:
            row.number = row.number or str(len(found.rows) + 1)
            found.rows.append(row)
        if row is not None:
            found.heads += waiting
            waiting = []
            reach = rows[at][1] if at < len(rows) else lines[-1][1] + 1
            _take_lines(row, columns, [line for line in between if end < line[0] < reach])
        if row is None:
            found.groups.append(Span(start, end))
        previous = row or previous
    rows_of_work = _grouped(found.rows[first:])
    found.groups += [Span(row.start, row.end) for row in found.rows[first:] if row not in rows_of_work]
    found.rows[first:] = rows_of_work


def _merges_work(columns: list[Column], below: list[list[str]]) -> bool:
    """Whether the cell of the work is merged over its steps (工作任务 | 时序进度): further rows lack it."""
    kinds = [column.kind for column in columns[:2]]
    return kinds in ([Kind.TASK, Kind.DEADLINE], [Kind.TASK, Kind.STAGE]) and any(
        len(row) == len(columns) - 1 and TIMED_STEP.match(row[0]) for row in below
    )


def _grouped(rows: list[Row]) -> list[Row]:
    """The rows of one table that order work; each knows the part it stands in where its number needs that.

    Where the other rows have figures, 一 heads those below it: it names a part, or it is work of its own
    that has units and no row below.
    """
    figures = [row.number.isdigit() for row in rows]
    if not any(figures) or not any(_WRITTEN.fullmatch(row.number) for row in rows):
        return rows
    anew = len({row.number for row in rows if row.number.isdigit()}) < sum(figures)
    kept: list[Row] = []
    group = ""
    for at, row in enumerate(rows):
        heads = _WRITTEN.fullmatch(row.number) is not None
        if heads:
            group = row.number
        if heads and (any(figures[at + 1 : at + 2]) or not any(part.units for part in row.parts)):
            continue
        row.group = group if anew and not heads else ""
        kept.append(row)
    return kept


def _is_torn(first: list[Cell], second: list[Cell], columns: list[Column]) -> bool:
    """Whether a line break within a cell tore a row into two that together have as many cells as the head."""
    numbered = columns[0].kind is Kind.NUMBER
    return (
        numbered
        and len(first) < len(columns)
        and len(first) + len(second) - 1 == len(columns)
        and _NUMBER.fullmatch(first[0].text) is not None
        and bool(second[0].text)
        and _NUMBER.fullmatch(second[0].text) is None
    )


def _mended(
    first: tuple[list[Cell], int, int], second: tuple[list[Cell], int, int]
) -> tuple[list[Cell], int, int]:
    last, following = first[0][-1], second[0][0]
    sign = "、" if is_units(last.text) and is_units(following.text) else ""
    joined = Cell(f"{last.text}{sign}{following.text}", last.start)
    return [*first[0][:-1], joined, *second[0][1:]], first[1], second[2]


def _add_upright(
    found: Tables, paragraphs: list[tuple[Paragraph, int]], rows: list[list[list[int]]], columns: list[Column]
) -> None:
    """Rows with one cell a line: for each row, for each column the lines that make it up."""
    above: dict[int, Cell] = {}
    for row in rows:
        cells = [_joined([paragraphs[at] for at in lines]) for lines in row]
        filled = [at for lines in row for at in lines]
        start, last = paragraphs[filled[0]][1], paragraphs[filled[-1]]
        read = _row(
            cells, columns, None, above, start, last[1] + len(last[0].text), several=row, lines=paragraphs
        )
        if read is not None:
            read.number = read.number or str(len(found.rows) + 1)
            found.rows.append(read)


def _joined(lines: list[tuple[Paragraph, int]]) -> Cell:
    return Cell("".join(p.text for p, _ in lines), lines[0][1]) if lines else Cell("", 0)


def _cells(paragraph: Paragraph, start: int) -> list[Cell]:
    cells, at = [], start
    for text in paragraph.text.split("\t"):
        cells.append(Cell(text, at))
        at += len(text) + 1
    return cells


def _row(
    cells: list[Cell],
    columns: list[Column],
    previous: Row | None,
    above: dict[int, Cell],
    start: int,
    end: int,
    *,
    several: list[list[int]] | None = None,
    lines: list[tuple[Paragraph, int]] | None = None,
) -> Row | None:
    """A row read by its columns; a row without a number goes on with the one before."""
    part = Part()
    number = ""
    for at, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        if column.kind is Kind.NUMBER:
            if cell.text and not _NUMBER.fullmatch("".join(cell.text.split())):
                return None  # a row that names a part of the table
            number = re.sub(r"[、\s（）()第]|[.．]$", "", cell.text) or number
            continue
        if _SAME.fullmatch(cell.text) and at in above:
            cell = above[at]
        if not cell.text or _EMPTY.fullmatch(cell.text):
            continue
        above[at] = cell
        pieces = [cell]
        if several is not None and lines is not None and column.kind in _ROLES:
            # Units on lines of their own are several names, and none runs into the next.
            pieces = [Cell(lines[line][0].text, lines[line][1]) for line in several[at]]
        for piece in pieces:
            _put(part, column, piece)
    if not number and any(column.kind is Kind.NUMBER for column in columns):
        return _go_on(previous, part, end)
    if not part.tasks and part.deadlines and columns[0].kind is Kind.TASK:
        return _go_on(previous, part, end, steps=True)
    if not part.tasks and not part.units:
        return None
    return Row(number, [part], start, end)


def _put(part: Part, column: Column, cell: Cell) -> None:
    kind = column.kind
    if kind in _ROLES:
        part.units.append((cell, _ROLES[kind]))
    elif kind is Kind.TASK:
        part.tasks.append(cell)
    elif kind is Kind.DEADLINE:
        part.deadlines.append(cell)
    elif kind is Kind.STAGE:
        part.stages.append((column.head, cell))
    elif kind is Kind.PERSON:
        part.notes.append((Note.PERSON, column.head, cell))
    elif kind is Kind.PHONE:
        part.notes.append((Note.PHONE, column.head, cell))
    else:
        part.notes.append((Note.EXTRA, column.head, cell))


def _go_on(previous: Row | None, part: Part, end: int, *, steps: bool = False) -> Row | None:
    """A line without a number is a further part of the row above, one of its steps, or ends its cells."""
    if previous is None:
        return None
    if part.units and part.tasks:
        previous.parts.append(part)
    else:
        last = previous.parts[-1]
        last.tasks += part.tasks
        last.units += part.units
        last.deadlines += part.deadlines if steps or not last.deadlines else []
        last.stages += part.stages
        last.notes += part.notes
    previous.end = end
    return previous
