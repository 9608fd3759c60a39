"""What stands on a page of a pdf, turned so that its lines run across.

A wide table is often set on its side on an upright page; then everything is read as if the paper were turned.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from typing import Any

_MOST_RULES = 5_000
Char = dict[str, Any]
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Frame:
    """A ruled table: its outline and its cells."""

    bbox: Box
    cells: list[Box]


@dataclass(slots=True)
class Sheet:
    """The characters and the tables of a page, and where it begins and ends from left to right."""

    chars: list[Char]
    frames: list[Frame]
    left: float
    right: float


@dataclass(slots=True)
class LeftOut:
    """What of a page is not read: what nobody sees on paper, what is struck through, footnotes."""

    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def sheet_of(page: Any, left_out: LeftOut) -> Sheet:
    """A page as pdfplumber sees it; watermarks and what is set in the other direction are left out."""
    inked: list[Char] = []
    rules = _rules(page)
    for char in page.chars:
        if char["text"].strip():
            if _is_unseen(char, page) and not (inked and runs_on(inked[-1], char)):
                left_out.hidden.append(char["text"])
            elif _is_struck(char, rules):
                left_out.struck.append(char["text"])
            else:
                inked.append(char)
    frames = [Frame(table.bbox, list(table.cells)) for table in _tables(page)]
    return laid_out(inked, frames, page.bbox)


def runs_on(before: Char, char: Char) -> bool:
    """Whether a letter follows the one before it on its line: then it is read, be it beyond the paper."""
    return (
        abs(before["top"] - char["top"]) < 0.2 * char["size"]
        and -0.2 * char["size"] < char["x0"] - before["x1"] < 0.8 * char["size"]
        and not _is_white(char.get("non_stroking_color"))
    )


def laid_out(inked: list[Char], frames: list[Frame], paper: Box) -> Sheet:
    """A page turned so that most of its letters stand upright; the others are left out."""
    level = [char for char in inked if char["upright"] and _slant(char) < 0.2]
    rising = [char for char in inked if _slant(char) > 5 and char["matrix"][1] > 0]
    falling = [char for char in inked if _slant(char) > 5 and char["matrix"][1] < 0]
    most = max(level, rising, falling, key=len)
    left, top, right, bottom = paper
    if most is level or len(most) < 0.6 * len(inked):
        return Sheet(level, frames, left, right)
    if most is rising:
        return _turned(
            most, frames, lambda box: (bottom - box[3], box[0], bottom - box[1], box[2]), bottom - top
        )
    return _turned(
        most, frames, lambda box: (box[1] - top, right - box[2], box[3] - top, right - box[0]), bottom - top
    )


def _is_unseen(char: Char, page: Any) -> bool:
    """Whether a character is white on white or lies beyond the paper."""
    left, top, right, bottom = page.bbox
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    if not (left <= x <= right and top <= y <= bottom):
        return True
    if not _is_white(char.get("non_stroking_color")):
        return False
    # White words in a coloured head of a table are seen well.
    grounds = (rect for rect in page.rects if rect.get("fill") and not _is_white(rect["non_stroking_color"]))
    return not any(r["x0"] <= x <= r["x1"] and r["top"] <= y <= r["bottom"] for r in grounds)


def _rules(page: Any) -> list[tuple[float, float, float]]:
    """(height, left, right) of the level rules of a page, from top to bottom."""
    drawn = [*page.lines, *page.rects]
    if len(drawn) > _MOST_RULES:
        return []
    return sorted(
        ((one["top"] + one["bottom"]) / 2, one["x0"], one["x1"])
        for one in drawn
        if one["bottom"] - one["top"] <= 2 and one["x1"] - one["x0"] > 4
    )


def _is_struck(char: Char, rules: list[tuple[float, float, float]]) -> bool:
    """Whether a rule runs through the middle of a letter; a rule of a table or under a word never does."""
    if not rules or not char["text"].isalnum():
        return False
    high = char["bottom"] - char["top"]
    middle, x = (char["top"] + char["bottom"]) / 2, (char["x0"] + char["x1"]) / 2
    at = bisect.bisect_left(rules, (middle - 0.2 * high, 0, 0))
    while at < len(rules) and rules[at][0] <= middle + 0.2 * high:
        if rules[at][1] <= x <= rules[at][2]:
            return True
        at += 1
    return False


def _is_white(colour: Any) -> bool:
    """Whether a colour as pdfminer gives it (grey, RGB, CMYK) is white; none at all is black."""
    if isinstance(colour, int | float):
        colour = (colour,)
    if (
        not isinstance(colour, tuple | list)
        or not colour
        or not all(isinstance(c, int | float) for c in colour)
    ):
        return False
    return all(c == 0 for c in colour) if len(colour) == 4 else all(c >= 0.99 for c in colour)


def _slant(char: Char) -> float:
    across, up = char["matrix"][:2]
    return abs(up) / max(abs(across), 1e-6)


def _turned(chars: list[Char], frames: list[Frame], turn: Any, width: float) -> Sheet:
    moved: list[Char] = []
    for char in chars:
        x0, top, x1, bottom = turn((char["x0"], char["top"], char["x1"], char["bottom"]))
        moved.append(
            {"text": char["text"], "x0": x0, "x1": x1, "top": top, "bottom": bottom, "size": bottom - top}
        )
    turned = [Frame(turn(frame.bbox), [turn(cell) for cell in frame.cells]) for frame in frames]
    return Sheet(moved, turned, 0, width)


def _tables(page: Any) -> list[Any]:
    """The ruled tables of a page with more than one row and column."""
    if len(page.lines) + len(page.rects) + len(page.curves) < 3:
        return []
    found = page.find_tables()
    return [t for t in found if len(t.rows) > 1 and max(len(r.cells) for r in t.rows) > 1]
