"""Reads that need only a state and dates: the same of the ledger today and of its record of any day."""

from datetime import date
from typing import Any, Self

from django.db.models import Count, F, Min, Q, QuerySet, Value

from common.db.typed import Row
from departments.models.users import User
from tracker.work.lights import LitQuerySet
from tracker.work.states import Light

_ROW = Value(1)  # counted instead of a column, so that an index alone can answer


class DatedQuerySet(LitQuerySet[Row]):
    """Rows with `status`, `due_on`, `must_due_on`, `department` and `document`."""

    MEASURE = "task__measure_id"  # the way to the measure

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
        """Measures with anything overdue: measure, earliest, total."""
        counted = self.overdue(on).order_by().values(measure=F(self.MEASURE))
        return counted.annotate(earliest=Min("must_due_on"), total=Count("id"))


class AssignmentSnapshotQuerySet(DatedQuerySet[Row]):
    """The record of how assignments stood; narrowed to one day it reads like the ledger of that day."""

    MEASURE = "assignment__task__measure_id"

    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others what was their departments', and what these delegated."""
        if user.sees_everything:
            return self
        mine = user.department_ids()
        return self.filter(Q(department_id__in=mine) | Q(assignment__delegated_by_id__in=mine))

    def as_of(self, day: date) -> Self:
        """How each assignment stood when `day` ended."""
        return self.filter(since__lte=day, until__gt=day)

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
