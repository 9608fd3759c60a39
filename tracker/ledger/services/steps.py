"""批量办理: one step with many 交办事项 chosen in the ledger.

A small step is done at once, in one transaction; a large one by a worker, batch by batch, each batch in a
transaction with the progress that it makes, so that it goes on where it stopped. What each row allows is
decided by the service that the row's own page asks.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Department
from departments.models.users import User
from tracker.ledger.choosing import MAY_TAKE_BACK, Choice, StepPreview, preview_step
from tracker.ledger.models import LedgerStep, StepKind, StepState
from tracker.work.instructions.services import urge
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.services.base import lock
from tracker.work.services.dates import add_date, change_date, take_back_date
from tracker.work.services.declining import reassign_assignment
from tracker.work.services.status_changes import resume_assignment, suspend_assignment
from tracker.work.states import Status
from tracker.work.telling import Told

logger = logging.getLogger(__name__)

AT_ONCE = 100  # rows that are done while who asked waits, in one transaction
BATCH = 100
OPEN = timedelta(seconds=10)  # in which a step can be taken back
TAKEN_BACK_AT_MOST = 500  # rows that one press takes back
SILENCE = timedelta(minutes=5)  # without a sign of life the worker is taken for dead
ENDED = (StepState.DONE, StepState.FAILED, StepState.TAKEN_BACK)
TROUBLE = "办理过程中出错，请重新勾选其余的再办；仍不成功时，请与系统管理员联系。"
NAMED = 200  # of those that were not done, whose reasons are kept

Clock = Callable[[], datetime]


def ask_step(
    *, kind: StepKind, choice: Choice, said: Mapping[str, Any], fingerprint: str, actor: User, on: date
) -> LedgerStep:
    """Note the step with the rows that the preview showed; `run_step` does it.

    `said` holds the words of a 催办 (`message`), the new day (`to_date`), the unit (`department`, its id) and
    the reason (`reason`), as the kind needs them. Raises `NotAllowed`, and `ServiceError` where something is
    missing, or where other rows are meant by now than were shown (`fingerprint`, empty: not looked at).
    """
    department = _checked(kind, said, on)
    preview = preview_step(kind=kind, choice=choice, actor=actor, on=on, department=department)
    if fingerprint and fingerprint != preview.fingerprint:
        raise ServiceError("choice_changed", "所选的事项刚有变化，请重新核对后再确认。")
    if not preview.rows:
        raise ServiceError("nothing_possible", f"所选的事项都不能{kind.label}，没有办理。")
    step = LedgerStep.objects.create(
        owner=actor,
        kind=kind,
        said=dict(said),
        query=choice.question.replace(cols=()).encode()[:2000],
        rows=preview.rows,
        total=len(preview.rows),
        refused=_left_out(preview),
        on=on,
        changed_at=timezone.now(),
    )
    logger.info("ledger step %s: %s of %s rows by %s", step.pk, kind, step.total, actor)
    return step


def run_step(*, step_id: int, now: Clock = timezone.now) -> LedgerStep:
    """Do the step, batch by batch, from where it stands; another worker that has it waits at the lock.

    Nothing is raised: what goes wrong stands in the step, in words, with how much was done before.
    """
    try:
        return _run(step_id, now)
    except Exception as error:
        logger.exception("ledger step %s failed", step_id)
        with transaction.atomic():
            step = _locked(step_id)
            why = str(error) if isinstance(error, ServiceError) else TROUBLE
            step.state, step.changed_at = StepState.FAILED, now()
            step.outcome = f"已办{step.done}项，其余{step.total - step.done}项没有办理：{why}"[:500]
            step.save(update_fields=["state", "changed_at", "outcome"])
        return step


def _run(step_id: int, now: Clock) -> LedgerStep:
    while True:
        with transaction.atomic():
            step = _locked(step_id)
            if step.state in ENDED:
                return step
            batch = step.rows[step.done : step.done + BATCH]
            _DO[StepKind(step.kind)](step, batch)
            step.done += len(batch)
            step.state, step.changed_at = StepState.RUNNING, now()
            if step.done >= step.total:
                step.state, step.outcome = StepState.DONE, _outcome(step)
            step.save()


def unfinished_steps(now: datetime) -> list[int]:
    """Those whose worker died, or whose message was lost."""
    rows = LedgerStep.objects.unfinished(now - SILENCE).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def may_take_back(step: LedgerStep, now: datetime) -> bool:
    """Whether the step can still be taken back by who took it."""
    short = now - step.changed_at <= OPEN and step.total <= TAKEN_BACK_AT_MOST
    return step.state == StepState.DONE and step.kind in MAY_TAKE_BACK and short


@transaction.atomic
def take_back_step(*, step: LedgerStep, actor: User, now: datetime) -> int:
    """撤回: within seconds who took the step undoes it where nobody has gone on since; how many rows.

    The timelines keep both. Raises `NotAllowed` for another's, `ServiceError` where it is too late.
    """
    step = _locked(step.pk)
    if step.owner_id != actor.pk:
        raise NotAllowed("step_of_another", "只能撤回自己办理的。")
    if not may_take_back(step, now):
        words = f"批量{StepKind(step.kind).label}只能在办理后{OPEN.seconds}秒内撤回，现已不能撤回。"
        raise ServiceError("step_stands", words)
    undone = _UNDO[StepKind(step.kind)](step, actor)
    step.state, step.changed_at = StepState.TAKEN_BACK, now
    step.outcome = f"已撤回{undone}项。"
    step.save(update_fields=["state", "changed_at", "outcome"])
    logger.info("ledger step %s taken back by %s: %s rows", step.pk, actor, undone)
    return undone


def _locked(step_id: int) -> LedgerStep:
    steps = LedgerStep.objects.select_for_update(of=("self",), no_key=True)
    return steps.select_related("owner").get(pk=step_id)


def _checked(kind: StepKind, said: Mapping[str, Any], on: date) -> Department | None:
    """What the kind needs is there; the unit that is named."""
    if kind == StepKind.URGE and not str(said.get("message", "")).strip():
        raise ServiceError("message_required", "请填写催办内容。", field="message")
    if kind != StepKind.URGE and not str(said.get("reason", "")).strip():
        raise ServiceError("reason_required", f"请写明{kind.label}原因。", field="reason")
    if kind == StepKind.CHANGE_DATE and date.fromisoformat(said["to_date"]) < on:
        raise ServiceError("due_date_past", "新的时限不能早于今天。", field="to_date")
    if kind != StepKind.REASSIGN:
        return None
    department = Department.objects.filter(pk=said.get("department") or 0).first()
    if department is None or (department.abolished_on is not None and department.abolished_on <= on):
        raise ServiceError("unit_dissolved", "请选择现有的单位承办。", field="department")
    return department


def _left_out(preview: StepPreview) -> list[dict[str, Any]]:
    return [{"why": one.why, "count": one.count} for one in preview.hindrances]


def _outcome(step: LedgerStep) -> str:
    left = sum(one["count"] for one in step.refused)
    failed = sum(one["count"] for one in step.refused if one.get("row"))
    done = step.total - failed
    said = step.before.get("told") or f"已{StepKind(step.kind).label}{done}项"
    return f"{said.rstrip('。')}{f'，另有{left}项没有办理' if left else ''}。"


def _each(step: LedgerStep, batch: list[int], do: Callable[[Assignment], None]) -> None:
    """Do it with each row; what one of them does not allow any more is said of that row alone."""
    for assignment in _rows(batch):
        try:
            with transaction.atomic():
                do(assignment)
        except NotAllowed:
            raise
        except ServiceError as error:
            _refuse(step, assignment, str(error))


def _rows(batch: list[int]) -> list[Assignment]:
    rows = Assignment.objects.filter(pk__in=batch).select_related("department", "task__measure")
    return list(rows.order_by("pk"))


def _refuse(step: LedgerStep, assignment: Assignment, why: str) -> None:
    if len(step.refused) < NAMED:
        name = f"{assignment.department.short_name}：{assignment.task.measure}"
        step.refused.append({"why": f"{name}：{why}", "count": 1, "row": assignment.pk})
    else:
        step.refused[-1]["count"] += 1


def _urge(step: LedgerStep, batch: list[int]) -> None:
    """One message for the rows of a batch: who has several of them reads of each."""
    locked = [(row, lock(row)) for row in _rows(batch)]
    for row, now in locked:
        if not now.is_open:
            _refuse(step, row, f"当前为“{now.get_status_display()}”，不能催办。")
    able = [now for _, now in locked if now.is_open]
    if not able:
        return
    told = urge(assignments=able, message=step.said["message"], actor=step.owner, on=step.on)
    people = step.before.get("people", 0) + told.people
    unreached = tuple(dict.fromkeys([*step.before.get("unreached", []), *told.unreached]))
    rows_told = step.before.get("rows", 0) + len(able)
    step.before = {"people": people, "unreached": unreached, "rows": rows_told}
    step.before["told"] = Told(people, unreached).in_words(rows_told)


def _change_date(step: LedgerStep, batch: list[int]) -> None:
    """The next date of each that is not done is moved; what has none is given one."""
    to_date, reason = date.fromisoformat(step.said["to_date"]), step.said["reason"]
    moved = step.before.setdefault("moved", [])
    open_dates = AssignmentMilestone.objects.filter(assignment__in=batch, completed_on__isnull=True)
    first: dict[int, AssignmentMilestone] = {}
    for milestone in open_dates.order_by("due_on", "id"):
        first.setdefault(milestone.assignment_id, milestone)

    def move(assignment: Assignment) -> None:
        milestone = first.get(assignment.pk)
        if milestone is None:
            added = add_date(assignment=assignment, due_on=to_date, reason=reason, actor=step.owner)
            moved.append([added.pk, None, None])
            return
        before = milestone.due_on, milestone.scored_on
        milestone.assignment = assignment
        change_date(milestone=milestone, to_date=to_date, reason=reason, actor=step.owner)
        moved.append([milestone.pk, *(day.isoformat() if day else None for day in before)])

    _each(step, batch, move)


def _suspend(step: LedgerStep, batch: list[int]) -> None:
    """中止; what was handed on rests with it, also where it was chosen itself."""
    # Going on again would ask for no report of the periods in between: taken back, they stay owed.
    with_parts = Q(pk__in=batch) | Q(parent__in=batch) | Q(parent__parent__in=batch)
    owed = Assignment.objects.filter(with_parts).order_by().values_list("pk", "report_due_on")
    reports = step.before.setdefault("report_due_on", {})
    reports |= {str(pk): day.isoformat() for pk, day in owed if day and str(pk) not in reports}
    resting = step.before.setdefault("suspended", [])

    def suspend(assignment: Assignment) -> None:
        if lock(assignment).status == Status.SUSPENDED and assignment.parent_id in resting:
            return
        suspend_assignment(assignment=assignment, reason=step.said["reason"], actor=step.owner)
        resting.append(assignment.pk)

    _each(step, batch, suspend)


def _reassign(step: LedgerStep, batch: list[int]) -> None:
    department = Department.objects.get(pk=step.said["department"])

    def reassign(assignment: Assignment) -> None:
        reassign_assignment(
            assignment=assignment,
            department=department,
            reason=step.said["reason"],
            actor=step.owner,
            on=step.on,
        )

    _each(step, batch, reassign)


def _dates_back(step: LedgerStep, actor: User) -> int:
    """Each date goes back to where it stood, unless somebody has moved it since."""
    before = {pk: (due, scored) for pk, due, scored in step.before.get("moved", [])}
    milestones = AssignmentMilestone.objects.filter(pk__in=before).select_related("assignment").order_by("pk")
    to_date, undone = date.fromisoformat(step.said["to_date"]), 0
    for milestone in milestones:
        due, scored = before[milestone.pk]
        if milestone.due_on != to_date or milestone.completed_on is not None:
            continue
        if due is None:
            take_back_date(milestone=milestone, actor=actor)
        else:
            change_date(
                milestone=milestone,
                to_date=date.fromisoformat(due),
                reason="撤回刚才的批量调整",
                actor=actor,
            )
            if scored:
                AssignmentMilestone.objects.filter(pk=milestone.pk).update(scored_on=scored)
        undone += 1
    return undone


def _going_on(step: LedgerStep, actor: User) -> int:
    """What was suspended goes on where it stood."""
    rows = Assignment.objects.filter(pk__in=step.before.get("suspended", [])).order_by("pk")
    undone = 0
    for assignment in rows:
        if lock(assignment).status == Status.SUSPENDED:
            resume_assignment(assignment=assignment, reason="撤回刚才的批量中止", actor=actor)
            undone += 1
    for day in sorted(set(step.before.get("report_due_on", {}).values())):
        owed = [int(pk) for pk, when in step.before["report_due_on"].items() if when == day]
        Assignment.objects.open().filter(pk__in=owed).exclude(report_due_on=day).update(
            report_due_on=date.fromisoformat(day)
        )
    return undone


_DO: dict[StepKind, Callable[[LedgerStep, list[int]], None]] = {
    StepKind.URGE: _urge,
    StepKind.CHANGE_DATE: _change_date,
    StepKind.SUSPEND: _suspend,
    StepKind.REASSIGN: _reassign,
}
_UNDO: dict[StepKind, Callable[[LedgerStep, User], int]] = {
    StepKind.CHANGE_DATE: _dates_back,
    StepKind.SUSPEND: _going_on,
}
