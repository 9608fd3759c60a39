"""How many reports are asked of whom: the one meaning of “asked”, for the sweep and for whoever counts.

A report is asked of an assignment that is in work (or will be, once signed) for every period of its task's
cycle that ends at least a week after the assignment was handed out. Of assignments that are joined (并案)
one report is asked: that of the most frequent cycle, of the first of them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from policies.models.measures import Cycle
from tracker.work.merging.models import MergedMember, MergeState
from tracker.work.models.assignments import Assignment
from tracker.work.periods import period_end
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.reporting_days import LATE_IN_PERIOD
from tracker.work.states import Status

_CYCLES = (Cycle.WEEK, Cycle.MONTH, Cycle.QUARTER)


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

    def ends(self) -> Iterator[tuple[Cycle, date]]:
        """Every period that ends in the month: its cycle and its last day."""
        day = date(self.year, self.month, 1)
        while Month.of(day) == self:
            yield from ((cycle, day) for cycle in _CYCLES if period_end(cycle, day) == day)
            day += timedelta(days=1)


def months_from(on: date, count: int = 3) -> list[Month]:
    """The month of the day and those after it; three hold the end of every period that is running."""
    months = [Month.of(on)]
    while len(months) < count:
        months.append(months[-1].following)
    return months


def asked_for(cycle: Cycle, ends_on: date) -> AssignmentQuerySet[Assignment]:
    """The open assignments of which a report is asked for the period of the cycle that ends on the day."""
    asked = {
        "status__in": (Status.PENDING, Status.ACTIVE),
        "dispatched_on__lte": ends_on - LATE_IN_PERIOD,
    }
    rows: AssignmentQuerySet[Assignment] = Assignment.objects.filter(task__cycle=cycle, **asked)
    # Asked as often or oftener, and served by the same report.
    oftener = _CYCLES[: _CYCLES.index(cycle)]
    together = MergedMember.objects.filter(
        work__members__assignment=OuterRef("pk"),
        work__members__active=True,
        work__state=MergeState.JOINED,
        active=True,
        **{f"assignment__{name}": value for name, value in asked.items()},
    )
    serves = Q(assignment__task__cycle__in=oftener) | Q(
        assignment__task__cycle=cycle, assignment__lt=OuterRef("pk")
    )
    return rows.filter(~Exists(together.filter(serves)))


def reports_asked(
    months: Iterable[Month], *, departments: Collection[int] | None = None
) -> dict[Month, Counter[int]]:
    """How many reports each month asks of each department (by id) as the ledger stands.

    What is filed already counts: it is what the month asks for. One query for each period that ends in the
    months, none for each department.
    """
    asked: dict[Month, Counter[int]] = {}
    for month in months:
        counts: Counter[int] = Counter()
        for cycle, ends_on in month.ends():
            rows = asked_for(cycle, ends_on)
            if departments is not None:
                rows = rows.filter(department__in=departments)
            counts.update(dict(rows.order_by().values_list("department").annotate(Count("pk"))))
        asked[month] = counts
    return asked


def reports_added(months: Iterable[Month], planned: Iterable[Assignment]) -> dict[Month, Counter[int]]:
    """How many more each month would ask of each department, were `planned` handed out."""
    rows = [(a.department_id, a.task.cycle, a.dispatched_on) for a in planned if a.task.cycle]
    return {
        month: Counter(
            department
            for cycle, ends_on in month.ends()
            for department, asked_cycle, dispatched_on in rows
            if asked_cycle == cycle and dispatched_on <= ends_on - LATE_IN_PERIOD
        )
        for month in months
    }
