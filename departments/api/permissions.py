"""Who may call what, where no service is there to say so.

Settings name a class of this file as the default of all views, so that it cannot import these.
"""

from typing import Any, cast

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from departments.models.users import User, UserRole
from departments.permissions import ACCESS_RECORD, MATTERS, PEOPLE


def user_of(request: Request) -> User:
    """The user behind a request that has passed the permission checks."""
    return cast(User, request.user)


class HasRole(IsAuthenticated):
    """Somebody who holds one of `roles` anywhere; on which object, the service decides."""

    roles: tuple[UserRole, ...] = ()

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the request may go on; refused with `message`."""
        return super().has_permission(request, view) and user_of(request).has_role(*self.roles)


class HandlesMatters(HasRole):
    """Who has to do with the content of matters: not those who only administer the installation."""

    roles = MATTERS.roles
    message = "您没有权限，系统管理员、安全管理员、审计管理员不接触督查业务的内容。"


class KeepsPeople(HasRole):
    """安全管理员."""

    roles = PEOPLE.roles
    message = "您没有权限，此项操作须由安全管理员办理。"


class ReadsAccessRecord(HasRole):
    """安全管理员 and 审计管理员."""

    roles = ACCESS_RECORD.roles
    message = "您没有权限，此项记录由安全管理员、审计管理员查看。"


class IsSupervisor(HasRole):
    """督查室."""

    roles = (UserRole.SUPERVISOR,)
    message = "您没有权限，此项操作须由督查室办理。"


class IsFiler(HasRole):
    """填报员 and 单位负责人."""

    roles = (UserRole.FILER, UserRole.HEAD)
    message = "您没有权限，此项操作须由责任单位的填报员或单位负责人办理。"


class IsAuditor(HasRole):
    """审计管理员."""

    roles = (UserRole.AUDITOR,)
    message = "您没有权限，使用记录只由审计管理员查阅。"
