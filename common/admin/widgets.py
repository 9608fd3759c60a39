"""Unfold's select boxes with their words in Chinese, and a box for one file.

Unfold loads select2 without its words; Django has them. They must come after select2 and before Django
hides jQuery away, and the box must say its language.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import Media
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.forms import DropdownForm
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectWidget,
)

SELECT_JS = [
    "admin/js/vendor/jquery/jquery.min.js",
    "admin/js/vendor/select2/select2.full.js",
    "admin/js/vendor/select2/i18n/zh-CN.js",
    "admin/js/jquery.init.js",
    "unfold/js/select2.init.js",
]
SELECT_CSS: dict[str, Sequence[str]] = {
    "screen": ["admin/css/vendor/select2/select2.css", "admin/css/autocomplete.css"]
}


class Select(UnfoldAdminSelect2Widget):
    """One of a long list, found by typing."""

    def __init__(self) -> None:
        super().__init__(attrs={"lang": "zh-CN"})

    @property
    def media(self) -> Media:
        """Select2 with its Chinese words."""
        return Media(js=SELECT_JS, css=SELECT_CSS)


class SelectMany(UnfoldAdminSelect2MultipleWidget):
    """Several of a long list, found by typing."""

    def __init__(self) -> None:
        super().__init__(attrs={"lang": "zh-CN"})

    @property
    def media(self) -> Media:
        """Select2 with its Chinese words."""
        return Media(js=SELECT_JS, css=SELECT_CSS)


class FilterForm(DropdownForm):
    widget = UnfoldAdminSelectWidget(
        attrs={
            "lang": "zh-CN",
            "data-theme": "admin-autocomplete",
            "class": "unfold-admin-autocomplete admin-autocomplete",
        }
    )

    class Media:
        js = SELECT_JS
        css = SELECT_CSS


class DayInput(forms.DateInput):
    """The browser's own calendar, on a phone as well."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": " ".join([*INPUT_CLASSES, "dc-day"])})


class OneFile(forms.FileInput):
    """A box for one file.

    Unfold's script writes the name of a chosen file into the nearest text box; this one has its own,
    unseen, so that the box of another field is left alone.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The box, with the unseen one beside it."""
        box = super().render(name, value, attrs, renderer)
        unseen = '<input type="text" aria-hidden="true" disabled hidden>'
        return format_html("<div><div><div>{}</div>{}</div></div>", box, SafeString(unseen))
