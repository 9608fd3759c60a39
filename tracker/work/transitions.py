"""Which hand may do which step on an assignment, and from which state: the one table.

Services refuse by it, the admin and the API offer by it. What further depends on a report, an extension or
an objection (is it still open?) is checked by the service of the step.
"""

from collections.abc import Set
from dataclasses import dataclass

from django.db.models import TextChoices

from common.errors import NotAllowed, ServiceError
from departments.models.users import User, UserRole
from tracker.work.models.assignments import Assignment
from tracker.work.states import OPEN_STATUSES, Status


class Hand(TextChoices):
    """How a user stands to one assignment; one user can be several."""

    OFFICE = "office", "督查室"
    LEADER = "leader", "领导"
    FILER = "filer", "填报员"
    HEAD = "head", "单位负责人"
    UPPER = "upper", "转办单位"


class Step(TextChoices):
    """What can be done with an assignment."""

    SIGN = "sign", "签收"
    OBJECT = "object", "申请退办"
    ANSWER_OBJECTION = "answer_objection", "答复退办"
    DELEGATE = "delegate", "转办"
    FILE = "file", "填报进展"
    ENDORSE = "endorse", "审签"
    WITHDRAW = "withdraw", "撤回"
    APPROVE = "approve", "审核通过"
    RETURN = "return", "退回"
    ASK_EXTENSION = "ask_extension", "申请延期"
    ANSWER_EXTENSION = "answer_extension", "答复延期"
    CHANGE_DATE = "change_date", "调整时限"
    SUSPEND = "suspend", "中止"
    RESUME = "resume", "恢复"
    REOPEN = "reopen", "重办"
    URGE = "urge", "催办"
    INSTRUCT = "instruct", "批示"
    NOTE = "note", "记内部备注"


@dataclass(frozen=True, slots=True)
class Allowance:
    """One row of the table: these hands, from these states."""

    hands: frozenset[Hand]
    statuses: frozenset[Status]


def _row(hands: Set[Hand], statuses: Set[Status]) -> Allowance:
    return Allowance(frozenset(hands), frozenset(statuses))


_OPEN = frozenset(OPEN_STATUSES)
_ALL = frozenset(Status)
_DEPARTMENT = {Hand.FILER, Hand.HEAD}
_REVIEWERS = {Hand.OFFICE, Hand.UPPER}

TABLE: dict[Step, Allowance] = {
    Step.SIGN: _row(_DEPARTMENT, {Status.PENDING}),
    Step.OBJECT: _row(_DEPARTMENT, {Status.PENDING}),
    Step.ANSWER_OBJECTION: _row({Hand.OFFICE}, {Status.PENDING}),
    Step.DELEGATE: _row(_DEPARTMENT, {Status.ACTIVE}),
    Step.FILE: _row(_DEPARTMENT, {Status.ACTIVE}),
    Step.ENDORSE: _row({Hand.HEAD}, {Status.ACTIVE}),
    Step.WITHDRAW: _row(_DEPARTMENT, {Status.ACTIVE, Status.IN_REVIEW}),
    Step.APPROVE: _row(_REVIEWERS, {Status.ACTIVE, Status.IN_REVIEW}),
    Step.RETURN: _row(_REVIEWERS, {Status.ACTIVE, Status.IN_REVIEW}),
    Step.ASK_EXTENSION: _row(_DEPARTMENT, {Status.ACTIVE}),
    Step.ANSWER_EXTENSION: _row({Hand.OFFICE}, _OPEN),
    Step.CHANGE_DATE: _row({Hand.OFFICE}, _OPEN),
    Step.SUSPEND: _row({Hand.OFFICE}, _OPEN),
    Step.RESUME: _row({Hand.OFFICE}, {Status.SUSPENDED}),
    Step.REOPEN: _row({Hand.OFFICE}, {Status.COMPLETED}),
    Step.URGE: _row({Hand.OFFICE}, _OPEN),
    Step.INSTRUCT: _row({Hand.LEADER}, _ALL),
    Step.NOTE: _row({Hand.OFFICE}, _ALL),
}


def hands_of(user: User, assignment: Assignment) -> set[Hand]:
    """How the user stands to the assignment; empty for somebody whom it does not concern."""
    hands = set()
    if user.has_role(UserRole.SUPERVISOR):
        hands.add(Hand.OFFICE)
    if user.has_role(UserRole.LEADER):
        hands.add(Hand.LEADER)
    if assignment.department_id in user.department_ids(UserRole.FILER):
        hands.add(Hand.FILER)
    if assignment.department_id in user.department_ids(UserRole.HEAD):
        hands.add(Hand.HEAD)
    if assignment.upper_id in user.department_ids():
        hands.add(Hand.UPPER)
    return hands


def allowed_steps(user: User, assignment: Assignment) -> list[Step]:
    """What to offer the user on this assignment, in the order of the table."""
    hands = hands_of(user, assignment)
    return [
        step for step, row in TABLE.items() if hands & row.hands and Status(assignment.status) in row.statuses
    ]


def require_step(step: Step, assignment: Assignment, actor: User | None) -> None:
    """Raise `NotAllowed` for the wrong hand, `ServiceError` for the wrong state.

    `None` is the program itself (a command on the server): it has every hand, and no state is waived.
    """
    require_hand(step, assignment, actor)
    require_status(step, assignment)


def require_hand(step: Step, assignment: Assignment, actor: User | None) -> None:
    """The first half of `require_step`: the hand."""
    row = TABLE[step]
    if actor is not None and not hands_of(actor, assignment) & row.hands:
        names = "、".join(str(hand.label) for hand in Hand if hand in row.hands)
        raise NotAllowed(f"您不能对{assignment.department}的事项{step.label}，须由{names}办理。")


def require_status(step: Step, assignment: Assignment) -> None:
    """The second half of `require_step`: the state."""
    if Status(assignment.status) not in TABLE[step].statuses:
        raise ServiceError(f"该事项当前为“{assignment.get_status_display()}”，不能{step.label}。")
