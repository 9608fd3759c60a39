"""What keeps the system running: the timetable, tokens of the interface, failed log-ins."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django_celery_beat.admin import PeriodicTaskAdmin as BeatTaskAdmin
from django_celery_beat.admin import PeriodicTaskForm as BeatTaskForm
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
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from departments.admin.base import LedgerAdmin, ViewOnly

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


class TimetableForm(BeatTaskForm):
    """The form of the scheduler, with our widgets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "task" in self.fields:
            self.fields["task"].widget = UnfoldAdminTextInputWidget()
        if "regtask" in self.fields:
            self.fields["regtask"].widget = UnfoldAdminSelectWidget(choices=self.fields["regtask"].choices)


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(BeatTaskAdmin, ModelAdmin):
    """定时任务: switched on and off and moved; the program itself says what there is."""

    form = TimetableForm
    change_form_template = None
    date_hierarchy = None
    list_display = ("name", "enabled", "scheduler", "last_run_at")
    list_filter = ("enabled",)
    readonly_fields = ("name", "task", "last_run_at", "total_run_count")
    fieldsets = ((None, {"fields": ("name", "enabled", "task", "crontab", "interval", "last_run_at")}),)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The program brings its own tasks."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Switched off instead."""
        return False


@admin.register(CrontabSchedule)
class CrontabScheduleAdmin(LedgerAdmin):
    """Times of the timetable."""

    list_display = ("__str__",)
    fields = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week", "timezone")


@admin.register(IntervalSchedule)
class IntervalScheduleAdmin(LedgerAdmin):
    """Intervals of the timetable."""


@admin.register(TokenProxy)
class TokenAdmin(DrfTokenAdmin, ModelAdmin):
    """令牌: the key is whole on its own page only, so that a list on a screen gives nothing away."""

    list_display = ("user", "show_key", "created")
    list_filter = ()
    fields = ("user",)
    autocomplete_fields = ("user",)
    search_help_text = "按用户名查找"

    @display(description="令牌")
    def show_key(self, obj: TokenProxy) -> str:
        """The last digits."""
        return f"…{obj.key[-6:]}"


class SecurityLogAdmin(ViewOnly, LedgerAdmin):
    """Rows that the log-in guard writes."""

    list_display = ("attempt_time", "username", "ip_address", "path_info")
    search_fields = ("username", "ip_address")


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SecurityLogAdmin):
    """登录失败."""

    list_display = (*SecurityLogAdmin.list_display, "failures_since_start")
    fields = ("username", "ip_address", "user_agent", "path_info", "attempt_time", "failures_since_start")


@admin.register(AccessLog)
class AccessLogAdmin(SecurityLogAdmin):
    """登录记录."""

    list_display = (*SecurityLogAdmin.list_display, "logout_time")
    fields = ("username", "ip_address", "user_agent", "path_info", "attempt_time", "logout_time")
