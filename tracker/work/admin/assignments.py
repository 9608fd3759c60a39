"""交办事项: what is owed, by whom and by when, and the transitions of the work."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from common.admin.base import LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column, column
from common.admin.filters import RangeDateFilter
from departments.admin.actor import actor
from departments.models.users import UserRole
from policies.admin.base import DocumentFilter
from tracker.work.admin.assignment_page import page_context
from tracker.work.admin.counted import CountedFilter, ScoredLateFilter
from tracker.work.admin.department_transitions import DepartmentTransitions
from tracker.work.admin.filters import (
    AssignedFilter,
    AssigneeFilter,
    CityFilter,
    DepartmentFilter,
    LastReportFilter,
    LightFilter,
    MineFilter,
    NewlyLateFilter,
    OwedFilter,
    UnitSectionFilter,
    UnreportedFilter,
    query_filter,
)
from tracker.work.admin.office_transitions import OfficeTransitions
from tracker.work.admin.signing import Signing
from tracker.work.filing.admin.batch_report import BatchReport
from tracker.work.filing.admin.filing import Filing
from tracker.work.filing.admin.sheets import Sheets
from tracker.work.filing.models.reports import reported
from tracker.work.inside.admin.assigning import AssigningInside
from tracker.work.inside.admin.handing_over import HandingOver
from tracker.work.lights import MEANINGS
from tracker.work.merging.admin.chosen import MergingMany
from tracker.work.models.assignments import Assignment
from tracker.work.search import searched
from tracker.work.states import Light, Status
from tracker.work.templatetags.days import due

LIGHT_COLOURS = colours(Light, red="danger", yellow="warning", green="success")
STATUS_COLOURS = colours(Status, pending="warning", active="info", in_review="primary", completed="success")


@admin.register(Assignment)
class AssignmentAdmin(
    ViewOnly,
    Signing,
    DepartmentTransitions,
    OfficeTransitions,
    Filing,
    Sheets,
    BatchReport,
    MergingMany,
    AssigningInside,
    HandingOver,
    LedgerAdmin,
):
    list_display = (
        "show_light",
        "show_measure",
        "show_number",
        "department",
        "show_who_has_it",
        "role",
        "show_status",
        "show_due",
        "show_percent",
    )
    list_display_links = ("show_measure",)
    list_filter = (
        MineFilter,
        LightFilter,
        query_filter("status", "status__exact"),
        query_filter("role", "role__exact"),
        query_filter("cycle"),
        query_filter("origin"),
        query_filter("late"),
        NewlyLateFilter,
        query_filter("mark"),
        UnreportedFilter,
        DocumentFilter,
        DepartmentFilter,
        CityFilter,
        LastReportFilter,
        OwedFilter,
        AssigneeFilter,
        UnitSectionFilter,
        AssignedFilter,
        ("due_on", RangeDateFilter),
        CountedFilter,
        ScoredLateFilter,
    )
    search_fields = (
        "document__number",
        "document__title",
        "task__measure__title",
        "task__text",
        "department__short_name",
        "department__name",
    )
    search_help_text = "按文号、文件标题、举措、进展或单位（含别名）查找"
    actions: tuple[str, ...] = (
        *("acknowledge_many", "assign_many", "report_many"),
        *("urge_many", "merge_many"),
    )
    actions_list = ("open_sheet",)
    offers = {
        **DepartmentTransitions.department_offers,
        **Filing.filing_offers,
        **OfficeTransitions.office_offers,
        **AssigningInside.inside_offers,
    }
    actions_detail: tuple[str, ...] = (
        "acknowledge",
        "report",
        "no_change",
        "assign",
        "ask_extension",
        "delegate",
        "decline",
        "unassign",
        "instruct",
        "urge",
        "change_date",
        "add_date",
        "note",
        "reassign",
        "suspend",
        "resume",
        "reopen",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        queryset = queryset.visible_to(actor(request)).with_context().with_light(self.today())
        return queryset.with_waiting_report(actor(request)).select_related(
            "task__measure__document",
            "department__region",
            "document",
            "parent__department",
            "acknowledged_by",
            "assignee",
            "section",
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """Most urgent first."""
        return (F("due_on").asc(nulls_last=True), "id")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return searched(queryset, search_term, actor(request))[0], False

    def get_actions(self, request: HttpRequest) -> Any:
        actions, user = super().get_actions(request), actor(request)
        offered = {
            "acknowledge_many": bool(user.department_ids()),
            "assign_many": bool(user.department_ids()),
            "report_many": bool(user.department_ids()),
            "urge_many": user.has_role(UserRole.SUPERVISOR),
            "notice_many": user.has_role(UserRole.SUPERVISOR),
            "merge_many": bool(user.department_ids()) or user.has_role(UserRole.SUPERVISOR),
        }
        return {name: entry for name, entry in actions.items() if offered.get(name)}

    def page_context(self, request: HttpRequest, assignment: Any) -> dict[str, Any]:
        """Everything on one page: the order, the dates, the reports, the timeline."""
        return {
            **page_context(request, assignment),
            "assignment": assignment,
            "days_late": assignment.days_late(self.today()),
            "light_label": Light(assignment.light).label,
            "light_colour": LIGHT_COLOURS[assignment.light],
            "light_counts": MEANINGS[Light(assignment.light)][1],
            "marks": [mark.label for mark in assignment.marks(self.today())],
            "status_colour": STATUS_COLOURS[assignment.status],
            "today": self.today(),
        }

    @display(description="灯", label=LIGHT_COLOURS)
    def show_light(self, obj: Any) -> tuple[str, str]:
        """The light with what stands beside it."""
        marks = [str(mark.label) for mark in obj.marks(self.today())]
        return obj.light, "·".join([str(Light(obj.light).label), *marks])

    show_measure = column("举措", lambda row: row.label, ordering="task__measure__position")
    show_number = column("文号", lambda row: str(row.document), ordering="document__number")

    show_who_has_it = column("经办", lambda row: row.who_has_it or "—")
    show_status = choice_column("状态", "status", STATUS_COLOURS)

    @display(description="时限", ordering="due_on")
    def show_due(self, obj: Assignment) -> str:
        return due(obj, self.today())

    @display(description="完成比例", ordering="percent")
    def show_percent(self, obj: Any) -> str:
        """What is approved; beside it what was filed and waits, with the way to take it back."""
        if not obj.waiting:
            return f"{obj.percent}%"
        said = f"{obj.percent}%，{reported(obj.waiting)}"
        if not obj.waiting["own"]:
            return said
        back = reverse("admin:work_progressreport_withdraw", args=[obj.waiting["id"]])
        back += f"?next={reverse('admin:work_assignment_changelist')}"
        return format_html('{} <a class="dc-link" href="{}">撤回</a>', said, back)
