"""退办, 改派 and 转办: a task that is not ours, that another is to do, or whose part one below does."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from common.errors import ServiceError
from common.text import as_note
from common.workdays import add_workdays
from departments.daysoff.selectors import days_off
from departments.models.departments import Department
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.models.measures import Role
from tracker.work.models.assignments import Assignment, AssignmentMilestone, EventKind
from tracker.work.models.requests import AnswerStatus, Decline
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.base import lock, log_event
from tracker.work.states import Status
from tracker.work.transitions import Transition, require_transition


@transaction.atomic
def decline_assignment(*, assignment: Assignment, reason: str, actor: User, on: date) -> Decline:
    """申请退办: say within the days that the office allows, signed or not, that the task is not ours.

    Silence of either side changes nothing: the task stays until 督查室 has named another unit.
    """
    assignment = lock(assignment)
    require_transition(Transition.DECLINE, assignment, actor)
    reason = as_note(reason, "退办原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明退办原因和依据。", field="reason")
    days = OfficeSettings.current().decline_days
    last_day = last_day_to_decline(assignment)
    if on > last_day:
        raise ServiceError(
            "decline_too_late", f"退办须在交办后{days}个工作日内（{last_day}前）提出，现已超过期限。"
        )
    if assignment.delegated.exclude(status=Status.SUSPENDED).exists():
        raise ServiceError(
            "decline_after_delegating", "该事项已转办下属单位，不能再申请退办，请与督查室联系。"
        )
    if assignment.declines.filter(status=AnswerStatus.OPEN).exists():
        raise ServiceError("decline_pending", "已有一份退办申请等待答复。")
    decline = Decline.objects.create(assignment=assignment, reason=reason, raised_by=actor)
    log_event(
        assignment,
        EventKind.DECLINED,
        actor=actor,
        from_status=assignment.status,
        note=reason,
    )
    return decline


def last_day_to_decline(assignment: Assignment) -> date:
    """The last day on which the department may say that the task is not its own."""
    last_day, _ = add_workdays(assignment.dispatched_on, OfficeSettings.current().decline_days, days_off())
    return last_day


@transaction.atomic
def answer_decline(
    *,
    decline: Decline,
    actor: User,
    on: date,
    department: Department | None = None,
    answer: str = "",
) -> Decline:
    """答复退办: agree by naming the `department` that has the task now, or refuse with a reason.

    The task goes to the named department with the same role and dates; the old assignment is suspended
    and says where the task went. What was delegated stays under the unit that delegated it.
    """
    assignment = lock(decline.assignment)
    require_transition(Transition.ANSWER_DECLINE, assignment, actor)
    decline = Decline.objects.select_for_update(of=("self",)).get(pk=decline.pk)
    if decline.status != AnswerStatus.OPEN:
        raise ServiceError(
            "decline_answered", f"该申请已答复（{decline.get_status_display()}），请刷新页面。"
        )
    answer = as_note(answer, "答复意见", field="answer")
    if department is None and not answer:
        raise ServiceError("refusal_reason_required", "不同意退办须写明原因。", field="answer")
    before = assignment.status
    decline.answered_by, decline.answered_at = actor, timezone.now()
    decline.answer = answer
    if department is None:
        decline.status = AnswerStatus.REFUSED
        kind, note = EventKind.DECLINE_REFUSED, answer
    else:
        decline.successor = _hand_on(
            assignment, department, actor=actor, on=on, role=assignment.role, parent=assignment.parent
        )
        decline.status = AnswerStatus.GRANTED
        assignment.status = Status.SUSPENDED
        assignment.save(update_fields=["status"])
        kind, note = EventKind.DECLINE_GRANTED, f"改由{department}承办。{answer}"
    decline.save()
    log_event(assignment, kind, actor=actor, from_status=before, note=note)
    return decline


@transaction.atomic
def delegate_assignment(
    *, assignment: Assignment, department: Department, actor: User, on: date, note: str = ""
) -> Assignment:
    """转办: hand the department's part to a subordinate unit; the department stays answerable for it."""
    assignment = lock(assignment)
    require_transition(Transition.DELEGATE, assignment, actor)
    if department.parent_id != assignment.department_id:
        raise ServiceError(
            "unit_not_subordinate",
            f"{department}不是{assignment.department}的下属单位，不能转办。",
            field="department",
        )
    child = _hand_on(assignment, department, actor=actor, on=on, role=Role.RESPONSIBLE, parent=assignment)
    words = f"转办{department}。{as_note(note, '说明', field='note')}"
    log_event(assignment, EventKind.DELEGATED, actor=actor, from_status=assignment.status, note=words)
    return child


@transaction.atomic
def reassign_assignment(
    *, assignment: Assignment, department: Department, reason: str, actor: User | None, on: date
) -> Assignment:
    """改派: 督查室 gives the task to another unit, with the same role and the dates that are not done.

    The old assignment is suspended and says where the task went; what was filed on it stays there. Raises
    `NotAllowed`, and `ServiceError` without a reason, where a part is handed on, or for a unit that has the
    task already or is no more.
    """
    assignment = lock(assignment)
    require_transition(Transition.REASSIGN, assignment, actor)
    if not reason.strip():
        raise ServiceError("reason_required", "请写明改派原因。", field="reason")
    if assignment.delegated.exclude(status=Status.SUSPENDED).exists():
        raise ServiceError(
            "reassign_after_delegating", "该事项已转办下属单位，请先中止转办的部分，再改派其他单位。"
        )
    fresh = _hand_on(
        assignment, department, actor=actor, on=on, role=assignment.role, parent=assignment.parent
    )
    before, assignment.status = assignment.status, Status.SUSPENDED
    assignment.save(update_fields=["status"])
    note = f"改由{department}承办。{reason.strip()}"
    log_event(assignment, EventKind.SUSPENDED, actor=actor, from_status=before, note=note)
    return fresh


def _hand_on(
    assignment: Assignment,
    department: Department,
    *,
    actor: User | None,
    on: date,
    role: str,
    parent: Assignment | None = None,
) -> Assignment:
    """A new assignment of the same task for another department, with the dates that are not done.

    Takes the lock that a dispatch takes: of two who give one unit the same task, one waits.
    """
    PolicyDocument.objects.select_for_update(of=("self",), no_key=True).only("pk").get(
        pk=assignment.document_id
    )
    if department.abolished_on is not None and department.abolished_on <= on:
        raise ServiceError(
            "unit_dissolved", f"{department}已撤并，请选择承接其职责的单位。", field="department"
        )
    if Assignment.objects.filter(task=assignment.task_id, department=department).exists():
        raise ServiceError("unit_has_task", f"{department}已承担该任务，不能重复交办。", field="department")
    fresh = Assignment.objects.create(
        document=assignment.document,
        task=assignment.task,
        responsibility=assignment.responsibility,
        parent=parent,
        department=department,
        role=role,
        dispatched_on=on,
        due_on=assignment.due_on,
        must_due_on=assignment.must_due_on,
    )
    AssignmentMilestone.objects.bulk_create(
        AssignmentMilestone(
            assignment=fresh,
            milestone=milestone.milestone,
            phrase=milestone.phrase,
            firmness=milestone.firmness,
            first_due_on=milestone.due_on,
            due_on=milestone.due_on,
        )
        for milestone in assignment.milestones.filter(completed_on__isnull=True)
    )
    assignment.document.recipients.add(department)
    log_event(fresh, EventKind.DISPATCHED, actor=actor, note=f"来自{assignment.department}")
    return fresh
