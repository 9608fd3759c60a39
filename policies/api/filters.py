"""What documents, measures and tasks can be filtered by."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import rest_framework as filters

from departments.api.filters import ChoicesFilter, IdsFilter, LeanFilterSet, WordsFilter
from policies.cycles import Often, asked_so_often
from policies.models.documents import DocumentKind, DocumentStatus, Importance, Origin, PolicyDocument
from policies.models.measures import Measure, Milestone, NamedPerson, Responsibility, Role, Task


class DocumentFilter(LeanFilterSet):
    """By state, number, issuer, day of issue, region and words."""

    status = ChoicesFilter("status", label="状态", choices=DocumentStatus.choices)
    kind = ChoicesFilter("kind", label="类别", choices=DocumentKind.choices)
    origin = ChoicesFilter("origin", label="来源", choices=Origin.choices)
    importance = ChoicesFilter("importance", label="重要程度", choices=Importance.choices)
    number = WordsFilter("number", label="文号（全部或一部分）")
    issuer = WordsFilter("issuer", label="发文机关")
    region = IdsFilter("region", label="地区编号")
    issued_from = filters.DateFilter(field_name="issued_on", lookup_expr="gte", label="成文日期不早于")
    issued_to = filters.DateFilter(field_name="issued_on", lookup_expr="lte", label="成文日期不晚于")
    text = WordsFilter("title", "number", "issuer", label="标题、文号或发文机关中的文字")

    class Meta:
        model = PolicyDocument
        fields: list[str] = []


class MeasureFilter(LeanFilterSet):
    """By document, unit, person and words."""

    document = IdsFilter("document", label="文件编号")
    department = IdsFilter(method="_department", label="责任单位编号")
    person = filters.CharFilter(method="_person", label="责任人姓名中的文字")
    text = WordsFilter(
        *("title", "text", "document__title", "document__number"),
        label="举措标题、内容或文件标题、文号中的文字",
    )

    class Meta:
        model = Measure
        fields: list[str] = []

    def _department(self, queryset: QuerySet[Any], name: str, value: list[int]) -> QuerySet[Any]:
        return queryset.filter(Exists(_named(value).filter(task__measure=OuterRef("pk"))))

    def _person(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        named = NamedPerson.objects.filter(name__contains=value, task__measure=OuterRef("pk"))
        return queryset.filter(Exists(named))


class TaskFilter(filters.FilterSet):
    """By document, measure, unit, role, person, cycle, time limit and words."""

    document = IdsFilter("measure__document", label="文件编号")
    measure = IdsFilter("measure", label="举措编号")
    department = IdsFilter(method="_together", label="责任单位编号")
    role = filters.ChoiceFilter(
        method="_together", choices=Role.choices, label="分工（与责任单位同时给出时，指该单位的分工）"
    )
    person = filters.CharFilter(method="_person", label="责任人姓名中的文字")
    cycle = ChoicesFilter("cycle", label="报送周期", choices=Often.choices, method="_often")
    due_from = filters.DateFilter(method="_together", label="有时限不早于")
    due_to = filters.DateFilter(method="_together", label="有时限不晚于")
    text = WordsFilter(
        *("text", "measure__title", "measure__document__title", "measure__document__number"),
        label="任务内容、举措标题或文件标题、文号中的文字",
    )

    class Meta:
        model = Task
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What concerns the same unit, or the same date, is asked of one row of it, not of any two."""
        queryset = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        if asked["department"] or asked["role"]:
            named = _named(asked["department"]) if asked["department"] else Responsibility.objects.all()
            if asked["role"]:
                named = named.filter(role=asked["role"])
            queryset = queryset.filter(Exists(named.filter(task=OuterRef("pk"))))
        if asked["due_from"] or asked["due_to"]:
            limits = Milestone.objects.filter(task=OuterRef("pk"))
            if asked["due_from"]:
                limits = limits.filter(due_on__gte=asked["due_from"])
            if asked["due_to"]:
                limits = limits.filter(due_on__lte=asked["due_to"])
            queryset = queryset.filter(Exists(limits))
        return queryset

    def _person(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(Exists(NamedPerson.objects.filter(name__contains=value, task=OuterRef("pk"))))

    def _often(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return queryset.filter(asked_so_often(value))

    def _together(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return queryset  # what the parameters say together is asked in `filter_queryset`


def _named(departments: list[int]) -> QuerySet[Responsibility]:
    """The responsibilities that name one of the departments, itself or as a member of a group."""
    return Responsibility.objects.filter(
        Q(department__in=departments) | Q(group__members__in=departments) | Q(chosen__in=departments)
    )
