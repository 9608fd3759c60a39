"""审核: 督查室 accepts a report or returns it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from departments.errors import ServiceError
from departments.models import User, UserRole
from departments.services import require_role
from tracker.models import Assignment, EventKind, ProgressReport, ReportStatus, Status
from tracker.services.ledger import lock, record, refresh_due_dates


@transaction.atomic
def approve_report(*, report: ProgressReport, actor: User, on: date, comment: str = "") -> ProgressReport:
    """Accept a report on the day `on`.

    The assignment takes over its percentage. A claim of completion closes its milestone as of the day it
    was filed (a department is not late because the review took time), and with the last milestone the
    assignment. Raises `NotAllowed`, and `ServiceError` when the report has been answered already.
    """
    require_role(actor, UserRole.SUPERVISOR, to="审核进展")
    report, assignment = _locked(report)
    _answer(report, ReportStatus.APPROVED, actor=actor, comment=comment)
    before = assignment.status
    assignment.percent = report.percent
    if report.claims_completion:
        _close(report, assignment, actor=actor)
    assignment.save(update_fields=["status", "percent", "completed_on", "due_on", "must_due_on"])
    record(assignment, EventKind.APPROVED, actor=actor, from_status=before, note=comment.strip())
    if assignment.status == Status.COMPLETED:
        record(assignment, EventKind.COMPLETED, actor=actor, from_status=before)
    return report


@transaction.atomic
def return_report(*, report: ProgressReport, actor: User, reason: str) -> ProgressReport:
    """退回: send a report back with a reason; the assignment is in work again. Raises as `approve_report`."""
    require_role(actor, UserRole.SUPERVISOR, to="退回进展")
    if not reason.strip():
        raise ServiceError("请写明退回原因。")
    report, assignment = _locked(report)
    _answer(report, ReportStatus.RETURNED, actor=actor, comment=reason)
    before = assignment.status
    if assignment.status == Status.IN_REVIEW and report.claims_completion:
        assignment.status = Status.ACTIVE
        assignment.save(update_fields=["status"])
    record(assignment, EventKind.RETURNED, actor=actor, from_status=before, note=reason.strip())
    return report


def _locked(report: ProgressReport) -> tuple[ProgressReport, Assignment]:
    # The assignment first, always: two reviewers of one assignment queue up instead of crossing.
    assignment = lock(report.assignment)
    report = ProgressReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.status != ReportStatus.SUBMITTED:
        raise ServiceError(f"该进展已经审核（{report.get_status_display()}），请刷新页面。")
    if not assignment.is_open:
        raise ServiceError(f"该事项当前为“{assignment.get_status_display()}”，不能审核其进展。")
    return report, assignment


def _answer(report: ProgressReport, status: ReportStatus, *, actor: User, comment: str) -> None:
    report.status = status
    report.reviewed_by = actor
    report.reviewed_at = timezone.now()
    report.review_comment = comment.strip()
    report.save(update_fields=["status", "reviewed_by", "reviewed_at", "review_comment"])


def _close(report: ProgressReport, assignment: Assignment, *, actor: User) -> None:
    if report.milestone is not None:
        report.milestone.completed_on = report.submitted_on
        report.milestone.save(update_fields=["completed_on"])
        record(assignment, EventKind.MILESTONE_DONE, actor=actor, note=str(report.milestone))
    refresh_due_dates(assignment)
    if assignment.due_on is None:
        assignment.status = Status.COMPLETED
        assignment.completed_on = report.submitted_on
        assignment.percent = 100
    else:
        assignment.status = Status.ACTIVE
