"""Columns of a list that say one thing of a row."""

from collections.abc import Callable
from typing import Any

from unfold.decorators import display


def column(title: str, value: Callable[[Any], Any], **shown: Any) -> Any:
    """The column `title` with the `value` of a row; `shown` is what unfold's `display` takes further."""

    def show(self: Any, row: Any) -> Any:
        return value(row)

    return display(description=title, **shown)(show)


def choice_column(title: str, name: str, colours: dict[str, str]) -> Any:
    """The label of the choice in the field `name`, each in its colour."""
    return column(
        title,
        lambda row: (getattr(row, name), getattr(row, f"get_{name}_display")()),
        ordering=name,
        label=colours,
    )
