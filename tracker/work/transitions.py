"""Which role may do which step on an assignment, and from which state: the one table.

Services refuse by it, the admin and the API offer by it. What further depends on a report, an extension or
an decline (is it still open?) is checked by the service of the step.
"""

from collections.abc import Set
from dataclasses import dataclass

from django.db.models import TextChoices

from common.errors import NotAllowed, ServiceError
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
    DECLINE = "decline", "申请退办"
    ANSWER_DECLINE = "answer_decline", "答复退办"
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
    """One row of the table: these roles, from these states."""

    roles: frozenset[ActorRole]
    statuses: frozenset[Status]


def _row(roles: Set[ActorRole], statuses: Set[Status]) -> Allowance:
    return Allowance(frozenset(roles), frozenset(statuses))


_OPEN = frozenset(OPEN_STATUSES)
_ALL = frozenset(Status)
_DEPARTMENT = {ActorRole.FILER, ActorRole.HEAD}
_REVIEWERS = {ActorRole.OFFICE, ActorRole.DELEGATOR}

TABLE: dict[Transition, Allowance] = {
    Transition.ACKNOWLEDGE: _row(_DEPARTMENT, {Status.PENDING}),
    Transition.DECLINE: _row(_DEPARTMENT, {Status.PENDING}),
    Transition.ANSWER_DECLINE: _row({ActorRole.OFFICE}, {Status.PENDING}),
    Transition.DELEGATE: _row(_DEPARTMENT, {Status.ACTIVE}),
    Transition.FILE: _row(_DEPARTMENT, {Status.ACTIVE}),
    Transition.ENDORSE: _row({ActorRole.HEAD}, {Status.ACTIVE}),
    Transition.WITHDRAW: _row(_DEPARTMENT, {Status.ACTIVE, Status.IN_REVIEW}),
    Transition.APPROVE: _row(_REVIEWERS, {Status.ACTIVE, Status.IN_REVIEW}),
    Transition.RETURN: _row(_REVIEWERS, {Status.ACTIVE, Status.IN_REVIEW}),
    Transition.ASK_EXTENSION: _row(_DEPARTMENT, {Status.ACTIVE}),
    Transition.ANSWER_EXTENSION: _row({ActorRole.OFFICE}, _OPEN),
    Transition.CHANGE_DATE: _row({ActorRole.OFFICE}, _OPEN),
    Transition.SUSPEND: _row({ActorRole.OFFICE}, _OPEN),
    Transition.RESUME: _row({ActorRole.OFFICE}, {Status.SUSPENDED}),
    Transition.REOPEN: _row({ActorRole.OFFICE}, {Status.COMPLETED}),
    Transition.URGE: _row({ActorRole.OFFICE}, _OPEN),
    Transition.INSTRUCT: _row({ActorRole.LEADER}, _ALL),
    Transition.NOTE: _row({ActorRole.OFFICE}, _ALL),
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


def allowed_transitions(user: User, assignment: Assignment) -> list[Transition]:
    """What to offer the user on this assignment, in the order of the table."""
    roles = roles_of(user, assignment)
    return [
        step for step, row in TABLE.items() if roles & row.roles and Status(assignment.status) in row.statuses
    ]


def require_transition(step: Transition, assignment: Assignment, actor: User | None) -> None:
    """Raise `NotAllowed` for the wrong role, `ServiceError` for the wrong state.

    `None` is the program itself (a command on the server): it has every role, and no state is waived.
    """
    require_actor(step, assignment, actor)
    require_status(step, assignment)


def require_actor(step: Transition, assignment: Assignment, actor: User | None) -> None:
    """The first half of `require_transition`: the role."""
    row = TABLE[step]
    if actor is not None and not roles_of(actor, assignment) & row.roles:
        names = "、".join(str(role.label) for role in ActorRole if role in row.roles)
        raise NotAllowed(
            "transition_not_allowed", f"您不能对{assignment.department}的事项{step.label}，须由{names}办理。"
        )


def require_status(step: Transition, assignment: Assignment) -> None:
    """The second half of `require_transition`: the state."""
    if Status(assignment.status) not in TABLE[step].statuses:
        raise ServiceError(
            "assignment_status_wrong", f"该事项当前为“{assignment.get_status_display()}”，不能{step.label}。"
        )
