"""Which role may do which transition of an assignment, and from which state: the one table.

What further depends on a report, an extension or a decline (is it still open?) is checked by the service.
"""

from django.db.models import TextChoices

from common.transitions import Row, Transitions, row
from departments.models.users import User, UserRole
from tracker.work.models.assignments import Assignment
from tracker.work.states import OPEN_STATUSES, Status


class ActorRole(TextChoices):
    """How a user stands to one assignment; one user can be several."""

    OFFICE = "office", "督查室"
    LEADER = "leader", "领导"
    FILER = "filer", "填报员"
    HEAD = "head", "单位负责人"
    DELEGATOR = "delegator", "转办单位"


class Transition(TextChoices):
    """What can be done with an assignment."""

    ACKNOWLEDGE = "acknowledge", "签收"
    TAKE_BACK = "take_back", "撤回签收"
    DECLINE = "decline", "申请退办"
    ANSWER_DECLINE = "answer_decline", "答复退办"
    DELEGATE = "delegate", "转办"
    ASSIGN = "assign", "内部分办"
    FILE = "file", "填报进展"
    ENDORSE = "endorse", "审签"
    SEND_BACK = "send_back", "退回填报人"
    WITHDRAW = "withdraw", "撤回"
    APPROVE = "approve", "审核通过"
    RETURN = "return", "退回"
    ASK_EXTENSION = "ask_extension", "申请延期"
    WITHDRAW_EXTENSION = "withdraw_extension", "撤回延期申请"
    ANSWER_EXTENSION = "answer_extension", "答复延期"
    CHANGE_DATE = "change_date", "调整时限"
    REASSIGN = "reassign", "改派"
    SUSPEND = "suspend", "中止"
    RESUME = "resume", "恢复"
    REOPEN = "reopen", "重办"
    URGE = "urge", "催办"
    INSTRUCT = "instruct", "批示"
    NOTE = "note", "记内部备注"


_OPEN = frozenset(OPEN_STATUSES)
_ALL = frozenset(Status)
_DEPARTMENT = {ActorRole.FILER, ActorRole.HEAD}
_REVIEWERS = {ActorRole.OFFICE, ActorRole.DELEGATOR}

TABLE: dict[Transition, Row[ActorRole, Status]] = {
    Transition.ACKNOWLEDGE: row(_DEPARTMENT, {Status.PENDING}),
    Transition.TAKE_BACK: row(_DEPARTMENT, {Status.ACTIVE}),
    Transition.DECLINE: row(_DEPARTMENT, {Status.PENDING, Status.ACTIVE}),
    Transition.ANSWER_DECLINE: row({ActorRole.OFFICE}, _OPEN),
    Transition.DELEGATE: row(_DEPARTMENT, {Status.ACTIVE}),
    Transition.ASSIGN: row(_DEPARTMENT, _OPEN),
    Transition.FILE: row(_DEPARTMENT, {Status.ACTIVE}),
    Transition.ENDORSE: row({ActorRole.HEAD}, {Status.ACTIVE}),
    Transition.SEND_BACK: row({ActorRole.HEAD}, {Status.ACTIVE}),
    Transition.WITHDRAW: row(_DEPARTMENT, {Status.ACTIVE, Status.IN_REVIEW}),
    Transition.APPROVE: row(_REVIEWERS, {Status.ACTIVE, Status.IN_REVIEW}),
    Transition.RETURN: row(_REVIEWERS, {Status.ACTIVE, Status.IN_REVIEW}),
    Transition.ASK_EXTENSION: row(_DEPARTMENT, {Status.ACTIVE}),
    Transition.WITHDRAW_EXTENSION: row(_DEPARTMENT, _OPEN),
    Transition.ANSWER_EXTENSION: row({ActorRole.OFFICE}, _OPEN),
    Transition.CHANGE_DATE: row({ActorRole.OFFICE}, _OPEN),
    Transition.REASSIGN: row({ActorRole.OFFICE}, _OPEN),
    Transition.SUSPEND: row({ActorRole.OFFICE}, _OPEN),
    Transition.RESUME: row({ActorRole.OFFICE}, {Status.SUSPENDED}),
    Transition.REOPEN: row({ActorRole.OFFICE}, {Status.COMPLETED}),
    Transition.URGE: row({ActorRole.OFFICE}, _OPEN),
    Transition.INSTRUCT: row({ActorRole.LEADER}, _ALL),
    Transition.NOTE: row({ActorRole.OFFICE}, _ALL),
}


def roles_of(user: User, assignment: Assignment) -> set[ActorRole]:
    """How the user stands to the assignment; empty for somebody whom it does not concern."""
    roles = set()
    if user.has_role(UserRole.SUPERVISOR):
        roles.add(ActorRole.OFFICE)
    if user.has_role(UserRole.LEADER):
        roles.add(ActorRole.LEADER)
    if assignment.department_id in user.department_ids(UserRole.FILER):
        roles.add(ActorRole.FILER)
    if assignment.department_id in user.department_ids(UserRole.HEAD):
        roles.add(ActorRole.HEAD)
    if assignment.delegated_by_id in user.department_ids():
        roles.add(ActorRole.DELEGATOR)
    return roles


TRANSITIONS = Transitions(
    TABLE,
    roles_of=roles_of,
    state_of=lambda assignment: Status(assignment.status),
    named=lambda assignment: f"{assignment.department}的事项",
    shown=lambda assignment: "该事项",
)
allowed_transitions = TRANSITIONS.allowed
require_transition = TRANSITIONS.require
require_role = TRANSITIONS.require_role
require_state = TRANSITIONS.require_state
