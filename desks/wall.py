"""驾驶舱 for the meeting room: the same figures on one screen, in large type, without scrolling."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from common import clock
from departments.models.users import User
from desks.leader import leader_board

LATE = 6  # measures
UNITS = 8


def wall(request: HttpRequest) -> HttpResponse:
    """The page, for leaders and 督查室; narrowed and of a past day as 驾驶舱 is by the same address."""
    user = cast(User, request.user)
    if not user.sees_everything:
        raise PermissionDenied("驾驶舱供领导和督查室使用；本单位的事项请看首页工作台。")
    board = leader_board(request, user, clock.today())
    query = {name: value for name, value in board["chosen"].items() if value}
    context: dict[str, Any] = {
        **board,
        "site_title": cast(Any, admin.site).site_title,
        "title": "会议室大屏",
        "now": timezone.localtime(),
        "late": board["late"].measures[:LATE],
        "by_department": board["by_department"][:UNITS],
        "back_url": f"{reverse('admin:overview')}{'?' + urlencode(query) if query else ''}",
    }
    return TemplateResponse(request, "desks/wall.html", context)
