"""填报: a department says how far it has come."""

from datetime import date

from django.db import transaction

from departments.errors import ServiceError
from departments.models import User
from tracker.models import Assignment, AssignmentMilestone, EventKind, ProgressReport, ReportStatus, Status
from tracker.services.ledger import lock, record, require_filer, require_status


@transaction.atomic
def file_report(
    *,
    assignment: Assignment,
    actor: User,
    on: date,
    percent: int,
    narrative: str,
    problems: str = "",
    next_steps: str = "",
    claims_completion: bool = False,
    milestone: AssignmentMilestone | None = None,
) -> ProgressReport:
    """File a progress report for the department on the day `on`.

    `percent` is 0–100. With `claims_completion` the report asks to close `milestone` (without one: the
    earliest that is open, or the whole assignment where it has no date) and the assignment waits for
    review. Raises `NotAllowed` for another department's work, `ServiceError` when the assignment is not
    in work, a claim is already under review, or the words are missing.
    """
    assignment = lock(assignment)
    require_filer(actor, assignment, to="填报进展")
    if assignment.status == Status.PENDING:
        raise ServiceError("该事项尚未签收，请先签收再填报。")
    require_status(assignment, Status.ACTIVE, to="填报进展")
    if not 0 <= percent <= 100:
        raise ServiceError("完成比例应在0到100之间。")
    if not narrative.strip():
        raise ServiceError("请填写进展情况。")
    if milestone is not None:
        _check_milestone(assignment, milestone)
    elif claims_completion:
        milestone = assignment.milestones.filter(completed_on__isnull=True).order_by("due_on", "id").first()
    report = ProgressReport.objects.create(
        assignment=assignment,
        author=actor,
        percent=percent,
        narrative=narrative.strip(),
        problems=problems.strip(),
        next_steps=next_steps.strip(),
        claims_completion=claims_completion,
        milestone=milestone,
        submitted_on=on,
    )
    before = assignment.status
    if claims_completion:
        assignment.status = Status.IN_REVIEW
        assignment.save(update_fields=["status"])
    note = f"完成比例{percent}%" + ("，申请办结" if claims_completion else "")
    record(assignment, EventKind.REPORTED, actor=actor, from_status=before, note=note)
    return report


def _check_milestone(assignment: Assignment, milestone: AssignmentMilestone) -> None:
    if milestone.assignment_id != assignment.pk:
        raise ServiceError("所选时限不属于该事项。")
    if milestone.completed_on is not None:
        raise ServiceError("所选时限已经完成，请选择其他时限。")


def last_report(assignment: Assignment) -> ProgressReport | None:
    """The newest report that was not returned, to start the next one from."""
    return assignment.reports.exclude(status=ReportStatus.RETURNED).order_by("-id").first()
