"""Paging of every list of the API."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from common.db.compiled import CompiledQuery, Shape


@dataclass(frozen=True)
class Page(Shape):
    """A page of a list: its order, its size, whether it is read backwards, and from a place or the start."""

    columns: tuple[str, ...]
    size: int
    backwards: bool
    beyond: bool

    @property
    def names(self) -> list[str]:
        """The columns without their direction."""
        return [column.lstrip("-") for column in self.columns]

    def of(self, queryset: QuerySet[Any], after: Sequence[Any]) -> QuerySet[Any]:
        """Its rows and one more, in the order in which they are read; `after` holds the place's values."""
        if self.beyond:
            queryset = queryset.filter(self._condition(after))
        ordering = _turned(self.columns) if self.backwards else self.columns
        return queryset.order_by(*ordering)[: self.size + 1]

    def _condition(self, after: Sequence[Any]) -> Q:
        """Beyond the place: after it, or before it where the page leads backwards."""
        condition = Q()
        for order, name, value in reversed(list(zip(self.columns, self.names, after, strict=True))):
            side = "lt" if order.startswith("-") != self.backwards else "gt"
            further = Q(**{f"{name}__{side}": value})
            # The first half says nothing new, but lets the database enter its index at the right place.
            tied = Q(**{f"{name}__{side}e": value}) & (further | condition)
            condition = tied if condition else further
        return condition


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
        page, after = self._asked(queryset.model, queryset, request, view)
        return self._taken(list(page.of(queryset, after)), page)

    def paginate_compiled(self, rows: CompiledQuery, request: Request, view: Any, **values: Any) -> list[Any]:
        """The same of rows whose `build` takes `page` and, after it, the values of its cursor as `after_0`,
        `after_1`, …, and returns `page.of(queryset, after)`."""
        page, after = self._asked(view.queryset.model, view.queryset, request, view)
        places = {f"after_{n}": value for n, value in enumerate(after)}
        return self._taken(rows.all(page=page, **values, **places), page)

    def _asked(
        self, model: type[Model], queryset: Any, request: Request, view: APIView | None
    ) -> tuple["Page", list[Any]]:
        """The page that the request asks for, and the values of the row that it lies beyond."""
        self.request = request
        self.base_url = request.build_absolute_uri()
        self.columns = self.get_ordering(request, queryset, view)
        cursor = self.decode_cursor(request)
        size = self.get_page_size(request) or self.page_size
        page = Page(self.columns, size, cursor is not None and cursor.reverse, cursor is not None)
        return page, self._values(model, page.names, str(cursor.position)) if cursor is not None else []

    def _taken(self, rows: list[Any], page: "Page") -> list[Any]:
        """Those that are shown; the one beyond them only says that there are more."""
        more = len(rows) > page.size
        self.rows = rows[: page.size][::-1] if page.backwards else rows[: page.size]
        self.has_next = bool(self.rows) and (page.backwards or more)
        self.has_previous = bool(self.rows) and (more if page.backwards else page.beyond)
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
