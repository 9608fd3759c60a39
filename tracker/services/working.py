"""签收, 中止, 恢复 and 重办: the steps of an assignment that carry no report."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from departments.errors import ServiceError
from departments.models import User
from tracker.models import UNANSWERED, AnswerStatus, Assignment, AssignmentMilestone, EventKind, Status
from tracker.services.ledger import lock, record, refresh_due_dates
from tracker.steps import Step, require_step


@transaction.atomic
def sign_assignment(*, assignment: Assignment, actor: User) -> Assignment:
    """签收: the department takes the task on; an objection of its own that is still open is taken back.

    Raises `NotAllowed`, and `ServiceError` when it is signed already.
    """
    assignment = lock(assignment)
    require_step(Step.SIGN, assignment, actor)
    assignment.status = Status.ACTIVE
    assignment.signed_at = timezone.now()
    assignment.signed_by = actor
    assignment.save(update_fields=["status", "signed_at", "signed_by"])
    for objection in assignment.objections.filter(status=AnswerStatus.OPEN):
        objection.status = AnswerStatus.WITHDRAWN
        objection.save(update_fields=["status"])
    record(assignment, EventKind.SIGNED, actor=actor, from_status=Status.PENDING)
    return assignment


@transaction.atomic
def suspend_assignment(*, assignment: Assignment, reason: str, actor: User | None) -> Assignment:
    """中止: 督查室 stops the work, with a reason; it leaves every list of open work."""
    assignment = lock(assignment)
    require_step(Step.SUSPEND, assignment, actor)
    if not reason.strip():
        raise ServiceError("请写明中止原因。")
    before = assignment.status
    assignment.status = Status.SUSPENDED
    assignment.save(update_fields=["status"])
    record(assignment, EventKind.SUSPENDED, actor=actor, from_status=before, note=reason.strip())
    return assignment


@transaction.atomic
def resume_assignment(*, assignment: Assignment, reason: str, actor: User | None) -> Assignment:
    """恢复: a suspended assignment goes on where it stood: signed or not, with its claim in review or not."""
    assignment = lock(assignment)
    require_step(Step.RESUME, assignment, actor)
    if not reason.strip():
        raise ServiceError("请写明恢复原因。")
    assignment.status = standing(assignment)
    assignment.save(update_fields=["status"])
    record(assignment, EventKind.RESUMED, actor=actor, from_status=Status.SUSPENDED, note=reason.strip())
    return assignment


def standing(assignment: Assignment) -> Status:
    """The open state that the assignment's signature and reports put it in."""
    waiting = [status for status in UNANSWERED if status != "endorsing"]
    if assignment.reports.filter(status__in=waiting, claims_completion=True).exists():
        return Status.IN_REVIEW
    return Status.ACTIVE if assignment.signed_at else Status.PENDING


@transaction.atomic
def reopen_assignment(
    *, assignment: Assignment, reason: str, due_on: date, on: date, actor: User | None, percent: int = 0
) -> Assignment:
    """重办: a closed assignment is work again from `percent` on, with a new date of its own and a reason."""
    assignment = lock(assignment)
    require_step(Step.REOPEN, assignment, actor)
    if not reason.strip():
        raise ServiceError("请写明重办原因。")
    if due_on < on:
        raise ServiceError("重办时限不能早于今天。")
    if not 0 <= percent < 100:
        raise ServiceError("重办后的完成比例应在0到99之间。")
    AssignmentMilestone.objects.create(
        assignment=assignment, phrase="重办", first_due_on=due_on, due_on=due_on
    )
    assignment.status = Status.ACTIVE
    assignment.completed_on = None
    assignment.percent = percent
    refresh_due_dates(assignment)
    assignment.save(update_fields=["status", "completed_on", "percent", "due_on", "must_due_on"])
    note = f"{reason.strip().rstrip('。')}。时限{due_on}。"
    record(assignment, EventKind.REOPENED, actor=actor, from_status=Status.COMPLETED, note=note)
    return assignment
