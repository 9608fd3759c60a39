"""Who keeps the ways in of others: 安全管理员."""

from departments.models.users import User

SECURITY_ADMIN = "security_admin"


def keeps_sign_on(user: User) -> bool:
    """Whether the user may link and unlink others' accounts, and end their second factors."""
    return user.is_superuser or any(role == SECURITY_ADMIN for role, _ in user.roles)
