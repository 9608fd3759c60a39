"""What assignments and reports can be filtered by."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as InvalidDay
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from common import clock
from departments.api.filters import ChoicesFilter, IdsFilter, LeanFilterSet
from policies.api.filters import CYCLES, worded
from policies.models.measures import Role
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.instructions.models import Instruction, InstructionItem
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.models.requests import AnswerStatus, Decline, Extension
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.states import Light, Status

FIRST_YEAR, LAST_YEAR = 1900, 9000


def asked_day(request: Request) -> date:
    """The day that lights and lateness are told for: `on` of the query, else today in Asia/Shanghai.

    This is the edge of the program: what lies below is given the day.
    """
    try:
        day = forms.DateField(required=False).clean(request.query_params.get("on"))
    except InvalidDay as error:
        raise ValidationError({"on": error.messages}) from None
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:  # days are counted from it, both ways
        raise ValidationError({"on": [f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间。"]})
    return day or clock.today()


class OverdueFilter(LeanFilterSet):
    """By unit, role, document, region, cycle, state, time limit and words, as of a day."""

    told = ("on",)

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

    def _light(
        self, queryset: AssignmentQuerySet[Assignment], name: str, value: str
    ) -> AssignmentQuerySet[Assignment]:
        return queryset.in_light(value, asked_day(self.request))


class ReportFilter(LeanFilterSet):
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


class _OfAssignmentFilter(LeanFilterSet):
    """By unit, document and assignment."""

    department = IdsFilter("assignment__department", label="责任单位编号")
    document = IdsFilter("assignment__document", label="文件编号")
    assignment = IdsFilter("assignment", label="交办事项编号")


class ExtensionFilter(_OfAssignmentFilter):
    """Also by state and day asked for."""

    status = ChoicesFilter("status", label="状态", choices=AnswerStatus.choices)
    to_from = filters.DateFilter(field_name="to_date", lookup_expr="gte", label="申请延至不早于")
    to_to = filters.DateFilter(field_name="to_date", lookup_expr="lte", label="申请延至不晚于")

    class Meta:
        model = Extension
        fields: list[str] = []


class DeclineFilter(_OfAssignmentFilter):
    """Also by state."""

    status = ChoicesFilter("status", label="状态", choices=AnswerStatus.choices)

    class Meta:
        model = Decline
        fields: list[str] = []


class EventFilter(_OfAssignmentFilter):
    """Also by kind, state that it led to, and day."""

    kind = ChoicesFilter("kind", label="事件", choices=EventKind.choices)
    status = ChoicesFilter("to_status", label="新状态", choices=Status.choices)
    at_from = filters.DateFilter(field_name="at", lookup_expr="date__gte", label="日期不早于")
    at_to = filters.DateFilter(field_name="at", lookup_expr="date__lte", label="日期不晚于")

    class Meta:
        model = Event
        fields: list[str] = []


class InstructionFilter(LeanFilterSet):
    """By what it is about, and day."""

    document = IdsFilter(method="_document", label="文件编号（含对其任务、交办事项的批示）")
    task = IdsFilter("task", label="任务编号")
    assignment = IdsFilter("assignment", label="交办事项编号")
    written_from = filters.DateFilter(field_name="written_on", lookup_expr="gte", label="批示日期不早于")
    written_to = filters.DateFilter(field_name="written_on", lookup_expr="lte", label="批示日期不晚于")

    class Meta:
        model = Instruction
        fields: list[str] = []

    def _document(self, queryset: QuerySet[Any], name: str, value: list[int]) -> QuerySet[Any]:
        return queryset.filter(_about_documents(value))


class InstructionItemFilter(LeanFilterSet):
    """By unit, document, whether it is answered, and time limit."""

    department = IdsFilter("department", label="单位编号")
    document = IdsFilter(method="_document", label="文件编号（含对其任务、交办事项的批示）")
    instruction = IdsFilter("instruction", label="批示编号")
    replied = filters.BooleanFilter(
        field_name="replied_at", lookup_expr="isnull", exclude=True, label="已回复的（false：尚未回复的）"
    )
    due_from = filters.DateFilter(field_name="due_on", lookup_expr="gte", label="回复时限不早于")
    due_to = filters.DateFilter(field_name="due_on", lookup_expr="lte", label="回复时限不晚于")

    class Meta:
        model = InstructionItem
        fields: list[str] = []

    def _document(self, queryset: QuerySet[Any], name: str, value: list[int]) -> QuerySet[Any]:
        return queryset.filter(_about_documents(value, "instruction__"))


def _about_documents(documents: list[int], instruction: str = "") -> Q:
    """Instructions on the documents, their tasks or the assignments of these."""
    paths = ("document", "task__measure__document", "assignment__document")
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{instruction}{path}__in": documents})
    return condition
