"""What every write on an assignment shares: the lock, the dates that follow, the line of the timeline."""

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Min, Q, QuerySet

from common import clock
from common.db.compiled import CompiledQuery
from common.errors import ServiceError
from departments.models.users import User
from policies.models.measures import Firmness
from tracker.work.inside.behalf import mark_done_for_others
from tracker.work.merging.models import MergedMember, MergeState
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind
from tracker.work.states import OPEN_STATUSES
from tracker.work.telling import happened

logger = logging.getLogger(__name__)


def lock(assignment: Assignment) -> Assignment:
    """The assignment as it is now, locked until the transaction ends, so that of two people one waits.

    The lock leaves its key alone (`no_key`): a line written on the timeline by somebody who holds no lock
    (a 批示 on the whole document) does not wait, and no two transactions wait for each other.
    """
    locked: Assignment = _LOCKED.get(pk=assignment.pk)
    return locked


_LOCKED = CompiledQuery(lambda pk: to_lock().filter(pk=pk))


def to_lock() -> QuerySet[Assignment]:
    """Assignments as `lock` takes them, to be narrowed down: in order of their keys, with their context."""
    return (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("department", "document", "task__measure", "parent__department")
        .defer("document__text")
        .order_by("pk")
    )


def lock_with_siblings(assignment: Assignment) -> tuple[Assignment, list[Assignment]]:
    """The assignment and the open ones that it is joined with (并案), locked, always in the same order.

    Whoever joins or parts locks the assignments too; what changed while this waited is refused.
    """
    others = siblings_of(assignment)
    if not others:
        return lock(assignment), []
    locked = {pk: lock(Assignment(pk=pk)) for pk in sorted({assignment.pk, *others})}
    if siblings_of(assignment) != others:
        raise ServiceError("merged_work_changed", "该事项的并案刚有变化，请刷新后再办理。")
    return locked[assignment.pk], [locked[pk] for pk in others]


def siblings_of(assignment: Assignment) -> list[int]:
    """Ids of the other open assignments of the 并案 that the assignment is in, in order."""
    return _PARTNERS.all(pk=assignment.pk)


def _partners(pk: Any) -> QuerySet[Any]:
    mine = MergedMember.objects.filter(assignment=pk, active=True, work__state=MergeState.JOINED)
    return (
        MergedMember.objects.filter(
            work__in=mine.values("work"), active=True, assignment__status__in=OPEN_STATUSES
        )
        .exclude(assignment=pk)
        .order_by("assignment")
        .values_list("assignment", flat=True)
    )


_PARTNERS = CompiledQuery(_partners)


def refresh_due_dates(assignment: Assignment) -> None:
    """Set `due_on` and `must_due_on` from the milestones that are not done; the caller saves."""
    dates = AssignmentMilestone.objects.filter(assignment=assignment, completed_on__isnull=True).aggregate(
        first=Min("due_on"), first_must=Min("due_on", filter=Q(firmness=Firmness.MUST))
    )
    assignment.due_on, assignment.must_due_on = dates["first"], dates["first_must"]


def save_due_dates(assignment: Assignment) -> None:
    """`refresh_due_dates`, and save them."""
    refresh_due_dates(assignment)
    assignment.save(update_fields=["due_on", "must_due_on"])


def move_date(
    milestone: AssignmentMilestone,
    to_date: date,
    *,
    kind: EventKind,
    actor: User | None,
    note: str,
) -> Event:
    """Give a milestone of a locked assignment another date; its first date stays where it was.

    Returns the line of the timeline, to be written by the caller (`write_events`): what is moved together is
    told together.
    """
    assignment, from_date = milestone.assignment, milestone.due_on
    milestone.due_on = to_date
    if kind != EventKind.EXTENSION_GRANTED:
        milestone.scored_on = None  # 督查室's own date is the one that counts
    elif milestone.scored_on is None:
        milestone.scored_on = from_date
    milestone.save(update_fields=["due_on", "scored_on"])
    save_due_dates(assignment)
    words = f"{milestone.phrase or '时限'}由{from_date}调整为{to_date}"
    return Event(
        assignment=assignment,
        kind=kind,
        actor=actor,
        from_status=assignment.status,
        to_status=assignment.status,
        note=f"{words}。{note}".rstrip("。") + "。",
    )


def log_event(
    assignment: Assignment,
    kind: EventKind,
    *,
    actor: User | None,
    from_status: str = "",
    note: str = "",
) -> Event:
    """Write a line of the timeline."""
    event = Event(
        assignment=assignment,
        kind=kind,
        actor=actor,
        from_status=from_status,
        to_status=assignment.status,
        note=note,
    )
    mark_done_for_others([event], clock.today())
    event.save()
    happened([event])
    logger.info(
        "assignment %s: %s by %s (%s → %s)", assignment.pk, kind, actor, from_status, assignment.status
    )
    return event


def log_events(assignments: Iterable[Assignment], kind: EventKind, *, actor: User, note: str) -> list[Event]:
    """Write the same line on many timelines at once; it changes no state."""
    events = write_events(
        Event(
            assignment=assignment,
            kind=kind,
            actor=actor,
            from_status=assignment.status,
            to_status=assignment.status,
            note=note,
        )
        for assignment in assignments
    )
    logger.info("%s assignments: %s by %s", len(events), kind, actor)
    return events


def write_events(events: Iterable[Event]) -> list[Event]:
    """Write many lines, on whatever timelines; who is to be told of them is told of them together."""
    lines = list(events)
    mark_done_for_others(lines, clock.today())
    written = Event.objects.bulk_create(lines, batch_size=500)
    happened(written)
    return written
