"""收件箱: what a person is told, in the browser. Nobody sees another's."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.filters import ChoiceFilter, RangeDateFilter
from departments.admin.actor import actor
from tracker.reminders.kinds import EVENTS, Way
from tracker.reminders.models.channels import CalendarFeed
from tracker.reminders.models.reminders import InboxReminder
from tracker.reminders.selectors import EARLIEST, news_since, since_day
from tracker.reminders.services.calendars import renew_feed
from tracker.reminders.services.choosing import choose_ways, ways_of
from tracker.reminders.services.opening import open_all, open_reminder
from tracker.work.admin.filters import OpenedFilter

_STANDINGS = {"未读": "warning", "已读": "default", "已办": "success"}


class WaysForm(forms.Form):
    """For each kind of event how one wants to be told of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for rule in EVENTS:
            self.fields[rule.value] = forms.ChoiceField(
                label=rule.label, choices=Way.choices, widget=UnfoldAdminSelectWidget()
            )


class SinceForm(forms.Form):
    """The day that the news are asked from."""

    since = forms.DateField(required=False)


class ReadForm(forms.Form):
    """Up to which entry all is marked as read."""

    upto = forms.IntegerField(min_value=0, max_value=2**63 - 1)


@admin.register(InboxReminder)
class InboxAdmin(ViewOnly, LedgerAdmin):
    """收件箱: a line is a link to the work; following it says that it was opened."""

    list_display = ("on", "show_rule", "show_subject", "show_department", "message", "show_opened")
    list_display_links = ("show_subject",)
    list_filter = (OpenedFilter, ("rule", ChoiceFilter), ("on", RangeDateFilter))
    search_fields = ("message", "about", "assignment__document__number", "assignment__task__measure__title")
    search_help_text = "按内容、文号或举措查找"

    actions_list = ("since", "read_all", "ways", "calendar_feed")

    @action(description="自昨天以来", url_path="since", icon="update")
    def since(self, request: HttpRequest) -> HttpResponse:
        """What happened since yesterday, or since another day, by unit."""
        asked = SinceForm(request.GET)
        wanted = asked.cleaned_data["since"] if asked.is_valid() else None
        if not asked.is_valid():
            messages.warning(request, "日期无法识别，现显示自昨天以来的情况。")
        today = self.today()
        day = since_day(wanted, on=today)
        news = news_since(actor(request), day)
        shown = {
            "since": day,
            "earliest": today - EARLIEST,
            "today": today,
            "news": news,
            "total": sum(unit.total for unit in news),
            "back_url": self._inbox(),
        }
        title = "自昨天以来" if wanted is None else f"自{day}以来"
        return self.page(request, "reminders/since.html", title, shown)

    @action(description="全部标为已读", url_path="read-all", icon="done_all")
    def read_all(self, request: HttpRequest) -> HttpResponse:
        """Asks once; what comes in between stays unread."""
        sent = ReadForm(request.POST)
        if request.method == "POST" and sent.is_valid():
            upto = sent.cleaned_data["upto"]
            count = open_all(user=actor(request), upto=upto, at=timezone.now())
            messages.success(request, f"已将{count}条标为已读。")
            return HttpResponseRedirect(self._inbox())
        unread = self.get_queryset(request).filter(opened_at__isnull=True, settled_at__isnull=True)
        shown = {
            "count": unread.count(),
            "upto": unread.order_by().aggregate(last=Max("pk"))["last"] or 0,
            "back_url": self._inbox(),
        }
        return self.page(request, "reminders/read_all.html", "全部标为已读", shown)

    @action(description="告知方式", url_path="ways", icon="tune")
    def ways(self, request: HttpRequest) -> HttpResponse:
        """How one wants to be told of each kind of event."""
        user = actor(request)
        form = WaysForm(data=request.POST if request.method == "POST" else None, initial=ways_of(user))
        if request.method == "POST" and form.is_valid():
            choose_ways(user=user, ways=form.cleaned_data)
            messages.success(request, "告知方式已保存，自现在起生效。")
            return HttpResponseRedirect(self._inbox())
        return self.page(
            request, "reminders/ways.html", "告知方式", {"form": form, "back_url": self._inbox()}
        )

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
            "back_url": self._inbox(),
        }
        answer = self.page(request, "reminders/calendar_feed.html", "日历订阅", shown)
        answer["Cache-Control"] = "no-store"
        return answer

    def _inbox(self) -> str:
        return reverse("admin:reminders_inboxreminder_changelist")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        mine = InboxReminder.objects.for_recipient(actor(request))
        return mine.told_by(timezone.now()).with_context()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """To the work it is about; keeps when that was first done."""
        reminder = self.visible_object(request, object_id)
        open_reminder(reminder=reminder, at=timezone.now())
        if reminder.link:
            about = reminder.link
        elif reminder.sponsor is not None:
            about = reverse("admin:proposals_proposal_change", args=[reminder.sponsor.proposal_id])
        else:
            about = reverse("admin:work_assignment_change", args=[reminder.assignment_id])
        return HttpResponseRedirect(about)

    show_rule = column("事由", lambda row: row.get_rule_display(), ordering="rule")
    show_subject = column("事项", lambda row: row.subject)
    show_department = column("责任单位", lambda row: str(row.department or "—"))

    @display(description="状态", ordering="opened_at", label=_STANDINGS)
    def show_opened(self, obj: InboxReminder) -> str:
        if obj.settled_at:
            return "已办"
        return "已读" if obj.opened_at else "未读"
