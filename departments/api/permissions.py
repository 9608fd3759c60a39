"""Who may call what, where no service is there to say so."""

from typing import cast

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from departments.models.users import User, UserRole


def user_of(request: Request) -> User:
    """The user behind a request that has passed the permission checks."""
    return cast(User, request.user)


class HasRole(IsAuthenticated):
    """Somebody who holds one of `roles` anywhere; on which object, the service decides."""

    roles: tuple[UserRole, ...] = ()

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may go on; refused with `message`."""
        return super().has_permission(request, view) and user_of(request).has_role(*self.roles)


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
