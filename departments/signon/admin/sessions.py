"""登录设备: where one is logged in, and the way to end it from elsewhere."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.transitions import Offer, TransitionsMixin, transition
from departments.admin.actor import actor
from departments.permissions import SESSIONS
from departments.signon.devices import device_in_words
from departments.signon.models import UserSession
from departments.signon.services.sessions import end_session


@admin.register(UserSession)
class UserSessionAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    list_display = ("show_device", "address", "opened_at", "show_expiry", "show_whose")
    list_select_related = ("user",)
    ordering = ("-opened_at",)
    fields = ("show_device", "address", "opened_at", "show_expiry")
    readonly_fields = ("show_device", "show_expiry")
    actions_detail = ("end",)
    offers = {
        "end": Offer(
            lambda user, row: user.has_role(*SESSIONS.roles) or row.user_id == user.pk, lambda row: True
        )
    }

    show_device = column("设备", lambda row: device_in_words(row.device))
    show_expiry = column("不操作则于", lambda row: row.expire_date, ordering="expire_date")
    show_whose = column("用户", lambda row: str(row.user))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """One's own that are open; a 安全管理员's are all."""
        rows: QuerySet[Any] = super().get_queryset(request).filter(expire_date__gte=timezone.now())
        user = actor(request)
        return rows.exclude(user=None) if user.has_role(*SESSIONS.roles) else rows.filter(user=user)

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Which device it is, not its key."""
        return {"subtitle": device_in_words(row.device)}

    @transition(
        "下线",
        url_path="end",
        icon="logout",
        note=lambda row: f"{device_in_words(row.device)}（{row.address or '地址不详'}）将须重新登录。",
    )
    def end(self, request: HttpRequest, row: UserSession) -> str:
        """Log that device out."""
        end_session(actor=actor(request), session=row)
        return "已下线。"

    def back_url(self, request: HttpRequest, obj: Any) -> str:
        """The list: the row is gone."""
        return reverse("admin:signon_usersession_changelist")
