"""Filters of assignments and reports."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin.filters import NamedFilter
from departments.admin.actor import actor
from departments.models.departments import Department
from tracker.work.filing.models.reports import ReportStatus
from tracker.work.ledger_query import CHOICES, LedgerQuery, read_query
from tracker.work.models.assignments import Assignment
from tracker.work.states import Light


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


class LightFilter(NamedFilter):
    """红 黄 绿, as they are today."""

    title = "灯"
    parameter_name = "light"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.on = model_admin.today()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (Light.RED, "红灯（已逾期）"),
            (Light.YELLOW, "黄灯（即将到期）"),
            (Light.GREEN, "绿灯（正常）"),
            ("open", "全部在办（红、黄、绿灯）"),
            (Light.NONE, "已结束"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "open":
            return queryset.open()
        return queryset.in_light(self.value(), self.on) if self.value() else queryset


class DepartmentFilter(NamedFilter):
    """By department, among those that have anything that the user may see."""

    title = "责任单位"
    parameter_name = "department"
    department_path = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.department_path = getattr(model_admin, "department_path", self.department_path)
        held = Assignment.objects.visible_to(actor(request)).order_by().values("department_id").distinct()
        rows = Department.objects.filter(pk__in=held).values_list("pk", "short_name")
        return [(str(pk), name) for pk, name in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = str(self.value() or "")
        if not chosen:
            return queryset
        return queryset.filter(**{self.department_path: chosen}) if chosen.isdigit() else queryset.none()


class LastReportFilter(NamedFilter):
    """By what became of the newest report."""

    title = "最近进展"
    parameter_name = "last_report"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "尚未填报"), *((s.value, str(s.label)) for s in ReportStatus)]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        match self.value():
            case None | "":
                return queryset
            case "none":
                return queryset.filter(reports__isnull=True)
        return queryset.with_last_report().filter(last_report=self.value())


class OpenedFilter(NamedFilter):
    """Whether a reminder's link was opened."""

    title = "状态"
    parameter_name = "opened"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "未读"), ("yes", "已读")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "no":
            return queryset.unread()
        return queryset.filter(opened_at__isnull=False) if self.value() else queryset
