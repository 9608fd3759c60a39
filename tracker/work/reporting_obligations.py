"""How many reports are asked of whom: the one meaning of “asked”, for the sweep and for whoever counts.

A report is asked of an assignment that is in work (or will be, once signed) for every period of its task's
cycle that ends, by its day of filing, at least a week after the assignment was handed out. Of assignments
that are joined (并案) one report is asked: that of the most frequent cycle, of the first of them.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest

from policies.cycles import filing_days
from tracker.work.merging.models import MergedMember, MergeState
from tracker.work.models.assignments import Assignment
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.reporting_days import LATE_IN_PERIOD
from tracker.work.states import Status

_ASKED = (Status.PENDING, Status.ACTIVE)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月"

    @classmethod
    def of(cls, day: date) -> "Month":
        """The one that the day lies in."""
        return cls(day.year, day.month)

    @property
    def following(self) -> "Month":
        """The one after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.following.year, self.following.month, 1) - timedelta(days=1)

    def ends(self, cycle: str) -> list[date]:
        """The last day of every period of the cycle that ends in the month."""
        return filing_days(cycle, date(self.year, self.month, 1), self.last)


def months_from(on: date, count: int = 3) -> list[Month]:
    """The month of the day and those after it; three hold the end of every period that is running."""
    months = [Month.of(on)]
    while len(months) < count:
        months.append(months[-1].following)
    return months


def asked_for(cycle: str, ends_on: date) -> AssignmentQuerySet[Assignment]:
    """The open assignments of which a report is asked for the period of the cycle that ends on the day."""
    asked = {"status__in": _ASKED, "dispatched_on__lte": ends_on - LATE_IN_PERIOD}
    rows: AssignmentQuerySet[Assignment] = Assignment.objects.filter(task__cycle=cycle, **asked)
    together = MergedMember.objects.filter(
        work__members__assignment=OuterRef("pk"),
        work__members__active=True,
        work__state=MergeState.JOINED,
        active=True,
        **{f"assignment__{name}": value for name, value in asked.items()},
    )
    # Asked oftener, or as often and before it: served by the same report.
    often = "task__reports_a_year"
    serves = Q(**{f"assignment__{often}__gt": OuterRef(often)}) | Q(
        **{f"assignment__{often}": OuterRef(often)}, assignment__lt=OuterRef("pk")
    )
    return rows.filter(~Exists(together.filter(serves)))


def reports_asked(
    months: Collection[Month], *, departments: Collection[int] | None = None
) -> dict[Month, Counter[int]]:
    """How many reports each month asks of each department (by id) as the ledger stands.

    What is filed already counts: it is what the month asks for. Two queries, however many months, cycles and
    departments there are.
    """
    asked = {month: Counter[int]() for month in months}
    if not asked:
        return asked
    # Whoever had it by this day is asked for every period that ends in the months.
    settled = min(date(month.year, month.month, 1) for month in months) - LATE_IN_PERIOD
    rows = Assignment.objects.filter(status__in=_ASKED).exclude(task__cycle="")
    if departments is not None:
        rows = rows.filter(department__in=departments)
    joined = MergedMember.objects.filter(active=True, work__state=MergeState.JOINED)
    alone = rows.filter(~Exists(joined.filter(assignment=OuterRef("pk"))))
    since = Greatest("dispatched_on", Value(settled))
    for department, cycle, day, count in (
        alone.order_by()
        .annotate(since=since)
        .values_list("department", "task__cycle", "since")
        .annotate(Count("pk"))
    ):
        for month in months:
            asked[month][department] += count * len(_asked_since(day, month.ends(cycle)))
    members = joined.filter(assignment__in=rows).order_by("-assignment__task__reports_a_year", "assignment")
    works: dict[int, list[tuple[int, str, date]]] = {}
    for work, department, cycle, day in members.values_list(
        "work", "assignment__department", "assignment__task__cycle", "assignment__dispatched_on"
    ):
        works.setdefault(work, []).append((department, cycle, day))
    for month in months:
        for together in works.values():
            for place, (department, cycle, day) in enumerate(together):
                served = min((other for _, _, other in together[:place]), default=None)
                ends = [
                    end
                    for end in _asked_since(day, month.ends(cycle))
                    if served is None or served > end - LATE_IN_PERIOD
                ]
                asked[month][department] += len(ends)
    return {month: +counts for month, counts in asked.items()}


def reports_added(months: Iterable[Month], planned: Iterable[Assignment]) -> dict[Month, Counter[int]]:
    """How many more each month would ask of each department, were `planned` handed out."""
    rows = Counter((a.department_id, a.task.cycle, a.dispatched_on) for a in planned if a.task.cycle)
    added = {month: Counter[int]() for month in months}
    for month, counts in added.items():
        for (department, cycle, day), count in rows.items():
            counts[department] += count * len(_asked_since(day, month.ends(cycle)))
    return added


def _asked_since(dispatched_on: date, ends: Iterable[date]) -> list[date]:
    return [end for end in ends if dispatched_on <= end - LATE_IN_PERIOD]
