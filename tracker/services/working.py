"""签收, 中止 and 恢复: the steps of an assignment that carry no report."""

from django.db import transaction
from django.utils import timezone

from departments.errors import ServiceError
from departments.models import User, UserRole
from departments.services import require_role
from tracker.models import Assignment, EventKind, Status
from tracker.services.ledger import lock, record, require_filer, require_status


@transaction.atomic
def sign_assignment(*, assignment: Assignment, actor: User) -> Assignment:
    """签收: the department takes the task on. Raises `NotAllowed`, `ServiceError` when signed already."""
    assignment = lock(assignment)
    require_filer(actor, assignment, to="签收")
    require_status(assignment, Status.PENDING, to="签收")
    assignment.status = Status.ACTIVE
    assignment.signed_at = timezone.now()
    assignment.signed_by = actor
    assignment.save(update_fields=["status", "signed_at", "signed_by"])
    record(assignment, EventKind.SIGNED, actor=actor, from_status=Status.PENDING)
    return assignment


@transaction.atomic
def suspend_assignment(*, assignment: Assignment, reason: str, actor: User | None) -> Assignment:
    """中止: 督查室 stops the work, with a reason; it leaves every list of open work."""
    require_role(actor, UserRole.SUPERVISOR, to="中止事项")
    if not reason.strip():
        raise ServiceError("请写明中止原因。")
    assignment = lock(assignment)
    before = assignment.status
    require_status(assignment, Status.PENDING, Status.ACTIVE, Status.IN_REVIEW, to="中止")
    assignment.status = Status.SUSPENDED
    assignment.save(update_fields=["status"])
    record(assignment, EventKind.SUSPENDED, actor=actor, from_status=before, note=reason.strip())
    return assignment


@transaction.atomic
def resume_assignment(*, assignment: Assignment, reason: str, actor: User | None) -> Assignment:
    """恢复: a suspended assignment goes on where it stood: signed or not, claim in review or not."""
    require_role(actor, UserRole.SUPERVISOR, to="恢复事项")
    if not reason.strip():
        raise ServiceError("请写明恢复原因。")
    assignment = lock(assignment)
    require_status(assignment, Status.SUSPENDED, to="恢复")
    if assignment.reports.filter(status="submitted", claims_completion=True).exists():
        assignment.status = Status.IN_REVIEW
    else:
        assignment.status = Status.ACTIVE if assignment.signed_at else Status.PENDING
    assignment.save(update_fields=["status"])
    record(assignment, EventKind.RESUMED, actor=actor, from_status=Status.SUSPENDED, note=reason.strip())
    return assignment
