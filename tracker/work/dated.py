"""Reads that need only a state and dates: the same of the ledger today and of its record of any day."""

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Greatest

from common.db.typed import Row
from departments.models.users import User
from policies.readers.rule import NOTHING, seen
from tracker.work.lights import LitQuerySet, Mark, mark_condition
from tracker.work.states import Light

UNACKNOWLEDGED = Q(status="pending")
UNREPORTED = Q(has_reported=False)
_ROW = Value(1)  # counted instead of a column, so that an index alone can answer


def held_by(user: User | None, path: str = "", *, delegated: str | None = None) -> Q:
    """What the user's departments have to do, or have handed on.

    `path` leads to the row with the department, `delegated` (else the same) to the assignment.
    """
    if user is None:
        return NOTHING
    mine = user.department_ids()
    handed_on = path if delegated is None else delegated
    return Q(**{f"{path}department_id__in": mine}) | Q(**{f"{handed_on}delegated_by_id__in": mine})


class DatedQuerySet(LitQuerySet[Row]):
    """Rows with `status`, dates, `department` and `document`: an assignment, or how it stood."""

    MEASURE = "task__measure_id"  # the way to the measure

    def standings(self, on: date) -> dict[str, Any]:
        """What is counted of open rows, as aggregates: the lights, all of them, and what stands beside them.

        `unacknowledged` (未签收), `unreported` (从未报送) and the marks.
        """
        return {
            "open": Count(_ROW),
            **self.LIGHTS.counts(on),
            "unacknowledged": Count(_ROW, filter=UNACKNOWLEDGED),
            "unreported": Count(_ROW, filter=UNREPORTED),
            **{mark.value: Count(_ROW, filter=mark_condition(mark, on)) for mark in Mark},
        }

    def standing_counts(self, on: date) -> dict[str, int]:
        """`standings` of all of them, in one query."""
        return self.open().aggregate(**self.standings(on))

    def standings_by_department(self, on: date) -> list[dict[str, Any]]:
        """`standings` of each department that has open work, in one query: with its `department_id`."""
        return list(self.open().order_by().values("department_id").annotate(**self.standings(on)))

    def due_between(self, first: date, last: date) -> Self:
        """Open, with the next date from `first` to `last`, both included."""
        return self.open().filter(due_on__range=(first, last))

    def count_by_department(self, on: date, limit: int | None = None) -> list[dict[str, Any]]:
        """Overdue counts by department, most first: department_id, name, total, earliest."""
        return list(
            self.overdue(on)
            .values("department_id", name=F("department__short_name"))
            .annotate(total=Count("id"), earliest=Min("must_due_on"))
            .order_by("-total", "earliest", "department_id")[:limit]
        )

    def count_by_document(self, on: date, limit: int | None = None) -> list[dict[str, Any]]:
        """Overdue counts by document, most first: document_id, number, title, total, earliest."""
        return list(
            self.overdue(on)
            .values("document_id", number=F("document__number"), title=F("document__title"))
            .annotate(total=Count("id"), earliest=Min("must_due_on"))
            .order_by("-total", "earliest", "document_id")[:limit]
        )

    def count_by_measure(self, on: date) -> "QuerySet[Any, dict[str, Any]]":
        """Measures with anything overdue: measure, late_since, earliest, total, units.

        `late_since` is the day from which its longest lateness counts (see `lights.late_since`).
        """
        counted = self.overdue(on).order_by().values(measure=F(self.MEASURE))
        since = Greatest("must_due_on", "dispatched_on")
        units = Count("department", distinct=True)
        return counted.annotate(
            late_since=Min(since), earliest=Min("must_due_on"), total=Count("id"), units=units
        )


class AssignmentSnapshotQuerySet(DatedQuerySet[Row]):
    """The record of how assignments stood; narrowed to one day it reads like the ledger of that day."""

    MEASURE = "assignment__task__measure_id"

    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others what was their departments', and what these delegated."""
        return seen(self, user, "document", held=held_by(user, delegated="assignment__"))

    def as_of(self, day: date) -> Self:
        """How each assignment stood when `day` ended."""
        return self.filter(since__lte=day, until__gt=day)

    def as_begun(self, day: date) -> Self:
        """How each assignment stood when `day` began: as the day before had left it."""
        return self.as_of(day - timedelta(days=1))

    def late_when_begun(self, day: date) -> "QuerySet[Any, dict[str, Any]]":
        """The assignments that were red when `day` began, as a subquery."""
        return self.as_begun(day).overdue(day).order_by().values("assignment_id")

    def recorded_since(self) -> date | None:
        """The first day of the record; before it nothing is known."""
        first: date | None = self.open().aggregate(first=Min("since"))["first"]
        return first

    def trend(self, days: list[date]) -> list[int]:
        """How many were overdue when each of the days ended, in one query over what was ever late."""
        if not days:
            return []
        late = self.open().filter(until__gt=F("must_due_on")).filter(until__gt=min(days))
        counts = late.aggregate(
            **{
                f"day_{n}": Count(
                    _ROW, filter=Q(since__lte=day, until__gt=day) & self.LIGHTS.among_open(Light.RED, day)
                )
                for n, day in enumerate(days)
            }
        )
        return [counts[f"day_{n}"] for n in range(len(days))]
