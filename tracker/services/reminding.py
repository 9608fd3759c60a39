"""提醒: finds what somebody must be told on a day, and writes it down once."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet

from departments.models import Membership, UserRole
from policies.extraction.workdays import add_workdays
from policies.models import Firmness
from tracker.models import Assignment, AssignmentMilestone, Reminder, Rule, Status, Sweep

logger = logging.getLogger(__name__)

AHEAD_DAYS = (15, 7, 1, 0)  # days before a date on which it is said
OVERDUE_EVERY = 7  # days between two reminders of a date that has passed; the first is one day after it
UNSIGNED_WORKDAYS = 3
LOOK_BACK_DAYS = 30  # how many missed days a late sweep makes up for
_LONGEST_HOLIDAY = 14  # calendar days within which three working days always pass
_BATCH = 2000

ADDRESSEES = (UserRole.FILER, UserRole.HEAD)
# Work under review waits for 督查室: its department has done its part and is left in peace.
REMINDED_STATUSES = (Status.PENDING, Status.ACTIVE)


@dataclass(slots=True)
class SweepOutcome:
    """What a sweep found: the reminders that were new, and the units in which nobody can be told."""

    on: date
    since: date
    made: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)
    reminders: list[Reminder] = field(default_factory=list)  # filled by a dry run only

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        parts = [f"{Rule(rule).label}{count}条" for rule, count in sorted(self.by_rule.items())]
        line = f"{self.on}：新增提醒{self.made}条" + (f"（{'、'.join(parts)}）" if parts else "") + "。"
        if self.unreachable:
            line += f"{self._unreachable}没有填报员或负责人账号，未能提醒。"
        return line

    @property
    def _unreachable(self) -> str:
        names = sorted(self.unreachable)
        return "、".join(names[:5]) + (f"等{len(names)}个单位" if len(names) > 5 else "")


@dataclass(frozen=True, slots=True)
class _Occasion:
    """One thing to say on one day about an assignment, before it is known to whom."""

    assignment: Assignment
    milestone: AssignmentMilestone | None
    rule: Rule
    key: str
    on: date
    words: str


@transaction.atomic
def sweep(*, on: date, dry_run: bool = False) -> SweepOutcome:
    """Write the reminders of the day `on`, and those of the days since the last sweep that were missed.

    A late sweep looks back `LOOK_BACK_DAYS` at most. Each reminder is written once however often, and by
    however many at the same time, the sweep runs. With `dry_run` nothing is written and the outcome holds
    the reminders that would be.
    """
    since = _since(on)
    days = [since + timedelta(days=n) for n in range((on - since).days + 1)]
    outcome = SweepOutcome(on=on, since=since)
    people = _people()
    occasions = _occasions(days)
    while batch := list(islice(occasions, _BATCH)):
        fresh = _not_yet_said(_addressed(batch, people, outcome), batch)
        for reminder in fresh:
            outcome.by_rule[reminder.rule] = outcome.by_rule.get(reminder.rule, 0) + 1
        outcome.made += len(fresh)
        if dry_run:
            outcome.reminders.extend(fresh)
        else:
            # Another sweep may be writing the same rows: the unique constraints decide.
            Reminder.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    if not dry_run:
        Sweep.objects.update_or_create(on=on)
        logger.info("sweep of %s since %s: %s new reminders", on, since, outcome.made)
    if outcome.unreachable:
        logger.warning("sweep of %s: %s units in which nobody can be told", on, len(outcome.unreachable))
    return outcome


def _since(on: date) -> date:
    """The first day to look at: the last swept one again, for what was handed out after its sweep."""
    last = Sweep.objects.filter(on__lte=on).order_by("-on").values_list("on", flat=True).first()
    earliest = on - timedelta(days=LOOK_BACK_DAYS)
    return max(last, earliest) if last else earliest


def _people() -> dict[int, list[int]]:
    """Ids of the users to be told, by department."""
    people: dict[int, list[int]] = {}
    rows = (
        Membership.objects.filter(role__in=ADDRESSEES, user__is_active=True)
        .order_by("department_id", "user_id")
        .values_list("department_id", "user_id")
        .distinct()
    )
    for department, user in rows:
        people.setdefault(department, []).append(user)
    return people


def _occasions(days: list[date]) -> Iterator[_Occasion]:
    # Always by id: two sweeps at once write in the same order, so that one waits and neither is a deadlock.
    for milestone in _milestones(days).iterator(chunk_size=_BATCH):
        yield from _about_date(milestone, days)
    for assignment in _unsigned(days).iterator(chunk_size=_BATCH):
        yield _about_signing(assignment)


def _milestones(days: list[date]) -> QuerySet[AssignmentMilestone]:
    """The unfinished dates of open work of which one of the days has something to say."""
    ahead = {day + timedelta(days=n) for day in days for n in AHEAD_DAYS}
    # One day late and every seven days after is always the same day of the week.
    weekdays = {(day - timedelta(days=1)).isoweekday() for day in days}
    return (
        AssignmentMilestone.objects.filter(
            Q(due_on__in=ahead) | Q(due_on__lt=days[-1], due_on__iso_week_day__in=weekdays),
            completed_on__isnull=True,
            assignment__status__in=REMINDED_STATUSES,
        )
        .select_related("assignment__task__measure", "assignment__document", "assignment__department")
        .defer("assignment__document__text", "assignment__task__text")
        .order_by("id")
    )


def _about_date(milestone: AssignmentMilestone, days: list[date]) -> Iterator[_Occasion]:
    for day in days:
        late = (day - milestone.due_on).days
        # What was handed out later could not have been said on that day.
        if day < milestone.assignment.dispatched_on or not (
            -late in AHEAD_DAYS or (late > 0 and late % OVERDUE_EVERY == 1)
        ):
            continue
        rule, words = _words(milestone, late)
        yield _Occasion(milestone.assignment, milestone, rule, f"{milestone.due_on} {late:+d}", day, words)


def _words(milestone: AssignmentMilestone, late: int) -> tuple[Rule, str]:
    strive = milestone.firmness == Firmness.STRIVE
    limit = f"{'争取' if strive else ''}时限{milestone.due_on}"
    if late > 0 and strive:
        return Rule.STRIVE_PASSED, f"{limit}已过{late}天，请抓紧办理"
    if late > 0:
        return Rule.OVERDUE, f"{limit}，已逾期{late}天"
    return Rule.DUE_SOON, f"{limit}，" + (f"还有{-late}天" if late else "今日到期")


def _unsigned(days: list[date]) -> QuerySet[Assignment]:
    """The unsigned assignments whose third working day after dispatch is one of the days."""
    first = days[0] - timedelta(days=_LONGEST_HOLIDAY)
    candidates = (first + timedelta(days=n) for n in range((days[-1] - first).days + 1))
    dispatched = [d for d in candidates if days[0] <= _signing_day(d) <= days[-1]]
    return (
        Assignment.objects.filter(status=Status.PENDING, dispatched_on__in=dispatched)
        .select_related("task__measure", "document", "department")
        .defer("document__text", "task__text")
        .order_by("id")
    )


def _signing_day(dispatched_on: date) -> date:
    return add_workdays(dispatched_on, UNSIGNED_WORKDAYS)[0]


def _about_signing(assignment: Assignment) -> _Occasion:
    dispatched_on = assignment.dispatched_on
    return _Occasion(
        assignment,
        None,
        Rule.UNSIGNED,
        f"{dispatched_on} +{UNSIGNED_WORKDAYS}wd",
        _signing_day(dispatched_on),
        f"{dispatched_on}交办，已满{UNSIGNED_WORKDAYS}个工作日仍未签收",
    )


def _addressed(
    batch: Iterable[_Occasion], people: dict[int, list[int]], outcome: SweepOutcome
) -> Iterator[Reminder]:
    for said in batch:
        assignment = said.assignment
        users = people.get(assignment.department_id, [])
        if not users:
            outcome.unreachable.add(str(assignment.department))
        subject = f"{assignment.document}“{assignment.task.measure}”"
        for user in users:
            yield Reminder(
                assignment=assignment,
                milestone=said.milestone,
                user_id=user,
                rule=said.rule,
                occasion=said.key,
                on=said.on,
                message=f"{subject[: 298 - len(said.words)]}：{said.words}",
            )


def _not_yet_said(reminders: Iterable[Reminder], batch: list[_Occasion]) -> list[Reminder]:
    said = set(
        Reminder.objects.filter(
            assignment__in={o.assignment.pk for o in batch}, on__gte=min(o.on for o in batch)
        )
        .order_by()
        .values_list("assignment_id", "milestone_id", "user_id", "rule", "occasion")
    )
    return [
        r
        for r in reminders
        if (r.assignment_id, r.milestone_id, r.user_id, str(r.rule), r.occasion) not in said
    ]
