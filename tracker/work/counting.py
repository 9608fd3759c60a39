"""How time limits are counted in 考核 and 通报: the one definition behind every figure.

- A time limit (交办时限) counts in the period that its date falls into, and in each later one in which it was
  still not done when that began. What was past when it was handed out counts from the day of dispatch on.
- Its date is the one that 督查室 has set. An extension that the unit asked for moves the date in force, with
  its light and its reminders, and not the one that is counted by (`scored_on`): to ask improves no score.
- Only dates that must be met count, not 争取 ones; only those of 牵头 and 负责 units, each task once.
- What is joined (并案) is one piece of work: of its time limits that fall on one day one counts, and of a
  report that serves all of it, or an extension granted to all, one. One document's figures count its own.
- What rests with a suspended assignment does not count; what was done before it was suspended does.
- On time: done on or before its date. Extended: done later, or not yet, but within the extension. Done
  late: after the date in force. Overdue: not done, and the date in force is before the day of the figures
  (due today is not late). Pending: not done, and its date has not passed.
- Rates are taken over what has come due: all of these but the pending.
- As a day began (`begun`): what was done on that day or later was not done yet. So a period that is over can
  be told as it ended, at the beginning of the day after its last.
"""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from common.db.typed import Row
from tracker.work.periods import Span
from tracker.work.querysets import SIBLING, AssignmentMilestoneQuerySet, counted_units, merged_now


class Outcome(models.TextChoices):
    """What became of a time limit, as of a day; the last three are several of the others together."""

    ON_TIME = "on_time", "按时完成"
    EXTENDED = "extended", "延期办理"
    DONE_LATE = "done_late", "逾期完成"
    OVERDUE = "overdue", "逾期未完成"
    PENDING = "pending", "未到期"
    COMPLETED = "completed", "已完成"
    LATE = "late", "未按时（延期办理、逾期完成和逾期未完成）"
    DUE = "due", "应完成（未到期以外的）"


SINGLE = (Outcome.ON_TIME, Outcome.EXTENDED, Outcome.DONE_LATE, Outcome.OVERDUE, Outcome.PENDING)
# The date that is counted by: the one before the unit's first extension, else the one in force.
_SCORED = Coalesce("scored_on", "due_on")


def _scored(lookup: str, value: Any) -> Q:
    """A condition on the date that is counted by, so that the indexes of both columns serve."""
    own = Q(scored_on__isnull=True) & Q(**{f"due_on__{lookup}": value})
    return own | Q(**{f"scored_on__{lookup}": value})


def outcome_is(outcome: str, on: date, *, begun: bool = False) -> Q:
    """The condition of an outcome as of the day `on`, or as that day began."""
    done = Q(completed_on__isnull=False, **({"completed_on__lt": on} if begun else {}))
    match outcome:
        case Outcome.ON_TIME:
            own = Q(scored_on__isnull=True, completed_on__lte=F("due_on"))
            return done & (own | Q(completed_on__lte=F("scored_on")))
        case Outcome.EXTENDED:
            within = done & Q(completed_on__gt=F("scored_on"), completed_on__lte=F("due_on"))
            return within | (~done & Q(scored_on__lt=on, due_on__gte=on))
        case Outcome.DONE_LATE:
            return done & Q(completed_on__gt=F("due_on"))
        case Outcome.OVERDUE:
            return ~done & Q(due_on__lt=on)
        case Outcome.PENDING:
            return ~done & Q(due_on__gte=on) & (Q(scored_on__isnull=True) | Q(scored_on__gte=on))
        case Outcome.COMPLETED:
            return done
        case Outcome.LATE:
            late = (Outcome.EXTENDED, Outcome.DONE_LATE, Outcome.OVERDUE)
            return reduce(or_, (outcome_is(one, on, begun=begun) for one in late))
        case Outcome.DUE:
            return done | Q(due_on__lt=on) | Q(scored_on__lt=on)
    return Q(pk__in=[])


def _counts(path: str = "") -> Q:
    """That a date must be met by a unit that is measured by it, and does not rest unfinished."""
    working = Q(**{f"{path}assignment__status__in": ["pending", "active", "in_review", "completed"]})
    finished = Q(**{f"{path}completed_on__isnull": False})
    return counted_units(f"{path}assignment__") & Q(**{f"{path}firmness": "must"}) & (working | finished)


class DateQuerySet(AssignmentMilestoneQuerySet[Row]):
    """Time limits of assignments."""

    def within(self, span: Span, *, once: bool, on: date) -> Self:
        """Those that count in the span as of the day `on`; see the head of this module.

        With `once` what is joined counts once; without, as the figures of one document do, each for itself.
        """
        # By columns of the date alone, each with its index: what was past at dispatch is done after it.
        begun = _scored("gte", span.first)
        if span.first <= on:  # what is overdue now is not yet known to be so in a period to come
            begun |= Q(completed_on__isnull=True) | Q(completed_on__gte=span.first)
        found = self.filter(
            _counts(), _scored("lte", span.last), begun, assignment__dispatched_on__lte=span.last
        )
        return found.exclude(pk__in=type(self)(self.model).repeated().values("pk")) if once else found

    def repeated(self) -> Self:
        """Dates of joined assignments for which the same day of an earlier one of them counts."""
        other = f"{SIBLING}__milestones__"
        return self.filter(
            merged_now(), _counts(other), **{f"{SIBLING}__lt": F("assignment"), f"{other}due_on": F("due_on")}
        )

    def in_outcome(self, outcome: str, on: date, *, begun: bool = False) -> Self:
        """Those of which that became, as of the day `on`, or as it began."""
        return self.filter(outcome_is(outcome, on, begun=begun))

    def with_days_late(self, on: date, *, begun: bool = False) -> Self:
        """Adds `lateness`: how long after its date it was done, or how long it has not been; null if in time.

        What was past when it was handed out is late from the day of dispatch.
        """
        day = Value(on, output_field=models.DateField())
        until: Coalesce | Least = Coalesce("completed_on", day)
        if begun:
            until = Least(until, day)
        late = ExpressionWrapper(
            until - Greatest(_SCORED, F("assignment__dispatched_on")),
            output_field=DurationField(),
        )
        return self.annotate(lateness=Case(When(outcome_is(Outcome.LATE, on, begun=begun), then=late)))

    def by_department(self, on: date, *, begun: bool = False, **also: Any) -> list[dict[str, Any]]:
        """Counts by department, role and what `also` names, in one query.

        `department`, `role`, the names of `also`, `assignments`, each outcome, `completed`,
        `past_at_dispatch` and `late_days`.
        """
        counts = {
            o.value: Count("pk", filter=outcome_is(o, on, begun=begun)) for o in (*SINGLE, Outcome.COMPLETED)
        }
        past = outcome_is(Outcome.OVERDUE, on, begun=begun) & Q(due_on__lt=F("assignment__dispatched_on"))
        return list(
            self.with_days_late(on, begun=begun)
            .order_by()
            .values(department=F("assignment__department_id"), role=F("assignment__role"), **also)
            .annotate(
                assignments=Count("assignment_id", distinct=True),
                late_days=Sum("lateness"),
                past_at_dispatch=Count("pk", filter=past),
                **counts,
            )
        )
