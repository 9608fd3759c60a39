"""Paging of every list of the API."""

import json
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class LedgerPagination(CursorPagination):
    """By key, not by number: a page deep inside costs what the first page costs, and rows that arrive
    meanwhile shift nothing.

    A view may set `ordering` to a tuple of columns of its own model that are never null and end in `id`.
    The cursor holds the values of all of them: REST framework's own remembers only the first column and
    counts rows within equal values, up to a thousand, and a ledger has more tasks than that due on one
    31 December.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    invalid_cursor_message = "翻页标记无效，请从第一页重新查询。"

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """The rows of the page that the request's cursor points at; `NotFound` for a cursor that is none.

        Rows are model instances, or dictionaries that hold the columns of `ordering` (`values()`).
        """
        self.request = request
        self.base_url = request.build_absolute_uri()
        self.columns = self.get_ordering(request, queryset, view)
        cursor = self.decode_cursor(request)
        backwards = cursor is not None and cursor.reverse
        if cursor is not None:
            queryset = queryset.filter(self._beyond(queryset.model, cursor))
        size = self.get_page_size(request) or self.page_size
        rows = list(queryset.order_by(*(_turned(self.columns) if backwards else self.columns))[: size + 1])
        more = len(rows) > size
        self.rows = rows[:size][::-1] if backwards else rows[:size]
        self.has_next = bool(self.rows) and (backwards or more)
        self.has_previous = bool(self.rows) and (more if backwards else cursor is not None)
        self.display_page_controls = self.has_next or self.has_previous
        return self.rows

    def get_ordering(
        self, request: Request, queryset: QuerySet[Any], view: APIView | None
    ) -> tuple[str, ...]:
        """The view's own order, else by id."""
        ordering = getattr(view, "ordering", None) or "id"
        return (ordering,) if isinstance(ordering, str) else tuple(ordering)

    def get_next_link(self) -> str | None:
        """The address of the page after this one."""
        return self._link(self.rows[-1], backwards=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        """The address of the page before this one."""
        return self._link(self.rows[0], backwards=True) if self.has_previous else None

    def _link(self, row: Model | dict[str, Any], *, backwards: bool) -> str:
        names = [name.lstrip("-") for name in self.columns]
        values = [str(row[name] if isinstance(row, dict) else getattr(row, name)) for name in names]
        # The stubs take a position for a number; it is a text.
        place = Cursor(offset=0, reverse=backwards, position=json.dumps(values))  # type: ignore[arg-type]
        return str(self.encode_cursor(place))

    def _beyond(self, model: type[Model], cursor: Cursor) -> Q:
        """The rows after the cursor's position (before it, when it leads backwards)."""
        names = [name.lstrip("-") for name in self.columns]
        values = self._values(model, names, str(cursor.position))
        condition = Q()
        for order, name, value in reversed(list(zip(self.columns, names, values, strict=True))):
            side = "lt" if order.startswith("-") != cursor.reverse else "gt"
            further = Q(**{f"{name}__{side}": value})
            # The first half says nothing new, but lets the database enter its index at the right place.
            tied = Q(**{f"{name}__{side}e": value}) & (further | condition)
            condition = tied if condition else further
        return condition

    def _values(self, model: type[Model], names: list[str], position: str) -> list[Any]:
        try:
            texts = json.loads(position)
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                raise ValueError(position)
            columns = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
            return [column.to_python(text) for column, text in zip(columns, texts, strict=True)]
        except (ValueError, ValidationError):
            raise NotFound(self.invalid_cursor_message) from None


def cursor_at(*values: object) -> str:
    """The `cursor` of the page that begins after the row with these values of the list's order."""
    place = Cursor(offset=0, reverse=False, position=json.dumps([str(value) for value in values]))  # type: ignore[arg-type]
    page = LedgerPagination()
    page.base_url = "/"
    return parse_qs(urlsplit(str(page.encode_cursor(place))).query)["cursor"][0]


def _turned(ordering: Sequence[str]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in ordering)
