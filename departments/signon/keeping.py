"""Who keeps the ways in of others: 安全管理员."""

from departments.models.users import User
from departments.permissions import SESSIONS


def keeps_sign_on(user: User) -> bool:
    """Whether the user may link and unlink others' accounts, and end their second factors."""
    return user.has_role(*SESSIONS.roles)
