"""Filters of lists: select boxes in Chinese."""

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


__all__ = ["ChoiceFilter", "NamedFilter", "RangeDateFilter", "RelatedFilter"]
