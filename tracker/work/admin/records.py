"""What the work writes by itself: dates and timelines. For looking up."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.filters import ChoiceFilter, RangeDateFilter
from departments.admin.actor import actor
from policies.admin.base import DocumentFilter
from tracker.work.admin.counted import CountedFilter, OutcomeFilter, PastAtDispatchFilter
from tracker.work.admin.filters import DepartmentFilter
from tracker.work.models.assignments import AssignmentMilestone, Event

RELATED = ("assignment__department", "assignment__task__measure")


class RecordAdmin(ViewOnly, LedgerAdmin):
    document_path = "assignment__document"
    search_fields: tuple[str, ...] = (
        "assignment__document__number",
        "assignment__task__measure__title",
        "assignment__department__short_name",
    )
    search_help_text = "按文号、举措或单位查找"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.select_related(*RELATED)


@admin.register(AssignmentMilestone)
class AssignmentMilestoneAdmin(RecordAdmin):
    list_display = ("assignment", "phrase", "first_due_on", "due_on", "firmness", "completed_on")
    department_path = "assignment__department"
    list_filter = (
        CountedFilter,
        OutcomeFilter,
        PastAtDispatchFilter,
        ("firmness", ChoiceFilter),
        DocumentFilter,
        DepartmentFilter,
        ("due_on", RangeDateFilter),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request))


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = ("at", "assignment", "kind", "show_who", "from_status", "to_status", "note")
    list_display_links = ("at",)
    list_filter = (("kind", ChoiceFilter), DocumentFilter)
    ordering = ("-id",)

    show_who = column("操作人", lambda row: row.who or "系统")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).select_related("actor", "on_behalf_of")
