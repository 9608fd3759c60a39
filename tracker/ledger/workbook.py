"""The ledger as an xlsx file."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from common.files.workbook import Book, Column, Table
from tracker.ledger.columns import Row
from tracker.ledger.grouping import Group
from tracker.work.states import Light

_LIGHTS = {Light.RED: "C62828", Light.YELLOW: "B26A00", Light.GREEN: "2E7D32"} | dict.fromkeys(
    (Light.GREY, Light.NONE), "666666"
)


def write_book(
    file: IO[bytes],
    rows: Iterable[tuple[Group | None, Any]],
    columns: Sequence[Any],
    *,
    grouped: bool,
    about: Sequence[tuple[str, str]],
) -> None:
    """Write the rows, each with the group that it stands in, to a file; `about` are the lines of the sheet
    that says what this is. Columns and rows are those of one of the two views."""
    said = "，".join(text for _, text in about[:2] if text)
    table = Table(
        book := Book(),
        "台账",
        [Column(column.heading, column.width, wrap=column.long) for column in columns],
        frozen=1,
        ruled=True,
        filtered=not grouped,
        printed=f"督查台账　{said}",
    )
    keys = [column.key for column in columns]
    light = keys.index("light") if "light" in keys else None
    above: Group | None = None
    for group, row in rows:
        if group is not None and (above is None or group.key != above.key):
            above = group
            table.write_heading(group.line)
        colours = {light: _LIGHTS[Light(row.light)]} if light is not None and isinstance(row, Row) else {}
        table.write([column.value(row) for column in columns], colours=colours)
    book.save(file, about=about)
