"""What a document orders, for looking up and for correcting a draft."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.decorators import display

from departments.admin.base import HistoryAdmin, LedgerAdmin, ViewOnly, ViewOnlyInline
from departments.admin.filters import ChoiceFilter, RangeDateFilter
from policies.admin.base import CORRECTABLE, DocumentFilter, WithinDocuments
from policies.models import Indicator, Measure, Milestone, Responsibility, Section, Task


class TaskInline(ViewOnlyInline):
    """The tasks of a measure."""

    model = Task
    fields = ("text", "frequency", "cycle")
    show_change_link = True


class ResponsibilityInline(ViewOnlyInline):
    """The units of a task."""

    model = Responsibility
    fields = ("printed_name", "role", "department", "group")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the units' names."""
        queryset: QuerySet = super().get_queryset(request)
        return queryset.select_related("department", "group")


class MilestoneInline(TabularInline):
    """The dates of a task; corrected and added until the document is handed out."""

    model = Milestone
    fields = ("position", "phrase", "due_on", "kind", "firmness", "reason")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Task | None = None) -> bool:
        """Those who may change a date, in a document that is not handed out."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Those who may, in a document that is not handed out."""
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and isinstance(obj, Task) and obj.measure.document.status in CORRECTABLE

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was read wrongly may go before anybody was told of it."""
        return self.has_change_permission(request, obj)


@admin.register(Section)
class SectionAdmin(ViewOnly, WithinDocuments, LedgerAdmin):
    """章节."""

    list_display = ("title", "document", "position")
    list_filter = (DocumentFilter,)
    list_select_related = ("document",)
    search_fields = ("title",)


@admin.register(Measure)
class MeasureAdmin(WithinDocuments, HistoryAdmin):
    """举措."""

    list_display = ("show_label", "show_title", "document")
    list_display_links = ("show_label", "show_title")
    list_filter = (DocumentFilter,)
    search_fields = ("title", "text", "document__number", "document__title")
    search_help_text = "按举措、原文、文号或文件标题查找"
    ordering = ("document", "position")
    readonly_fields = ("document", "show_label", "text")
    fields = ("document", "show_label", "title", "text")
    inlines = (TaskInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the document, without its text."""
        return super().get_queryset(request).select_related("document").defer("document__text")

    @display(description="层级")
    def show_label(self, obj: Measure) -> str:
        """The path of labels."""
        return obj.label

    @display(description="标题", ordering="title")
    def show_title(self, obj: Measure) -> str:
        """The title, or the first words."""
        return obj.short_title


@admin.register(Task)
class TaskAdmin(WithinDocuments, HistoryAdmin):
    """任务."""

    document_path = "measure__document"
    list_display = ("measure", "text", "cycle")
    list_filter = (("cycle", ChoiceFilter), DocumentFilter)
    search_fields = ("text", "measure__title", "measure__document__number")
    search_help_text = "按内容、举措或文号查找"
    readonly_fields = ("measure", "frequency")
    fields = ("measure", "text", ("frequency", "cycle"))
    inlines = (ResponsibilityInline, MilestoneInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the measure and its document."""
        queryset = super().get_queryset(request).select_related("measure__document")
        return queryset.defer("measure__document__text")


@admin.register(Milestone)
class MilestoneAdmin(ViewOnly, WithinDocuments, HistoryAdmin):
    """时间节点; corrected on the page of its task."""

    document_path = "task__measure__document"
    list_display = ("phrase", "due_on", "kind", "firmness", "task")
    list_filter = (
        ("kind", ChoiceFilter),
        ("firmness", ChoiceFilter),
        DocumentFilter,
        ("due_on", RangeDateFilter),
    )
    search_fields = ("phrase", "task__measure__title", "task__measure__document__number")
    search_help_text = "按原文时限、举措或文号查找"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the measure and its document."""
        queryset = super().get_queryset(request).select_related("task__measure__document")
        return queryset.defer("task__measure__document__text")


@admin.register(Indicator)
class IndicatorAdmin(WithinDocuments, HistoryAdmin):
    """指标."""

    list_display = ("name", "base_year", "base", "target_year", "target", "attribute", "document")
    list_filter = (DocumentFilter,)
    list_select_related = ("document",)
    search_fields = ("name", "document__number", "document__title")
    search_help_text = "按指标、文号或文件标题查找"
    readonly_fields: Any = ("document",)
    fields = ("document", "name", ("base_year", "base"), ("target_year", "target"), "attribute")
