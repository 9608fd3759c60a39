"""The objects of a page of an ofd: letters with their places, rules, pictures, and what nobody sees.

Places are in points (1/72 inch) from the upper left corner of the page, as those of a pdf.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from extraction.readers.isolated import HUGE, Fault
from extraction.readers.ofd_parts import inside
from extraction.readers.office_xml import child, local, value
from extraction.readers.pdf_turning import Box, Char

POINT = 72 / 25.4  # of a millimetre
MAX_OBJECTS = 150_000  # of a page
_MAX_DEPTH = 32
_MOST_STEPS = 20_000  # of a path or of a run of letters
_SHORTEST_RULE = 1.0  # mm
_STEP = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Point = tuple[float, float]
# a, b, c, d, e, f: x' = ax + cy + e, y' = bx + dy + f
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Objects:
    """What a page shows, and the words on it that nobody sees."""

    chars: list[Char] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    edges: list[Char] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    images: list[str] = field(default_factory=list)  # of each picture, the id of its file
    white: list[Char] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    curves: int = 0
    seen: int = 0

    def add(
        self, layers: Element | None, units: Mapping[str, Element], names: tuple[str, ...] = ("Layer",)
    ) -> None:
        """The objects of the layers of a page, of a template or of a remark."""
        for layer in layers if layers is not None else ():
            if local(layer) in names:
                self._walk(layer, _SAME, units, 0, shown=value(layer, "Visible") != "false")

    def settle(self) -> None:
        """Puts white letters where they belong: onto a coloured ground they are seen, else not."""
        for char in self.white:
            x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
            if any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in self.grounds[:500]):
                self.chars.append(char)
            else:
                self.hidden.append(char["text"])
        self.white.clear()

    def _walk(
        self, parent: Element, outer: Matrix, units: Mapping[str, Element], depth: int, *, shown: bool
    ) -> None:
        for element in parent:
            name = local(element)
            self.seen += 1
            if self.seen > MAX_OBJECTS:
                raise Fault(HUGE)
            seen = shown and value(element, "Visible") != "false" and value(element, "Alpha") != "0"
            if name == "TextObject":
                self._text(element, _within(outer, element), shown=seen)
            elif name == "PathObject" and seen:
                self._path(element, _within(outer, element))
            elif name == "ImageObject" and seen:
                self.pictures.append(_box(outer, element))
                self.images.append(value(element, "ResourceID") or "")
            elif name == "PageBlock" and depth < _MAX_DEPTH:
                self._walk(element, outer, units, depth + 1, shown=seen)
            elif name == "CompositeObject" and depth < _MAX_DEPTH:
                content = child(units.get(value(element, "ResourceID") or ""), "Content")
                if content is not None:
                    self._walk(content, _within(outer, element), units, depth + 1, shown=seen)

    def _text(self, element: Element, matrix: Matrix, *, shown: bool) -> None:
        size = abs(_number(value(element, "Size"), 0))
        stretch = _number(value(element, "HScale"), 1) or 1
        turn = math.radians(_number(value(element, "ReadDirection"), 0))
        a, b, c, d, e, f = matrix
        scale = math.sqrt(abs(a * d - b * c)) or 1.0
        across = a * math.cos(turn) + c * math.sin(turn), b * math.cos(turn) + d * math.sin(turn)
        white = _is_white(child(element, "FillColor"))
        x = y = 0.0
        for code in inside(element, "TextCode"):
            x, y = _number(value(code, "X"), x), _number(value(code, "Y"), y)
            at, down = x, y
            text = "".join(ch for ch in code.text or "" if unicodedata.category(ch) != "Cc")
            steps, falls = (_steps(value(code, key), len(text)) for key in ("DeltaX", "DeltaY"))
            for index, letter in enumerate(text):
                own = size * stretch * (1 if unicodedata.east_asian_width(letter) in "WF" else 0.5)
                step = steps[index] if index < len(steps) else (0.0 if falls else own)
                if letter.strip():
                    # A letter that is as wide as the way to the next one leaves no gap before it.
                    wide = step if own < step <= size * stretch else own
                    place = (a * at + c * down + e, b * at + d * down + f)
                    self._letter(letter, place, size * scale, wide * (math.hypot(a, b) or 1.0), across,
                                 shown=shown, white=white)  # fmt: skip
                at += step
                down += falls[index] if index < len(falls) else 0.0

    def _letter(
        self, letter: str, place: Point, size: float, wide: float, across: Point, *, shown: bool, white: bool
    ) -> None:
        self.seen += 1
        if self.seen > MAX_OBJECTS:
            raise Fault(HUGE)
        if not shown or not all(map(math.isfinite, (*place, size, wide))):
            self.hidden.append(letter)
            return
        x, y = place
        slant = math.hypot(*across) or 1.0
        right, down = across[0] / slant, across[1] / slant
        # The corners of the letter's square, which stands on its line and may be turned.
        xs = [x, x + right * wide, x + down * 0.88 * size, x - down * 0.12 * size]
        ys = [y, y + down * wide, y - right * 0.88 * size, y + right * 0.12 * size]
        if abs(right) > 0.99:
            xs = [x, x + right * wide]
        elif abs(down) > 0.99:
            ys = [y, y + down * wide]
        char: Char = {
            "text": letter,
            "x0": min(xs) * POINT, "x1": max(xs) * POINT, "top": min(ys) * POINT, "bottom": max(ys) * POINT,
            "size": size * POINT, "upright": abs(right) > 0.7, "matrix": (right, -down, 0, 0, 0, 0),
        }  # fmt: skip
        (self.white if white else self.chars).append(char)

    def _path(self, element: Element, matrix: Matrix) -> None:
        filled = value(element, "Fill") == "true"
        if filled and not _is_white(child(element, "FillColor")):
            self.grounds.append(_box(matrix, element, at_origin=True))
        if value(element, "Stroke") == "false" and not filled:
            return
        a, b, c, d, e, f = matrix
        start = at = (0.0, 0.0)
        for step, numbers in _drawn(child(element, "AbbreviatedData")):
            if step in ("M", "S"):
                start = at = (numbers[0], numbers[1])
                continue
            to = start if step == "C" else (numbers[-2], numbers[-1])
            if step in ("L", "C"):
                ends = [(a * x + c * y + e, b * x + d * y + f) for x, y in (at, to)]
                self._edge(*ends)
            else:
                self.curves += 1
            at = to

    def _edge(self, one: Point, other: Point) -> None:
        (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        level, upright = y1 - y0 < 0.3, x1 - x0 < 0.3
        if level == upright or max(x1 - x0, y1 - y0) < _SHORTEST_RULE:
            return
        if level:
            y0 = y1 = (y0 + y1) / 2
        else:
            x0 = x1 = (x0 + x1) / 2
        box = [side * POINT for side in (x0, y0, x1, y1)]
        self.edges.append(
            {
                "object_type": "line", "orientation": "h" if level else "v", "x0": box[0], "top": box[1],
                "x1": box[2], "bottom": box[3], "width": box[2] - box[0], "height": box[3] - box[1],
            }
        )  # fmt: skip


def _within(outer: Matrix, element: Element) -> Matrix:
    """From the space of an object to that of the page: its own matrix, then its place."""
    box = numbers(value(element, "Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    a, b, c, d, e, f = numbers(value(element, "CTM"), 6) or _SAME
    e, f = e + box[0], f + box[1]
    A, B, C, D, E, F = outer
    return (A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F)


def _box(matrix: Matrix, element: Element, *, at_origin: bool = False) -> Box:
    """The outline of an object in points; `at_origin` where the matrix holds its place already."""
    x, y, wide, high = numbers(value(element, "Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    if at_origin:
        return matrix[4] * POINT, matrix[5] * POINT, (matrix[4] + wide) * POINT, (matrix[5] + high) * POINT
    a, b, c, d, e, f = matrix
    ends = [(a * s + c * t + e, b * s + d * t + f) for s, t in ((x, y), (x + wide, y + high))]
    (x0, x1), (y0, y1) = (sorted(side) for side in zip(*ends, strict=True))
    return x0 * POINT, y0 * POINT, x1 * POINT, y1 * POINT


def numbers(said: str | None, count: int) -> tuple[float, ...] | None:
    """The first numbers of an attribute; None where there are fewer or one is no number."""
    try:
        found = tuple(float(word) for word in (said or "")[:400].replace(",", " ").split()[:count])
    except ValueError:
        return None
    return found if len(found) == count and all(map(math.isfinite, found)) else None


def _number(said: str | None, default: float) -> float:
    found = numbers(said, 1)
    return found[0] if found else default


def _steps(said: str | None, most: int) -> list[float]:
    """The distances from letter to letter: 5.6 5.6 5.6, or g 3 5.6 for the same."""
    words = iter((said or "").split())
    steps: list[float] = []
    for word in words:
        if len(steps) >= most:
            break
        if word == "g":
            times, step = _number(next(words, ""), 0), _number(next(words, ""), 0)
            steps += [step] * max(0, min(int(min(times, most)), most - len(steps)))
        else:
            steps.append(_number(word, 0))
    return steps


def _drawn(data: Element | None) -> Iterator[tuple[str, list[float]]]:
    """The steps of a path: M 0 0 L 10 0 …"""
    said = (data.text or "") if data is not None else ""
    step, given = "", 0
    held: list[float] = []
    for count, match in enumerate(_STEP.finditer(said)):
        if count > _MOST_STEPS:
            return  # a map or a picture drawn in lines: no rule of a table is so long
        word = match.group()
        if word.isalpha():
            step, held, given = word.upper(), [], 0
            if step == "C":
                yield step, []
        elif step in _ARGUMENTS:
            held.append(float(word))
            given += 1
            if given == _ARGUMENTS[step]:
                yield step, held
                held, given = [], 0


def _is_white(colour: Element | None) -> bool:
    """Whether a colour is stated and white: 255 255 255, or 0 0 0 0 of four inks."""
    words = (value(colour, "Value") or "").split()
    try:
        shades = [int(word[1:], 16) if word.startswith("#") else float(word) for word in words[:4]]
    except ValueError:
        return False
    if len(shades) == 4:
        return not any(shades)
    return len(shades) in (1, 3) and all(shade >= 253 for shade in shades)
