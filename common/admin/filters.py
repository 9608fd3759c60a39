"""Filters of lists: select boxes in Chinese."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)

from common.admin.widgets import FilterForm


class ChoiceFilter(ChoicesDropdownFilter):
    """By the choices of a field."""

    form_class = FilterForm


class RelatedFilter(RelatedDropdownFilter):
    """By a related row; only where every user of the list may see all of those."""

    form_class = FilterForm


class NamedFilter(DropdownFilter):
    """By a condition of our own; `title`, `parameter_name`, `lookups` and `queryset` are the subclass's."""

    form_class = FilterForm


class ConditionFilter(NamedFilter):
    """By one of a few conditions on a day, each under the value that stands for it in the address."""

    conditions: dict[str, tuple[str, Callable[[Any, date], QuerySet]]] = {}

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.on = model_admin.today()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows that meet the condition; all of them under a value that means nothing."""
        _, narrowed = self.conditions.get(str(self.value()), ("", None))
        return narrowed(queryset, self.on) if narrowed else queryset


def condition_filter(
    title: str, parameter: str, **conditions: tuple[str, Callable[[Any, date], QuerySet]]
) -> type[ConditionFilter]:
    """The filter of that title: for each value its label and, of all rows and a day, the rows it keeps."""
    named = {"title": title, "parameter_name": parameter, "conditions": conditions}
    return type("ConditionFilter", (ConditionFilter,), named)


class IdFilter(NamedFilter):
    """By the id of a related row, at the path that the admin may name as `<parameter_name>_path`."""

    def named(self, request: HttpRequest) -> Iterable[tuple[int, str]]:
        """The ids to choose from, with their labels: what the user may see."""
        raise NotImplementedError

    def has_output(self) -> bool:
        """Also with nothing to choose from, where an address asks for one: none is left out in silence."""
        return bool(self.value()) or super().has_output()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.path = str(getattr(model_admin, f"{self.parameter_name}_path", self.parameter_name))
        return [(str(pk), label) for pk, label in self.named(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = str(self.value() or "")
        if not chosen:
            return queryset
        return self.narrowed(queryset, chosen) if chosen.isdecimal() and chosen.isascii() else queryset.none()

    def narrowed(self, queryset: QuerySet, chosen: str) -> QuerySet:
        """The rows that belong to the chosen one."""
        return queryset.filter(**{self.path: chosen})


__all__ = ["ChoiceFilter", "IdFilter", "NamedFilter", "RangeDateFilter", "RelatedFilter", "condition_filter"]
