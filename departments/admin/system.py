"""What keeps the system running: the timetable, failed log-ins."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.timezone import localtime
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from unfold.decorators import display

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.transitions import Offer, TransitionsMixin, transition
from departments.access.services.changing import unlock
from departments.admin.actor import actor
from departments.admin.forms import ResetForm
from departments.permissions import UNLOCKING

apps.get_app_config("axes").verbose_name = "登录安全"

for model in (
    AccessAttempt,
    AccessFailureLog,
    AccessLog,
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
):
    admin.site.unregister(model)


def in_words(crontab: CrontabSchedule) -> str:
    """A line of the timetable: 每天8:30, or its five parts where it is not daily."""
    if crontab.minute.isdigit() and crontab.hour.isdigit():
        time = f"{crontab.hour}:{crontab.minute:0>2}"
        if (crontab.day_of_month, crontab.month_of_year, crontab.day_of_week) == ("*", "*", "*"):
            return f"每天{time}"
    parts = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
    return "分 时 日 月 周：" + " ".join(getattr(crontab, part) for part in parts)


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(LedgerAdmin):
    """定时任务: switched on and off and moved; the program itself says what there is."""

    list_display = ("name", "enabled", "show_schedule", "last_run_at")
    list_filter = ("enabled",)
    list_select_related = ("crontab", "interval")
    readonly_fields = ("name", "task", "last_run_at", "total_run_count")
    fields = ("name", "task", "enabled", "crontab", "interval", "last_run_at", "total_run_count")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PeriodicTask]:
        """Those of the program: what the queue does for itself has no Chinese name and nothing to decide."""
        return super().get_queryset(request).exclude(name__startswith="celery.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The program brings its own tasks."""
        return False

    @display(description="时间安排")
    def show_schedule(self, obj: PeriodicTask) -> str:
        return in_words(obj.crontab) if obj.crontab else str(obj.interval or "")


@admin.register(CrontabSchedule)
class CrontabScheduleAdmin(LedgerAdmin):
    list_display = ("show_schedule",)
    fields = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week", "timezone")

    show_schedule = column("时间安排", lambda row: in_words(row))


@admin.register(IntervalSchedule)
class IntervalScheduleAdmin(LedgerAdmin):
    """Intervals of the timetable."""


class SecurityLogAdmin(ViewOnly, LedgerAdmin):
    list_display: tuple[str, ...] = ("attempt_time", "username", "ip_address", "path_info")
    search_fields = ("username", "ip_address")

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Whose it is: the library's own name of it is in English."""
        return {"subtitle": f"{obj.username or '（未填用户名）'}，{localize(localtime(obj.attempt_time))}"}


@admin.register(AccessAttempt)
class AccessAttemptAdmin(TransitionsMixin, SecurityLogAdmin):
    list_display = (*SecurityLogAdmin.list_display, "failures_since_start")
    fields = ("username", "ip_address", "user_agent", "path_info", "attempt_time", "failures_since_start")
    actions_detail = ("unlock",)
    offers = {
        "unlock": Offer(lambda user, attempt: user.has_role(*UNLOCKING.roles), when=lambda attempt: True)
    }

    @transition(
        "解除锁定",
        url_path="unlock",
        icon="lock_open",
        form=ResetForm,
        note=lambda attempt: f"“{attempt.username}”从{attempt.ip_address}可以立即重新登录。",
    )
    def unlock(self, request: HttpRequest, attempt: AccessAttempt, reason: str) -> str:
        """Forget the failures of that name from that address."""
        return unlock(actor=actor(request), attempt=attempt, reason=reason, now=timezone.now()).message

    def back_url(self, request: HttpRequest, obj: object) -> str:
        """The list: the row is gone."""
        return reverse("admin:axes_accessattempt_changelist")


@admin.register(AccessLog)
class AccessLogAdmin(SecurityLogAdmin):
    list_display = (*SecurityLogAdmin.list_display, "logout_time")
    fields = ("username", "ip_address", "user_agent", "path_info", "attempt_time", "logout_time")
