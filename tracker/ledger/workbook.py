"""The ledger as an xlsx file."""

from collections.abc import Iterable, Sequence
from typing import IO

from common.files.workbook import Book, Column, Table
from tracker.ledger.columns import COLUMNS, EXTRA, Row, column_of
from tracker.ledger.rows import group_line
from tracker.work.states import Light

_LIGHTS = {Light.RED: "C62828", Light.YELLOW: "B26A00", Light.GREEN: "2E7D32"} | dict.fromkeys(
    (Light.GREY, Light.NONE), "666666"
)


def write_book(
    file: IO[bytes],
    rows: Iterable[Row],
    columns: Sequence[str],
    *,
    extra: Sequence[str] = (),
    grouped: bool,
    about: Sequence[tuple[str, str]],
) -> None:
    """Write the rows to a file; `about` are the lines of the sheet that says what this is.

    Behind the columns stand those of `extra`, what the documents' tables hold under names of their own.
    """
    columns = [key for key in columns if key != EXTRA]
    book, shown = Book(), [*(COLUMNS[key] for key in columns), *map(column_of, extra)]
    said = "，".join(text for _, text in about[:2] if text)
    table = Table(
        book,
        "台账",
        [Column(column.heading, column.width, wrap=column.long) for column in shown],
        frozen=1,
        ruled=True,
        filtered=not grouped,
        printed=f"督查台账　{said}",
    )
    light = columns.index("light") if "light" in columns else None
    above = ""
    for row in rows:
        if grouped and (line := group_line(row)) != above:
            above = line
            table.write_heading(line)
        colours = {} if light is None else {light: _LIGHTS[Light(row.light)]}
        table.write([column.value(row) for column in shown], colours=colours)
    book.save(file, about=about)
