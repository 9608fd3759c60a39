"""Reads that need only a state and dates: the same of the ledger today and of its record of any day."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Min, Q, Value

from common.db.typed import Row
from departments.models.users import User
from tracker.work.states import OPEN, SOON_DAYS

_ROW = Value(1)  # counted instead of a column, so that an index alone can answer


class DatedQuerySet(models.QuerySet[Row]):
    """Rows with `status`, `due_on`, `must_due_on`, `department` and `document`."""

    MEASURE = "task__measure_id"  # the way to the measure

    def open(self) -> Self:
        """Those that still ask for work: 待签收, 办理中, 待审核."""
        return self.filter(OPEN)

    def overdue(self, on: date) -> Self:
        """Open, with a date that must be met before `on`: due today is not late, late starts tomorrow."""
        return self.filter(OPEN, must_due_on__lt=on)

    def due_soon(self, on: date, days: int = SOON_DAYS) -> Self:
        """Open, not overdue, with a date within `days` days of `on`, or a 争取 date that has passed."""
        return self.filter(OPEN, due_on__lte=on + timedelta(days=days)).exclude(must_due_on__lt=on)

    def on_track(self, on: date, days: int = SOON_DAYS) -> Self:
        """Open and neither overdue nor due soon."""
        return self.filter(OPEN).filter(Q(due_on__isnull=True) | Q(due_on__gt=on + timedelta(days=days)))

    def light_counts(self, on: date, days: int = SOON_DAYS) -> dict[str, int]:
        """How many are red, yellow and green on the day `on`, in one query."""
        soon = on + timedelta(days=days)
        return self.filter(OPEN).aggregate(
            red=Count(_ROW, filter=Q(must_due_on__lt=on)),
            yellow=Count(
                _ROW, filter=Q(due_on__lte=soon) & (Q(must_due_on__isnull=True) | Q(must_due_on__gte=on))
            ),
            green=Count(_ROW, filter=Q(due_on__isnull=True) | Q(due_on__gt=soon)),
        )

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

    def count_by_measure(
        self, on: date, *, after: tuple[date, int] | None = None, limit: int | None = None
    ) -> list[dict[str, Any]]:
        """Measures with anything overdue, longest overdue first: measure, earliest, total.

        `after` is the (earliest, measure) of the last one of the page before.
        """
        found = (
            self.overdue(on)
            .values(measure=F(self.MEASURE))
            .annotate(earliest=Min("must_due_on"), total=Count("id"))
            .order_by("earliest", "measure")
        )
        if after is not None:
            found = found.filter(Q(earliest__gt=after[0]) | Q(earliest=after[0], measure__gt=after[1]))
        return list(found[:limit])


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
                f"day_{n}": Count(_ROW, filter=Q(since__lte=day, until__gt=day, must_due_on__lt=day))
                for n, day in enumerate(days)
            }
        )
        return [counts[f"day_{n}"] for n in range(len(days))]
