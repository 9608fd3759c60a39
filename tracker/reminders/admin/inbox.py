"""收件箱: what a person is told, in the browser. Nobody sees another's."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action, display

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.filters import ChoiceFilter, RangeDateFilter
from departments.admin.actor import actor
from tracker.reminders.models.channels import CalendarFeed
from tracker.reminders.models.reminders import InboxReminder
from tracker.reminders.services.calendars import renew_feed
from tracker.reminders.services.opening import open_reminder
from tracker.work.admin.filters import OpenedFilter


@admin.register(InboxReminder)
class InboxAdmin(ViewOnly, LedgerAdmin):
    """收件箱: a line is a link to the work; following it says that it was opened."""

    list_display = ("on", "show_rule", "show_subject", "show_department", "message", "show_opened")
    list_display_links = ("show_subject",)
    list_filter = (OpenedFilter, ("rule", ChoiceFilter), ("on", RangeDateFilter))
    search_fields = ("message", "assignment__document__number", "assignment__task__measure__title")
    search_help_text = "按内容、文号或举措查找"

    actions_list = ("calendar_feed",)

    @action(description="日历订阅", url_path="calendar", icon="calendar_month")
    def calendar_feed(self, request: HttpRequest) -> HttpResponse:
        """The address of the user's calendar: shown once, when it is made or renewed."""
        user = actor(request)
        address = ""
        if request.method == "POST":
            path = reverse("calendar", args=[renew_feed(user=user)])
            address = f"{settings.SITE_URL.rstrip('/')}{path}"
        shown = {
            "address": address,
            "feed": CalendarFeed.objects.filter(user=user).first(),
            "back_url": reverse("admin:reminders_inboxreminder_changelist"),
        }
        answer = self.page(request, "reminders/calendar_feed.html", "日历订阅", shown)
        answer["Cache-Control"] = "no-store"
        return answer

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return InboxReminder.objects.for_recipient(actor(request)).with_context()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """To the work it is about; keeps when that was first done."""
        reminder = self.visible_object(request, object_id)
        open_reminder(reminder=reminder, at=timezone.now())
        if reminder.sponsor is not None:
            about = reverse("admin:proposals_proposal_change", args=[reminder.sponsor.proposal_id])
        else:
            about = reverse("admin:work_assignment_change", args=[reminder.assignment_id])
        return HttpResponseRedirect(about)

    show_rule = column("事由", lambda row: row.get_rule_display(), ordering="rule")
    show_subject = column("事项", lambda row: row.subject)
    show_department = column("责任单位", lambda row: str(row.department))

    @display(description="状态", ordering="opened_at", label={"未读": "warning", "已读": "default"})
    def show_opened(self, obj: InboxReminder) -> str:
        return "已读" if obj.opened_at else "未读"
