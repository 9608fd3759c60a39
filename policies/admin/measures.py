"""What a document orders, for looking up; a draft is corrected by the services of the checking page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from common.admin.base import LedgerAdmin, ViewOnly, ViewOnlyInline
from common.admin.columns import column, filled
from common.admin.filters import ChoiceFilter, RangeDateFilter, condition_filter
from policies.admin.base import DocumentFilter, WithinDocuments
from policies.checking.admin.trail import WithTrail
from policies.cycles import Often, asked_so_often
from policies.models.documents import Section
from policies.models.measures import Indicator, Measure, Milestone, NamedPerson, Responsibility, Task


def _pairs(extra: list[list[str]]) -> str:
    """What a table says beyond the known columns, each under its own name."""
    return format_html_join("", "<div><span class='dc-faint'>{}：</span>{}</div>", extra) or "—"


def _asked(often: Often) -> tuple[str, Callable[[Any, date], QuerySet]]:
    return str(often.label), lambda rows, on: rows.filter(asked_so_often([often]))


OftenFilter = condition_filter("报送周期", "cycle", **{often.value: _asked(often) for often in Often})


OFTEN = column("报送周期", lambda task: task.cycle_in_words or "—", ordering="-reports_a_year")


class TaskInline(ViewOnlyInline):
    model = Task
    fields = ("text", "frequency", "often")
    readonly_fields = ("often",)
    often = OFTEN
    show_change_link = True


class ResponsibilityInline(ViewOnlyInline):
    model = Responsibility
    fields = ("printed_name", "role", "department", "group")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: QuerySet = super().get_queryset(request)
        return queryset.select_related("department", "group")


class NamedPersonInline(ViewOnlyInline):
    model = NamedPerson
    fields = ("kind", "name", "title", "phone", "responsibility")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: QuerySet = super().get_queryset(request)
        return queryset.select_related("responsibility")


class MilestoneInline(ViewOnlyInline):
    model = Milestone
    fields = ("phrase", "due_on", "kind", "firmness", "reason")


@admin.register(Section)
class SectionAdmin(ViewOnly, WithinDocuments, LedgerAdmin):
    list_display = ("title", "document", "position")
    list_filter = (DocumentFilter,)
    list_select_related = ("document",)
    search_fields = ("title",)


@admin.register(Measure)
class MeasureAdmin(ViewOnly, WithinDocuments, WithTrail, LedgerAdmin):
    list_display = ("show_label", "show_title", "document")
    list_display_links = ("show_label", "show_title")
    list_filter = (DocumentFilter,)
    search_fields = ("title", "text", "document__number", "document__title")
    search_help_text = "按举措、原文、文号或文件标题查找"
    ordering = ("document", "position")
    readonly_fields = ("show_label",)
    fields = ("document", "show_label", "title", "text")
    inlines = (TaskInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("document").defer("document__text")

    show_label = column("层级", lambda row: row.label)
    show_title = column("标题", lambda row: row.short_title, ordering="title")


@admin.register(Task)
class TaskAdmin(ViewOnly, WithinDocuments, WithTrail, LedgerAdmin):
    document_path = "measure__document"
    list_display = ("measure", "text", "often")
    list_filter = (OftenFilter, DocumentFilter)
    search_fields = ("text", "measure__title", "measure__document__number")
    search_help_text = "按内容、举措或文号查找"
    fields = ("measure", "text", ("frequency", "often"), "further")
    readonly_fields = ("often", "further")
    often = OFTEN
    further = column("其他栏目", lambda task: _pairs(task.extra))
    inlines = (ResponsibilityInline, NamedPersonInline, MilestoneInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = super().get_queryset(request).select_related("measure__document")
        return queryset.defer("measure__document__text")


@admin.register(Milestone)
class MilestoneAdmin(ViewOnly, WithinDocuments, WithTrail, LedgerAdmin):
    document_path = "task__measure__document"
    list_display = ("phrase", "show_due", "kind", "firmness", "task")
    list_filter = (
        ("kind", ChoiceFilter),
        ("firmness", ChoiceFilter),
        DocumentFilter,
        ("due_on", RangeDateFilter),
    )
    search_fields = ("phrase", "task__measure__title", "task__measure__document__number")
    search_help_text = "按原文时限、举措或文号查找"
    show_due = filled("日期", "due_on", "没有单一日期")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = super().get_queryset(request).select_related("task__measure__document")
        return queryset.defer("task__measure__document__text")


@admin.register(Indicator)
class IndicatorAdmin(ViewOnly, WithinDocuments, LedgerAdmin):
    list_display = ("name", "base_year", "base", "target_year", "target", "attribute", "document")
    list_filter = (DocumentFilter,)
    list_select_related = ("document",)
    search_fields = ("name", "document__number", "document__title")
    search_help_text = "按指标、文号或文件标题查找"
    fields = ("document", "name", ("base_year", "base"), ("target_year", "target"), "attribute")
