"""The visible sheets of an xlsx as rows: merged cells, dates and percentages as they are printed."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl

from extraction.model import ExtractionError
from extraction.readers.grid import LONGEST_MERGE, MAX_COLUMNS, MAX_ROWS, Cell, Grid, one_line
from extraction.readers.source import STRUCK, Omission, Source, gathered

_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s+[^<>]{0,40}?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\""
)
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\s(?=[^<>]{0,200}?\bhidden=\"(?:1|true)\")[^<>]{0,60}?\br=\"(\d{1,7})\""
)
_MOST_COVERED = 200_000
_PLACES = re.compile(r"#?,?#*0\.(0{1,6})(?:_.)?")
_QUOTED = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.")


def xlsx_source(archive: zipfile.ZipFile) -> Source:
    """Rows of the visible sheets in order; the archive has been checked by `read_office`."""
    struck: list[str] = []
    unread: list[Omission] = []
    lines = list(_lines(archive, struck, unread))
    return Source("\n".join(lines), unread + gathered("划去的文字", struck))


def _lines(archive: zipfile.ZipFile, struck: list[str], unread: list[Omission]) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(_bytes(archive)), read_only=True, data_only=True)
    try:
        sheets: list[Any] = list(book.worksheets)  # their place in the archive is no public matter
        for sheet in sheets:
            if not hasattr(sheet, "reset_dimensions"):
                continue  # a chart
            if sheet.sheet_state != "visible":
                unread.append(Omission(f"隐藏的工作表“{one_line(sheet.title)[:40]}”"))
                continue
            sheet.reset_dimensions()  # some programs state a size that is too small
            xml = archive.read(sheet._worksheet_path.lstrip("/"))
            hidden = {int(row) for row in _HIDDEN_ROW.findall(xml)}
            if hidden:
                unread.append(Omission(f"工作表“{one_line(sheet.title)[:40]}”中隐藏的{len(hidden)}行"))
            yield from _sheet(sheet, _merged(xml), hidden, struck)
    finally:
        book.close()


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


def _sheet(
    sheet: Any, merged: dict[tuple[int, int], tuple[int, int]], hidden: set[int], struck: list[str]
) -> Iterator[str]:
    grid = Grid()
    covered = _covered(merged)
    filled = 0
    before: Any = None
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if row is before and number > MAX_ROWS:
            continue  # the rows that a sheet leaves out are one object; there may be a million of them
        before = row
        texts = [_text(cell) for cell in row]
        for at, cell in enumerate(row):
            if texts[at] and _is_struck(cell):
                struck.append(texts[at])
                texts[at] = ""
        if number in hidden:
            texts = []
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


def _text(cell: Any) -> str:
    """A cell's value as it is printed."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return one_line(value)
    form = _QUOTED.sub("", getattr(cell, "number_format", None) or "")
    if isinstance(value, datetime.datetime | datetime.date):
        said = f"{value.year}年{value.month}月"
        return f"{said}{value.day}日" if "d" in form.lower() or not form else said
    if isinstance(value, int | float):
        if "%" in form:
            return f"{round(value * 100, 6):g}%"
        places = _PLACES.fullmatch(form)
        if places and abs(value) < 1e12:
            return f"{value:.{len(places.group(1))}f}"
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return one_line(str(value))
