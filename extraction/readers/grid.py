"""Tables with merged cells to rows of tab separated cells, the same for docx, xlsx, pdf and html."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extraction.model import ExtractionError

_NUMBER = re.compile(r"[（(]?(?:\d{1,4}|[一二三四五六七八九十百]{1,4})[)）]?[.．、]?")
MAX_ROWS = 20_000
MAX_COLUMNS = 60
LONGEST_MERGE = 500  # rows; no table of tasks merges more


@dataclass(slots=True)
class Cell:
    """A cell as drawn: `across` and `down` say how many columns and rows it covers."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class _Place:
    text: str = ""
    own: bool = True  # False where a cell from above or from the left covers the place


@dataclass(slots=True)
class Grid:
    """The places of a table, filled row by row."""

    rows: list[list[_Place]] = field(default_factory=list)
    _covered: dict[tuple[int, int], str] = field(default_factory=dict)
    _reach: dict[int, int] = field(default_factory=dict)  # of each row, the last column covered from above

    def add(self, cells: list[Cell]) -> None:
        """The next row, with the cells that begin in it; raises ExtractionError when there are too many."""
        at = len(self.rows)
        if at >= 2 * MAX_ROWS:  # a sheet may hold as many empty rows as filled ones
            raise ExtractionError("表格行数过多，请拆分后再导入。")
        row: list[_Place] = []
        for cell in cells:
            self._fill(row, at)
            if len(row) >= MAX_COLUMNS:
                break
            across = max(1, min(cell.across, MAX_COLUMNS - len(row)))
            column = len(row)
            row.append(_Place(cell.text))
            row += [_Place(own=False) for _ in range(across - 1)]
            for below in range(1, min(cell.down, LONGEST_MERGE)):
                self._covered[at + below, column] = cell.text
                self._reach[at + below] = max(self._reach.get(at + below, -1), column)
                for beside in range(1, across):
                    self._covered[at + below, column + beside] = ""
        self._fill(row, at)
        # A cell merged from above may stand behind empty ends that the row does not hold.
        last = self._reach.pop(at, -1)
        while len(row) <= last and len(row) < MAX_COLUMNS:
            row.append(_Place())
            self._fill(row, at)
        self.rows.append(row)

    def _fill(self, row: list[_Place], at: int) -> None:
        while (at, len(row)) in self._covered and len(row) < MAX_COLUMNS:
            row.append(_Place(self._covered.pop((at, len(row))), own=False))

    def lines(self) -> Iterator[str]:
        """Its rows as text; a merged cell is said again in each row that has a number of its own.

        Three numbered rows may share one unit; a number that covers three rows is one item of three parts.
        """
        for row in self.rows:
            texts: list[str] = []
            numbered = False
            for place in row:
                numbered = numbered or (place.own and _NUMBER.fullmatch(place.text) is not None)
                texts.append(place.text if place.own or numbered else "")
            line = as_line(texts)
            if line:
                yield line


def as_line(texts: list[str]) -> str:
    """The cells of one row; a row of a single cell is a paragraph."""
    filled = sum(map(bool, texts))
    if filled <= 1 and len(texts) > 1 and not texts[0]:
        return "\t".join(texts).rstrip("\t")
    return "\t".join(texts).rstrip("\t") if filled > 1 else "".join(texts)


def one_line(text: str) -> str:
    """A cell's text without line breaks."""
    return " ".join(text.split())
