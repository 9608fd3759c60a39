"""填报: a department says how far it has come; its head endorses; it may take back what is not answered."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from departments.errors import NotAllowed, ServiceError
from departments.models import User, UserRole
from policies.extraction.quantities import parse_quantity
from policies.models import Indicator
from tracker.models import (
    UNANSWERED,
    Assignment,
    AssignmentMilestone,
    EventKind,
    IndicatorReading,
    ProgressReport,
    ReportDraft,
    ReportStatus,
    Status,
)
from tracker.periods import period_of
from tracker.querysets import SOON_DAYS
from tracker.services.ledger import lock, record
from tracker.steps import Step, require_hand, require_status, require_step

_DROP_REASON = 200  # characters that the columns hold
_FIGURE = 100


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
    coordination: str = "",
    drop_reason: str = "",
    claims_completion: bool = False,
    milestone: AssignmentMilestone | None = None,
    figures: Mapping[Indicator, str] | None = None,
    draft: ReportDraft | None = None,
    no_change: bool = False,
) -> ProgressReport:
    """File a progress report for the department on the day `on`.

    1. `percent` is 0–100; below the last approved one, or one that still waits for an answer, it needs a
       `drop_reason`.
    2. With `claims_completion` the report asks to close `milestone` (without one: the earliest that is
       open, or the whole assignment where it has no date); where the document demands evidence, the draft
       must carry an attachment.
    3. Where the department wants it, a filer's report waits for the head; otherwise it goes to 督查室.
    4. The files of `draft`, the actor's own on this assignment, become the report's, and the draft is gone.

    Raises `NotAllowed` for another department's work; `ServiceError` when the assignment is not in work, a
    claim is already under way, or something is missing. Then nothing is written and the draft stays.
    """
    assignment = lock(assignment)
    require_hand(Step.FILE, assignment, actor)
    if assignment.status == Status.PENDING:
        raise ServiceError("该事项尚未签收，请先签收再填报。")
    require_status(Step.FILE, assignment)
    _check_words(assignment, percent, narrative, drop_reason)
    _check_draft(assignment, draft, actor)
    if milestone is not None:
        milestone = _open_milestone(assignment, milestone)
    if claims_completion:
        _check_claim(assignment, draft)
        milestone = milestone or assignment.milestones.filter(completed_on__isnull=True).first()
    endorsed = not assignment.department.head_endorses or _is_head(actor, assignment)
    report = ProgressReport.objects.create(
        assignment=assignment,
        author=actor,
        percent=percent,
        narrative=narrative.strip(),
        problems=problems.strip(),
        next_steps=next_steps.strip(),
        coordination=coordination.strip(),
        drop_reason=drop_reason.strip(),
        claims_completion=claims_completion,
        milestone=milestone,
        no_change=no_change,
        period=period_of(assignment.task.cycle, on),
        status=ReportStatus.SUBMITTED if endorsed else ReportStatus.ENDORSING,
        submitted_on=on,
    )
    _write_figures(report, figures or {})
    if draft is not None:
        draft.attachments.update(report=report, draft=None)
        draft.delete()
    # What has not left the department says nothing yet on a timeline that 督查室 reads.
    note = _in_short(report) if endorsed else "待负责人审签"
    _submit(report, assignment, actor=actor, kind=EventKind.REPORTED, note=note)
    return report


def _in_short(report: ProgressReport) -> str:
    return f"完成比例{report.percent}%" + ("，申请办结" if report.claims_completion else "")


def _check_words(assignment: Assignment, percent: int, narrative: str, drop_reason: str) -> None:
    if not 0 <= percent <= 100:
        raise ServiceError("完成比例应在0到100之间。")
    if not narrative.strip():
        raise ServiceError("请填写进展情况。")
    if len(drop_reason.strip()) > _DROP_REASON:
        raise ServiceError(f"比例下降原因请控制在{_DROP_REASON}字以内。")
    reached = reached_percent(assignment)
    if percent < reached and not drop_reason.strip():
        raise ServiceError(f"完成比例低于此前填报的{reached}%，请写明下降原因。")


def reached_percent(assignment: Assignment) -> int:
    """The percentage below which a report has to say why: the highest of the approved and the waiting.

    Those that wait count as well: the order in which they are read must not make it fall silently.
    """
    waiting = assignment.reports.filter(status__in=UNANSWERED).aggregate(highest=Max("percent"))["highest"]
    return max(assignment.percent, waiting or 0)


def _check_draft(assignment: Assignment, draft: ReportDraft | None, actor: User) -> None:
    if draft is not None and (draft.assignment_id, draft.author_id) != (assignment.pk, actor.pk):
        raise NotAllowed("只能报送自己在该事项上的草稿。")


def _open_milestone(assignment: Assignment, milestone: AssignmentMilestone) -> AssignmentMilestone:
    """The milestone as it is now, under the assignment's lock."""
    current = assignment.milestones.filter(pk=milestone.pk).first()
    if current is None:
        raise ServiceError("所选时限不属于该事项。")
    if current.completed_on is not None:
        raise ServiceError("所选时限已经完成，请选择其他时限。")
    return current


def _check_claim(assignment: Assignment, draft: ReportDraft | None) -> None:
    if assignment.reports.filter(status__in=UNANSWERED, claims_completion=True).exists():
        raise ServiceError("已有一份申请办结的进展正在办理，请等待答复或先撤回。")
    if assignment.document.evidence_required and (draft is None or not draft.attachments.exists()):
        raise ServiceError("该文件要求办结时附佐证材料，请先上传附件。")


def _is_head(actor: User, assignment: Assignment) -> bool:
    return assignment.department_id in actor.department_ids(UserRole.HEAD)


def _write_figures(report: ProgressReport, figures: Mapping[Indicator, str]) -> None:
    for indicator, value in figures.items():
        if indicator.document_id != report.assignment.document_id:
            raise ServiceError("所填指标不属于该文件。")
        value = value.strip()
        if len(value) > _FIGURE:
            raise ServiceError(f"指标“{indicator}”的数值请控制在{_FIGURE}字以内。")
        if value:
            IndicatorReading.objects.create(
                report=report, indicator=indicator, value=value, number=_number(value)
            )


def _number(value: str) -> Decimal | None:
    """The number in the value, as far as the column holds it; what is longer stays as words only."""
    quantity = parse_quantity(value)
    if quantity is None or abs(quantity.number) >= 10**14:
        return None
    return round(quantity.number, 4)


def _submit(
    report: ProgressReport, assignment: Assignment, *, actor: User, kind: EventKind, note: str
) -> None:
    """A claim that has left the department puts the assignment under review."""
    before = assignment.status
    if report.claims_completion and report.status == ReportStatus.SUBMITTED:
        assignment.status = Status.IN_REVIEW
        assignment.save(update_fields=["status"])
    record(assignment, kind, actor=actor, from_status=before, note=note)


@transaction.atomic
def endorse_report(*, report: ProgressReport, actor: User) -> ProgressReport:
    """审签: the head of the department lets a filer's report go to 督查室."""
    report, assignment = locked_report(report)
    require_step(Step.ENDORSE, assignment, actor)
    if report.status != ReportStatus.ENDORSING:
        raise ServiceError(f"该进展当前为“{report.get_status_display()}”，不需要审签。")
    report.status = ReportStatus.SUBMITTED
    report.endorsed_by, report.endorsed_at = actor, timezone.now()
    report.save(update_fields=["status", "endorsed_by", "endorsed_at"])
    _submit(report, assignment, actor=actor, kind=EventKind.ENDORSED, note=_in_short(report))
    return report


@transaction.atomic
def withdraw_report(*, report: ProgressReport, actor: User, reason: str = "") -> ProgressReport:
    """撤回: the department takes back what has not been answered; the assignment is in work again."""
    report, assignment = locked_report(report)
    require_step(Step.WITHDRAW, assignment, actor)
    if report.status not in UNANSWERED:
        raise ServiceError(f"该进展已是“{report.get_status_display()}”，不能撤回。")
    report.status = ReportStatus.WITHDRAWN
    report.save(update_fields=["status"])
    before = assignment.status
    if before == Status.IN_REVIEW and report.claims_completion:
        assignment.status = Status.ACTIVE
        assignment.save(update_fields=["status"])
    record(assignment, EventKind.WITHDRAWN, actor=actor, from_status=before, note=reason.strip())
    return report


def locked_report(report: ProgressReport) -> tuple[ProgressReport, Assignment]:
    """The report and its assignment as they are now, locked.

    The assignment first, always: two hands on one assignment queue up instead of crossing.
    """
    assignment = lock(report.assignment)
    report = ProgressReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    report.assignment = assignment
    return report, assignment


@transaction.atomic
def file_no_change(*, assignment: Assignment, actor: User, on: date) -> ProgressReport:
    """较上次无变化: file again what the last report said, in one click.

    Refused where a date is near or past, and where there is no report to repeat; raises as `file_report`.
    """
    assignment = lock(assignment)
    require_step(Step.FILE, assignment, actor)
    last = last_report(assignment)
    refusal = no_change_refusal(assignment, last, on)
    if last is None or refusal:
        raise ServiceError(refusal)
    narrative = last.narrative if last.no_change else f"较上次（{last.submitted_on}）无变化：{last.narrative}"
    return file_report(
        assignment=assignment,
        actor=actor,
        on=on,
        # After a 重办 the last approved report no longer says how far it is.
        percent=assignment.percent if last.status == ReportStatus.APPROVED else last.percent,
        drop_reason=last.drop_reason,
        narrative=narrative,
        problems=last.problems,
        next_steps=last.next_steps,
        coordination=last.coordination,
        no_change=True,
    )


def no_change_refusal(assignment: Assignment, last: ProgressReport | None, on: date) -> str:
    """Why 较上次无变化 cannot be filed on the day `on`, where `last` is `last_report`; empty if it can."""
    if last is None:
        return "尚无可沿用的进展，请填写一份进展报告。"
    if assignment.due_on is not None and assignment.due_on <= on + timedelta(days=SOON_DAYS):
        return "该事项临近或已过时限，请如实填写进展情况。"
    return ""


def last_report(assignment: Assignment) -> ProgressReport | None:
    """The newest report that was neither returned nor taken back, to start the next one from."""
    gone = [ReportStatus.RETURNED, ReportStatus.WITHDRAWN]
    return assignment.reports.exclude(status__in=gone).order_by("-id").first()
