"""A page of a pdf to lines in the order of reading: two columns one after the other, tables as rows.

A paragraph's indent is kept as two wide spaces, for it tells the next step where a hard wrapped
paragraph begins.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass

from extraction.readers.grid import Cell, Grid
from extraction.readers.pdf_turning import Box, Char, Frame, LeftOut, Sheet
from extraction.signs.labels import read_label

_INDENT = "\u3000\u3000"
_NOTE = re.compile(
    r"[①-⑳][^\d\s]|[\[〔]\d{1,2}[\]〕]|\d{1,2}\s?(?![.．、\d年月日\s])[\u4e00-\u9fff《“]|[*＊※]"
)
_NOTE_SIZE = 0.88  # of the usual size of the letters
_LEADERS = re.compile(r"[.．·…]{3}")  # an entry of a contents list


@dataclass(slots=True)
class Line:
    """The characters of one printed line or of a half of it."""

    chars: list[Char]
    size: float

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.chars[0]["x0"]

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.chars[-1]["x1"]

    @property
    def middle(self) -> float:
        """How far its middle is from the top of the page."""
        return (self.chars[0]["top"] + self.chars[0]["bottom"]) / 2

    @property
    def text(self) -> str:
        """Its characters, with spaces where there are gaps."""
        words: list[str] = []
        before: Char | None = None
        for char in self.chars:
            if before is not None:
                gap = char["x0"] - before["x1"]
                if gap > 1.8 * self.size:
                    words.append("  ")
                elif gap > 0.18 * self.size:
                    words.append(" ")
            words.append(char["text"])
            before = char
        return "".join(words)

    def split(self, gutter: float) -> tuple[Line | None, Line | None] | None:
        """Its halves left and right of the gutter, or None where it runs across."""
        left = [c for c in self.chars if (c["x0"] + c["x1"]) / 2 < gutter]
        right = self.chars[len(left) :]
        if left and right and right[0]["x0"] - left[-1]["x1"] < 0.9 * self.size:
            return None
        if any(
            c["x0"] + 0.3 * self.size < gutter < c["x1"] - 0.3 * self.size for c in (left[-1:] + right[:1])
        ):
            return None
        return (Line(left, self.size) if left else None, Line(right, self.size) if right else None)


def sheet_text(sheet: Sheet, left_out: LeftOut) -> str:
    """The text of a page in the order of reading; its footnotes are left out."""
    tables = sheet.frames
    inside: list[list[Char]] = [[] for _ in tables]
    outside: list[Char] = []
    for char in sheet.chars:
        at = next((i for i, table in enumerate(tables) if _holds(table.bbox, char)), None)
        (outside if at is None else inside[at]).append(char)
    lines = _lines(outside)
    notes = _footnotes(lines, max((table.bbox[3] for table in tables), default=0))
    left_out.notes += [line.text for line in notes]
    lines = lines[: len(lines) - len(notes)]
    gutter = _gutter(lines, sheet)
    texts: list[str] = []
    pending = list(lines)
    for table, its in sorted(zip(tables, inside, strict=True), key=lambda pair: pair[0].bbox[1]):
        above = [line for line in pending if line.middle < table.bbox[1]]
        pending = [line for line in pending if line.middle >= table.bbox[1]]
        texts += _read(above, gutter) + _rows(table, its)
    return "\n".join(texts + _read(pending, gutter))


def _footnotes(lines: list[Line], below: float) -> list[Line]:
    """The last lines of a page that are set smaller than the rest and begin with the mark of a note."""
    if len(lines) < 5:
        return []
    sizes = sorted(line.size for line in lines for _ in line.chars)
    usual = sizes[len(sizes) // 2]
    at = len(lines)
    while at > 0 and lines[at - 1].size <= _NOTE_SIZE * usual and lines[at - 1].middle > below:
        at -= 1
    while at < len(lines) and not _NOTE.match(lines[at].text):
        at += 1
    return lines[at:] if at >= 3 else []


def _holds(box: Box, char: Char) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _lines(chars: list[Char]) -> list[Line]:
    """The printed lines from top to bottom; characters printed twice to look bold count once."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        if lines:
            last = lines[-1][0]
            if middle - (last["top"] + last["bottom"]) / 2 < 0.5 * max(char["size"], last["size"], 1):
                lines[-1].append(char)
                continue
        lines.append([char])
    found: list[Line] = []
    for line in lines:
        line.sort(key=lambda c: c["x0"])
        once = [line[0]]
        for char in line[1:]:
            if not (char["text"] == once[-1]["text"] and char["x0"] - once[-1]["x0"] < 0.25 * char["size"]):
                once.append(char)
        sizes = sorted(c["size"] for c in once)
        found.append(Line(once, max(sizes[len(sizes) // 2], 1)))
    return found


def _gutter(lines: list[Line], sheet: Sheet) -> float | None:
    """Where the white band between two columns lies, or None for one column."""
    if len(lines) < 6:
        return None
    start, width = sheet.left, sheet.right - sheet.left
    best, most = None, 0
    for step in range(35, 66):
        place = start + width * step / 100
        halves = [line.split(place) for line in lines]
        across = halves.count(None)
        pairs = [half for half in halves if half is not None and None not in half]
        if len(pairs) > most and len(pairs) >= 4 and across <= max(2, 0.25 * len(lines)):
            # The lines of a table without rules have gaps in their halves too: it is read by rows.
            gaps = sum(any(piece is not None and "  " in piece.text for piece in pair) for pair in pairs)
            if gaps < 0.2 * len(pairs):
                best, most = place, len(pairs)
    return best


def _read(lines: list[Line], gutter: float | None) -> list[str]:
    if gutter is None:
        return _indented(lines)
    texts: list[str] = []
    left: list[Line] = []
    right: list[Line] = []
    apart = _set_apart(lines)
    for line in lines:
        halves = None if id(line) in apart else line.split(gutter)
        if halves is None:
            texts += _indented(left) + _indented(right) + [line.text]
            left, right = [], []
            continue
        if halves[0] is not None:
            left.append(halves[0])
        if halves[1] is not None:
            right.append(halves[1])
    return texts + _indented(left) + _indented(right)


def _set_apart(lines: list[Line]) -> set[int]:
    """The running head and foot: the first and the last line where a wide gap parts them from the rest."""
    if len(lines) < 5:
        return set()
    pitches = sorted(b.middle - a.middle for a, b in itertools.pairwise(lines))
    usual = pitches[len(pitches) // 2]
    found: set[int] = set()
    for edge, beside in ((lines[0], lines[1]), (lines[-1], lines[-2])):
        if abs(edge.middle - beside.middle) > 1.4 * usual:
            found.add(id(edge))
    return found


def _indented(lines: list[Line]) -> list[str]:
    if not lines:
        return []
    edges = Counter(round(line.left / 3) for line in lines)
    # Most lines may begin with an indent, so the edge is the leftmost place where several begin.
    enough = max(2, len(lines) // 12)
    edge = min((place * 3.0 for place, count in edges.items() if count >= enough), default=min(edges) * 3.0)
    right = max(line.right for line in lines)
    indented = [line.left > edge + 1.3 * line.size for line in lines]
    texts: list[str] = []
    for index, (line, begins) in enumerate(zip(lines, indented, strict=True)):
        if (
            index
            and not begins
            and sum(indented) * 6 > len(lines)
            and _goes_on(lines[index - 1], line, right)
        ):
            texts[-1] += line.text
        else:
            texts.append((_INDENT if begins else "") + line.text)
    return texts


def _goes_on(before: Line, line: Line, right: float) -> bool:
    """Whether a line at the left edge goes on with the full one above it."""
    text, words = before.text, line.text
    missing = 1.5 if text.endswith(("。", "：", "；", "）")) else 4  # letters at the end of a full line
    return (
        before.right > right - missing * before.size
        and abs(before.size - line.size) < 0.1 * line.size
        and line.middle - before.middle < 2.5 * line.size
        and read_label(words) is None
        and not (text[-1].isascii() and words[0].isascii())
        and not _LEADERS.search(text)
    )


def _rows(table: Frame, chars: list[Char]) -> list[str]:
    """The rows of a ruled table; a cell that covers several places is known by its frame."""
    lefts = sorted({round(cell[0]) for cell in table.cells})
    tops = sorted({round(cell[1]) for cell in table.cells})
    grid = Grid()
    drawn: dict[int, list[tuple[int, Cell]]] = {}
    for box in table.cells:
        column, row = lefts.index(round(box[0])), tops.index(round(box[1]))
        across = sum(round(box[0]) <= x < round(box[2]) - 1 for x in lefts)
        down = sum(round(box[1]) <= y < round(box[3]) - 1 for y in tops)
        drawn.setdefault(row, []).append((column, Cell("", max(across, 1), max(down, 1))))
        drawn[row][-1][1].text = _cell_text([c for c in chars if _holds(box, c)])
    for row in range(len(tops)):
        grid.add([cell for _, cell in sorted(drawn.get(row, []), key=lambda pair: pair[0])])
    return list(grid.lines())


def _cell_text(chars: list[Char]) -> str:
    text = ""
    for line in _lines(chars):
        words = line.text
        latin = text[-1:].isascii() and text[-1:].isalnum() and words[:1].isascii() and words[:1].isalpha()
        text += f" {words}" if latin else words
    return " ".join(text.split())
