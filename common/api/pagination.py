"""Paging of every list of the API."""

from typing import Any

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from common.db.compiled import CompiledQuery
from common.db.keyset import BadCursor, Place, Slice, Term


class LedgerPagination(CursorPagination):
    """By key, not by number: a page deep inside costs what the first page costs, and rows that arrive
    meanwhile shift nothing.

    A view may set `ordering` to a tuple of columns of its own model, days or numbers that are never null,
    and end it in `id`. The cursor is a mark of `common.db.keyset`, which holds the values of all of them:
    REST framework's own remembers only the first column and counts rows within equal values, up to a
    thousand, and a ledger has more tasks than that due on one 31 December.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    invalid_cursor_message = "翻页标记无效，请从第一页重新查询。"

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """The rows of the page that the request's cursor points at; `NotFound` for a cursor that is none.

        Rows are model instances, or dictionaries that hold the columns of `ordering` (`values()`).
        """
        page, after = self._asked(queryset.model, request, view)
        return self._taken(list(page.of(queryset, after)), page)

    def paginate_compiled(self, rows: CompiledQuery, request: Request, view: Any, **values: Any) -> list[Any]:
        """The same of rows whose `build` takes `page` and, after it, the values of its cursor as `after_0`,
        `after_1`, …, and returns `page.of(queryset, after)`."""
        page, after = self._asked(view.queryset.model, request, view)
        places = {f"after_{n}": value for n, value in enumerate(after)}
        return self._taken(rows.all(page=page, **values, **places), page)

    def _asked(
        self, model: type[Model], request: Request, view: APIView | None
    ) -> tuple[Slice, tuple[Any, ...]]:
        """The page that the request asks for, and the values of the row that it lies beyond."""
        self.base_url = request.build_absolute_uri()
        self.terms = tuple(Term.of(model, column) for column in self.get_ordering(request, None, view))
        size = self.get_page_size(request) or self.page_size
        mark = request.query_params.get(self.cursor_query_param)
        if not mark:
            return Slice(self.terms, size), ()
        try:
            place = Place.read(mark, self.terms)
        except BadCursor:
            raise NotFound(self.invalid_cursor_message) from None
        return Slice(self.terms, size, place.backwards, beyond=True), place.values

    def _taken(self, rows: list[Any], page: Slice) -> list[Any]:
        """Those that are shown; the one beyond them only says that there are more."""
        self.rows, self.has_next, self.has_previous = page.taken(rows)
        self.display_page_controls = self.has_next or self.has_previous
        return self.rows

    def get_ordering(
        self, request: Request, queryset: QuerySet[Any] | None, view: APIView | None
    ) -> tuple[str, ...]:
        ordering = getattr(view, "ordering", None) or "id"
        return (ordering,) if isinstance(ordering, str) else tuple(ordering)

    def get_next_link(self) -> str | None:
        return self._link(self.rows[-1], backwards=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        return self._link(self.rows[0], backwards=True) if self.has_previous else None

    def _link(self, row: Model | dict[str, Any], *, backwards: bool) -> str:
        names = [term.name for term in self.terms]
        values = tuple(row[name] if isinstance(row, dict) else getattr(row, name) for name in names)
        mark = Place(values, backwards).mark()
        return str(replace_query_param(self.base_url or "", self.cursor_query_param, mark))
