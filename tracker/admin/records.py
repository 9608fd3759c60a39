"""What the tracker writes by itself: dates, timelines, reminders, digests. For looking up."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from departments.admin.base import HistoryAdmin, LedgerAdmin, ViewOnly
from departments.admin.filters import ChoiceFilter, RangeDateFilter
from policies.admin.base import DocumentFilter
from tracker.models import AssignmentMilestone, Digest, Event, Reminder, Sweep

RELATED = ("assignment__department", "assignment__task__measure")


class RecordAdmin(ViewOnly, LedgerAdmin):
    """Rows about an assignment."""

    document_path = "assignment__document"
    search_fields: tuple[str, ...] = (
        "assignment__document__number",
        "assignment__task__measure__title",
        "assignment__department__short_name",
    )
    search_help_text = "按文号、举措或单位查找"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what a line shows."""
        queryset: Any = super().get_queryset(request)
        return queryset.select_related(*RELATED).defer("assignment__task__text")


@admin.register(AssignmentMilestone)
class AssignmentMilestoneAdmin(RecordAdmin, HistoryAdmin):
    """交办时限."""

    list_display = ("assignment", "phrase", "first_due_on", "due_on", "firmness", "completed_on")
    list_filter = (("firmness", ChoiceFilter), DocumentFilter, ("due_on", RangeDateFilter))


@admin.register(Event)
class EventAdmin(RecordAdmin):
    """办理记录."""

    list_display = ("at", "assignment", "kind", "actor", "from_status", "to_status", "note")
    list_display_links = ("at",)
    list_filter = (("kind", ChoiceFilter), DocumentFilter)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With who did it."""
        return super().get_queryset(request).select_related("actor")


@admin.register(Reminder)
class ReminderAdmin(RecordAdmin):
    """提醒."""

    list_display = ("on", "user", "rule", "assignment", "message", "digest")
    list_display_links = ("message",)
    list_filter = (("rule", ChoiceFilter), ("on", RangeDateFilter))
    search_fields = ("message", "user__username", "user__display_name")
    search_help_text = "按内容或接收人查找"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the receiver and the digest."""
        return super().get_queryset(request).select_related("user", "digest")


@admin.register(Digest)
class DigestAdmin(ViewOnly, LedgerAdmin):
    """提醒汇总."""

    list_display = ("on", "user", "channel", "subject", "status", "sent_at", "error")
    list_display_links = ("subject",)
    list_filter = (("status", ChoiceFilter), ("on", RangeDateFilter))
    list_select_related = ("user",)
    search_fields = ("subject", "body", "user__username", "user__display_name")
    search_help_text = "按标题、正文或接收人查找"


@admin.register(Sweep)
class SweepAdmin(ViewOnly, LedgerAdmin):
    """提醒巡查."""

    list_display = ("on", "finished_at")
