"""An image set upright: a page that lies on its side or on its head is turned, one that hangs askew is levelled."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from extraction.ocr.engine import Engine, Pixels, Quad

_SAMPLE = 6
_SURE = 0.9  # lines the right way up are read with more certainty than this
_BETTER = 0.1
_LONG = 4  # times as wide as high: only such a line shows how far the page hangs askew
_LEVEL = 0.12  # degrees; less does not matter
_ASKEW = 15.0


@dataclass(slots=True)
class Upright:
    """An image with its lines across, where they stand, and how it was turned: degrees against the clock."""

    image: Pixels
    quads: list[Quad]
    turned: int = 0
    askew: float = 0.0


def upright(image: Pixels, engine: Engine) -> Upright:
    """The image set upright, with the places of its lines."""
    found = Upright(image, engine.quads(image))
    if not found.quads:
        return found
    if _stand_on_end(found.quads):
        found = _quarter(found)
    found = _levelled(found)
    if _on_its_head(found, engine):
        found = _half(found)
    return found


def box_of(quad: Quad) -> tuple[float, float, float, float]:
    """The upright box around a quad: left, top, right, bottom."""
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def crop(image: Pixels, quad: Quad) -> Pixels:
    """The part of the image within the box around a quad."""
    height, width = image.shape[:2]
    left, top, right, bottom = box_of(quad)
    x0, y0 = max(int(left), 0), max(int(top), 0)
    x1, y1 = min(math.ceil(right), width), min(math.ceil(bottom), height)
    return np.ascontiguousarray(image[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)])


def _sides(quad: Quad) -> tuple[float, float]:
    """Its width and its height."""
    return float(np.hypot(*(quad[1] - quad[0]))), float(np.hypot(*(quad[3] - quad[0])))


def _stand_on_end(quads: list[Quad]) -> bool:
    """Whether most of the length of the lines runs from top to bottom."""
    across = down = 0.0
    for quad in quads:
        left, top, right, bottom = box_of(quad)
        wide, high = right - left, bottom - top
        if wide > 1.5 * high:
            across += wide
        elif high > 1.5 * wide:
            down += high
    return down > across


def _quarter(found: Upright) -> Upright:
    width = found.image.shape[1]
    image = np.ascontiguousarray(np.rot90(found.image))
    quads = [_ordered(np.stack([quad[:, 1], width - quad[:, 0]], axis=1)) for quad in found.quads]
    return Upright(image, quads, found.turned + 90, found.askew)


def _half(found: Upright) -> Upright:
    height, width = found.image.shape[:2]
    image = np.ascontiguousarray(found.image[::-1, ::-1])
    quads = [_ordered(np.array([width, height]) - quad) for quad in found.quads]
    return Upright(image, quads, found.turned + 180, found.askew)


def _ordered(quad: Quad) -> Quad:
    """The corners clockwise from the upper left."""
    by_x = quad[np.argsort(quad[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    upper_left, lower_left = left[np.argsort(left[:, 1])]
    upper_right, lower_right = right[np.argsort(right[:, 1])]
    return np.stack([upper_left, upper_right, lower_right, lower_left])


def _levelled(found: Upright) -> Upright:
    """The image turned by the angle at which its long lines hang, weighed by their length."""
    slopes: list[tuple[float, float]] = []
    for quad in found.quads:
        wide, high = _sides(quad)
        if wide > _LONG * high:
            across, down = quad[1] - quad[0] + quad[2] - quad[3]
            slopes.append((math.degrees(math.atan2(down, across)), wide))
    if not slopes:
        return found
    slopes.sort()
    half, sofar, angle = sum(wide for _, wide in slopes) / 2, 0.0, 0.0
    for slope, wide in slopes:
        sofar += wide
        if sofar >= half:
            angle = slope
            break
    if not _LEVEL < abs(angle) < _ASKEW:
        return found
    height, width = found.image.shape[:2]
    turned = Image.fromarray(found.image).rotate(
        angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=_paper(found.image)
    )
    radians = math.radians(angle)
    turn = np.array([[math.cos(radians), math.sin(radians)], [-math.sin(radians), math.cos(radians)]])
    middle, new_middle = np.array([width, height]) / 2, np.array([turned.width, turned.height]) / 2
    quads = [(quad - middle) @ turn.T + new_middle for quad in found.quads]
    return Upright(np.asarray(turned), quads, found.turned, round(angle, 2))


def _paper(image: Pixels) -> tuple[int, int, int]:
    red, green, blue = np.percentile(image[::16, ::16].reshape(-1, 3), 80, axis=0)
    return int(red), int(green), int(blue)


def _on_its_head(found: Upright, engine: Engine) -> bool:
    """Whether the longest lines are read with more certainty the other way up."""
    longest = sorted(found.quads, key=lambda quad: -_sides(quad)[0])[:_SAMPLE]
    crops = [crop(found.image, quad) for quad in longest]
    as_is = _certainty(crops, engine)
    if as_is >= _SURE:
        return False
    return _certainty([np.ascontiguousarray(one[::-1, ::-1]) for one in crops], engine) > as_is + _BETTER


def _certainty(crops: list[Pixels], engine: Engine) -> float:
    letters = [letter.certainty for line in engine.lines(crops) for letter in line]
    return sum(letters) / len(letters) if letters else 0.0
