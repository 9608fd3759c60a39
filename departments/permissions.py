"""Who may what: the duties of the roles in one table, and which role may see, add and change which model.

`DUTIES` is what services ask and what 使用手册 shows. Of the models each app grants its own permissions from
its `hooks`, so that this bottom layer knows nobody above; they say who may open which page. Whether a
transition on one object is allowed is checked by the service that takes it.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from departments.models.users import ADMINISTRATORS, BUSINESS, User, UserRole


@dataclass(frozen=True, slots=True)
class Duty:
    """What some roles do and no other: in words, and which roles."""

    title: str
    roles: tuple[UserRole, ...]


MATTERS = Duty("查看督查业务的内容：文件、交办、报告、台账、导出、查找", BUSINESS)
RULES = Duty("督查规则、文书模板、工作日历", (UserRole.SUPERVISOR,))
UNITS = Duty("单位、单位组、别名、沿革，导入单位", (UserRole.SUPERVISOR,))
REGION = Duty("登记地区和通常的单位（初次使用）", (UserRole.SYSTEM_ADMIN, UserRole.SUPERVISOR))
CHANNELS = Duty("提醒渠道的网关和开关，测试邮件", (UserRole.SYSTEM_ADMIN,))
TIMETABLE = Duty("定时任务", (UserRole.SYSTEM_ADMIN,))
PEOPLE = Duty("账号、角色、重置密码，导入人员", (UserRole.SECURITY_ADMIN,))
UNLOCKING = Duty("解除登录锁定", (UserRole.SECURITY_ADMIN,))
SESSIONS = Duty("将他人的登录下线、停用他人的接口令牌", (UserRole.SECURITY_ADMIN,))
ACCESS_RECORD = Duty("查看权限变更和登录记录", (UserRole.SECURITY_ADMIN, UserRole.AUDITOR))
OWN = Duty("自己的密码、登录设备、接口令牌", tuple(UserRole))
DUTIES = (
    MATTERS,
    RULES,
    UNITS,
    REGION,
    CHANNELS,
    TIMETABLE,
    PEOPLE,
    UNLOCKING,
    SESSIONS,
    ACCESS_RECORD,
    OWN,
)

# Roles that are not given, taken or reached by one person alone where `TWO_HANDS` is set.
SENSITIVE = (UserRole.SUPERVISOR, UserRole.LEADER, *ADMINISTRATORS)


def is_auditor(user: User | AnonymousUser) -> bool:
    """审计管理员: reads the record and changes nothing."""
    return isinstance(user, User) and user.has_role(UserRole.AUDITOR)


_GRANTED: dict[str, set[str]] = defaultdict(set)


def grant(role: UserRole, app_label: str, /, **models: str) -> None:
    """Give a role permissions: `grant(UserRole.LEADER, "work", assignment="view")`.

    The value is a space-separated list of view, add, change, delete.
    """
    for model, actions in models.items():
        _GRANTED[role].update(f"{app_label}.{action}_{model}" for action in actions.split())


class PasswordBackend(ModelBackend):
    """Name and password, as Django's; what a user may do is no matter of it."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: they come from the roles, also those of who was made by `createsuperuser`."""
        return set()

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the user may open anything of the app: not by this."""
        return False


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
