"""Filters of departments, and the kinds of filter that every list of the API shares."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters

from common.db.words import all_words, words_of
from departments.models.departments import Department, DepartmentGroup, Kind, Level
from departments.search import departments_named


class LeanFilterSet(filters.FilterSet):
    """Makes only those of its filters that the question names.

    To copy all of them for each question, with a form of all of them, costs more than to find the rows.
    """

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: Any = None
    ) -> None:
        if data is not None and prefix is None:
            every: dict[str, Any] = type(self).base_filters  # type: ignore[misc, has-type]  # by the metaclass
            self.base_filters = {name: made for name, made in every.items() if name in data}
        super().__init__(data, queryset, request=request, prefix=prefix)


class IdsFilter(filters.BaseInFilter, filters.NumberFilter):
    """One id, or several separated by commas; an id that does not exist finds nothing."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str | None = None, *, label: str, method: str | None = None) -> None:
        super().__init__(field_name=field_name, label=label, method=method, min_value=1, max_value=2**63 - 1)


class ChoicesFilter(filters.BaseInFilter, filters.ChoiceFilter):
    """One value of a choice, or several separated by commas."""

    def __init__(
        self, field_name: str, *, label: str, choices: list[tuple[str, Any]], **options: Any
    ) -> None:
        super().__init__(field_name=field_name, label=label, choices=choices, empty_label=None, **options)


class WordsFilter(filters.CharFilter):
    """Words that each stand in one of the columns, in any order, brackets and width."""

    def __init__(self, *columns: str, label: str) -> None:
        super().__init__(label=label)
        self.columns = columns

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that have all of the words."""
        return qs.filter(all_words(value, *self.columns)) if value else qs


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
        for word in words_of(value):
            queryset = queryset.filter(pk__in=departments_named(word).values("pk"))
        return queryset


class GroupFilter(LeanFilterSet):
    """By name and region."""

    text = WordsFilter("name", label="名称中的文字")
    region = IdsFilter("region", label="地区编号")

    class Meta:
        model = DepartmentGroup
        fields: list[str] = []
