"""xlsx files, written row by row, so that a hundred thousand rows take no more memory than ten.

Texts are kept as texts: nobody's report is a formula on the reader's machine, and a character that a sheet
cannot hold is left out instead of stopping the file. Numbers and dates keep their type.
"""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from common.files.marking import reader_words
from common.text import clean

LAST_ROW = 1_048_576  # of a sheet; further rows go to another
LONGEST = 32_767  # characters of a cell
A4_WIDTH = 180  # characters side by side that can still be read on A4; wider tables are set for A3
A3, A4 = 8, 9
HEAD, GROUP = "DCE6F1", "F2F2F2"
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

Value = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, whether its texts may run over several lines."""

    heading: str
    width: float
    wrap: bool = True
    hidden: bool = False


class Book:
    """A file in the making, to which each `Table` adds itself."""

    def __init__(self) -> None:
        self.book = Workbook(write_only=True)
        self.tables: list[Table] = []

    def save(self, file: IO[bytes], *, about: Sequence[tuple[str, str]] = ()) -> None:
        """Write the file, with the lines of `about` (what was asked, when, by whom) on a last sheet 说明."""
        for table in self.tables:
            table.close()
        if words := reader_words():
            about = (*about, ("水印", words))
        if about:
            sheet: Any = self.book.create_sheet("说明")
            sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 80
            for line in about:
                sheet.append([filled(WriteOnlyCell(sheet), words) for words in line])
        self.book.save(file)

    def as_bytes(self) -> bytes:
        """The file, for one that is small."""
        out = io.BytesIO()
        self.save(out)
        return out.getvalue()


class Table:
    """Rows below a head, on as many sheets as they need; set up to be read on screen and printed.

    `above` are lines above the head, the first of them its title; `frozen` columns stay in sight beside the
    head; `ruled` draws lines around cells; `filtered` gives the head arrows to filter by; `printed` stands
    at the top of each printed page; `paper` is A3 or A4, by the width where it is not given.

    What goes beyond it is set at `sheet`, `head` and `cells` (one for each column) before the first row.
    """

    def __init__(
        self,
        book: Book,
        title: str,
        columns: Sequence[Column],
        *,
        above: Sequence[str] = (),
        frozen: int = 0,
        ruled: bool = False,
        filtered: bool = False,
        printed: str = "",
        paper: int | None = None,
    ) -> None:
        self.book, self.title, self.columns, self.above = book.book, title, columns, above
        book.tables.append(self)
        self.frozen, self.ruled, self.filtered, self.printed = frozen, ruled, filtered, printed
        self.paper = paper or (A4 if sum(column.width for column in columns) <= A4_WIDTH else A3)
        self.last = get_column_letter(len(columns))
        self.number = 0
        self._begin_sheet()
        # A row is written as soon as it is handed over, so one cell for each column serves all rows.
        self.cells = [self._cell(wrap=column.wrap) for column in columns]
        self.head = self._cell(Font(bold=True), fill=HEAD, wrap=True)
        self.heading = self._cell(Font(bold=True), fill=GROUP)
        self._looks: dict[tuple[int, str, str], Any] = {}

    def write(
        self, values: Sequence[Value], *, fill: str = "", colours: Mapping[int, str] | None = None
    ) -> None:
        """A row, of the background `fill`; in the columns of `colours` (by number) in bold of that colour."""
        self._make_place(1)
        colours = colours or {}
        cells = [
            self._look(place, fill, colours.get(place, "")) if fill or place in colours else cell
            for place, cell in enumerate(self.cells)
        ]
        self._append([filled(cell, value) for cell, value in zip(cells, values, strict=True)])

    def write_heading(self, text: str) -> None:
        """A line across all columns, above the rows of a group; never the last of a sheet."""
        self._make_place(2)
        self._append([filled(self.heading, text)])
        self._merged.append(f"A{self.at}:{self.last}{self.at}")

    def close(self) -> None:
        """Write what stands below the rows: ranges that are merged, or those to filter by."""
        if not self.at:
            self._write_head()
        if self._merged:
            # The writer asks only for the names of the ranges; its own set of them compares each with all.
            self.sheet.merged_cells = self._merged
        elif self.filtered and self.at > len(self.above) + 1:
            self.sheet.auto_filter.ref = f"A{len(self.above) + 1}:{self.last}{self.at}"
        self.sheet.close()

    def _begin_sheet(self) -> None:
        # Everything above the rows is written with the first of them, so it is set before.
        self.number += 1
        title = self.title if self.number == 1 else f"{self.title}（{self.number}）"
        self.sheet: Any = self.book.create_sheet(title)
        self.at = 0
        self._merged: list[Any] = []
        head = len(self.above) + 1
        for place, column in enumerate(self.columns, 1):
            dimension = self.sheet.column_dimensions[get_column_letter(place)]
            dimension.width, dimension.hidden = column.width, column.hidden
        self.sheet.freeze_panes = f"{get_column_letter(self.frozen + 1)}{head + 1}"
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.orientation, self.sheet.page_setup.paperSize = "landscape", self.paper
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.print_title_rows = f"{head}:{head}"
        if self.printed:
            self.sheet.oddHeader.left.text = clean(self.printed).replace("&", "&&")[:200]
        self.sheet.oddFooter.center.text = "第&P页，共&N页"
        if words := reader_words():
            self.sheet.oddFooter.right.text = clean(words).replace("&", "&&")[:200]

    def _write_head(self) -> None:
        # The lines above stand in the first column that is shown.
        before = [None for _ in takewhile(lambda column: column.hidden, self.columns)]
        for place, line in enumerate(self.above):
            cell: Any = WriteOnlyCell(self.sheet)
            if place == 0:
                cell.font = Font(bold=True, size=14)
            self._append([*before, filled(cell, line)])
        self._append([filled(self._copy(self.head), column.heading) for column in self.columns])

    def _make_place(self, rows: int) -> None:
        if self.at + rows > LAST_ROW:
            self.close()
            self._begin_sheet()
        if not self.at:
            self._write_head()

    def _append(self, cells: list[Any]) -> None:
        self.sheet.append(cells)
        self.at += 1

    def _look(self, place: int, fill: str, colour: str) -> Any:
        cell = self._looks.get((place, fill, colour))
        if cell is None:
            cell = self._looks[place, fill, colour] = self._copy(self.cells[place])
            if fill:
                cell.fill = PatternFill("solid", fgColor=fill)
            if colour:
                cell.font = Font(bold=True, color=colour)
        return cell

    def _cell(self, font: Font | None = None, *, fill: str = "", wrap: bool = False) -> Any:
        cell: Any = WriteOnlyCell(self.sheet)
        cell.alignment = Alignment(vertical="top", wrap_text=wrap)
        if self.ruled:
            cell.border = _BOX
        if font:
            cell.font = font
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        return cell

    def _copy(self, cell: Any) -> Any:
        copied: Any = WriteOnlyCell(self.sheet)
        copied._style = copy(cell._style)
        return copied


def filled(cell: Any, value: Value) -> Any:
    """The cell with the value in it, typed."""
    if isinstance(value, str):
        cell.value = clean(value)[:LONGEST]
        cell.data_type = "s"  # a text that begins with = is a text
    else:
        cell.value = value
    return cell
