"""Columns of a list that say one thing of a row."""

from collections.abc import Callable
from typing import Any

from unfold.decorators import display


def column(title: str, value: Callable[[Any], Any], **shown: Any) -> Any:
    """The column `title` with the `value` of a row; `shown` is what unfold's `display` takes further."""

    def show(self: Any, row: Any) -> Any:
        return value(row)

    return display(description=title, **shown)(show)


def filled(title: str, name: str, why: str, **shown: Any) -> Any:
    """The column of the field `name`; where the field is empty, the words that say why."""

    def value(row: Any) -> Any:
        if getattr(row, name) in (None, ""):
            return why
        in_words = getattr(row, f"get_{name}_display", None)
        return in_words() if in_words else getattr(row, name)

    return column(title, value, ordering=name, **shown)


def choice_column(title: str, name: str, colours: dict[str, str]) -> Any:
    """The label of the choice in the field `name`, each in its colour."""
    return column(
        title,
        lambda row: (getattr(row, name), getattr(row, f"get_{name}_display")()),
        ordering=name,
        label=colours,
    )
