"""The lines of an image in the order in which its text has them, so that each is found there again."""

from __future__ import annotations

from dataclasses import dataclass, field

from extraction.ocr.engine import Letter
from extraction.ocr.rules import Table
from extraction.ocr.seen import Box
from extraction.ocr.spelling import spelled


@dataclass(slots=True)
class Strip:
    """A stretch of a line within one cell, and what it says."""

    box: Box
    letters: list[Letter] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its letters, as many as they are, as a Chinese text prints them."""
        return spelled("".join(letter.text for letter in self.letters))

    @property
    def certainty(self) -> float:
        """Of its letters on average."""
        return sum(letter.certainty for letter in self.letters) / max(len(self.letters), 1)


def within(box: Box, outer: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def in_order(strips: list[Strip], tables: list[Table], text: str) -> list[Strip]:
    """The strips from top to bottom and tables by their cells; or, where the text has them otherwise (in two
    columns), by where they stand in it.
    """
    keyed: list[tuple[tuple[float, ...], Strip]] = []
    for strip in strips:
        middle = (strip.box[1] + strip.box[3]) / 2
        table = next((table for table in tables if within(strip.box, table.bbox)), None)
        if table is None:
            keyed.append(((middle, 0.0, 0.0, 0.0, strip.box[0]), strip))
            continue
        cell = next((cell for cell in table.cells if within(strip.box, cell)), strip.box)
        keyed.append(((table.bbox[1], cell[1], cell[0], middle, strip.box[0]), strip))
    down = [strip for _, strip in sorted(_levelled(keyed), key=lambda pair: pair[0])]
    squeezed = "".join(text.split())
    found = [squeezed.find(strip.text) for strip in down]
    searched = [strip for _, strip in sorted(zip(found, down, strict=True), key=lambda pair: pair[0])]
    return max((down, searched), key=lambda order: _followed(order, squeezed))


def _levelled(keyed: list[tuple[tuple[float, ...], Strip]]) -> list[tuple[tuple[float, ...], Strip]]:
    """The same with strips beside each other at one height, so that the left one comes first."""
    found: list[tuple[tuple[float, ...], Strip]] = []
    for key, strip in sorted(keyed, key=lambda pair: pair[0]):
        last = found[-1] if found else None
        high = strip.box[3] - strip.box[1]
        same = last is not None and key[1:4] == last[0][1:4] == (0.0, 0.0, 0.0)
        if last is not None and same and key[0] - last[0][0] < 0.5 * high:
            key = (last[0][0], *key[1:])
        found.append((key, strip))
    return found


def _followed(strips: list[Strip], text: str) -> int:
    """How many letters of the strips are found in the text when each is looked for behind the one before."""
    at = letters = 0
    for strip in strips:
        place = text.find(strip.text, at, at + 400)
        if place >= 0:
            at, letters = place + len(strip.text), letters + len(strip.text)
    return letters
