"""The text of a docx as Word prints it: automatic numbers, insertions and boxed texts in, deletions out.

Footnotes, hidden and struck text are not read, but said.  Headers, footers and comments are parts of their
own in the archive and are left aside.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extraction.model import Unread
from extraction.readers.grid import Cell, Grid, one_line
from extraction.readers.numbering import Numbering
from extraction.readers.office_xml import child, is_on, local, part, value
from extraction.readers.source import Source, gathered

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
    writer = _Writer(Numbering(part(archive, "word/numbering.xml"), part(archive, "word/styles.xml")))
    lines = [*writer.blocks(body), *writer.rest()]
    notes = part(archive, "word/footnotes.xml")
    footnotes = ["".join(_runs(note, [], [], [])) for note in notes if value(note, "type") is None]
    unread = gathered("隐藏的文字", writer.hidden) + gathered("划去的文字", writer.struck)
    unread += gathered("脚注", footnotes)
    if writer.pictures:
        unread.append(Unread(f"图片{writer.pictures}处"))
    return Source("\n".join(lines), unread)


class _Writer:
    """Walks the blocks of a document; keeps the count of its numbers and a paragraph that goes on."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.hidden: list[str] = []
        self.struck: list[str] = []
        self.pictures = 0
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

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        boxes: list[Element] = []
        text = self.carried + "".join(_runs(paragraph, boxes, self.hidden, self.struck))
        self.pictures += sum(local(element) in ("blip", "imagedata") for element in paragraph.iter())
        self.carried = ""
        mark = child(paragraph, "pPr", "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            self.carried = text
        elif text.strip():
            yield from (self.numbering.label(paragraph) + text).split("\n")
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


def _runs(parent: Element, boxes: list[Element], hidden: list[str], struck: list[str]) -> Iterator[str]:
    """The characters of a paragraph; its boxes and what is hidden or struck in it are put aside."""
    for element in parent:
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name in _SIGNS:
            if value(element, "type") not in ("page", "column"):
                yield _SIGNS[name]
        elif name == "txbxContent":
            boxes.append(element)
        elif name == "r" and (aside := _aside(element, hidden, struck)) is not None:
            aside.append("".join(_runs_within(element)))
        elif name not in _DROPPED:
            yield from _runs(element, boxes, hidden, struck)


def _aside(run: Element, hidden: list[str], struck: list[str]) -> list[str] | None:
    """Where the text of a run goes that is not printed; None for one that is."""
    look = child(run, "rPr")
    if is_on(child(look, "vanish")):
        return hidden
    if is_on(child(look, "strike")) or is_on(child(look, "dstrike")):
        return struck
    white = (value(child(look, "color")) or "").upper() == "FFFFFF"
    return hidden if white and child(look, "shd") is None and child(look, "highlight") is None else None


def _runs_within(run: Element) -> Iterator[str]:
    return (element.text or "" for element in run.iter() if local(element) == "t")
