"""Filters of assignments and reports."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from common.admin.filters import IdFilter, NamedFilter, condition_filter
from common.workdays import workday_before
from departments.admin.actor import actor
from departments.daysoff.selectors import days_off
from departments.inside.models import Section
from departments.models.departments import Department, Level, Region
from departments.models.users import User
from tracker.work.dated import UNREPORTED
from tracker.work.filing.models.reports import ReportStatus
from tracker.work.inside.mine import GIVEN, mine
from tracker.work.ledger_query import CHOICES, LedgerQuery, read_query
from tracker.work.models.assignments import Assignment
from tracker.work.models.snapshots import AssignmentSnapshot
from tracker.work.owing import filed, missing
from tracker.work.states import Light

MOST_NAMED = 500  # people or sections that a box offers


class QueryFilter(NamedFilter):
    """One of the filters of assignments that 台账 and the API have, too: `asks` names it there."""

    asks = ""

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.on = model_admin.today()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in CHOICES[self.asks].choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        """The rows asked for; a value that means nothing is refused as Django's own filters refuse it."""
        query, errors = read_query({self.asks: str(self.value() or "")}, query=LedgerQuery)
        if errors:
            raise IncorrectLookupParameters(errors)
        narrowed: QuerySet = query.narrowed(queryset, actor(request), self.on)[0]
        return narrowed


def query_filter(asks: str, parameter: str = "") -> type[QueryFilter]:
    """The filter of that name, in addresses called `parameter`."""
    named = {"asks": asks, "title": CHOICES[asks].label, "parameter_name": parameter or asks}
    return type("QueryFilter", (QueryFilter,), named)


LightFilter = condition_filter(
    "灯",
    "light",
    red=("红灯（已逾期）", lambda rows, on: rows.in_light(Light.RED, on)),
    yellow=("黄灯（即将到期）", lambda rows, on: rows.in_light(Light.YELLOW, on)),
    green=("绿灯（正常）", lambda rows, on: rows.in_light(Light.GREEN, on)),
    grey=("灰灯（无时限）", lambda rows, on: rows.in_light(Light.GREY, on)),
    open=("全部在办", lambda rows, on: rows.open()),
    none=("已结束", lambda rows, on: rows.in_light(Light.NONE, on)),
)


UnreportedFilter = condition_filter(
    "报送情况",
    "unreported",
    **{
        "1": ("从未报送", lambda rows, on: rows.open().filter(UNREPORTED)),
        "0": ("报送过", lambda rows, on: rows.open().exclude(UNREPORTED)),
    },
)


class DepartmentFilter(IdFilter):
    """By department, among those that have anything that the user may see."""

    title = "责任单位"
    parameter_name = "department"

    def named(self, request: HttpRequest) -> Iterable[tuple[int, str]]:
        held = Assignment.objects.visible_to(actor(request)).order_by().values("department_id").distinct()
        return Department.objects.filter(pk__in=held).values_list("pk", "short_name")


class MineFilter(NamedFilter):
    """What is the user's own: given to the user, to a section of the user's, or to whom the user acts for."""

    title = "我的"
    parameter_name = "mine"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.on = model_admin.today()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Nobody who files for no unit has any."""
        return [("1", "我的事项")] if actor(request).department_ids() else []

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        narrowed: QuerySet = queryset.filter(mine(actor(request), self.on)) if self.value() else queryset
        return narrowed


class AssigneeFilter(IdFilter):
    """By the person who has it, among those who have any that the user may see."""

    title = "经办人"
    parameter_name = "assignee"

    def named(self, request: HttpRequest) -> Iterable[tuple[int, str]]:
        rows = Assignment.objects.visible_to(actor(request)).exclude(assignee=None)
        people = User.objects.filter(pk__in=rows.order_by().values("assignee"))
        return [(person.pk, str(person)) for person in people.order_by("display_name", "pk")[:MOST_NAMED]]


class UnitSectionFilter(IdFilter):
    """By the section of the unit that has it."""

    title = "处室"
    parameter_name = "unit_section"

    def named(self, request: HttpRequest) -> Iterable[tuple[int, str]]:
        rows = Assignment.objects.visible_to(actor(request)).exclude(section=None)
        sections = Section.objects.filter(pk__in=rows.order_by().values("section"))
        named = sections.select_related("department").order_by("department", "pk")[:MOST_NAMED]
        return [(one.pk, f"{one}（{one.department}）") for one in named]

    def narrowed(self, queryset: QuerySet, chosen: str) -> QuerySet:
        return queryset.filter(section=chosen)


AssignedFilter = condition_filter(
    "内部分办",
    "assigned",
    **{
        "1": ("已分办", lambda rows, on: rows.filter(GIVEN)),
        "0": ("未分办", lambda rows, on: rows.exclude(GIVEN)),
    },
)


class CityFilter(IdFilter):
    """By the 市州 of the responsible unit, with the units of its counties."""

    title = "市州"
    parameter_name = "city"

    def named(self, request: HttpRequest) -> Iterable[tuple[int, str]]:
        return Region.objects.filter(level=Level.CITY).values_list("pk", "name")

    def narrowed(self, queryset: QuerySet, chosen: str) -> QuerySet:
        local = Q(department__level__in=[Level.CITY, Level.COUNTY])
        within = Q(department__region=chosen) | Q(
            department__region__parent=chosen, department__region__level=Level.COUNTY
        )
        return queryset.filter(local, within)


def _last_report(status: ReportStatus) -> tuple[str, Callable[[Any, date], QuerySet]]:
    return str(status.label), lambda rows, on: rows.with_last_report().filter(last_report=status)


LastReportFilter = condition_filter(
    "最近进展",
    "last_report",
    none=("尚未填报", lambda rows, on: rows.filter(reports__isnull=True)),
    **{status.value: _last_report(status) for status in ReportStatus},
)


def newly_late(rows: Any, on: date) -> QuerySet:
    """The red ones that were not red when the last working day began."""
    begun = workday_before(on, days_off())
    found: QuerySet = rows.overdue(on).exclude(pk__in=AssignmentSnapshot.objects.late_when_begun(begun))
    return found


NewlyLateFilter = condition_filter("新逾期", "newly", yes=("上一个工作日开始以后逾期的", newly_late))

OwedFilter = condition_filter(
    "本期应报",
    "owed",
    missing=("尚未报送", missing),
    filed=("已报送", filed),
)

OpenedFilter = condition_filter(
    "状态",
    "opened",
    no=("未读", lambda rows, on: rows.unread()),
    yes=("已读", lambda rows, on: rows.filter(opened_at__isnull=False)),
    done=("已办", lambda rows, on: rows.filter(settled_at__isnull=False)),
)
