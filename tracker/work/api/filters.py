"""What the lists of work by the API can be filtered by."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as InvalidDay
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from common import clock
from departments.api.filters import ChoicesFilter, IdsFilter, LeanFilterSet, WordsFilter
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.instructions.models import Instruction, InstructionItem
from tracker.work.ledger_query import CHOICES, LedgerQuery, LedgerQueryForm, read_query
from tracker.work.models.assignments import Event, EventKind
from tracker.work.models.requests import AnswerStatus, Decline, Extension
from tracker.work.states import Status

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


EXPLAINED = {
    "q": "举措、任务、文件、文号、单位（含别名）或进展中的文字；可用空格隔开多个词，须都有",
    **{
        name: f"{'、'.join(str(value) for value, _ in field.choices)}，可用逗号隔开多个"
        for name, field in CHOICES.items()
    },
    "late": "逾期天数不少于 1、15、30 或 90",
    "person": "文件写明的责任人姓名中的文字",
    "month": "最近的时限所在的月份，如2026-06，none为无时限，可用逗号隔开多个",
    "undated": "1只看无时限的，0只看有时限的",
    "returned": "1只看被退回、尚未重新报送的，0为其余在办的",
    "unreported": "1只看在办、从未报送进展的，0为其余在办的",
    "assigned": "1只看已分办给经办人或处室的，0为未分办的",
    "mine": "1只看我的：分办给我、我的处室或我所代理的人，0为其余的",
    **dict.fromkeys(
        (
            *("document", "assignment", "measure", "department", "region", "section"),
            *("assignee", "unit_section"),
        ),
        "编号，可用逗号隔开多个",
    ),
}
# Names of an address that are no filters.
NOT_FILTERS = ("on", "cursor", "page_size", "format", "lang")


def described(fields: Mapping[str, forms.Field], words: str, explained: Mapping[str, str]) -> list[Any]:
    """The filters as parameters of the API's description; `words` is what it calls `q`."""
    return [
        OpenApiParameter(
            words if name == "q" else name,
            type=OpenApiTypes.DATE if name.startswith("due_") else OpenApiTypes.STR,
            description=f"{field.label}：{explained[name]}" if name in explained else str(field.label),
        )
        for name, field in fields.items()
    ]


ON = OpenApiParameter("on", OpenApiTypes.DATE, description="以哪一天计（不填为今天）")
LEDGER_FILTERS = [*described(LedgerQueryForm.base_fields, "text", EXPLAINED), ON]


def asked_query(request: Request) -> LedgerQuery:
    """What the caller of a list of assignments asks for; 400 for a name or a value that means nothing."""
    query, errors = read_query(request.query_params, query=LedgerQuery, words="text", also=NOT_FILTERS)
    if errors:
        raise ValidationError(errors)
    return query


class ReportFilter(LeanFilterSet):
    """By state, unit, document, assignment, day of filing and words."""

    status = ChoicesFilter("status", label="审核状态", choices=ReportStatus.choices)
    department = IdsFilter("assignment__department", label="责任单位编号")
    document = IdsFilter("assignment__document", label="文件编号")
    assignment = IdsFilter("assignment", label="交办事项编号")
    claims_completion = filters.BooleanFilter(label="申请办结")
    submitted_from = filters.DateFilter(field_name="submitted_on", lookup_expr="gte", label="报送日期不早于")
    submitted_to = filters.DateFilter(field_name="submitted_on", lookup_expr="lte", label="报送日期不晚于")
    text = WordsFilter(
        *("narrative", "problems", "next_steps"),
        *("assignment__task__measure__title", "assignment__document__title", "assignment__document__number"),
        label="进展、问题、打算，举措标题或文件标题、文号中的文字",
    )

    class Meta:
        model = ProgressReport
        fields: list[str] = []


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
    """Instructions on the documents, their measures, tasks or the assignments of these."""
    paths = ("document", "measure__document", "task__measure__document", "assignment__document")
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{instruction}{path}__in": documents})
    return condition
