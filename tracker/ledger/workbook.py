"""The ledger as an xlsx file, written row by row, so that a hundred thousand take no more memory than ten."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from tracker.ledger.columns import COLUMNS, Cell, Row
from tracker.ledger.rows import group_line
from tracker.work.states import Light

LAST_ROW = 1_048_576  # of a sheet; further rows go to another
LONGEST = 32_767  # characters of a cell
A4_WIDTH = 180  # characters side by side that can still be read on A4; wider sheets are set for A3
A3, A4 = 8, 9
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LIGHTS = {Light.RED: "C62828", Light.YELLOW: "B26A00", Light.GREEN: "2E7D32", Light.NONE: "666666"}


def write_book(
    file: IO[bytes],
    rows: Iterable[Row],
    columns: Sequence[str],
    *,
    grouped: bool,
    about: Sequence[tuple[str, str]],
) -> None:
    """Write the rows to a file; `about` are the lines of the sheet that says what this is."""
    book = Workbook(write_only=True)
    sheet: _Sheet | None = None
    number = 0
    for row in rows:
        if sheet is None or sheet.is_full:
            number += 1
            sheet = _finish_and_next(sheet, book, number, columns, grouped, about)
        sheet.write(row)
    if sheet is None:
        sheet = _finish_and_next(None, book, 1, columns, grouped, about)
    sheet.finish()
    _write_about(book, about)
    book.save(file)


def clean(text: str) -> str:
    """Without the characters that a sheet cannot hold, and no longer than a cell."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]


class _Sheet:
    """One sheet: head, rows, and the lines above the groups."""

    def __init__(self, book: Workbook, title: str, columns: Sequence[str], grouped: bool, said: str) -> None:
        # Everything above the rows is written with the first of them, so it is set before.
        self.sheet: Any = book.create_sheet(title)
        self.columns, self.grouped = [COLUMNS[key] for key in columns], grouped
        self.last = get_column_letter(len(columns))
        self.at, self.line = 0, ""
        self.merged: list[str] = []
        for place, column in enumerate(self.columns, 1):
            self.sheet.column_dimensions[get_column_letter(place)].width = column.width
        self.sheet.freeze_panes = "B2"
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = A4 if sum(c.width for c in self.columns) <= A4_WIDTH else A3
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.print_title_rows = "1:1"
        self.sheet.oddHeader.left.text = clean(said).replace("&", "&&")[:200]
        self.sheet.oddFooter.center.text = "第&P页，共&N页"
        # A row is written as soon as it is handed over, so one cell for each column serves all rows.
        self.cells = [self._cell(wrap=column.long) for column in self.columns]
        self.lights = {light: self._cell(Font(bold=True, color=colour)) for light, colour in _LIGHTS.items()}
        self.heading = self._cell(Font(bold=True), fill="F2F2F2")
        head = self._cell(Font(bold=True), fill="DCE6F1", wrap=True)
        self._append([_filled(self._copy(head), column.heading) for column in self.columns])

    @property
    def is_full(self) -> bool:
        """Whether a row with a line above it has no place left."""
        return self.at + 2 > LAST_ROW

    def write(self, row: Row) -> None:
        """The row, below the line of its group where a new one begins."""
        if self.grouped and (line := group_line(row)) != self.line:
            self.line = line
            self._append([_filled(self.heading, line)])
            self.merged.append(f"A{self.at}:{self.last}{self.at}")
        cells = []
        for column, cell in zip(self.columns, self.cells, strict=True):
            used = self.lights[Light(row.light)] if column.key == "light" else cell
            cells.append(_filled(used, column.value(row)))
        self._append(cells)

    def finish(self) -> None:
        """What stands below the rows: the merged lines, or arrows to filter by."""
        if self.merged:
            # The writer asks only for the names of the ranges; its own set of them compares each with all.
            self.sheet.merged_cells = self.merged
        elif not self.grouped and self.at > 1:
            self.sheet.auto_filter.ref = f"A1:{self.last}{self.at}"
        self.sheet.close()

    def _append(self, cells: list[Any]) -> None:
        self.sheet.append(cells)
        self.at += 1

    def _cell(self, font: Font | None = None, *, fill: str = "", wrap: bool = False) -> Any:
        cell: Any = WriteOnlyCell(self.sheet)
        cell.border, cell.alignment = _BORDER, Alignment(vertical="top", wrap_text=wrap)
        if font:
            cell.font = font
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        return cell

    def _copy(self, cell: Any) -> Any:
        copied: Any = WriteOnlyCell(self.sheet)
        copied._style = cell._style
        return copied


def _finish_and_next(
    done: _Sheet | None,
    book: Workbook,
    number: int,
    columns: Sequence[str],
    grouped: bool,
    about: Sequence[tuple[str, str]],
) -> _Sheet:
    if done is not None:
        done.finish()
    said = "，".join(text for _, text in about[:2] if text)
    return _Sheet(book, "台账" if number == 1 else f"台账（{number}）", columns, grouped, f"督查台账　{said}")


def _filled(cell: Any, value: Cell) -> Any:
    if isinstance(value, str):
        # A text that begins with = is a text: nobody's report is a formula on the reader's machine.
        cell.value = clean(value)
        cell.data_type = "s"
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    return cell


def _write_about(book: Workbook, about: Sequence[tuple[str, str]]) -> None:
    sheet: Any = book.create_sheet("说明")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 80
    for name, text in about:
        label, words = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
        sheet.append([_filled(label, name), _filled(words, text)])
