"""Whether there is anything that only some may know of: an app above says where that stands.

`User` brings the answer along with the memberships, so that where there is nothing nobody asks for more.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, QuerySet, Value

_rows: list[Callable[[], QuerySet[Any]]] = []


def narrowed_by(rows: Callable[[], QuerySet[Any]]) -> None:
    """Enter the rows of which one is enough, from an app's `hooks`."""
    _rows[:] = [rows]


def is_narrowed() -> Exists | Value:
    """The question as a column."""
    return Exists(_rows[0]()) if _rows else Value(False)
