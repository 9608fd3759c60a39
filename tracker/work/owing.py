"""本期应报: which assignments owe a report in the period of a day, and which have filed it.

The one definition behind the department's desk, the filing sheet, 督查室's page and the filters:

- A report is wanted of what is in work where the running period of its cycle is not filed, and where a date
  of it falls in the month of the day or has passed, and nothing was filed in that month.
- What was filed this period counts as filed, whatever its date, by whichever way (a form, a sheet, 无变化),
  also while it waits for its review and after it closed the work. What was returned or taken back is not.
- What is joined (并案) counts once: its report serves all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When

from common.db.compiled import Shape, one_row
from policies.cycles import Cycle
from policies.models.measures import Task
from tracker.work.filing.models.reports import GIVEN_BACK, ProgressReport
from tracker.work.merging.models import MergedMember, MergeState
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.periods import period_end, period_of
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.states import Status

Rows = AssignmentQuerySet[Assignment]


@dataclass(frozen=True, slots=True)
class Owing:
    """How many reports the running period asks for, and how many of them are filed."""

    filed: int = 0
    missing: int = 0

    @property
    def owed(self) -> int:
        """All that the period asks for."""
        return self.filed + self.missing

    @property
    def share(self) -> int:
        """How much of it is filed, as a percentage rounded down: what is not all is not 100."""
        return 100 * self.filed // self.owed if self.owed else 100

    def __str__(self) -> str:
        return f"应报{self.owed} · 已报{self.filed} · 差{self.missing}"


@dataclass(frozen=True)
class Asked(Shape):
    """The day that is asked for, and the cycles that there are: what decides a statement."""

    on: date
    cycles: tuple[str, ...]


def asked_on(on: date) -> Asked:
    """The same for a day; one query."""
    return Asked(on, tuple(Task.objects.cycles()))


def running_period(asked: Asked) -> Case:
    """The period of each row's cycle that runs on the day, as its reports name it; empty without a cycle."""
    cycles = [When(task__cycle=cycle, then=Value(period_of(cycle, asked.on))) for cycle in asked.cycles]
    return Case(*cycles, default=Value(""), output_field=CharField())


def missing(rows: Rows, on: date) -> Rows:
    """Those of the rows that still owe the report of the period; of what is joined the first."""
    asked = asked_on(on)
    found: Rows = _with_period(rows, asked).filter(_is_missing(asked))
    return found.filter(~Exists(_joined_before(_all_missing(asked))))


def filed(rows: Rows, on: date) -> Rows:
    """Those of the rows whose report of the period is filed; of what is joined the first, if none is owed."""
    asked = asked_on(on)
    found: Rows = _with_period(rows, asked).filter(_is_filed(asked))
    return found.filter(~Exists(_joined(_all_missing(asked))), ~Exists(_joined_before(_all_filed(asked))))


def owing_of(rows: Rows, asked: Asked) -> Any:
    """One row for a compiled query: `missing` and `filed`, how many of each."""
    return one_row(_of_period(rows, asked), **_counts(asked))


def owing_by_department(rows: Rows, on: date) -> dict[int, Owing]:
    """What each department owes, by its id; one query. Those of which nothing is wanted are left out."""
    asked = asked_on(on)
    counted: Any = _of_period(rows, asked).order_by().values("department_id").annotate(**_counts(asked))
    return {row["department_id"]: Owing(row["filed"], row["missing"]) for row in counted}


def _of_period(rows: Rows, asked: Asked) -> Rows:
    found: Rows = _with_period(rows, asked).filter(_is_missing(asked) | _is_filed(asked))
    return found


def _counts(asked: Asked) -> dict[str, Count]:
    owed, joined_owed = _is_missing(asked), Exists(_joined(_all_missing(asked)))
    single = ~owed & ~Q(joined_owed)
    return {
        "missing": Count("pk", filter=owed & ~Q(Exists(_joined_before(_all_missing(asked))))),
        "filed": Count("pk", filter=single & ~Q(Exists(_joined_before(_all_filed(asked))))),
    }


def _with_period(rows: Rows, asked: Asked) -> Rows:
    found: Rows = rows.alias(running=running_period(asked))
    return found


def _all_missing(asked: Asked) -> Rows:
    found: Rows = _with_period(Assignment.objects.order_by(), asked).filter(_is_missing(asked))
    return found


def _all_filed(asked: Asked) -> Rows:
    found: Rows = _with_period(Assignment.objects.order_by(), asked).filter(_is_filed(asked))
    return found


def _month(on: date) -> tuple[date, date]:
    last = period_end(Cycle.MONTH, on)
    return on.replace(day=1), last or on


def _filed_in(**when: Any) -> Exists:
    standing = ProgressReport.objects.filter(assignment=OuterRef("pk"), **when).exclude(status__in=GIVEN_BACK)
    return Exists(standing)


def _is_missing(asked: Asked) -> Q:
    first, last = _month(asked.on)
    by_cycle = ~Q(running="") & ~Q(_filed_in(period=OuterRef("running")))
    by_date = Q(due_on__lte=last) & ~Q(_filed_in(submitted_on__range=(first, last)))
    return Q(status=Status.ACTIVE) & (by_cycle | by_date)


def _is_filed(asked: Asked) -> Q:
    first, last = _month(asked.on)
    dates = AssignmentMilestone.objects.filter(
        assignment=OuterRef("pk"), due_on__lte=last, completed_on__range=(first, last)
    )
    by_cycle = ~Q(running="") & Q(_filed_in(period=OuterRef("running")))
    wanted_by_date = Q(due_on__lte=last) | Q(Exists(dates))
    by_date = wanted_by_date & Q(_filed_in(submitted_on__range=(first, last)))
    at_work = Q(status__in=(Status.ACTIVE, Status.IN_REVIEW))
    just_closed = Q(status=Status.COMPLETED, completed_on__gte=first)
    return (at_work | just_closed) & ~_is_missing(asked) & (by_cycle | by_date)


def _joined(among: Rows) -> Any:
    """The others that an assignment is joined with, as far as they are `among` some."""
    return MergedMember.objects.filter(
        work__members__assignment=OuterRef("pk"),
        work__members__active=True,
        work__state=MergeState.JOINED,
        active=True,
        assignment__in=among.values("pk"),
    ).exclude(assignment=OuterRef("pk"))


def _joined_before(among: Rows) -> Any:
    return _joined(among).filter(assignment__lt=OuterRef("pk"))
