"""Boxes of forms in the looks of the admin."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)


def line(label: str, length: int, **more: Any) -> forms.CharField:
    """A box for a few words."""
    return forms.CharField(label=label, max_length=length, widget=UnfoldAdminTextInputWidget(), **more)


def long_text(label: str, rows: int = 3, **more: Any) -> forms.CharField:
    """A box for some sentences."""
    widget = more.pop("widget", None) or UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, **more)


def number(label: str, least: int, most: int, *, attrs: Any = None, **more: Any) -> forms.IntegerField:
    """A box for a whole number."""
    widget = UnfoldAdminIntegerFieldWidget(attrs=attrs)
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **more)


def switch(label: str, help_text: str = "", **more: Any) -> forms.BooleanField:
    """On or off."""
    widget = UnfoldBooleanSwitchWidget()
    return forms.BooleanField(label=label, help_text=help_text, widget=widget, required=False, **more)


def one_of(label: str, choices: Any, **more: Any) -> forms.ChoiceField:
    """A few to choose from, all in sight."""
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminRadioSelectWidget(), **more)
