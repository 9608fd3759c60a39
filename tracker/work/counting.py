"""How time limits are counted in 考核 and 通报: the one definition behind every figure.

- A time limit (交办时限) counts in the period that its date in force falls into: an extension moves it.
- Only dates that must be met count, not 争取 ones; only those of 牵头 and 负责 units, each task once.
- What is joined (并案) is one piece of work: of its time limits that fall on one day one counts, and of a
  report that serves all of it, or an extension granted to all, one. One document's figures count its own.
- What rests with a suspended assignment does not count; what was done before it was suspended does.
- On time: done on or before the date in force. Done late: after it. Overdue: not done, and the date is
  before the day of the figures (due today is not late). Pending: not done, and the date has not passed.
- Rates are taken over what has come due: on time, done late and overdue together.
"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from common.db.typed import Row
from tracker.work.periods import Span
from tracker.work.querysets import SIBLING, AssignmentMilestoneQuerySet, counted_units, merged_now


class Outcome(models.TextChoices):
    """What became of a time limit, as of a day; DUE and LATE are several of the others together."""

    ON_TIME = "on_time", "按时完成"
    DONE_LATE = "done_late", "逾期完成"
    OVERDUE = "overdue", "逾期未完成"
    PENDING = "pending", "未到期"
    COMPLETED = "completed", "已完成（按时和逾期完成）"
    LATE = "late", "逾期（逾期完成和逾期未完成）"
    DUE = "due", "应完成（未到期以外的）"


SINGLE = (Outcome.ON_TIME, Outcome.DONE_LATE, Outcome.OVERDUE, Outcome.PENDING)


def outcome_is(outcome: str, on: date) -> Q:
    """The condition of an outcome as of the day `on`."""
    done = Q(completed_on__isnull=False)
    match outcome:
        case Outcome.ON_TIME:
            return done & Q(completed_on__lte=F("due_on"))
        case Outcome.DONE_LATE:
            return done & Q(completed_on__gt=F("due_on"))
        case Outcome.OVERDUE:
            return ~done & Q(due_on__lt=on)
        case Outcome.PENDING:
            return ~done & Q(due_on__gte=on)
        case Outcome.COMPLETED:
            return done
        case Outcome.LATE:
            return outcome_is(Outcome.DONE_LATE, on) | outcome_is(Outcome.OVERDUE, on)
        case Outcome.DUE:
            return done | Q(due_on__lt=on)
    return Q(pk__in=[])


def _counts(path: str = "") -> Q:
    """That a date must be met by a unit that is measured by it, and does not rest unfinished."""
    working = Q(**{f"{path}assignment__status__in": ["pending", "active", "in_review", "completed"]})
    finished = Q(**{f"{path}completed_on__isnull": False})
    return counted_units(f"{path}assignment__") & Q(**{f"{path}firmness": "must"}) & (working | finished)


class DateQuerySet(AssignmentMilestoneQuerySet[Row]):
    """Time limits of assignments."""

    def within(self, span: Span, *, once: bool) -> Self:
        """Those that count in the span; see the head of this module.

        With `once` what is joined counts once; without, as the figures of one document do, each for itself.
        """
        found = self.filter(_counts(), due_on__gte=span.first, due_on__lte=span.last)
        return found.exclude(pk__in=type(self)(self.model).repeated().values("pk")) if once else found

    def repeated(self) -> Self:
        """Dates of joined assignments for which the same day of an earlier one of them counts."""
        other = f"{SIBLING}__milestones__"
        return self.filter(
            merged_now(), _counts(other), **{f"{SIBLING}__lt": F("assignment"), f"{other}due_on": F("due_on")}
        )

    def in_outcome(self, outcome: str, on: date) -> Self:
        """Those of which that became, as of the day `on`."""
        return self.filter(outcome_is(outcome, on))

    def with_days_late(self, on: date) -> Self:
        """Adds `lateness`: how long after its date it was done, or is overdue; null if it is not late."""
        late = ExpressionWrapper(
            Coalesce("completed_on", Value(on, output_field=models.DateField())) - F("due_on"),
            output_field=DurationField(),
        )
        return self.annotate(lateness=Case(When(outcome_is(Outcome.LATE, on), then=late)))

    def by_department(self, on: date) -> list[dict[str, Any]]:
        """Counts by department, in one query: `department`, `assignments`, each outcome, `lateness`."""
        counts = {o.value: Count("pk", filter=outcome_is(o, on)) for o in SINGLE}
        return list(
            self.with_days_late(on)
            .order_by()
            .values(department=F("assignment__department_id"))
            .annotate(assignments=Count("assignment_id", distinct=True), late_days=Sum("lateness"), **counts)
        )
