"""The lights, said once: as a condition, as a count, as what a row is read with, and of a row in Python.

`_TABLE` is the one statement of what a light means. All forms are made of it, and a test compares them over
a grid of states and dates.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When

from common.db.typed import Row
from tracker.work.states import OPEN, SOON_DAYS, Light

# Of what is open the first that fits counts: one of its dates lies before the day that is so many days ahead.
# What has a date or a cycle and fits none stands well; what has neither is grey, since nobody knows.
_MUST, _NEXT, _REPORT = range(3)
_TABLE = (
    (Light.RED, ((_MUST, 0),)),  # due today is not late, late starts tomorrow
    # The next date is near, or it has passed and is a 争取 one; or a report was owed and is not filed.
    (Light.YELLOW, ((_NEXT, SOON_DAYS + 1), (_REPORT, 0))),
)
WORKING = (*(light for light, _ in _TABLE), Light.GREEN, Light.GREY)  # of open rows, the most urgent first
# What each counts, in the words of every page that shows a count.
MEANINGS = {
    Light.RED: ("已逾期", "在办，且有必须完成的时限已经过去；当天到期的不算。"),
    Light.YELLOW: (
        "即将到期",
        f"在办、没有逾期，且最近的时限在{SOON_DAYS}天以内，或争取时限已过，或本期进展过了报送日仍未报送。",
    ),
    Light.GREEN: ("正常办理", f"在办，且最近的时限还有{SOON_DAYS}天以上，或有报送周期、应报的都已报送。"),
    Light.GREY: ("无时限", "在办，但既没有时限，也没有报送周期，无法判断进度。"),
    Light.NONE: ("已结束", "已办结或已中止。"),
}
_ROW = Value(1)  # counted instead of a column, so that an index alone can answer


@dataclass(frozen=True, slots=True)
class Lights:
    """The lights of one kind of rows: which of them are open, their next dates, the next report they owe."""

    is_open: Q
    must: str = "must_due_on"
    next: str = "due_on"
    report: str = ""  # rows of that kind owe no reports

    @property
    def _columns(self) -> tuple[str, str, str]:
        return self.must, self.next, self.report

    def _bounds(self, on: date) -> Iterator[tuple[Light, list[tuple[str, date]]]]:
        for light, bounds in _TABLE:
            # In a compiled query the day is not known yet, and nothing can be added to it.
            yield (
                light,
                [
                    (self._columns[which], on + timedelta(days=ahead) if ahead else on)
                    for which, ahead in bounds
                    if self._columns[which]
                ],
            )

    @property
    def _dated(self) -> Q:
        """That there is a date or a cycle. A date that must be met is never without a next one."""
        dated = Q(**{f"{self.next}__isnull": False})
        return dated | Q(**{f"{self.report}__isnull": False}) if self.report else dated

    def among_open(self, light: Light, on: date) -> Q:
        """Which of the open rows show it on the day `on`: what fits it, and none before it."""
        condition = Q()
        for bounded, bounds in self._bounds(on):
            if bounded == light:
                return condition & reduce(or_, (Q(**{f"{column}__lt": day}) for column, day in bounds))
            for column, day in bounds:
                condition &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": day})
        if light == Light.GREEN:
            return condition & self._dated
        bare = Q(**{f"{self.next}__isnull": True})
        return bare & Q(**{f"{self.report}__isnull": True}) if self.report else bare

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
                for light, bounds in self._bounds(on)
                for column, day in bounds
            ),
            When(self._dated, then=Value(Light.GREEN.value)),
            default=Value(Light.GREY.value),
            output_field=models.CharField(),
        )


def light_of(
    *, is_open: bool, must_due_on: date | None, due_on: date | None, report_due_on: date | None, on: date
) -> Light:
    """The light of one row on the day `on`; `report_due_on` is the day of the next report it owes."""
    if not is_open:
        return Light.NONE
    dates = (must_due_on, due_on, report_due_on)
    for light, bounds in _TABLE:
        for which, ahead in bounds:
            if (day := dates[which]) is not None and day < on + timedelta(days=ahead):
                return light
    return Light.GREY if due_on is None and report_due_on is None else Light.GREEN


def light_of_date(due_on: date, *, must: bool, on: date) -> Light:
    """The light of one unfinished date on the day `on`."""
    must_due_on = due_on if must else None
    return light_of(is_open=True, must_due_on=must_due_on, due_on=due_on, report_due_on=None, on=on)


def late_since(must_due_on: date, dispatched_on: date) -> date:
    """The day from which lateness counts: that of the limit, or of the dispatch where it was past by then."""
    return max(must_due_on, dispatched_on)


def days_late(*, is_open: bool, must_due_on: date | None, dispatched_on: date, on: date) -> int:
    """By how many days a row is overdue on the day `on`; 0 for one that is not red.

    What was past when it was handed out is late from the day of dispatch.
    """
    if not is_open or must_due_on is None or must_due_on >= on:
        return 0
    return max((on - late_since(must_due_on, dispatched_on)).days, 0)


class Mark(models.TextChoices):
    """What stands beside a light."""

    PAST_AT_DISPATCH = "past_at_dispatch", "交办时已过期"
    STRIVE_PASSED = "strive_passed", "争取已过"


def mark_condition(mark: str, on: date) -> Q:
    """Which open rows carry the mark on the day `on`."""
    match mark:
        case Mark.PAST_AT_DISPATCH:
            return Q(must_due_on__lt=on) & Q(must_due_on__lt=F("dispatched_on"))
        case Mark.STRIVE_PASSED:
            # The next date of all comes before the next that must be met: so it is a 争取 one.
            return Q(due_on__lt=on) & (Q(must_due_on__isnull=True) | Q(due_on__lt=F("must_due_on")))
    return Q(pk__in=[])


def marks_of(
    *, is_open: bool, must_due_on: date | None, due_on: date | None, dispatched_on: date, on: date
) -> list[Mark]:
    """The marks of one row on the day `on`."""
    if not is_open:
        return []
    marks = []
    if must_due_on is not None and must_due_on < min(on, dispatched_on):
        marks.append(Mark.PAST_AT_DISPATCH)
    if due_on is not None and due_on < on and (must_due_on is None or due_on < must_due_on):
        marks.append(Mark.STRIVE_PASSED)
    return marks


OF_ASSIGNMENTS = Lights(OPEN, report="report_due_on")


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
        """How many are red, yellow, green and grey on the day `on`, in one query."""
        return self.open().aggregate(**self.LIGHTS.counts(on))
