"""Red seals: what is printed beneath one shows in the red channel, where red ink is as light as paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extraction.ocr.engine import Pixels

_GRID = 160  # the image is looked at in so many places across
_RED = 0.04  # of a place; the ring of a seal is thin
_SMALLEST, _LARGEST = 0.10, 0.36  # of the width: a seal is 30 to 50 mm across on A4
_ROUND = 0.62  # its height by its width and the other way


@dataclass(frozen=True, slots=True)
class Seal:
    """Where a seal stands: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int


def without_seals(image: Pixels) -> tuple[Pixels, list[Seal]]:
    """The image with its red seals taken away and what is printed beneath them left, and where they stood."""
    red = _red(image)
    if not red.any():
        return image, []
    seals = _seals(red)
    if not seals:
        return image, []
    cleaned = image.copy()
    for seal in seals:
        place = np.s_[seal.top : seal.bottom, seal.left : seal.right]
        _lift(cleaned[place], red[place])
    return cleaned, seals


def _red(image: Pixels) -> NDArray[np.bool_]:
    channels = image.astype(np.int16)
    red, green, blue = channels[..., 0], channels[..., 1], channels[..., 2]
    found: NDArray[np.bool_] = (red > 110) & (red - green > 45) & (red - blue > 35)
    return found


def _lift(patch: Pixels, red: NDArray[np.bool_]) -> None:
    """Replaces a patch by its red channel, stretched so that the red ink in it becomes as light as paper."""
    channel = patch[..., 0].astype(np.float32)
    ink = float(np.percentile(channel[red], 25)) if red.any() else 200.0
    white, black = max(ink, 140.0), min(float(np.percentile(channel, 1)), 90.0)
    stretched = np.clip((channel - black) * 255 / (white - black), 0, 255).astype(np.uint8)
    patch[...] = stretched[..., None]


def _seals(red: NDArray[np.bool_]) -> list[Seal]:
    """The round patches of red of the size of a seal."""
    step = max(red.shape[1] // _GRID, 1)
    rows, columns = red.shape[0] // step, red.shape[1] // step
    shares = red[: rows * step, : columns * step].reshape(rows, step, columns, step).mean(axis=(1, 3))
    found: list[Seal] = []
    for group in _groups({(int(y), int(x)) for y, x in np.argwhere(shares > _RED)}):
        ys, xs = [y for y, _ in group], [x for _, x in group]
        high, wide = max(ys) - min(ys) + 1, max(xs) - min(xs) + 1
        least, most = _SMALLEST * columns, _LARGEST * columns
        if least <= high <= most and least <= wide <= most and min(high, wide) >= _ROUND * max(high, wide):
            top, left = max(min(ys) - 1, 0) * step, max(min(xs) - 1, 0) * step
            found.append(Seal(left, top, (max(xs) + 2) * step, (max(ys) + 2) * step))
    return found


def _groups(places: set[tuple[int, int]]) -> list[set[tuple[int, int]]]:
    """The places that are at most two apart, together."""
    groups: list[set[tuple[int, int]]] = []
    while places:
        edge = [places.pop()]
        group = set(edge)
        while edge:
            y, x = edge.pop()
            for place in [(y + dy, x + dx) for dy in (-2, -1, 0, 1, 2) for dx in (-2, -1, 0, 1, 2)]:
                if place in places:
                    places.remove(place)
                    group.add(place)
                    edge.append(place)
        groups.append(group)
    return groups
