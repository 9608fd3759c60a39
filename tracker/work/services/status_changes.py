"""签收, 中止, 恢复 and 重办: the transitions of an assignment that carry no report."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from common import clock
from common.errors import ServiceError
from common.text import as_note
from departments.models.users import User
from tracker.work.filing.models.reports import UNANSWERED
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind
from tracker.work.models.requests import AnswerStatus
from tracker.work.reporting_days import report_asked_again_on
from tracker.work.services.base import lock, log_event, refresh_due_dates
from tracker.work.states import Status
from tracker.work.transitions import Transition, require_transition

SIGNATURE_OPEN = timedelta(seconds=10)  # in which a signature can be taken back


@transaction.atomic
def acknowledge_assignment(*, assignment: Assignment, actor: User) -> Assignment:
    """签收: the department takes the task on; an decline of its own that is still open is taken back.

    Raises `NotAllowed`, and `ServiceError` when it is signed already.
    """
    assignment = lock(assignment)
    require_transition(Transition.ACKNOWLEDGE, assignment, actor)
    assignment.status = Status.ACTIVE
    assignment.acknowledged_at = timezone.now()
    assignment.acknowledged_by = actor
    assignment.save(update_fields=["status", "acknowledged_at", "acknowledged_by"])
    taken_back = assignment.declines.filter(status=AnswerStatus.OPEN).update(status=AnswerStatus.WITHDRAWN)
    note = "退办申请随签收撤回。" if taken_back else ""
    log_event(assignment, EventKind.ACKNOWLEDGED, actor=actor, from_status=Status.PENDING, note=note)
    return assignment


@transaction.atomic
def take_back_signature(*, assignment: Assignment, actor: User) -> Assignment:
    """撤回签收: who signed by mistake takes it back at once, as long as nothing was done since.

    Raises `NotAllowed`, and `ServiceError` when the seconds are over, another person signed, or work began.
    """
    assignment = lock(assignment)
    require_transition(Transition.TAKE_BACK, assignment, actor)
    signed_at = assignment.acknowledged_at
    begun = assignment.reports.exists() or assignment.delegated.exists()
    own = assignment.acknowledged_by_id == actor.pk
    if signed_at is None or timezone.now() - signed_at > SIGNATURE_OPEN or begun or not own:
        raise ServiceError(
            "signature_stands",
            f"签收后{SIGNATURE_OPEN.seconds}秒内可由签收人撤回，现已超过；不属于本单位职责的，请申请退办。",
        )
    assignment.status, assignment.acknowledged_at, assignment.acknowledged_by = Status.PENDING, None, None
    assignment.save(update_fields=["status", "acknowledged_at", "acknowledged_by"])
    log_event(assignment, EventKind.SIGNATURE_TAKEN_BACK, actor=actor, from_status=Status.ACTIVE)
    return assignment


@transaction.atomic
def suspend_assignment(*, assignment: Assignment, reason: str, actor: User | None) -> Assignment:
    """中止: 督查室 stops the work, with a reason; it leaves every list of open work.

    What the department has handed on to units below it (转办) rests with it.
    """
    assignment, *parts = _lock_with_parts(assignment)
    require_transition(Transition.SUSPEND, assignment, actor)
    reason = as_note(reason, "原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明中止原因。", field="reason")
    _suspend(assignment, actor, reason)
    for part in parts:
        if part.is_open:
            _suspend(part, actor, f"{assignment.department}的事项中止，转办的部分随之中止。{reason}")
    return assignment


@transaction.atomic
def resume_assignment(*, assignment: Assignment, reason: str, actor: User | None) -> Assignment:
    """恢复: a suspended assignment goes on where it stood: signed or not, with its claim in review or not.

    What came to rest with it goes on with it; what 督查室 had suspended before stays so. A part that was
    handed on cannot go on while the assignment it comes from rests.
    """
    assignment, *parts = _lock_with_parts(assignment)
    require_transition(Transition.RESUME, assignment, actor)
    reason = as_note(reason, "原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明恢复原因。", field="reason")
    if assignment.recalled_on is not None:
        raise ServiceError(
            "assignment_recalled", "该事项已随文件撤回交办，不能单独恢复；请在文件页面重新交办。"
        )
    if assignment.parent is not None and assignment.parent.status == Status.SUSPENDED:
        raise ServiceError(
            "delegating_unit_suspended", f"{assignment.parent.department}的事项已中止，请先恢复该事项。"
        )
    with_it = _rested_with(assignment, parts)
    _resume(assignment, actor, reason)
    for part in with_it:
        _resume(part, actor, f"{assignment.department}的事项恢复，转办的部分随之恢复。{reason}")
    return assignment


def _lock_with_parts(assignment: Assignment) -> list[Assignment]:
    """The assignment, and behind it all that was handed on from it, locked, always in the same order."""
    parts: list[int] = []
    above = [assignment.pk]
    while above:
        below = Assignment.objects.filter(parent__in=above).exclude(pk__in=[assignment.pk, *parts])
        above = list(below.order_by("pk").values_list("pk", flat=True))
        parts += above
    locked = {pk: lock(Assignment(pk=pk)) for pk in sorted({assignment.pk, *parts})}
    return [locked[assignment.pk], *(locked[pk] for pk in parts)]


def _rested_with(assignment: Assignment, parts: Iterable[Assignment]) -> list[Assignment]:
    """Those that were suspended when the assignment was, and not before."""
    last = dict(
        Event.objects.filter(
            assignment__in=[assignment.pk, *(part.pk for part in parts)], kind=EventKind.SUSPENDED
        )
        .order_by()
        .values_list("assignment")
        .annotate(Max("pk"))
    )
    since = last.get(assignment.pk, 0)
    return [part for part in parts if part.status == Status.SUSPENDED and last.get(part.pk, 0) > since > 0]


def _suspend(assignment: Assignment, actor: User | None, note: str) -> None:
    before = assignment.status
    assignment.status = Status.SUSPENDED
    assignment.save(update_fields=["status"])
    log_event(assignment, EventKind.SUSPENDED, actor=actor, from_status=before, note=note)


def _resume(assignment: Assignment, actor: User | None, note: str) -> None:
    assignment.status = standing(assignment)
    _rested_until(assignment, clock.today())
    assignment.save(update_fields=["status", "report_due_on"])
    log_event(assignment, EventKind.RESUMED, actor=actor, from_status=Status.SUSPENDED, note=note)


def _rested_until(assignment: Assignment, on: date) -> None:
    """The work goes on from the day `on`: no report is owed of the periods that ended before."""
    asked = report_asked_again_on(assignment.task.cycle, on)
    if asked is not None:
        assignment.report_due_on = max(assignment.report_due_on or asked, asked)


def standing(assignment: Assignment) -> Status:
    """The open state that the assignment's signature and reports put it in."""
    waiting = [status for status in UNANSWERED if status != "endorsing"]
    if assignment.reports.filter(status__in=waiting, claims_completion=True).exists():
        return Status.IN_REVIEW
    return Status.ACTIVE if assignment.acknowledged_at else Status.PENDING


@transaction.atomic
def reopen_assignment(
    *, assignment: Assignment, reason: str, due_on: date, on: date, actor: User | None, percent: int = 0
) -> Assignment:
    """重办: a closed assignment is work again from `percent` on, with a new date of its own and a reason."""
    assignment = lock(assignment)
    require_transition(Transition.REOPEN, assignment, actor)
    reason = as_note(reason, "原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明重办原因。", field="reason")
    if due_on < on:
        raise ServiceError("due_date_past", "重办时限不能早于今天。", field="due_on")
    if not 0 <= percent < 100:
        raise ServiceError("percent_out_of_range", "重办后的完成比例应在0到99之间。", field="percent")
    AssignmentMilestone.objects.create(
        assignment=assignment, phrase="重办", first_due_on=due_on, due_on=due_on
    )
    assignment.status = Status.ACTIVE
    note = (
        f"{reason.rstrip('。')}。时限{due_on}，"
        f"完成比例由{assignment.percent}%改为{percent}%（原于{assignment.completed_on}办结）。"
    )
    assignment.completed_on = None
    assignment.percent = percent
    refresh_due_dates(assignment)
    _rested_until(assignment, on)
    assignment.save(
        update_fields=["status", "completed_on", "percent", "due_on", "must_due_on", "report_due_on"]
    )
    log_event(assignment, EventKind.REOPENED, actor=actor, from_status=Status.COMPLETED, note=note)
    return assignment
