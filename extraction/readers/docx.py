"""The text of a docx as Word prints it: automatic numbers, insertions and boxed texts in, deletions out.

What a page header says of the document's head (its 文号, the name over it) is read before the body.
Footnotes, hidden and struck text, comments, pictures and what else is not read is said, at its place.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extraction.readers.docx_aside import Aside, margins, media, remarks
from extraction.readers.grid import Cell, Grid, one_line
from extraction.readers.numbering import Numbering
from extraction.readers.office_xml import child, local, part, value
from extraction.readers.scans import Pictures
from extraction.readers.source import Source

# Word writes one namespace, its strict form another; only the local names matter here.
_WRAPPERS = frozenset(
    (
        "ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "body",
        "bdo", "dir",
    )
)  # fmt: skip
_DROPPED = frozenset(
    (
        "del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "Fallback", "instrText", "delText", "rt",
        "tblPr", "tblGrid", "trPr", "tcPr",
    )
)  # fmt: skip
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def docx_source(archive: zipfile.ZipFile) -> Source:
    """Paragraphs and table rows of the body, in order; the archive has been checked by `read_office`."""
    root = part(archive, "word/document.xml")
    body = next((child for child in root if local(child) == "body"), root)
    pictures = Pictures()
    aside = Aside(remarks(archive), media(archive), pictures)
    writer = _Writer(Numbering(part(archive, "word/numbering.xml"), part(archive, "word/styles.xml")), aside)
    lines = [*writer.blocks(body), *writer.rest()]
    head, unread = margins(archive, "\n".join(lines))
    lines, seen, beside, failed = pictures.put_in(lines)
    unread += [one for one in aside.omissions() if not one.picture or one.picture in failed]
    return Source("\n".join([*head, *lines]), unread + beside, seen)


class _Writer:
    """Walks the blocks of a document; keeps the count of its numbers and a paragraph that goes on."""

    def __init__(self, numbering: Numbering, aside: Aside) -> None:
        self.numbering = numbering
        self.aside = aside
        self.carried = ""  # of a paragraph whose mark was deleted: the next one goes on with it

    def rest(self) -> Iterator[str]:
        if self.carried:
            yield self.carried

    def blocks(self, parent: Element) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in _WRAPPERS:
                yield from self.blocks(element)
            elif name == "AlternateContent":
                yield from self.blocks(child(element, "Choice") or element)
            elif name == "altChunk":
                self.aside.embedded()

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        boxes: list[Element] = []
        text = self.carried + "".join(_runs(paragraph, boxes, self.aside))
        self.carried = ""
        mark = child(paragraph, "pPr", "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            self.carried = text
        elif text.strip():
            printed = self.numbering.label(paragraph) + text
            self.aside.after(printed)
            yield from printed.split("\n")
        yield from self.aside.marks()
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, table: Element) -> Iterator[str]:
        rows = [row for row in _inside(table, "tr") if child(row, "trPr", "del") is None]
        drawn = [list(_inside(row, "tc")) for row in rows]
        if all(len(row) <= 1 for row in drawn):
            for [box] in filter(None, drawn):  # a frame around paragraphs
                yield from self.blocks(box)
            return
        grid = Grid()
        starts: list[dict[int, Element]] = []
        for row, cells in zip(rows, drawn, strict=True):
            starts.append(_by_column(row, cells))
        for index, begun in enumerate(starts):
            added: list[Cell] = []
            for column, cell in sorted(begun.items()):
                if _goes_on(cell):
                    continue
                down = 1
                while index + down < len(starts) and _goes_on(starts[index + down].get(column)):
                    down += 1
                text = one_line(" ".join(self.blocks(cell)))
                added.append(Cell(text, _span(cell), down))
            before = _number(child(rows[index], "trPr", "gridBefore"))
            grid.add([Cell("") for _ in range(before)] + added)
        yield from grid.lines()


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also within content controls and insertions."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in _WRAPPERS:
            yield from _inside(element, name)


def _by_column(row: Element, cells: list[Element]) -> dict[int, Element]:
    at = _number(child(row, "trPr", "gridBefore"))
    found: dict[int, Element] = {}
    for cell in cells:
        found[at] = cell
        at += _span(cell)
    return found


def _span(cell: Element) -> int:
    return max(1, _number(child(cell, "tcPr", "gridSpan")))


def _number(element: Element | None) -> int:
    digits = value(element) or ""
    return min(int(digits), 60) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0


def _goes_on(cell: Element | None) -> bool:
    """Whether a cell only continues the one above it."""
    merge = child(cell, "tcPr", "vMerge")
    return merge is not None and value(merge) in (None, "continue")


def _runs(parent: Element, boxes: list[Element], aside: Aside) -> Iterator[str]:
    """The characters of a paragraph; its boxes are put aside, and what of it is not read."""
    for element in parent:
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name in _SIGNS:
            if value(element, "type") not in ("page", "column"):
                yield _SIGNS[name]
        elif name == "txbxContent":
            boxes.append(element)
        elif name == "r" and aside.takes(element):
            continue
        elif name not in _DROPPED:
            aside.sees(element, name)
            yield from _runs(element, boxes, aside)
