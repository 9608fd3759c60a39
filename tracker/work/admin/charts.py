"""Small drawings that the server makes itself: places on an axis of days, lines of reported values."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from extraction.indicators.quantities import parse_quantity

WIDTH, HEIGHT, EDGE = 240, 56, 6
LINES = 5  # units that one chart draws
MONTH, YEAR = 31, 366


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from `first` to `last`, as places from 0 to 100."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it spans; at least one."""
        return max((self.last - self.first).days, 1)

    def place(self, day: date) -> float:
        """Where the day stands."""
        return round(100 * min(max((day - self.first).days / self.days, 0), 1), 2)

    def ticks(self) -> list[dict[str, Any]]:
        """The months, quarters or years that begin within it: at most about a dozen and a half."""
        if self.days <= 14 * MONTH:
            step = 1
        elif self.days <= 4 * YEAR:
            step = 3
        else:
            step = 12
        ticks = []
        day = (self.first.replace(day=1) + timedelta(days=32)).replace(day=1)
        while day <= self.last:
            if (day.month - 1) % step == 0:
                words = f"{day.year}年" if day.month == 1 else f"{day.month}月"
                ticks.append({"place": self.place(day), "words": words})
            day = (day + timedelta(days=32)).replace(day=1)
        return ticks


def number_in(words: str) -> float | None:
    """The number that was printed or typed, if it can be read as one."""
    quantity = parse_quantity(words)
    return float(quantity.number) if quantity else None


def sparkline(indicator: Any, readings: list[Any]) -> dict[str, Any] | None:
    """Lines of the values reported for an indicator, one for each unit, with its target.

    `readings` are in the order of their reports. Nothing where no value is a number.
    """
    known = [(r, float(r.number) if r.number is not None else number_in(r.value)) for r in readings]
    points = [(r.report, value) for r, value in known if value is not None]
    if not points:
        return None
    target, base = number_in(indicator.target), number_in(indicator.base)
    values = [value for _, value in points] + [v for v in (target, base) if v is not None]
    low, high = min(values), max(values)
    days = Axis(points[0][0].submitted_on, points[-1][0].submitted_on)

    def x(day: date) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * days.place(day) / 100, 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share, 1)

    units: dict[int, list[tuple[float, float]]] = {}
    for report, value in points:
        units.setdefault(report.assignment.department_id, []).append((x(report.submitted_on), y(value)))
    newest = list(units.values())[-LINES:]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "lines": [
            {
                "points": " ".join(f"{left},{top}" for left, top in line),
                "last": line[-1],
            }
            for line in newest
        ],
        "target": y(target) if target is not None else None,
        "base": y(base) if base is not None else None,
    }
