"""How time limits are counted in 考核 and 通报: the one definition behind every figure.

- A time limit (交办时限) counts in the period that its date in force falls into: an extension moves it.
- Only dates that must be met count, not 争取 ones; only those of 牵头 and 负责 units, each task once.
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

from tracker.periods import Span
from tracker.querysets import AssignmentMilestoneQuerySet, counted_units


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


class DateQuerySet(AssignmentMilestoneQuerySet):
    """Time limits of assignments."""

    def within(self, span: Span) -> Self:
        """Those that count in the span; see the head of this module."""
        resting = Q(completed_on__isnull=True, assignment__status="suspended")
        return self.filter(
            counted_units("assignment__"), firmness="must", due_on__gte=span.first, due_on__lte=span.last
        ).exclude(resting)

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
