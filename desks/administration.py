"""工作台 of 系统管理员, 安全管理员 and 审计管理员: nothing of the matters, their own pages at hand."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from departments.models.users import User, UserRole
from departments.permissions import PEOPLE, REGION
from desks.beginning.page import is_new, steps
from desks.places import cards_of
from desks.waiting import waiting

_DUTIES = {
    UserRole.SYSTEM_ADMIN: "您是系统管理员，管系统的运行：定时任务、提醒渠道、邮件。",
    UserRole.SECURITY_ADMIN: (
        "您是安全管理员，管账号：人员、角色、密码、登录锁定；自己的权限由另一名安全管理员办理。"
    ),
    UserRole.AUDITOR: "您是审计管理员，只看记录，不作改动。",
}


def administration_board(request: HttpRequest, user: User, on: date) -> dict[str, Any]:
    """What the board shows."""
    begins = user.has_role(*REGION.roles, *PEOPLE.roles) and is_new()
    return {
        "duty": next(words for role, words in _DUTIES.items() if user.has_role(role)),
        "waiting": waiting(request, user).get("access", 0),
        "waiting_url": reverse("admin:access_accesschange_changelist") + "?state__exact=waiting",
        "steps": steps(user) if begins else [],
        "groups": cards_of(user),
    }
