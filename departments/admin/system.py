"""What keeps the system running: the timetable, tokens of the interface, failed log-ins."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from rest_framework.authtoken.admin import TokenAdmin as DrfTokenAdmin
from rest_framework.authtoken.models import TokenProxy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column

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
    TokenProxy,
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


@admin.register(TokenProxy)
class TokenAdmin(DrfTokenAdmin, ModelAdmin):
    """令牌: the key is whole on its own page only, so that a list on a screen gives nothing away."""

    list_display = ("user", "show_key", "created")
    list_filter = ()
    readonly_fields = ("key", "created")
    autocomplete_fields = ("user",)
    search_help_text = "按用户名查找"

    def get_fields(self, request: HttpRequest, obj: TokenProxy | None = None) -> tuple[str, ...]:
        """The user; of a token that is there, also its key."""
        return ("user", "key", "created") if obj else ("user",)

    show_key = column("令牌", lambda row: f"…{row.key[-6:]}")


class SecurityLogAdmin(ViewOnly, LedgerAdmin):
    list_display: tuple[str, ...] = ("attempt_time", "username", "ip_address", "path_info")
    search_fields = ("username", "ip_address")


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SecurityLogAdmin):
    list_display = (*SecurityLogAdmin.list_display, "failures_since_start")
    fields = ("username", "ip_address", "user_agent", "path_info", "attempt_time", "failures_since_start")


@admin.register(AccessLog)
class AccessLogAdmin(SecurityLogAdmin):
    list_display = (*SecurityLogAdmin.list_display, "logout_time")
    fields = ("username", "ip_address", "user_agent", "path_info", "attempt_time", "logout_time")
