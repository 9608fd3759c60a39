"""Documents that are tables: 序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限.

Rows come as tab separated lines, as lines with wide gaps in a text that lost its ruling lines, or with each
cell on a line of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extraction.model import Role
from extraction.signs.labels import read_label
from extraction.signs.unit_names import looks_like_unit
from extraction.text.columns import column_of
from extraction.text.healing import Paragraph

_ROLES = {"lead": Role.LEAD, "support": Role.SUPPORT, "duty": Role.RESPONSIBLE}


@dataclass(slots=True)
class Cell:
    """A cell's text and where it begins in the document."""

    text: str
    start: int


@dataclass(slots=True)
class Part:
    """What one line of a row orders: its words, its units and its time limit."""

    tasks: list[Cell] = field(default_factory=list)
    units: list[tuple[Cell, Role]] = field(default_factory=list)
    deadline: Cell | None = None


@dataclass(slots=True)
class Row:
    """One numbered row; a row whose number is merged over several lines has several parts."""

    number: str
    parts: list[Part]
    start: int = 0
    end: int = 0


def read_tables(paragraphs: list[tuple[Paragraph, int]]) -> list[Row]:
    """The rows of every table whose head names a task and a responsible unit; empty when there is none."""
    rows: list[Row] = []
    columns: list[str] | None = None
    previous: Row | None = None
    index = 0
    while index < len(paragraphs):
        paragraph, start = paragraphs[index]
        upright = _upright_head(paragraphs, index)
        if upright:
            taken, found = _upright_rows(paragraphs, index, upright)
            rows += found
            index = taken
            columns = previous = None
            continue
        cells = _cells(paragraph, start)
        head = _head(cells) if len(cells) >= 3 else None
        if head is not None:
            columns, previous = head, None
        elif columns is not None and len(cells) >= 2:
            row = _row(cells, columns, previous, start, start + len(paragraph.text))
            if row is not None and row is not previous:
                row.number = row.number or str(len(rows) + 1)
                rows.append(row)
            previous = row or previous
        elif columns is not None and not paragraph.table and len(paragraph.text) > 60:
            columns = previous = None
        index += 1
    return rows


def _cells(paragraph: Paragraph, start: int) -> list[Cell]:
    if paragraph.table:
        cells, at = [], start
        for text in paragraph.text.split("\t"):
            cells.append(Cell(text, at))
            at += len(text) + 1
        return cells
    return []


def _head(cells: list[Cell]) -> list[str] | None:
    """The meaning of each column where the cells are the head of a table of tasks."""
    names = [column_of(cell.text) for cell in cells]
    has_units = any(name in _ROLES for name in names)
    has_task = any(name in ("task", "measure") for name in names)
    return names if has_units and has_task else None


def _row(cells: list[Cell], columns: list[str], previous: Row | None, start: int, end: int) -> Row | None:
    """A row read by its columns; a row without a number goes on with the one before."""
    by_name: dict[str, list[Cell]] = {}
    for name, cell in zip(columns, cells, strict=False):
        if cell.text:
            by_name.setdefault(name, []).append(cell)
    tasks = by_name.get("task", []) + by_name.get("measure", [])
    units = [(cell, role) for name, role in _ROLES.items() for cell in by_name.get(name, [])]
    numbers = by_name.get("number", [])
    number = re.sub(r"[.．、\s（）()]", "", numbers[0].text) if numbers else ""
    if numbers and not re.fullmatch(r"[\d一二三四五六七八九十]{1,4}(?:[-—.]\d{1,3})?", number):
        return None  # a row that names a part of the table
    part = Part(tasks, units, next(iter(by_name.get("deadline", [])), None))
    if not number and "number" in columns:
        if previous is None:
            return None
        if units and tasks:
            previous.parts.append(part)
        else:
            last = previous.parts[-1]
            last.tasks += tasks
            last.units += units
            last.deadline = last.deadline or part.deadline
        previous.end = end
        return previous
    if not tasks and not units:
        return None
    return Row(number, [part], start, end)


def _is_unit_line(text: str) -> bool:
    return len(text) <= 30 and read_label(text) is None and looks_like_unit(text)


def _upright_head(paragraphs: list[tuple[Paragraph, int]], index: int) -> list[str] | None:
    """The columns of a table that came out with one cell a line, where its head begins here."""
    if column_of(paragraphs[index][0].text) != "number":
        return None
    names = []
    for paragraph, _ in paragraphs[index : index + 9]:
        name = column_of(paragraph.text) if len(paragraph.text) <= 14 else ""
        if not name:
            break
        names.append(name)
    good = (
        len(names) >= 3 and any(n in _ROLES for n in names) and any(n in ("task", "measure") for n in names)
    )
    return names if good else None


def _upright_rows(
    paragraphs: list[tuple[Paragraph, int]], index: int, columns: list[str]
) -> tuple[int, list[Row]]:
    """Rows of a table with one cell a line: each begins with the next number."""
    at = index + len(columns)
    rows: list[Row] = []
    while at < len(paragraphs) and paragraphs[at][0].text == str(len(rows) + 1):
        stop = at + 1
        while stop < len(paragraphs) and stop - at < 60 and paragraphs[stop][0].text != str(len(rows) + 2):
            stop += 1
        if stop == len(paragraphs) or stop - at >= 60:  # the last row: its end is not marked
            stop = min(stop, at + len(columns))
            while (
                stop < len(paragraphs) and columns[-1] in _ROLES and _is_unit_line(paragraphs[stop][0].text)
            ):
                stop += 1
        full = paragraphs[at:stop]
        # Lines beyond the columns go on with the last column of units: they stand one below the other.
        more = len(full) - len(columns)
        names = columns + columns[-1:] * more
        if more > 0 and columns[-1] == "deadline":
            names = columns[:-1] + columns[-2:-1] * more + columns[-1:]
        cells = [Cell(p.text, start) for p, start in full]
        end = full[-1][1] + len(full[-1][0].text)
        row = _row(cells, names, None, paragraphs[at][1], end)
        if row is None:
            break
        rows.append(row)
        at += len(full)
    return (max(at, index + 1), rows) if rows else (index + 1, [])
