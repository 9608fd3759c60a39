"""How the sheets of an ods are laid out, which the library that reads their values does not tell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, iterparse

from extraction.readers.grid import MAX_COLUMNS, MAX_ROWS
from extraction.readers.office_xml import local, value

MAX_XML = 60 * 1024 * 1024
_HIDDEN = ("collapse", "filter")
_CELLS = ("table-cell", "covered-table-cell")


@dataclass(slots=True)
class Layout:
    """Of one sheet: the hidden rows, and (row, column) → (columns, rows) of each merged cell, from 0."""

    hidden: set[int] = field(default_factory=set)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def layouts(data: bytes) -> list[Layout]:
    """The layouts of the sheets in their order; raises what zipfile and the parser raise on broken parts.

    ValueError where the part is too large or declares entities.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as part:
        xml = part.read(MAX_XML + 1)
    if len(xml) > MAX_XML or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError
    return list(_tables(xml))


def _tables(xml: bytes) -> Iterator[Layout]:
    layout, row = Layout(), 0
    for event, element in iterparse(io.BytesIO(xml), ("start", "end")):  # noqa: S314 - a part with a DTD is refused
        name = local(element)
        if name == "table" and event == "start":
            layout, row = Layout(), 0
        elif name == "table":
            yield layout
            element.clear()
        elif name == "table-row" and event == "end":
            _read_row(layout, row, element)
            row += _times(element, "number-rows-repeated")
            element.clear()


def _read_row(layout: Layout, row: int, element: Element) -> None:
    if row >= 2 * MAX_ROWS:
        return
    if value(element, "visibility") in _HIDDEN:
        layout.hidden.update(range(row, min(row + _times(element, "number-rows-repeated"), 2 * MAX_ROWS)))
    column = 0
    for cell in element:
        if local(cell) not in _CELLS or column >= MAX_COLUMNS:
            continue
        across = _times(cell, "number-columns-spanned")
        down = _times(cell, "number-rows-spanned")
        if local(cell) == "table-cell" and (across > 1 or down > 1):
            layout.merged[row, column] = (across, down)
        column += _times(cell, "number-columns-repeated")


def _times(element: Element, name: str) -> int:
    said = value(element, name) or "1"
    return int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 8 and int(said) else 1
