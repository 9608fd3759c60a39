"""A line of the last months as SVG, drawn by the server: coordinates only, the template draws."""

from dataclasses import dataclass
from typing import Any

from desks.selectors import TrendPoint

WIDTH, HEIGHT = 360, 170
LEFT, RIGHT, TOP, BOTTOM = 30, 12, 16, 26


@dataclass(frozen=True, slots=True)
class Dot:
    """A point with its place; without a place where nothing is known."""

    point: TrendPoint
    x: float
    y: float | None
    label: str
    labelled: bool  # not every month has room for its name


def trend_chart(points: list[TrendPoint]) -> dict[str, Any]:
    """Dots, the line through those that follow each other, and the lines of the scale."""
    top = _ceiling(max((p.overdue or 0 for p in points), default=0))
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = width / max(len(points) - 1, 1)
    last = len(points) - 1
    dots = [
        Dot(
            point=p,
            x=round(LEFT + n * step, 1),
            y=None if p.overdue is None else round(TOP + height * (1 - p.overdue / top), 1),
            label=f"{p.on.month}月" if n < last else "当日",
            labelled=(last - n) % 2 == 0,
        )
        for n, p in enumerate(points)
    ]
    known = [d for d in dots if d.y is not None]
    return {
        "dots": dots,
        "line": " ".join(f"{d.x},{d.y}" for d in known),
        "scale": [
            {"value": value, "y": round(TOP + height * (1 - value / top), 1)} for value in (0, top // 2, top)
        ],
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "bottom": HEIGHT - 8,
        "known": len(known) > 1,
    }


def _ceiling(most: int) -> int:
    """The next round even number, at which the scale ends."""
    size = 10 ** max(len(str(most)) - 1, 0)
    return next(n for n in (2, 4, 10, 20, *(k * size for k in (2, 4, 6, 8, 10, 20))) if n >= max(most, 2))
