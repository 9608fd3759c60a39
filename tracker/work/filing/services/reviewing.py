"""审核: 督查室 (for a delegated task: the unit that delegated it) accepts a report or returns it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from common.db.compiled import CompiledQuery
from common.errors import ServiceError
from common.text import as_note
from departments.models.users import User
from tracker.work.filing.models.reports import UNANSWERED, Mark, ProgressReport, ReportStatus
from tracker.work.filing.services.owing import recount_reports
from tracker.work.filing.services.reporting import going_along, locked_filing
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.models.requests import AnswerStatus
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.base import log_event, refresh_due_dates
from tracker.work.states import Status
from tracker.work.transitions import ActorRole, Transition, require_role, require_state, roles_of

_IN_QUEUE = (ReportStatus.SUBMITTED, ReportStatus.FIRST_APPROVED)


@transaction.atomic
def approve_report(
    *, report: ProgressReport, actor: User, comment: str = "", mark: int | None = None
) -> ProgressReport:
    """Accept a report.

    The assignment takes over its percentage, unless a newer report has been approved before. A claim of
    completion closes its milestone as of the day it was filed (a department is not late because the review
    took time), and with the last milestone the assignment; where the office wants two reviewers, a claim
    needs a second one. What was filed with it by 并案 is accepted with it. `mark` (1 to 5) says what the
    reviewer thinks of the report. Raises `NotAllowed`, and `ServiceError` when it has been answered.
    """
    (report, assignment), *copies = locked_filing(report)
    _check(report, assignment, Transition.APPROVE, actor)
    approve = _approve_first if _wants_second(report, assignment, actor) else _approve
    for one, its in [(report, assignment), *going_along(copies, Transition.APPROVE, _IN_QUEUE)]:
        approve(one, its, actor=actor, comment=comment, mark=mark)
    return report


def _approve(
    report: ProgressReport, assignment: Assignment, *, actor: User, comment: str, mark: int | None
) -> None:
    comment = as_note(comment, "审核意见", field="comment")
    _answer(report, ReportStatus.APPROVED, actor=actor, comment=comment, mark=mark)
    before, percent = assignment.status, assignment.percent
    changed = ["percent"]
    if not _NEWER.all(assignment=assignment.pk, report=report.pk):
        assignment.percent = report.percent
    if report.claims_completion:
        _close(report, assignment, actor=actor)
        changed += ["status", "completed_on", "due_on", "must_due_on"]
    assignment.save(update_fields=changed)
    moved = "" if assignment.percent == percent else f"完成比例由{percent}%变为{assignment.percent}%。"
    log_event(assignment, EventKind.APPROVED, actor=actor, from_status=before, note=moved + comment)
    if assignment.status == Status.COMPLETED:
        note = _let_rest(assignment)
        log_event(assignment, EventKind.COMPLETED, actor=actor, from_status=before, note=note)


_NEWER = CompiledQuery(
    lambda assignment, report: ProgressReport.objects.filter(
        assignment=assignment, status=ReportStatus.APPROVED, pk__gt=report
    ).values_list("pk")[:1]
)


@transaction.atomic
def return_report(
    *, report: ProgressReport, actor: User, reason: str, mark: int | None = None
) -> ProgressReport:
    """退回: send a report back with a reason; the assignment is in work again. Raises as `approve_report`."""
    (report, assignment), *copies = locked_filing(report)
    _check(report, assignment, Transition.RETURN, actor)
    reason = as_note(reason, "退回原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明退回原因。", field="reason")
    for one, its in [(report, assignment), *going_along(copies, Transition.RETURN, _IN_QUEUE)]:
        _answer(one, ReportStatus.RETURNED, actor=actor, comment=reason, mark=mark)
        before, changed = its.status, recount_reports(its)
        if before == Status.IN_REVIEW and one.claims_completion:
            its.status = Status.ACTIVE
            changed.append("status")
        if changed:
            its.save(update_fields=changed)
        log_event(its, EventKind.RETURNED, actor=actor, from_status=before, note=reason)
    return report


@dataclass(slots=True)
class BulkOutcome:
    """What became of many: how many went through, and why the others did not."""

    done: int = 0
    verb: str = "已通过"
    refused: list[str] = field(default_factory=list)

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        parts = [f"{self.verb}{self.done}份"]
        if self.refused:
            parts.append(f"{len(self.refused)}份未处理（{'；'.join(self.refused[:3])}）")
        return "，".join(parts) + "。"


def approve_many(*, reports: Sequence[ProgressReport], actor: User) -> BulkOutcome:
    """Accept many reports, each in its own transaction: one that cannot be accepted stops no other."""
    outcome = BulkOutcome()
    for report in reports:
        try:
            approve_report(report=report, actor=actor)
            outcome.done += 1
        except ServiceError as error:
            outcome.refused.append(f"{report.assignment.department}：{error}")
    return outcome


def _check(report: ProgressReport, assignment: Assignment, transition: Transition, actor: User) -> None:
    require_role(transition, assignment, actor)
    if report.status not in _IN_QUEUE:
        raise ServiceError(
            "report_reviewed", f"该进展已经审核或撤回（{report.get_status_display()}），请刷新页面。"
        )
    require_state(transition, assignment)


def _wants_second(report: ProgressReport, assignment: Assignment, actor: User) -> bool:
    if not report.claims_completion or ActorRole.OFFICE not in roles_of(actor, assignment):
        return False
    if report.status == ReportStatus.FIRST_APPROVED:
        if report.first_reviewed_by_id == actor.pk:
            raise ServiceError("second_reviewer_required", "您已初审，复核须由另一名督查人员办理。")
        return False
    return OfficeSettings.current().two_reviewers


def _approve_first(
    report: ProgressReport, assignment: Assignment, *, actor: User, comment: str, mark: int | None
) -> None:
    comment = as_note(comment, "审核意见", field="comment")
    report.status, report.mark = ReportStatus.FIRST_APPROVED, _checked(mark)
    report.first_reviewed_by, report.first_reviewed_at = actor, timezone.now()
    report.save(update_fields=["status", "mark", "first_reviewed_by", "first_reviewed_at"])
    log_event(
        assignment,
        EventKind.FIRST_APPROVED,
        actor=actor,
        from_status=assignment.status,
        note=f"{comment}{_marked(mark)}",
    )


def _marked(mark: int | None) -> str:
    """The first reviewer's mark in words: the second one's may take its place on the report."""
    return "" if mark is None else f"（质量评分{mark}分）"


def _checked(mark: int | None) -> int | None:
    if mark is not None and mark not in Mark.values:
        raise ServiceError("mark_out_of_range", "质量评分为1至5分，也可以不评。", field="mark")
    return mark


def _answer(
    report: ProgressReport, status: ReportStatus, *, actor: User, comment: str, mark: int | None
) -> None:
    report.status = status
    # The first reviewer's mark stands where the second gives none.
    report.mark = _checked(mark) if mark is not None else report.mark
    report.reviewed_by = actor
    report.reviewed_at = timezone.now()
    report.review_comment = comment
    report.save(update_fields=["status", "mark", "reviewed_by", "reviewed_at", "review_comment"])


def _close(report: ProgressReport, assignment: Assignment, *, actor: User) -> None:
    milestone = report.milestone
    if milestone is not None:
        milestone.completed_on = report.submitted_on
        milestone.save(update_fields=["completed_on"])
        note = str(milestone)
        for extension in milestone.extensions.filter(status=AnswerStatus.OPEN):
            extension.status, extension.answer = AnswerStatus.WITHDRAWN, "时限已办结，无需延期"
            extension.save(update_fields=["status", "answer"])
            note += f"，延至{extension.to_date}的申请不再答复"
        log_event(assignment, EventKind.MILESTONE_DONE, actor=actor, note=note)
    refresh_due_dates(assignment)
    if assignment.due_on is None:
        assignment.status = Status.COMPLETED
        assignment.completed_on = report.submitted_on
        assignment.percent = 100
    else:
        assignment.status = Status.ACTIVE


def _let_rest(assignment: Assignment) -> str:
    """Nothing is left to answer on a completed assignment; says, for the timeline, how much was."""
    count = assignment.reports.filter(status__in=UNANSWERED).update(
        status=ReportStatus.WITHDRAWN,
        withdrawn_at=timezone.now(),
        review_comment="事项已办结，无需审核",
    )
    assignment.declines.filter(status=AnswerStatus.OPEN).update(status=AnswerStatus.WITHDRAWN)
    return f"另有{count}份未审核的进展不再审核。" if count else ""
