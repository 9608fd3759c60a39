"""Which role may see, add and change which model: one table, used by the admin and the API similar.

Each app grants its own permissions from `AppConfig.ready`, so that this bottom layer knows nobody above.
These permissions say who may open which page; whether a transition on one object is allowed is checked by the
service that takes it.
"""

from collections import defaultdict
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from departments.models.users import User, UserRole

_GRANTED: dict[str, set[str]] = defaultdict(set)


def grant(role: UserRole, app_label: str, /, **models: str) -> None:
    """Give a role permissions: `grant(UserRole.LEADER, "work", assignment="view")`.

    The value is a space-separated list of view, add, change, delete.
    """
    for model, actions in models.items():
        _GRANTED[role].update(f"{app_label}.{action}_{model}" for action in actions.split())


def is_auditor(user: User | AnonymousUser) -> bool:
    """Whether the user may read the record of use: by the role, not by being able to do everything else."""
    return isinstance(user, User) and user.has_role(UserRole.AUDITOR)


class RoleBackend:
    """Answers Django's permission questions from the user's roles; logs nobody in."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Nobody: passwords are checked by the backend before this one."""
        return

    def has_perm(self, user: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        """Whether one of the user's roles carries the permission."""
        if not isinstance(user, User) or not user.is_active:
            return False
        return any(perm in _GRANTED[role] for role, _ in user.roles)

    def has_module_perms(self, user: User | AnonymousUser, app_label: str) -> bool:
        """Whether the user may open anything of the app."""
        if not isinstance(user, User) or not user.is_active:
            return False
        return any(p.startswith(f"{app_label}.") for role, _ in user.roles for p in _GRANTED[role])
