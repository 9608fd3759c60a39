"""三员: the first three administrators, after whom the account of `createsuperuser` is closed."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from common.errors import NotAllowed, ServiceError
from departments.access.models import AccessChange, Kind, State
from departments.models.users import ADMINISTRATORS, Membership, User, UserRole
from departments.services.passwords import one_time_password
from departments.signon.models import AccessToken, UserSession

logger = logging.getLogger(__name__)

# What they are called where nobody says otherwise.
USUAL_NAMES = {
    UserRole.SYSTEM_ADMIN: "xitong",
    UserRole.SECURITY_ADMIN: "anquan",
    UserRole.AUDITOR: "shenji",
}


def missing_administrators() -> list[UserRole]:
    """Which of the three nobody is whose account works."""
    held = set(
        Membership.objects.filter(role__in=ADMINISTRATORS, user__is_active=True).values_list(
            "role", flat=True
        )
    )
    return [role for role in ADMINISTRATORS if role not in held]


def may_appoint(user: User) -> bool:
    """Whether the user is the first account and one of the three is wanting."""
    return user.is_superuser and user.is_active and bool(missing_administrators())


@transaction.atomic
def appoint(*, usernames: Mapping[UserRole, str], actor: User | None, now: datetime) -> dict[str, str]:
    """Make an account for each of these administrators; once all three are there, superusers are closed.

    Returns their passwords by user name, in order: to be shown once and changed at the first log-in. `actor`
    is the first account, which may only fill what is wanting, or `None` for the command on the server.
    Raises `NotAllowed`, and `ServiceError` for a name that is taken, wrong, or given twice.
    """
    wanting = missing_administrators()
    if actor is not None and not (actor.is_superuser and actor.is_active and set(usernames) <= set(wanting)):
        raise NotAllowed(
            "administrators_appointed", "系统管理员、安全管理员、审计管理员已设立，由安全管理员办理变更。"
        )
    passwords = {}
    for role, given in usernames.items():
        username = given.strip()
        _require_fit(username, role)
        passwords[username] = one_time_password()
        user = User(username=username, display_name=str(role.label), is_staff=True)
        user.set_password(passwords[username])
        user.must_change_password = True
        user.save()
        Membership.objects.create(user=user, role=role)
        AccessChange.objects.create(
            kind=Kind.GIVE,
            state=State.DONE,
            user=user,
            role=role,
            reason="设立三员",
            asked_by=actor,
            asked_at=now,
        )
        logger.info("%s appointed as %s", username, role)
    if not missing_administrators():
        close_superusers()
    return passwords


def close_superusers() -> int:
    """End the rights of every superuser; an account that has no other role is closed. Returns how many."""
    closed = list(User.objects.select_for_update().filter(is_superuser=True))
    for user in closed:
        user.is_superuser = False
        if not user.roles:
            user.is_active = False
            user.set_unusable_password()
            UserSession.objects.filter(user=user).delete()
            AccessToken.objects.filter(user=user).delete()
        user.save()
        logger.info("superuser %s closed", user.pk)
    return len(closed)


def _require_fit(username: str, role: UserRole) -> None:
    try:
        User.username_validator(username)
    except ValidationError:
        raise ServiceError(
            "username_unfit", "用户名只能由字母、数字、汉字和@.+-_组成。", field=role.value
        ) from None
    longest = User._meta.get_field("username").max_length or 0
    if len(username) > longest:
        raise ServiceError("username_unfit", f"用户名不能超过{longest}字。", field=role.value)
    if User.objects.filter(username=username).exists():
        raise ServiceError(
            "username_taken",
            f"用户名“{username}”已有人使用；三员各用一个新账号，不与业务账号合用。",
            field=role.value,
        )
