"""What every write on an assignment shares: the lock, the right hand, the dates that follow, the record."""

import logging

from django.db.models import Min, Q

from departments.errors import NotAllowed, ServiceError
from departments.models import User, UserRole
from policies.models import Firmness
from tracker.models import Assignment, AssignmentMilestone, Event, EventKind, Status

logger = logging.getLogger(__name__)


def lock(assignment: Assignment) -> Assignment:
    """The assignment as it is now, locked until the transaction ends, so that of two hands one waits."""
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("department", "task__measure")
        .get(pk=assignment.pk)
    )


def require_filer(actor: User, assignment: Assignment, *, to: str) -> None:
    """Raise `NotAllowed` unless the actor files for the assignment's department."""
    if assignment.department_id not in actor.department_ids(UserRole.FILER, UserRole.HEAD):
        raise NotAllowed(f"您不是{assignment.department}的填报人员，不能{to}。")


def require_status(assignment: Assignment, *allowed: Status, to: str) -> None:
    """Raise `ServiceError` unless the assignment stands in one of the states."""
    if assignment.status not in allowed:
        raise ServiceError(f"该事项当前为“{assignment.get_status_display()}”，不能{to}。")


def refresh_due_dates(assignment: Assignment) -> None:
    """Set `due_on` and `must_due_on` from the milestones that are not done; the caller saves."""
    dates = AssignmentMilestone.objects.filter(assignment=assignment, completed_on__isnull=True).aggregate(
        first=Min("due_on"), first_must=Min("due_on", filter=Q(firmness=Firmness.MUST))
    )
    assignment.due_on, assignment.must_due_on = dates["first"], dates["first_must"]


def record(
    assignment: Assignment,
    kind: EventKind,
    *,
    actor: User | None,
    from_status: str = "",
    note: str = "",
) -> None:
    """Write a line of the timeline."""
    Event.objects.create(
        assignment=assignment,
        kind=kind,
        actor=actor,
        from_status=from_status,
        to_status=assignment.status,
        note=note,
    )
    logger.info(
        "assignment %s: %s by %s (%s → %s)", assignment.pk, kind, actor, from_status, assignment.status
    )
