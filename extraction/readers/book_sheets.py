"""The sheets of an xls, et or ods, read in a process of its own with limits on memory and time.

The library gives values, not how they look: whether a row of an xls is hidden and whether a cell is struck
through, nobody can tell, which is said once for the workbook.
"""

from __future__ import annotations

import io
import re
import zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from extraction.readers.grid import LONGEST_MERGE, MAX_COLUMNS, MAX_ROWS, Cell, Grid, one_line
from extraction.readers.isolated import BROKEN, Fault, serve
from extraction.readers.ods_layout import Layout, layouts
from extraction.readers.source import Omission, Source
from extraction.readers.values import printed

_UNKNOWN = "旧格式工作簿中隐藏的行、列和划去的文字无法辨别，一并读入"
_UNKNOWN_OPEN = "ods 工作簿中隐藏的列和划去的文字无法辨别，一并读入"
_HIDDEN = "有{count}个工作表被隐藏，没有读入"
# The first record of a workbook of Excel 97 and later, then that of its password, of the old kind, too.
_LOCKED = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.S)
MAX_UNPACKED = 400 * 1024 * 1024
_LONGEST = 2_000


def read_sheets(data: bytes) -> Source:
    """The rows of the visible sheets in order; raises Fault."""
    lines: list[str] = []
    _check(data)
    laid_out = _layouts(data)
    said = _UNKNOWN if laid_out is None else _UNKNOWN_OPEN
    unread = [Omission("隐藏的行、列和划去的文字无法辨别", told=said)]
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for at, about in enumerate(book.sheets_metadata):
                if about.typ not in (SheetTypeEnum.WorkSheet, SheetTypeEnum.DialogSheet):
                    continue
                layout = laid_out[at] if laid_out is not None and at < len(laid_out) else Layout()
                sheet = book.get_sheet_by_index(at)
                rows, hidden = _rows(sheet, layout)
                if about.visible is SheetVisibleEnum.Visible:
                    lines += rows
                    after = "\n".join(lines[-3:])
                    if hidden:
                        what = f"工作表“{one_line(about.name)[:40]}”有{len(hidden)}行被隐藏"
                        words = "；".join(hidden)[:_LONGEST]
                        unread.append(Omission(what, words, (), after, f"{what}，没有读入"))
                elif rows:
                    title, words = one_line(about.name)[:40], "；".join(rows)[:_LONGEST]
                    after = "\n".join(lines[-3:])
                    unread.append(Omission(f"隐藏的工作表“{title}”", words, (), after, _HIDDEN))
    except PasswordError:
        raise Fault("locked") from None
    except (CalamineError, OSError, ValueError):
        raise Fault(BROKEN) from None
    text = "\n".join(lines)
    if not text:
        raise Fault("empty")
    if text.count("\ufffd") + text.count("\x00") > len(text) // 50:
        raise Fault(BROKEN)  # the letters of a code page that the library does not know
    return Source(text, unread)


def _check(data: bytes) -> None:
    """Refuses an ods that is locked or unpacks to far more than a workbook holds."""
    if data[:2] != b"PK":
        if _LOCKED.search(data):
            raise Fault("locked")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise Fault("huge")
            if b"encryption-data" in archive.read("META-INF/manifest.xml")[:1_000_000]:
                raise Fault("locked")
    except KeyError:
        return
    except Exception as error:  # zipfile raises many kinds of errors on broken archives
        raise error if isinstance(error, Fault) else Fault(BROKEN) from None


def _layouts(data: bytes) -> list[Layout] | None:
    """How the sheets of an ods are laid out; None for other workbooks."""
    if data[:2] != b"PK":
        return None
    try:
        return layouts(data)
    except Exception:  # zipfile and the parser raise many kinds of errors on broken parts
        raise Fault(BROKEN) from None


def _rows(sheet: CalamineSheet, layout: Layout) -> tuple[list[str], list[str]]:
    """(the rows of a sheet as lines, those that are hidden)."""
    if sheet.start is None:
        return [], []
    top, left = sheet.start
    merged = {(row - top, column - left): size for (row, column), size in layout.merged.items()}
    for first, last in sheet.merged_cell_ranges or ():
        merged[first[0] - top, first[1] - left] = (last[1] - first[1] + 1, last[0] - first[0] + 1)
    covered: set[tuple[int, int]] = set()
    hidden: list[str] = []
    grid = Grid()
    filled = 0
    for number, row in enumerate(sheet.iter_rows()):
        texts = [printed(value) for value in row[:MAX_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        if number + top in layout.hidden:
            hidden += [" ".join(filter(None, texts))] if texts else []
            texts = []
        if not texts and number > MAX_ROWS:
            continue
        filled += bool(texts)
        if filled > MAX_ROWS:
            raise Fault("rows")
        cells: list[Cell] = []
        for column, text in enumerate(texts):
            if (number, column) not in covered:
                across, down = merged.get((number, column), (1, 1))
                cells.append(Cell(text, across, down))
                covered.update(
                    (number + below, column + beside)
                    for below in range(min(down, LONGEST_MERGE))
                    for beside in range(min(across, MAX_COLUMNS))
                )
        grid.add(cells)
    return list(grid.lines()), hidden


if __name__ == "__main__":
    serve(read_sheets)
