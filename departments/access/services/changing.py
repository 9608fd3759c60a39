"""Roles given and taken, passwords reset, locks and second factors released: at once, or by a second hand."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction

from common.errors import NotAllowed, ServiceError
from common.text import as_note
from departments.access.models import AccessChange, Kind, State
from departments.models.departments import Department
from departments.models.users import ADMINISTRATORS, Membership, User, UserRole
from departments.permissions import PEOPLE, SENSITIVE, UNLOCKING
from departments.record.models import UseKind
from departments.record.services import current_request, record_use
from departments.services.access import require_role
from departments.services.passwords import one_time_password
from departments.signon.models import AccessToken, UserSession
from departments.signon.second_factor.services import end_for

logger = logging.getLogger(__name__)
_LONGEST_REASON = 200  # as the column


@dataclass(frozen=True, slots=True)
class Taken:
    """A change that was asked for; a new password is here this once and nowhere else."""

    change: AccessChange
    password: str = ""

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        if self.change.state == State.WAITING:
            until = f"{self.change.expires_at:%m-%d %H:%M}" if self.change.expires_at else ""
            return f"已提出：{self.change}，须由另一名安全管理员在{until}前确认后生效。"
        return f"{self.change}，已生效。"


def sensitive(role: str) -> bool:
    """Whether it takes two people to give or take the role, as this installation is set."""
    return settings.TWO_HANDS and role in SENSITIVE


def require_giving(*, user: User, role: str, department: Department | None, actor: User | None) -> None:
    """Raise `NotAllowed` or `ServiceError` where the actor may not give the role to the user."""
    _require_another(user, actor)
    if role not in UserRole.values:
        raise ServiceError("unknown_role", "请选择角色。", field="role")
    if not user.is_active:
        raise ServiceError("account_inactive", f"{user}的账号已停用，请先启用。")
    held = set(user.memberships.values_list("role", "department_id"))
    if role in ADMINISTRATORS:
        if any(one in ADMINISTRATORS for one, _ in held):
            raise ServiceError(
                "administrators_exclude_each_other",
                "系统管理员、安全管理员、审计管理员不能由同一账号兼任，请为其另建账号。",
                field="role",
            )
    elif department is None:
        raise ServiceError("role_needs_department", "请选择单位。", field="department")
    elif (role, department.pk) in held:
        raise ServiceError(
            "role_already_held", f"{user}已是{department}{UserRole(role).label}。", field="role"
        )


@transaction.atomic
def give_role(
    *,
    user: User,
    role: str,
    department: Department | None,
    actor: User | None,
    reason: str,
    now: datetime,
) -> Taken:
    """Make the user something: at once, or once a second 安全管理员 has confirmed it.

    One of the three administrators belongs to no unit. Raises `NotAllowed` for anybody but a 安全管理员 and
    for oneself, `ServiceError` for what the user is already, or cannot be beside what he is.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    unit = None if role in ADMINISTRATORS else department
    require_giving(user=user, role=role, department=unit, actor=actor)
    change = AccessChange(kind=Kind.GIVE, user=user, role=role, department=unit)
    return _ask(change, actor, reason, now, two_hands=sensitive(role))


@transaction.atomic
def take_role(*, membership: Membership, actor: User | None, reason: str, now: datetime) -> Taken:
    """Take a role away: at once, or once a second 安全管理员 has confirmed it.

    Raises as `give_role`, and `ServiceError` for the last one of the three administrators.
    """
    user = User.objects.select_for_update().get(pk=membership.user_id)
    _require_another(user, actor)
    require_one_left(user, membership.role)
    change = AccessChange(kind=Kind.TAKE, user=user, role=membership.role, department=membership.department)
    return _ask(change, actor, reason, now, two_hands=sensitive(membership.role))


@transaction.atomic
def reset_password(*, user: User, actor: User | None, reason: str, now: datetime) -> Taken:
    """Give the user a new password, to be changed at the next log-in; sessions and tokens end at once.

    Of who holds a role that takes two people, this takes two as well. Raises `NotAllowed` as `give_role`.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_another(user, actor)
    change = AccessChange(kind=Kind.PASSWORD, user=user)
    return _ask(change, actor, reason, now, two_hands=any(sensitive(role) for role, _ in user.roles))


@transaction.atomic
def end_second_factor(*, user: User, actor: User | None, reason: str, now: datetime) -> Taken:
    """End the second factor of who has lost the phone and the recovery codes; the open sessions end with it.

    Of who holds a role that takes two people, this takes two as well. Raises `NotAllowed` as `give_role`.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_another(user, actor)
    change = AccessChange(kind=Kind.FACTOR, user=user)
    return _ask(change, actor, reason, now, two_hands=any(sensitive(role) for role, _ in user.roles))


def require_switching(*, user: User, actor: User | None) -> None:
    """Raise `ServiceError` where an account may not be switched on or off: its roles come or go with it.

    The last of the three administrators stays, and what takes two people is not done by one in this way.
    """
    _require_another(user, actor)
    for role in sorted({role for role, _ in user.roles}):
        if user.is_active:
            require_one_left(user, role)
        if sensitive(role):
            raise ServiceError(
                "account_role_sensitive",
                f"{user}是{UserRole(role).label}，停用或启用等于任免；请先经两人办理免去这一角色。",
                field="is_active",
            )


@transaction.atomic
def unlock(*, attempt: AccessAttempt, actor: User | None, reason: str, now: datetime) -> Taken:
    """Forget the failures of a name from an address, so that it can log in again at once.

    Raises `NotAllowed` for anybody but a 安全管理员, and for one's own account.
    """
    require_role(actor, *UNLOCKING.roles, to="解除锁定")
    user = User.objects.filter(username=attempt.username).first()
    change = AccessChange(
        kind=Kind.UNLOCK, user=user, username=attempt.username or "", address=attempt.ip_address
    )
    if user is not None:
        _require_another(user, actor)
    return _ask(change, actor, reason, now, two_hands=settings.TWO_HANDS)


@transaction.atomic
def confirm(*, change: AccessChange, actor: User, now: datetime) -> Taken:
    """The second hand: the change is carried out as it was asked for.

    Raises `NotAllowed` for who asked for it, whom it is about, and anybody but a 安全管理员; `ServiceError`
    where it was decided or has expired, or cannot be done any more.
    """
    change = _to_decide(change, actor, now)
    change.decided_by, change.decided_at = actor, now
    return _carry_out(change)


@transaction.atomic
def refuse(*, change: AccessChange, actor: User, reason: str, now: datetime) -> AccessChange:
    """The second hand says no, and why. Raises as `confirm`."""
    change = _to_decide(change, actor, now)
    change.decided_by, change.decided_at, change.answer = actor, now, _why(reason)
    change.state = State.REFUSED
    change.save()
    logger.info("access change %s refused by %s", change.pk, actor.pk)
    return change


def _ask(change: AccessChange, actor: User | None, reason: str, now: datetime, *, two_hands: bool) -> Taken:
    change.asked_by, change.asked_at, change.reason = actor, now, _why(reason)
    # The program itself needs nobody beside it: who runs commands on the server could change the switch.
    change.two_hands = two_hands and actor is not None
    if not change.two_hands:
        return _carry_out(change)
    waiting = AccessChange.objects.waiting(now).filter(
        kind=change.kind,
        user=change.user,
        role=change.role,
        department=change.department,
        username=change.username,
        address=change.address,
    )
    if waiting.exists():
        raise ServiceError("access_change_waiting", "这项变更已经提出，正等待另一名安全管理员确认。")
    change.state, change.expires_at = State.WAITING, now + timedelta(hours=settings.TWO_HANDS_HOURS)
    change.save()
    logger.info("access change %s asked by %s", change.pk, actor and actor.pk)
    return Taken(change)


def _to_decide(change: AccessChange, actor: User, now: datetime) -> AccessChange:
    require_role(actor, *PEOPLE.roles, to="确认权限变更")
    found: AccessChange = AccessChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if found.state != State.WAITING or found.expires_at is None:
        raise ServiceError("access_change_decided", f"这项变更{found.get_state_display()}，不能再答复。")
    if found.expires_at <= now:
        raise ServiceError("access_change_expired", "这项变更已过确认期限，如仍需要，请重新提出。")
    if actor.pk in (found.asked_by_id, found.user_id):
        raise NotAllowed("second_hand_required", "须由提出人和本人以外的另一名安全管理员确认。")
    return found


def _carry_out(change: AccessChange) -> Taken:
    password = _DOES[Kind(change.kind)](change)
    change.state = State.DONE
    change.save()
    logger.info("access change %s: %s of user %s", change.pk, change.kind, change.user_id)
    return Taken(change, password)


def _give(change: AccessChange) -> str:
    user = _locked(change)
    # As things stand now: between the two hands another role may have been given.
    require_giving(user=user, role=change.role, department=change.department, actor=None)
    Membership.objects.create(user=user, department=change.department, role=change.role)
    return ""


def _take(change: AccessChange) -> str:
    user = _locked(change)
    require_one_left(user, change.role)
    held = Membership.objects.filter(user=user, role=change.role)
    # Of an administrator the unit says nothing: there is one at most.
    if change.role not in ADMINISTRATORS:
        held = held.filter(department=change.department)
    membership = held.first()
    if membership is None:
        raise ServiceError("role_not_held", f"{user}已不再担任这一角色。")
    membership.delete()
    return ""


def _reset(change: AccessChange) -> str:
    user, password = _locked(change), one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    UserSession.objects.filter(user=user).delete()
    AccessToken.objects.filter(user=user).delete()
    return password


def _end_factor(change: AccessChange) -> str:
    end_for(user=_locked(change), reason=change.reason)
    return ""


def _unlock(change: AccessChange) -> str:
    AccessAttempt.objects.filter(username=change.username, ip_address=change.address).delete()
    record_use(
        kind=UseKind.UNLOCK,
        user=change.decided_by or change.asked_by,
        request=current_request.get(),
        thing="axes.accessattempt",
        words=f"{change.username}（{change.address}）",
        reason=change.reason,
    )
    return ""


_DOES: dict[Kind, Any] = {
    Kind.GIVE: _give,
    Kind.TAKE: _take,
    Kind.PASSWORD: _reset,
    Kind.UNLOCK: _unlock,
    Kind.FACTOR: _end_factor,
}


def _locked(change: AccessChange) -> User:
    account: Any = change.user_id  # of every kind that has one
    return User.objects.select_for_update().get(pk=account)


def _require_another(user: User, actor: User | None) -> None:
    require_role(actor, *PEOPLE.roles, to="变更账号的权限")
    if actor is not None and actor.pk == user.pk:
        raise NotAllowed("own_access", "不能变更自己的权限，请由另一名安全管理员办理。")


def require_one_left(user: User, role: str) -> None:
    """Raise `ServiceError` where without the user nobody would be one of the three."""
    if role not in ADMINISTRATORS:
        return
    others = Membership.objects.filter(role=role, user__is_active=True).exclude(user=user)
    if not others.exists():
        raise ServiceError("last_administrator", f"{user}是唯一的{UserRole(role).label}，请先任命接替的人。")


def _why(reason: str) -> str:
    reason = as_note(reason, "原因", field="reason", most=_LONGEST_REASON)
    if not reason:
        raise ServiceError("reason_required", "请写明原因。", field="reason")
    return reason
