"""The lights, said once: as a condition, as a count, as what a row is read with, and of a row in Python.

`_TABLE` is the one statement of what a light means. All forms are made of it, and a test compares them over
a grid of states and dates.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Q, Value, When

from common.db.typed import Row
from tracker.work.states import OPEN, SOON_DAYS, Light

# Of what is open the first that fits counts: a date lies before the day that is so many days ahead. What fits
# none is green. The bounds lie one within the other: what is red is within yellow's bound, too, since the
# next date is never after the next one that must be met (constraint `assignment_due_dates_ordered`).
_MUST, _NEXT = range(2)
_TABLE = (
    (Light.RED, _MUST, 0),  # due today is not late, late starts tomorrow
    (Light.YELLOW, _NEXT, SOON_DAYS + 1),  # the next date is near; or it has passed, and is a 争取 one
)
WORKING = (*(light for light, _, _ in _TABLE), Light.GREEN)  # those of open rows, the most urgent first
_ROW = Value(1)  # counted instead of a column, so that an index alone can answer


@dataclass(frozen=True, slots=True)
class Lights:
    """The lights of one kind of rows: which of them are open, and their next dates."""

    is_open: Q
    must: str = "must_due_on"
    next: str = "due_on"

    def _bounds(self, on: date) -> Iterator[tuple[Light, str, date]]:
        for light, which, ahead in _TABLE:
            # In a compiled query the day is not known yet, and nothing can be added to it.
            yield light, (self.must, self.next)[which], on + timedelta(days=ahead) if ahead else on

    def among_open(self, light: Light, on: date) -> Q:
        """Which of the open rows show it on the day `on`: each within its bound and not within the last."""
        condition = Q()
        for bounded, column, day in self._bounds(on):
            if bounded == light:
                return condition & Q(**{f"{column}__lt": day})
            condition = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": day})
        return condition

    def condition(self, light: str, on: date) -> Q:
        """Which rows show it, so that the partial indexes of open rows serve; none for no light."""
        if light == Light.NONE:
            return ~self.is_open
        return self.is_open & self.among_open(Light(light), on) if light in WORKING else Q(pk__in=[])

    def counts(self, on: date) -> dict[str, Any]:
        """How many of the open rows show each, as aggregates."""
        return {light.value: Count(_ROW, filter=self.among_open(light, on)) for light in WORKING}

    def column(self, on: date) -> Case:
        """The light of each row."""
        return Case(
            When(~self.is_open, then=Value(Light.NONE.value)),
            *(
                When(**{f"{column}__lt": day}, then=Value(light.value))
                for light, column, day in self._bounds(on)
            ),
            default=Value(Light.GREEN.value),
            output_field=models.CharField(),
        )


def light_of(*, is_open: bool, must_due_on: date | None, due_on: date | None, on: date) -> Light:
    """The light of one row on the day `on`."""
    if not is_open:
        return Light.NONE
    dates = (must_due_on, due_on)
    for light, which, ahead in _TABLE:
        if (day := dates[which]) is not None and day < on + timedelta(days=ahead):
            return light
    return Light.GREEN


def days_late(*, is_open: bool, must_due_on: date | None, on: date) -> int:
    """By how many days a row is overdue on the day `on`; 0 for one that is not red."""
    return max((on - must_due_on).days, 0) if is_open and must_due_on is not None else 0


OF_ASSIGNMENTS = Lights(OPEN)


class LitQuerySet(models.QuerySet[Row]):
    """Rows that show a light."""

    LIGHTS = OF_ASSIGNMENTS

    def open(self) -> Self:
        """Those that still ask for work."""
        return self.filter(self.LIGHTS.is_open)

    def in_light(self, light: str, on: date) -> Self:
        """Those whose light is `light` on the day `on`."""
        return self.filter(self.LIGHTS.condition(light, on))

    def overdue(self, on: date) -> Self:
        """The red ones: open, with a date that must be met before `on`."""
        return self.in_light(Light.RED, on)

    def with_light(self, on: date) -> Any:
        """Adds `light`, as it is on the day `on`: rows with one thing more than their model says."""
        return self.annotate(light=self.LIGHTS.column(on))

    def light_counts(self, on: date) -> dict[str, int]:
        """How many are red, yellow and green on the day `on`, in one query."""
        return self.open().aggregate(**self.LIGHTS.counts(on))
