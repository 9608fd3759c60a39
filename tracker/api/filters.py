"""What assignments and reports can be filtered by."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as InvalidDay
from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from departments.api.filters import ChoicesFilter, IdsFilter
from policies.api.filters import CYCLES, worded
from policies.models import Role
from tracker.models import Assignment, Light, ProgressReport, ReportStatus, Status
from tracker.querysets import AssignmentQuerySet


def asked_day(request: Request) -> date:
    """The day that lights and lateness are told for: `on` of the query, else today in Asia/Shanghai.

    This is the edge of the program: what lies below is given the day.
    """
    try:
        day = forms.DateField(required=False).clean(request.query_params.get("on"))
    except InvalidDay as error:
        raise ValidationError({"on": error.messages}) from None
    return day or timezone.localdate()


class OverdueFilter(filters.FilterSet):
    """By unit, role, document, region, cycle, state, time limit and words, as of a day."""

    on = filters.DateFilter(method="_day", label="以哪一天计（不填为今天）")
    department = IdsFilter("department", label="责任单位编号")
    role = ChoicesFilter("role", label="分工", choices=Role.choices)
    document = IdsFilter("document", label="文件编号")
    measure = IdsFilter("task__measure", label="举措编号")
    region = IdsFilter("department__region", label="责任单位所在地区编号")
    cycle = ChoicesFilter("task__cycle", label="报送周期", choices=CYCLES)
    status = ChoicesFilter("status", label="状态", choices=Status.choices)
    due_from = filters.DateFilter(field_name="due_on", lookup_expr="gte", label="时限不早于")
    due_to = filters.DateFilter(field_name="due_on", lookup_expr="lte", label="时限不晚于")
    text = filters.CharFilter(method="_text", label="举措标题、内容，文件标题、文号或单位名称中的文字")

    class Meta:
        model = Assignment
        fields: list[str] = []

    def _day(self, queryset: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return queryset  # a question's day, not a condition: `asked_day` gives it to the querysets

    def _text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        columns = (
            "task__measure__title",
            "task__measure__text",
            "document__title",
            "department__name",
            "department__short_name",
        )
        return queryset.filter(worded(value, *columns, number="document__number"))


class AssignmentFilter(OverdueFilter):
    """Also by light, and by whether there is a time limit at all."""

    light = filters.ChoiceFilter(method="_light", label="灯", choices=Light.choices)
    undated = filters.BooleanFilter(
        field_name="due_on", lookup_expr="isnull", label="只看无时限的（false：只看有时限的）"
    )

    def _light(self, queryset: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        return queryset.in_light(value, asked_day(self.request))


class ReportFilter(filters.FilterSet):
    """By state, unit, document, assignment, day of filing and words."""

    status = ChoicesFilter("status", label="审核状态", choices=ReportStatus.choices)
    department = IdsFilter("assignment__department", label="责任单位编号")
    document = IdsFilter("assignment__document", label="文件编号")
    assignment = IdsFilter("assignment", label="交办事项编号")
    claims_completion = filters.BooleanFilter(label="申请办结")
    submitted_from = filters.DateFilter(field_name="submitted_on", lookup_expr="gte", label="报送日期不早于")
    submitted_to = filters.DateFilter(field_name="submitted_on", lookup_expr="lte", label="报送日期不晚于")
    text = filters.CharFilter(method="_text", label="进展、问题、打算，举措标题或文件标题、文号中的文字")

    class Meta:
        model = ProgressReport
        fields: list[str] = []

    def _text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        columns = (
            "narrative",
            "problems",
            "next_steps",
            "assignment__task__measure__title",
            "assignment__document__title",
        )
        return queryset.filter(worded(value, *columns, number="assignment__document__number"))
