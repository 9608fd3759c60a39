"""Filters of departments, and the kinds of filter that every list of the API shares."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from django_filters.constants import EMPTY_VALUES
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation

from departments.models.departments import Department, DepartmentAlias, DepartmentGroup, Kind, Level
from departments.names import normalise


class LeanFilterSet(filters.FilterSet):
    """Makes only those of its filters that the question names.

    To copy all of them for each question, with a form of all of them, costs more than to find the rows.
    """

    told: tuple[str, ...] = ()  # those that are no condition: the view is told by them what it needs

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: Any = None
    ) -> None:
        if data is not None and prefix is None:
            every: dict[str, Any] = type(self).base_filters  # type: ignore[misc, has-type]  # by the metaclass
            self.base_filters = {name: made for name, made in every.items() if name in data}
        super().__init__(data, queryset, request=request, prefix=prefix)

    def ids(self) -> dict[str, list[int]] | None:
        """The ids that are asked for, by column; `None` where anything else is asked. After `is_valid`."""
        found: dict[str, list[int]] = {}
        for name, made in self.filters.items():
            if name in self.told or (value := self.form.cleaned_data.get(name)) in EMPTY_VALUES:
                continue
            if not isinstance(made, IdsFilter) or made.method is not None:
                return None
            found[made.field_name] = value
        return found


def asked_ids(view: Any) -> dict[str, list[int]] | None:
    """`LeanFilterSet.ids` of what the view's caller asks; 400 where a value makes no sense."""
    filterset = DjangoFilterBackend().get_filterset(view.request, view.queryset, view)
    if not filterset.is_valid():
        raise translate_validation(filterset.errors)
    found: dict[str, list[int]] | None = filterset.ids()
    return found


class IdsFilter(filters.BaseInFilter, filters.NumberFilter):
    """One id, or several separated by commas; an id that does not exist finds nothing."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str | None = None, *, label: str, method: str | None = None) -> None:
        super().__init__(field_name=field_name, label=label, method=method, min_value=1, max_value=2**63 - 1)


class ChoicesFilter(filters.BaseInFilter, filters.ChoiceFilter):
    """One value of a choice, or several separated by commas."""

    def __init__(self, field_name: str, *, label: str, choices: list[tuple[str, Any]]) -> None:
        super().__init__(field_name=field_name, label=label, choices=choices, empty_label=None)


def containing(value: str, *columns: str) -> Q:
    """The rows that have `value` in one of the columns, whatever the case."""
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": value})
    return condition


class DepartmentFilter(LeanFilterSet):
    """By name in any printing, level, kind, region, and whether it still exists."""

    text = filters.CharFilter(method="_text", label="全称、简称或别名中的文字")
    level = ChoicesFilter("level", label="层级", choices=Level.choices)
    kind = ChoicesFilter("kind", label="性质", choices=Kind.choices)
    region = IdsFilter("region", label="地区编号")
    group = IdsFilter(method="_group", label="单位组编号")
    existing = filters.BooleanFilter(
        field_name="abolished_on", lookup_expr="isnull", label="只看现有单位（false：只看已撤并的）"
    )

    class Meta:
        model = Department
        fields: list[str] = []

    def _group(self, queryset: QuerySet[Any], name: str, value: list[int]) -> QuerySet[Any]:
        members = Department.groups.through.objects.filter(departmentgroup_id__in=value)
        return queryset.filter(pk__in=members.values("department_id"))

    def _text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        printed = DepartmentAlias.objects.filter(text__icontains=normalise(value))
        named = containing(value, "name", "short_name")
        return queryset.filter(named | Q(pk__in=printed.values("department_id")))


class GroupFilter(LeanFilterSet):
    """By name and region."""

    text = filters.CharFilter(field_name="name", lookup_expr="icontains", label="名称中的文字")
    region = IdsFilter("region", label="地区编号")

    class Meta:
        model = DepartmentGroup
        fields: list[str] = []
