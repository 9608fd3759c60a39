"""Who stands behind a request of the admin site."""

from typing import Any, cast

from django.http import HttpRequest

from departments.models.users import User, UserRole
from departments.permissions import PEOPLE


def actor(request: HttpRequest) -> User:
    """The user who stands behind a request that the admin site has let in."""
    return cast(User, request.user)


def is_supervisor(user: User, obj: Any) -> bool:
    """Whether the user belongs to 督查室: to whom most transitions are offered."""
    return user.has_role(UserRole.SUPERVISOR)


def may_import_people(admin: Any, request: HttpRequest, object_id: str = "") -> bool:
    """As the method `has_…_permission` of an admin: what 安全管理员 alone may."""
    return actor(request).has_role(*PEOPLE.roles)


def is_office(admin: Any, request: HttpRequest, object_id: str = "") -> bool:
    """As the method `has_…_permission` of an admin: what 督查室 alone may."""
    return actor(request).has_role(UserRole.SUPERVISOR)
