"""An image set upright: a page on its side or on its head is turned, one that hangs askew is levelled."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from extraction.ocr.engine import Engine, Pixels, Quad

_SAMPLE = 4
_LETTERS = 10  # of each line of the sample: so many squares of its height say which way up it stands
_SURE = 0.9  # lines the right way up are read with more certainty than this
_BETTER = 0.1
_LONG = 4  # times as wide as high: only such a line shows how far the page hangs askew
_LEVEL = 0.08  # degrees; less does not matter
_SMALL = 900  # pixels of a side: enough to tell angles by
_STEPS = (0.2, 0.05)  # degrees
_ASKEW = 15.0


@dataclass(slots=True)
class Upright:
    """An image with its lines across, where they stand, and how it was turned: degrees against the clock."""

    image: Pixels
    quads: list[Quad]
    quarter: bool = False
    askew: float = 0.0
    half: bool = False

    @property
    def turned(self) -> int:
        """By how many right angles, in degrees."""
        return 90 * self.quarter + 180 * self.half

    def as_turned(self, image: Pixels) -> Pixels:
        """Another image of the same page, turned in the same way."""
        if self.quarter:
            image = np.rot90(image)
        if self.askew:
            image = _rotated(image, self.askew)
        return np.ascontiguousarray(image[::-1, ::-1] if self.half else image)


def upright(image: Pixels, engine: Engine) -> Upright:
    """The image set upright, with the places of its lines."""
    found = Upright(image, engine.quads(image))
    if not found.quads:
        return found
    if _stand_on_end(found.quads):
        width = image.shape[1]
        found.image, found.quarter = np.ascontiguousarray(np.rot90(image)), True
        found.quads = [_ordered(np.stack([q[:, 1], width - q[:, 0]], axis=1)) for q in found.quads]
    _level(found)
    if _on_its_head(found, engine):
        height, width = found.image.shape[:2]
        found.image, found.half = np.ascontiguousarray(found.image[::-1, ::-1]), True
        found.quads = [_ordered(np.array([width, height]) - quad) for quad in found.quads]
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


def _ordered(quad: Quad) -> Quad:
    """The corners clockwise from the upper left."""
    by_x = quad[np.argsort(quad[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    upper_left, lower_left = left[np.argsort(left[:, 1])]
    upper_right, lower_right = right[np.argsort(right[:, 1])]
    return np.stack([upper_left, upper_right, lower_right, lower_left])


def _level(found: Upright) -> None:
    """Turns the image by the angle at which its long lines hang, weighed by their length."""
    slopes: list[tuple[float, float]] = []
    for quad in found.quads:
        wide, high = _sides(quad)
        if wide > _LONG * high:
            across, down = quad[1] - quad[0] + quad[2] - quad[3]
            slopes.append((math.degrees(math.atan2(down, across)), wide))
    slopes.sort()
    half, so_far, angle = sum(wide for _, wide in slopes) / 2, 0.0, 0.0
    for slope, wide in slopes:
        so_far += wide
        if so_far >= half:
            angle = slope
            break
    if abs(angle) >= _ASKEW:
        return
    angle = _refined(found.image, angle)
    if abs(angle) < _LEVEL:
        return
    height, width = found.image.shape[:2]
    found.image, found.askew = _rotated(found.image, angle), angle
    new_height, new_width = found.image.shape[:2]
    radians = math.radians(angle)
    turn = np.array([[math.cos(radians), math.sin(radians)], [-math.sin(radians), math.cos(radians)]])
    middle, new_middle = np.array([width, height]) / 2, np.array([new_width, new_height]) / 2
    found.quads = [(quad - middle) @ turn.T + new_middle for quad in found.quads]


def _refined(image: Pixels, angle: float) -> float:
    """The angle near this one at which the rows of ink and of paper part most sharply.

    Short lines, as in a table, tell the angle only roughly, and its rules must be level within a few pixels.
    """
    small = Image.fromarray(image).convert("L")
    small.thumbnail((_SMALL, _SMALL), Image.Resampling.BOX)
    paper = int(np.percentile(np.asarray(small), 80))
    for step in _STEPS:
        around = [angle + step * n for n in (-3, -2, -1, 0, 1, 2, 3)]
        angle = max(around, key=lambda one: _sharpness(small, one, paper))
    return angle


def _sharpness(small: Image.Image, angle: float, paper: int) -> float:
    turned = small.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=paper)
    rows = np.asarray(turned, dtype=np.float32).mean(axis=1)
    return float(np.square(np.diff(rows)).sum())


def _rotated(image: Pixels, angle: float) -> Pixels:
    turned = Image.fromarray(np.ascontiguousarray(image)).rotate(
        angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=_paper(image)
    )
    return np.asarray(turned)


def _paper(image: Pixels) -> tuple[int, int, int]:
    red, green, blue = np.percentile(image[::16, ::16].reshape(-1, 3), 80, axis=0)
    return int(red), int(green), int(blue)


def _on_its_head(found: Upright, engine: Engine) -> bool:
    """Whether the longest lines are read with more certainty the other way up."""
    longest = sorted(found.quads, key=lambda quad: -_sides(quad)[0])[:_SAMPLE]
    crops = [crop(found.image, _begun(quad)) for quad in longest]
    as_is = _certainty(crops, engine)
    if as_is >= _SURE:
        return False
    return _certainty([np.ascontiguousarray(one[::-1, ::-1]) for one in crops], engine) > as_is + _BETTER


def _begun(quad: Quad) -> Quad:
    """The left part of a line: to read the whole of it twice would cost a sixth of the time of a page."""
    wide, high = _sides(quad)
    share = min(_LETTERS * high / max(wide, 1.0), 1.0)
    upper_left, upper_right, lower_right, lower_left = quad
    upper, lower = (
        upper_left + share * (upper_right - upper_left),
        lower_left + share * (lower_right - lower_left),
    )
    return np.stack([upper_left, upper, lower, lower_left])


def _certainty(crops: list[Pixels], engine: Engine) -> float:
    letters = [letter.certainty for line in engine.lines(crops) for letter in line]
    return sum(letters) / len(letters) if letters else 0.0
