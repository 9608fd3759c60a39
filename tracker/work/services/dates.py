"""延期 and 调整时限: how a date moves, and that the old one stays visible."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from common.errors import ServiceError
from common.text import as_note
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from policies.models.measures import Firmness
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind
from tracker.work.models.requests import AnswerStatus, Extension
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.base import lock, log_event, move_date, save_due_dates, write_events
from tracker.work.transitions import Transition, require_transition


@transaction.atomic
def ask_extension(
    *, milestone: AssignmentMilestone, to_date: date, reason: str, actor: User, on: date
) -> Extension:
    """申请延期: ask for more time for one date; it does not move before the answer.

    Raises `NotAllowed`, and `ServiceError` where the date is done, the new one is not later or does not lie
    ahead of the day `on`, a request is open already, or the date has been extended as often as the office
    allows.
    """
    assignment = lock(milestone.assignment)
    require_transition(Transition.ASK_EXTENSION, assignment, actor)
    milestone = assignment.milestones.get(pk=milestone.pk)
    if milestone.completed_on is not None:
        raise ServiceError("milestone_completed", "该时限已经完成，无需延期。")
    reason = as_note(reason, "原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明延期原因。", field="reason")
    if to_date <= milestone.due_on:
        raise ServiceError(
            "extension_not_later", f"延期后的日期须晚于现行时限{milestone.due_on}。", field="to_date"
        )
    require_ahead(to_date, on)
    if milestone.extensions.filter(status=AnswerStatus.OPEN).exists():
        raise ServiceError("extension_pending", "该时限已有一份延期申请等待答复。")
    limit = OfficeSettings.current().max_extensions
    if milestone.extensions.filter(status=AnswerStatus.GRANTED).count() >= limit:
        raise ServiceError(
            "extensions_used_up", f"每个时限最多延期{limit}次，不能再申请；如确有需要，请联系督查室调整。"
        )
    extension = Extension.objects.create(
        assignment=assignment,
        milestone=milestone,
        reason=reason,
        from_date=milestone.due_on,
        to_date=to_date,
        asked_by=actor,
    )
    note = f"{milestone.phrase or '时限'}由{milestone.due_on}申请延至{to_date}。{reason}"
    log_event(assignment, EventKind.EXTENSION_ASKED, actor=actor, from_status=assignment.status, note=note)
    return extension


def require_ahead(to_date: date, on: date) -> None:
    """An extension to a day that is past by now would leave the work as overdue as it is."""
    if to_date <= on:
        raise ServiceError("extension_past", f"延期后的日期须晚于今天（{on}）。", field="to_date")


@transaction.atomic
def withdraw_extension(*, extension: Extension, actor: User) -> Extension:
    """撤回延期申请: the department takes back what is not answered; the date stays as it is.

    Raises `NotAllowed`, and `ServiceError` where it has been answered.
    """
    assignment = lock(extension.assignment)
    require_transition(Transition.WITHDRAW_EXTENSION, assignment, actor)
    extension = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    if extension.status != AnswerStatus.OPEN:
        raise ServiceError(
            "extension_answered", f"该申请已答复（{extension.get_status_display()}），请刷新页面。"
        )
    extension.status = AnswerStatus.WITHDRAWN
    extension.save(update_fields=["status"])
    note = f"撤回由{extension.from_date}延至{extension.to_date}的申请，时限不变。"
    log_event(
        assignment, EventKind.EXTENSION_WITHDRAWN, actor=actor, from_status=assignment.status, note=note
    )
    return extension


@transaction.atomic
def answer_extension(
    *,
    extension: Extension,
    grant: bool,
    actor: User,
    on: date,
    answer: str = "",
    to_date: date | None = None,
) -> Extension:
    """答复延期: grant it (to the date asked for, or to `to_date`), or refuse it with a reason.

    Raises `NotAllowed`, and `ServiceError` where it has been answered or taken back, a refusal has no reason,
    or the date granted is not later than the one in force and than the day `on`.
    """
    assignment = lock(extension.assignment)
    require_transition(Transition.ANSWER_EXTENSION, assignment, actor)
    extension = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    if extension.status != AnswerStatus.OPEN:
        raise ServiceError(
            "extension_answered", f"该申请已答复（{extension.get_status_display()}），请刷新页面。"
        )
    answer = as_note(answer, "答复意见", field="answer")
    if not grant and not answer:
        raise ServiceError("refusal_reason_required", "不同意延期须写明原因。", field="answer")
    extension.status = AnswerStatus.GRANTED if grant else AnswerStatus.REFUSED
    milestone = assignment.milestones.get(pk=extension.milestone_id)
    milestone.assignment = assignment
    if grant and to_date:
        extension.to_date = to_date
    # 督查室 may have moved the date since it was asked: an extension never brings it forward.
    latest = max(extension.from_date, milestone.due_on)
    if grant and extension.to_date <= latest:
        raise ServiceError("extension_not_later", f"延期后的日期须晚于现行时限{latest}。", field="to_date")
    if grant:
        require_ahead(extension.to_date, on)
    extension.answered_by, extension.answered_at = actor, timezone.now()
    extension.answer = answer
    extension.save(update_fields=["status", "to_date", "answered_by", "answered_at", "answer"])
    if grant:
        moved = move_date(
            milestone,
            extension.to_date,
            kind=EventKind.EXTENSION_GRANTED,
            actor=actor,
            note=answer,
        )
        write_events([moved])
    else:
        log_event(
            assignment,
            EventKind.EXTENSION_REFUSED,
            actor=actor,
            from_status=assignment.status,
            note=answer,
        )
    return extension


@transaction.atomic
def change_date(
    *, milestone: AssignmentMilestone, to_date: date, reason: str, actor: User | None
) -> AssignmentMilestone:
    """调整时限: 督查室 moves one open date, earlier or later, with a reason."""
    milestone, moved = _change_date(milestone, to_date, reason, actor)
    write_events([moved])
    return milestone


def _change_date(
    milestone: AssignmentMilestone, to_date: date, reason: str, actor: User | None
) -> tuple[AssignmentMilestone, Event]:
    """Move the date; returns it with the line that is to be written on the timeline."""
    assignment = lock(milestone.assignment)
    require_transition(Transition.CHANGE_DATE, assignment, actor)
    milestone = assignment.milestones.get(pk=milestone.pk)
    milestone.assignment = assignment
    if milestone.completed_on is not None:
        raise ServiceError("milestone_completed", "该时限已经完成，不能调整。")
    reason = as_note(reason, "原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明调整原因。", field="reason")
    if to_date == milestone.due_on:
        raise ServiceError("date_unchanged", "新日期与现行时限相同。", field="to_date")
    moved = move_date(milestone, to_date, kind=EventKind.DATE_CHANGED, actor=actor, note=reason)
    return milestone, moved


@transaction.atomic
def add_date(
    *, assignment: Assignment, due_on: date, reason: str, actor: User | None, phrase: str = ""
) -> AssignmentMilestone:
    """Give an assignment one more date, with a reason: most documents state none."""
    assignment = lock(assignment)
    require_transition(Transition.CHANGE_DATE, assignment, actor)
    reason = as_note(reason, "原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明设定时限的原因。", field="reason")
    milestone = AssignmentMilestone.objects.create(
        assignment=assignment,
        phrase=phrase.strip()[:100] or "督查室设定",
        firmness=Firmness.MUST,
        first_due_on=due_on,
        due_on=due_on,
    )
    save_due_dates(assignment)
    note = f"增加时限{due_on}。{reason}"
    log_event(assignment, EventKind.DATE_CHANGED, actor=actor, from_status=assignment.status, note=note)
    return milestone


@transaction.atomic
def take_back_date(*, milestone: AssignmentMilestone, actor: User | None) -> None:
    """Take a date back that was added by mistake, while nothing hangs on it; the timeline says so.

    Raises `NotAllowed`, and `ServiceError` for a date of the document, or one that was worked on since.
    """
    assignment = lock(milestone.assignment)
    require_transition(Transition.CHANGE_DATE, assignment, actor)
    milestone = assignment.milestones.get(pk=milestone.pk)
    worked_on = milestone.completed_on or milestone.reports.exists() or milestone.extensions.exists()
    if milestone.milestone_id is not None or worked_on:
        raise ServiceError("date_in_use", "该时限已有办理记录，或是文件原有的时限，不能撤回。")
    due_on = milestone.due_on
    milestone.delete()
    save_due_dates(assignment)
    note = f"撤回刚才增加的时限{due_on}。"
    log_event(assignment, EventKind.DATE_CHANGED, actor=actor, from_status=assignment.status, note=note)


def preview_deadline_change(*, document: PolicyDocument, from_date: date) -> list[AssignmentMilestone]:
    """The open dates of a document that stand on `from_date`: what a change would move."""
    return list(
        AssignmentMilestone.objects.filter(
            assignment__in=Assignment.objects.open().filter(document=document),
            due_on=from_date,
            completed_on__isnull=True,
        )
        .select_related("assignment__department", "assignment__task__measure")
        .order_by("assignment_id", "id")
    )


@transaction.atomic
def change_document_deadline(
    *, document: PolicyDocument, from_date: date, to_date: date, reason: str, actor: User | None
) -> Sequence[AssignmentMilestone]:
    """Move every open date of a document that stands on `from_date`; returns what was moved.

    Each unit is told once, however many of its dates were moved.
    """
    require_role(actor, UserRole.SUPERVISOR, to="调整文件时限")
    milestones = preview_deadline_change(document=document, from_date=from_date)
    if not milestones:
        raise ServiceError(
            "milestones_to_change_missing", f"该文件没有在{from_date}到期的未完成时限。", field="from_date"
        )
    write_events([_change_date(milestone, to_date, reason, actor)[1] for milestone in milestones])
    return milestones
