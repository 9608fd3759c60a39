"""An image of a page to its text: lines one by one, ruled tables by their cells, in the order of reading."""

from __future__ import annotations

import itertools
import re
import statistics

import numpy as np
from numpy.typing import NDArray

from extraction.ocr.engine import Engine, Pixels
from extraction.ocr.images import as_jpeg
from extraction.ocr.order import Strip, in_order, within
from extraction.ocr.rules import Table, flattened, tables
from extraction.ocr.seals import without_seals
from extraction.ocr.seen import Box, Line, Page
from extraction.ocr.upright import Upright, box_of, upright
from extraction.readers.pdf_layout import sheet_text
from extraction.readers.pdf_turning import Char, Frame, LeftOut, Sheet

WEAK = 0.8  # a character that is less certain than this may be another
_LEAST = 0.5  # a line that is less certain is a drawing, a stamp, a stain
_SAYS = re.compile(r"[\u3400-\u9fff〇A-Za-z\d]")
_INK = 0.004  # of the inside of a cell, that something stands in it
_GLYPH = 0.72  # the height of a letter by that of its line as it was found


def read_page(image: Pixels, engine: Engine) -> Page:
    """What stands on an image."""
    cleaned, seals = without_seals(image)
    found = upright(cleaned, engine)
    grey = flattened(found.image)
    ruled = tables(grey)
    strips = _strips(found, ruled, grey)
    crops = [_cut(found.image, strip.box) for strip in strips]
    for strip, letters in zip(strips, engine.lines(crops), strict=True):
        strip.letters = letters
    said = [strip for strip in strips if strip.letters]
    kept = [strip for strip in said if strip.certainty >= _LEAST]
    height, width = found.image.shape[:2]
    left_out = LeftOut()
    frames = [Frame(table.bbox, list(table.cells)) for table in ruled]
    sheet = Sheet([char for strip in kept for char in _chars(strip)], frames, 0, width)
    text = sheet_text(sheet, left_out)
    lines = [_line(strip, width, height) for strip in in_order(kept, ruled, text)]
    shown = found.as_turned(image) if seals else found.image
    return Page(
        text=text,
        lines=tuple(lines),
        turned=found.turned,
        askew=round(found.askew, 2),
        seals=len(seals),
        dropped=len(said) - len(kept),
        notes="".join(left_out.notes),
        jpeg=as_jpeg(shown),
    )


def _strips(found: Upright, ruled: list[Table], grey: NDArray[np.uint8]) -> list[Strip]:
    """What is to be read: lines, cut where a rule of a table parts them, and cells that hold only ink."""
    strips: list[Strip] = []
    for quad in found.quads:
        box = box_of(quad)
        table = next((table for table in ruled if _overlaps(table.bbox, box)), None)
        strips += [Strip(piece) for piece in ([box] if table is None else _cut_up(box, table))]
    for table in ruled:
        for cell in table.cells:
            if not any(within(strip.box, cell) for strip in strips):
                ink = _ink(cell, grey)
                if ink is not None:
                    strips.append(Strip(ink))
    return [
        strip for strip in strips if strip.box[2] - strip.box[0] >= 4 and strip.box[3] - strip.box[1] >= 6
    ]


def _overlaps(outer: Box, box: Box) -> bool:
    return outer[0] < box[2] and box[0] < outer[2] and outer[1] < (box[1] + box[3]) / 2 < outer[3]


def _cut_up(box: Box, table: Table) -> list[Box]:
    """The parts of a line in the cells of a table that it runs through, without the rules."""
    middle = (box[1] + box[3]) / 2
    pieces: list[Box] = []
    for cell in table.cells:
        left, right = max(box[0], cell[0] + 2), min(box[2], cell[2] - 2)
        inner = min(cell[2] - cell[0], box[3] - box[1])
        if cell[1] <= middle <= cell[3] and right - left > 0.35 * inner:
            pieces.append((left, max(box[1], cell[1] + 2), right, min(box[3], cell[3] - 2)))
    return pieces or [box]


def _ink(cell: Box, grey: NDArray[np.uint8]) -> Box | None:
    """The box around what stands in a cell; None for an empty one."""
    inset = 5
    x0, y0, x1, y1 = int(cell[0]) + inset, int(cell[1]) + inset, int(cell[2]) - inset, int(cell[3]) - inset
    if x1 - x0 < 8 or y1 - y0 < 8:
        return None
    dark = grey[y0:y1, x0:x1] < 140
    if dark.mean() < _INK:
        return None
    rows, columns = np.flatnonzero(dark.sum(axis=1) > 1), np.flatnonzero(dark.sum(axis=0) > 1)
    if not len(rows) or not len(columns) or rows[-1] - rows[0] < 8 or rows[-1] - rows[0] > 90:
        return None
    return (
        max(x0 + float(columns[0]) - 5, cell[0] + 2), max(y0 + float(rows[0]) - 5, cell[1] + 2),
        min(x0 + float(columns[-1]) + 6, cell[2] - 2), min(y0 + float(rows[-1]) + 6, cell[3] - 2),
    )  # fmt: skip


def _cut(image: Pixels, box: Box) -> Pixels:
    height, width = image.shape[:2]
    x0, y0 = min(max(int(box[0]), 0), width - 1), min(max(int(box[1]), 0), height - 1)
    x1, y1 = min(max(int(box[2] + 0.99), x0 + 1), width), min(max(int(box[3] + 0.99), y0 + 1), height)
    return np.ascontiguousarray(image[y0:y1, x0:x1])


def _chars(strip: Strip) -> list[Char]:
    """The characters of a stretch as a page of a pdf has them; each reaches halfway to its neighbours."""
    left, top, right, bottom = strip.box
    text = strip.text
    middles = [left + letter.at * (right - left) for letter in strip.letters]
    size = _size(strip, middles)
    edges = [(a + b) / 2 for a, b in itertools.pairwise(middles)]
    starts = [max(middles[0] - size / 2, left), *edges]
    ends = [*edges, min(middles[-1] + size / 2, right)]
    return [
        {"text": char, "x0": start, "x1": max(end, start), "top": top, "bottom": bottom, "size": size}
        for char, start, end in zip(text, starts, ends, strict=True)
    ]


def _size(strip: Strip, middles: list[float]) -> float:
    """The size of the letters: how far Chinese characters stand apart, or else the height of the line."""
    wide = ["\u3400" <= letter.text <= "\u9fff" for letter in strip.letters]
    steps = [
        b - a
        for (a, b), (first, second) in zip(itertools.pairwise(middles), itertools.pairwise(wide), strict=True)
        if first and second
    ]
    high = _GLYPH * (strip.box[3] - strip.box[1])
    return max(min(statistics.median(steps), 1.6 * high), 1.0) if len(steps) >= 3 else max(high, 1.0)


def _line(strip: Strip, width: int, height: int) -> Line:
    text = strip.text
    weak: list[tuple[int, int]] = []
    for at, letter in enumerate(strip.letters):
        if letter.certainty >= WEAK or not _SAYS.match(text[at]):
            continue
        if weak and weak[-1][1] == at:
            weak[-1] = (weak[-1][0], at + 1)
        else:
            weak.append((at, at + 1))
    left, top, right, bottom = strip.box
    box = tuple(
        round(min(max(one, 0.0), 1.0), 4)
        for one in (left / width, top / height, right / width, bottom / height)
    )
    return Line(text, (box[0], box[1], box[2], box[3]), round(strip.certainty, 4), tuple(weak))
