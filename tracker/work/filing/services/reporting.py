"""填报: a department says how far it has come; its head endorses; it may take back what is not answered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from common.db.compiled import CompiledQuery
from common.errors import NotAllowed, ServiceError
from common.text import as_note, clean
from departments.models.users import User, UserRole
from extraction.indicators.quantities import parse_quantity
from policies.models.measures import Indicator
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import UNANSWERED, IndicatorReading, ProgressReport, ReportStatus
from tracker.work.filing.selectors import last_report
from tracker.work.filing.services.checks import (
    LONGEST,
    check_report,
    fingerprint,
    refuse_repetition,
    require_waits_for_head,
    standings,
)
from tracker.work.filing.services.owing import recount_reports, take_note
from tracker.work.models.assignments import Assignment, AssignmentMilestone, EventKind
from tracker.work.periods import period_of
from tracker.work.services.base import lock, lock_with_siblings, log_event, to_lock
from tracker.work.states import SOON_DAYS, Status
from tracker.work.telling import Why, Word, settled, tell
from tracker.work.transitions import TRANSITIONS, Transition, require_transition

_FIGURE = 100  # characters that the column holds


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
    4. While the assignment is joined with others (并案), each of them gets the same report, a copy that is
       answered together with this one; if one of them cannot, none is filed.
    5. The files of `draft`, the actor's own on this assignment, become the report's, and the draft is gone.
    6. What says the same as a report that still waits for an answer is refused: pressed twice, sent again.

    Raises `NotAllowed` for another department's work; `ServiceError` when the assignment is not in work, a
    claim is already under way, or something is missing. Then nothing is written and the draft stays.
    """
    assignment, partners = lock_with_siblings(assignment)
    with_evidence = draft is not None and draft.attachments.exists()
    said: dict[str, Any] = {
        "percent": percent,
        "narrative": clean(narrative),
        "problems": clean(problems),
        "next_steps": clean(next_steps),
        "coordination": clean(coordination),
        "drop_reason": clean(drop_reason),
        "claims_completion": claims_completion,
        "no_change": no_change,
    }
    report = _file_one(
        assignment,
        actor,
        on,
        said,
        milestone=milestone,
        with_evidence=with_evidence,
        draft=draft,
        figures={indicator.pk: value.strip() for indicator, value in (figures or {}).items()},
    )
    _write_figures(report, figures or {})
    if draft is not None:
        draft.attachments.update(report=report, draft=None)
        draft.delete()
    for partner in partners:
        try:
            copy = _file_one(partner, actor, on, said, with_evidence=with_evidence, original=report)
        except NotAllowed:
            raise
        except ServiceError as error:
            raise ServiceError(error.code, said_of_sibling(partner, error), field=error.field) from error
        _copy_files(report, copy)
    return report


def said_of_sibling(partner: Assignment, error: ServiceError) -> str:
    """Why a report cannot be filed: what stands in the way of one that it would serve too (并案)."""
    return f"并案的“{partner.label}”（{partner.document}）：{error}"


def _file_one(
    assignment: Assignment,
    actor: User,
    on: date,
    said: Mapping[str, Any],
    *,
    with_evidence: bool,
    milestone: AssignmentMilestone | None = None,
    draft: ReportDraft | None = None,
    original: ProgressReport | None = None,
    figures: Mapping[int, str] | None = None,
) -> ProgressReport:
    """The report of one locked assignment."""
    claims = bool(said["claims_completion"])
    check_report(
        assignment,
        standings([assignment])[assignment.pk],
        actor=actor,
        percent=said["percent"],
        narrative=said["narrative"],
        drop_reason=said["drop_reason"],
        claims_completion=claims,
        with_evidence=with_evidence,
        problems=said["problems"],
        next_steps=said["next_steps"],
        coordination=said["coordination"],
    )
    _check_draft(assignment, draft, actor)
    if milestone is not None:
        milestone = _open_milestone(assignment, milestone)
    elif claims:
        milestone = assignment.milestones.filter(completed_on__isnull=True).first()
    period = period_of(assignment.task.cycle, on)
    words = fingerprint(
        period or str(on),
        said,
        milestone.pk if milestone else None,
        {pk: v for pk, v in (figures or {}).items() if v},
    )
    refuse_repetition(assignment, words)
    endorsed = not assignment.department.head_endorses or _is_head(actor, assignment)
    report = ProgressReport.objects.create(
        assignment=assignment,
        author=actor,
        milestone=milestone,
        period=period,
        words=words,
        status=ReportStatus.SUBMITTED if endorsed else ReportStatus.ENDORSING,
        needs_endorsement=not endorsed,
        submitted_on=on,
        original=original,
        **{name: value.strip() if isinstance(value, str) else value for name, value in said.items()},
    )
    # What has not left the department says nothing yet on a timeline that 督查室 reads.
    note = _in_short(report) if endorsed else "待负责人审签"
    filed = take_note(assignment, on)
    _submit(report, assignment, actor=actor, kind=EventKind.REPORTED, note=note, changed=filed)
    if not endorsed and original is None:  # what was filed with it by 并案 is endorsed with it
        words = f"{actor}填报的进展（完成比例{report.percent}%）等待您审签"
        tell([Word(assignment, words, _to_endorse(report))], Why.TO_ENDORSE, on=on)
    return report


def _copy_files(report: ProgressReport, copy: ProgressReport) -> None:
    """The files of a report go with its copy; their bytes are kept once."""
    for file in report.attachments.all():
        file.pk, file.assignment_id, file.report_id = None, copy.assignment_id, copy.pk
        file.save(force_insert=True)


def _in_short(report: ProgressReport) -> str:
    joined = "，并案填报" if report.original_id else ""
    return f"完成比例{report.percent}%" + ("，申请办结" if report.claims_completion else "") + joined


def _check_draft(assignment: Assignment, draft: ReportDraft | None, actor: User) -> None:
    if draft is not None and (draft.assignment_id, draft.author_id) != (assignment.pk, actor.pk):
        raise NotAllowed("draft_of_another", "只能报送自己在该事项上的草稿。")


def _open_milestone(assignment: Assignment, milestone: AssignmentMilestone) -> AssignmentMilestone:
    """The milestone as it is now, under the assignment's lock."""
    current = assignment.milestones.filter(pk=milestone.pk).first()
    if current is None:
        raise ServiceError("milestone_foreign", "所选时限不属于该事项。", field="milestone")
    if current.completed_on is not None:
        raise ServiceError("milestone_completed", "所选时限已经完成，请选择其他时限。", field="milestone")
    return current


def _is_head(actor: User, assignment: Assignment) -> bool:
    return assignment.department_id in actor.department_ids(UserRole.HEAD)


def _write_figures(report: ProgressReport, figures: Mapping[Indicator, str]) -> None:
    for indicator, value in figures.items():
        if indicator.document_id != report.assignment.document_id:
            raise ServiceError("figures_foreign", "所填指标不属于该文件。", field="figures")
        value = value.strip()
        if len(value) > _FIGURE:
            raise ServiceError(
                "figure_too_long", f"指标“{indicator}”的数值请控制在{_FIGURE}字以内。", field="figures"
            )
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
    report: ProgressReport,
    assignment: Assignment,
    *,
    actor: User,
    kind: EventKind,
    note: str,
    changed: Sequence[str] = (),
) -> None:
    """A claim that has left the department puts the assignment under review; saves what else has changed."""
    before, columns = assignment.status, list(changed)
    if report.claims_completion and report.status == ReportStatus.SUBMITTED:
        assignment.status = Status.IN_REVIEW
        columns.append("status")
    if columns:
        assignment.save(update_fields=columns)
    log_event(assignment, kind, actor=actor, from_status=before, note=note)


@transaction.atomic
def endorse_report(*, report: ProgressReport, actor: User) -> ProgressReport:
    """审签: the head of the department lets a filer's report go to 督查室."""
    (report, assignment), *copies = locked_filing(report)
    require_transition(Transition.ENDORSE, assignment, actor)
    require_waits_for_head(report)
    for one, its in [
        (report, assignment),
        *going_along(copies, Transition.ENDORSE, [ReportStatus.ENDORSING]),
    ]:
        one.status = ReportStatus.SUBMITTED
        one.endorsed_by, one.endorsed_at = actor, timezone.now()
        one.save(update_fields=["status", "endorsed_by", "endorsed_at"])
        _submit(one, its, actor=actor, kind=EventKind.ENDORSED, note=_in_short(one))
    waits_no_more(report, assignment)
    return report


def waits_no_more(report: ProgressReport, assignment: Assignment) -> None:
    """The head has nothing to do about the report any more: it was endorsed, sent back or withdrawn."""
    settled(assignment, [_to_endorse(report)])


def _to_endorse(report: ProgressReport) -> str:
    """By which trigger the head is told of it; of what was filed together (并案), of the original."""
    return f"审签{report.original_id or report.pk}"


@transaction.atomic
def withdraw_report(*, report: ProgressReport, actor: User, reason: str = "") -> ProgressReport:
    """撤回: the department takes back what has not been answered; the assignment is in work again."""
    (report, assignment), *copies = locked_filing(report)
    require_transition(Transition.WITHDRAW, assignment, actor)
    reason = as_note(reason, "撤回原因", field="reason")
    if report.status not in UNANSWERED:
        raise ServiceError(
            "report_not_withdrawable", f"该进展已是“{report.get_status_display()}”，不能撤回。"
        )
    for one, its in [(report, assignment), *going_along(copies, Transition.WITHDRAW, UNANSWERED)]:
        one.status, one.withdrawn_at = ReportStatus.WITHDRAWN, timezone.now()
        one.review_comment = reason
        one.save(update_fields=["status", "withdrawn_at", "review_comment"])
        before, changed = its.status, recount_reports(its)
        if before == Status.IN_REVIEW and one.claims_completion:
            its.status = Status.ACTIVE
            changed.append("status")
        if changed:
            its.save(update_fields=changed)
        log_event(its, EventKind.WITHDRAWN, actor=actor, from_status=before, note=reason)
    waits_no_more(report, assignment)
    return report


Filed = tuple[ProgressReport, Assignment]


def locked_filing(report: ProgressReport) -> list[Filed]:
    """The report and its assignment as they are now, locked; behind them those filed with it by 并案.

    The assignments first, always in the same order: two transactions queue up.
    """
    root = report.original_id or report.pk
    assignments = {assignment.pk: assignment for assignment in _ASSIGNMENTS_OF.all(root=root)}
    filed = []
    for one in _TOGETHER.all(root=root):
        one.assignment = assignments[one.assignment_id]
        filed.append((one, one.assignment))
    return sorted(filed, key=lambda pair: (pair[0].pk != report.pk, pair[0].pk))


def _together(root: Any) -> QuerySet[ProgressReport]:
    # What is filed by 并案 is filed in one transaction: who sees the original sees the copies.
    return ProgressReport.objects.filter(Q(pk=root) | Q(original=root))


_ASSIGNMENTS_OF = CompiledQuery(
    lambda root: to_lock().filter(pk__in=_together(root).order_by().values("assignment"))
)
_TOGETHER = CompiledQuery(lambda root: _together(root).select_for_update(of=("self",)).order_by("pk"))


def going_along(copies: Iterable[Filed], transition: Transition, statuses: Iterable[str]) -> list[Filed]:
    """Of the reports filed together those with which the transition can be taken too; the others rest."""
    wanted = set(statuses)
    return [
        (one, its) for one, its in copies if one.status in wanted and TRANSITIONS.from_state(transition, its)
    ]


@transaction.atomic
def file_no_change(*, assignment: Assignment, actor: User, on: date) -> ProgressReport:
    """较上次无变化: file again what the last report said, in one click.

    Refused where a date is near or past, and where there is no report to repeat; raises as `file_report`.
    """
    assignment = lock(assignment)
    require_transition(Transition.FILE, assignment, actor)
    last = last_report(assignment)
    refusal = no_change_refusal(assignment, last, on)
    if last is None or refusal:
        raise ServiceError("no_change_not_allowed", refusal)
    narrative = last.narrative if last.no_change else f"较上次（{last.submitted_on}）无变化：{last.narrative}"
    return file_report(
        assignment=assignment,
        actor=actor,
        on=on,
        # After a 重办 the last approved report no longer says how far it is.
        percent=assignment.percent if last.status == ReportStatus.APPROVED else last.percent,
        drop_reason=last.drop_reason,
        narrative=narrative[:LONGEST],
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
    period = period_of(assignment.task.cycle, on)
    is_of_this = last.period == period if period else last.submitted_on == on
    if is_of_this and last.status in UNANSWERED:
        said = f"{last.submitted_on}，完成{last.percent}%，{last.get_status_display()}"
        return f"本期已报送（{said}），不必再报。"
    return ""
