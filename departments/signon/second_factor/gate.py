"""Whether a session still owes its second factor: decided at the log-in and kept in the session.

A gate behind the log-in and not a step within it: whatever lets a person in (password, directory, provider,
CAS), the same question follows.
"""

from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from departments.models.users import User
from departments.signon.models import SecondFactor

_OWES = "second_factor"  # key of a session


class Owed(StrEnum):
    """What stands between a log-in and the pages."""

    NOTHING = ""
    CODE = "code"
    SETTING_UP = "setting_up"


def has_second_factor(user: User) -> bool:
    """Whether the person has set one up."""
    return SecondFactor.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def must_have_second_factor(user: User) -> bool:
    """Whether one of the user's roles asks for it (`MFA_ROLES`)."""
    if not settings.MFA_ROLES:
        return False
    if user.is_superuser and "superuser" in settings.MFA_ROLES:
        return True
    return any(role in settings.MFA_ROLES for role, _ in user.roles)


def owed_at_log_in(user: User) -> Owed:
    """What the user owes after a log-in by one factor."""
    if has_second_factor(user):
        return Owed.CODE
    return Owed.SETTING_UP if must_have_second_factor(user) else Owed.NOTHING


def owed(session: SessionBase) -> Owed:
    """What the session still owes."""
    return Owed(session.get(_OWES, ""))


def set_owed(session: SessionBase, what: Owed) -> None:
    """Keep with the session what it owes."""
    session[_OWES] = what.value
