"""Pages of a list by key: a page deep inside costs what the first one costs, by any column, both ways."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet


class BadCursor(ValueError):
    """A mark that points nowhere."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that rows are ordered by: a column, a path or an annotation.

    Only the first term of an order may be `nullable`; rows without it come last, both ways. The last term
    is `id`.
    """

    name: str
    descending: bool = False
    nullable: bool = False
    kind: Literal["number", "text", "day"] = "number"

    def turned(self) -> "Term":
        """The other way round."""
        return replace(self, descending=not self.descending)

    def read(self, value: Any) -> Any:
        """The value that a mark holds; `BadCursor` for another kind of value."""
        match self.kind:
            case "number" if isinstance(value, int) and -(2**63) <= value < 2**63:
                return value
            case "text" if isinstance(value, str) and "\0" not in value:
                return value
            case "day" if isinstance(value, str):
                try:
                    return date.fromisoformat(value)
                except ValueError:
                    pass
        raise BadCursor(value)


@dataclass(frozen=True, slots=True)
class Page:
    """Keys of rows, and the marks of the pages on either side (empty: there is none)."""

    keys: list[int]
    following: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A row's place: whether it lies among those without the first term, and the values of the terms."""

    blank: bool
    values: tuple[Any, ...]
    backwards: bool


def in_order(queryset: QuerySet[Any], terms: Sequence[Term]) -> list[QuerySet[Any]]:
    """The rows in that order, as one list or two: those without the first term are a list of their own.

    So no order by the database's idea of nothing is needed, and each list can follow its index.
    """
    first = terms[0]
    if not first.nullable:
        return [queryset.order_by(*map(_ordering, terms))]
    some = queryset.filter(**{f"{first.name}__isnull": False}).order_by(*map(_ordering, terms))
    none = queryset.filter(**{f"{first.name}__isnull": True}).order_by(*map(_ordering, terms[1:]))
    return [some, none]


def page_of(queryset: QuerySet[Any], terms: Sequence[Term], size: int, cursor: str = "") -> Page:
    """The keys of the page that a mark points at, of the first one without a mark.

    `BadCursor` for a mark that is none. One query, or two where the page lies across the end of those that
    have the first term.
    """
    place = _read(cursor, terms) if cursor else None
    if queryset.query.is_empty():
        return Page([])
    backwards = place is not None and place.backwards
    wanted = [term.turned() for term in terms] if backwards else list(terms)
    lists = in_order(queryset, wanted)
    if backwards:
        lists.reverse()
    if place is not None and len(lists) == 2 and place.blank != backwards:
        lists = lists[1:]  # the first of the two lies behind
    names = [term.name for term in terms]
    rows: list[Any] = []
    for number, rows_of_list in enumerate(lists):
        if place is not None and number == 0:
            used = wanted[1:] if place.blank else wanted
            rows_of_list = rows_of_list.filter(_beyond(used, place.values))
        rows += rows_of_list.values_list(*names)[: size + 1 - len(rows)]
        if len(rows) > size:
            break
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, place is not None)
    return Page(
        [row[-1] for row in rows],
        _mark(rows[-1], terms, backwards=False) if rows and has_next else "",
        _mark(rows[0], terms, backwards=True) if rows and has_previous else "",
    )


def _ordering(term: Term) -> str:
    return f"-{term.name}" if term.descending else term.name


def _beyond(terms: Sequence[Term], values: Sequence[Any]) -> Q:
    condition = Q()
    for term, value in reversed(list(zip(terms, values, strict=True))):
        side = "lt" if term.descending else "gt"
        further = Q(**{f"{term.name}__{side}": value})
        # The first half says nothing new, but lets the database enter its index at the right place.
        tied = Q(**{f"{term.name}__{side}e": value}) & (further | condition)
        condition = tied if condition else further
    return condition


def _mark(row: Sequence[Any], terms: Sequence[Term], *, backwards: bool) -> str:
    blank = terms[0].nullable and row[0] is None
    values = row[1:] if blank else row
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    text = json.dumps([int(blank), int(backwards), plain], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, terms: Sequence[Term]) -> _Place:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        blank, backwards, values = json.loads(text)
        used = terms[1:] if blank and terms[0].nullable else terms
        read = tuple(term.read(value) for term, value in zip(used, values, strict=True))
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursor(cursor) from error
    return _Place(bool(blank) and terms[0].nullable, read, bool(backwards))
