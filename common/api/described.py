"""What the description of the API says of a view."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view

FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}  # the answer of a download


def listed(rows: str, row: str) -> Callable[[Any], Any]:
    """The summaries of a view's list and of one of its rows."""
    return extend_schema_view(list=extend_schema(summary=rows), retrieve=extend_schema(summary=row))
