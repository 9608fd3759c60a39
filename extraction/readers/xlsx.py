"""The visible sheets of an xlsx as rows: merged cells, dates and percentages as they are printed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from extraction.model import ExtractionError
from extraction.readers.grid import LONGEST_MERGE, MAX_COLUMNS, MAX_ROWS, Cell, Grid, one_line
from extraction.readers.pictures import mark_of
from extraction.readers.scans import Pictures
from extraction.readers.source import STRUCK, Omission, Source, gathered
from extraction.readers.values import printed
from extraction.readers.xlsx_aside import around

_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s+[^<>]{0,40}?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\""
)
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\s(?=[^<>]{0,200}?\bhidden=\"(?:1|true)\")[^<>]{0,60}?\br=\"(\d{1,7})\""
)
_HEAD = 200_000  # the columns are described before the rows
_MOST_COVERED = 200_000
_HIDDEN_COLUMN = re.compile(
    rb"<(?:\w+:)?col\s(?=[^<>]{0,200}?\bhidden=\"(?:1|true)\")(?=[^<>]{0,200}?\bmin=\"(\d{1,5})\")"
    rb"[^<>]{0,200}?\bmax=\"(\d{1,5})\""
)


def xlsx_source(archive: zipfile.ZipFile) -> Source:
    """Rows of the visible sheets in order; the archive has been checked by `read_office`."""
    lines: list[str] = []
    unread: list[Omission] = []
    pictures = Pictures()
    book = openpyxl.load_workbook(io.BytesIO(_bytes(archive)), read_only=True, data_only=True)
    try:
        sheets: list[Any] = list(book.worksheets)  # their place in the archive is no public matter
        for sheet in sheets:
            if not hasattr(sheet, "reset_dimensions"):
                continue  # a chart
            title = one_line(sheet.title)[:40]
            sheet.reset_dimensions()  # some programs state a size that is too small
            path = sheet._worksheet_path.lstrip("/")
            xml = archive.read(path)
            if sheet.sheet_state != "visible":
                words = "；".join(_sheet(sheet, _Left(), {}))
                if words:
                    said = "有{count}个工作表被隐藏，没有读入"
                    unread.append(Omission(f"隐藏的工作表“{title}”", words[:2000], (), _last(lines), said))
                continue
            rows = {int(row) for row in _HIDDEN_ROW.findall(xml)}
            left = _Left(rows, _hidden_columns(xml))
            lines += _sheet(sheet, left, _merged(xml))
            after = _last(lines)
            unread += left.omissions(title, after)
            begun = len(pictures.parts)
            unread += around(archive, path, title, xml, after, pictures)
            # A picture lies over cells; what it says follows the rows of its sheet.
            lines += [mark_of(number) for number in range(begun + 1, len(pictures.parts) + 1)]
    finally:
        book.close()
    lines, seen, beside, failed = pictures.put_in(lines)
    unread = [one for one in unread if not one.picture or one.picture in failed]
    return Source("\n".join(lines), unread + beside, seen, tabular=True)


def _last(lines: list[str]) -> str:
    return "\n".join(lines[-3:])


@dataclass(slots=True)
class _Left:
    """What of a sheet is not read: its hidden rows and columns, and what is struck in it."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    struck: list[str] = field(default_factory=list)
    of_rows: dict[int, list[str]] = field(default_factory=dict)
    of_columns: dict[int, list[str]] = field(default_factory=dict)

    def kept(self, number: int, texts: list[str], wide: set[int]) -> list[str]:
        """The cells of a row that a person sees; those of the columns `wide` reach beyond hidden ones."""
        if number in self.rows:
            if any(texts):
                self.of_rows[number] = texts
            return []
        for column in self.columns - wide:
            if column <= len(texts) and texts[column - 1]:
                self.of_columns.setdefault(column, []).append(texts[column - 1])
                texts[column - 1] = ""
        return texts

    def omissions(self, title: str, after: str) -> list[Omission]:
        """All of it, as entries that follow the text `after`."""
        found: list[Omission] = []
        for what, of in (("行", self.of_rows), ("列", self.of_columns)):
            if of:
                said = f"工作表“{title}”有{len(of)}{what}被隐藏"
                words = "；".join(" ".join(filter(None, texts)) for texts in of.values())
                found.append(Omission(said, words[:2000], (), after, f"{said}，没有读入"))
        struck = gathered("划去的文字", self.struck)
        return found + [Omission(one.what, one.text, (), after, STRUCK) for one in struck]


def _hidden_columns(xml: bytes) -> set[int]:
    """The columns that are hidden; a sheet of which all are hidden has none that is meant so."""
    found = {
        column
        for first, last in _HIDDEN_COLUMN.findall(xml[:_HEAD])
        for column in range(int(first), min(int(last), MAX_COLUMNS) + 1)
    }
    return found if len(found) < MAX_COLUMNS else set()


def _bytes(archive: zipfile.ZipFile) -> bytes:
    file = archive.fp
    assert file is not None  # noqa: S101 - an open archive has its file
    file.seek(0)
    return file.read()


def _merged(xml: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    """(row, column) of each merged cell → (how many columns, how many rows)."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = _column(left), _column(right)
        if first <= last and int(top) <= int(bottom):
            found[int(top), first] = (last - first + 1, int(bottom) - int(top) + 1)
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _covered(merged: dict[tuple[int, int], tuple[int, int]]) -> set[tuple[int, int]]:
    """The places that merged cells take beside the one where they begin."""
    found: set[tuple[int, int]] = set()
    for (row, column), (across, down) in merged.items():
        if len(found) > _MOST_COVERED:
            break
        for below in range(min(down, LONGEST_MERGE)):
            for beside in range(min(across, MAX_COLUMNS)):
                if below or beside:
                    found.add((row + below, column + beside))
    return found


def _sheet(sheet: Any, left: _Left, merged: dict[tuple[int, int], tuple[int, int]]) -> Iterator[str]:
    grid = Grid()
    covered = _covered(merged)
    filled = 0
    before: Any = None
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if row is before and number > MAX_ROWS:
            continue  # the rows that a sheet leaves out are one object; there may be a million of them
        before = row
        texts = [printed(cell.value, getattr(cell, "number_format", None) or "") for cell in row]
        for at, cell in enumerate(row):
            if texts[at] and _is_struck(cell):
                left.struck.append(texts[at])
                texts[at] = ""
        texts = left.kept(number, texts, {c for c in left.columns if merged.get((number, c), (1, 1))[0] > 1})
        while texts and not texts[-1]:
            texts.pop()
        if not texts and number > MAX_ROWS:
            continue
        filled += bool(texts)
        if filled > MAX_ROWS:
            raise ExtractionError(f"工作表“{one_line(sheet.title)[:40]}”超过 {MAX_ROWS} 行，请拆分后再导入。")
        grid.add(
            [
                Cell(text, *merged.get((number, column), (1, 1)))
                for column, text in enumerate(texts, start=1)
                if (number, column) not in covered
            ]
        )
    yield from grid.lines()


def _is_struck(cell: Any) -> bool:
    return bool(cell.has_style and cell.font is not None and cell.font.strike)
