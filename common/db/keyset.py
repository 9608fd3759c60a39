"""Pages of a list by key: a page deep inside costs what the first one costs, by any column, both ways."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.db.models import DateField, Model, Q, QuerySet

from common.db.compiled import Shape


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

    @classmethod
    def of(cls, model: type[Model], ordering: str) -> "Term":
        """A column of the model as `order_by` writes it; it must be one that is never null."""
        name = ordering.lstrip("-")
        column = model._meta.get_field(name)
        kind: Literal["number", "day"] = "day" if isinstance(column, DateField) else "number"
        return cls(name, descending=ordering.startswith("-"), kind=kind)

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
class Place:
    """Where a page begins: the values of the terms of the row before it, and which way it is read.

    `blank`: the row lies among those without the first term, whose value is then left out.
    """

    values: tuple[Any, ...]
    backwards: bool = False
    blank: bool = False

    def mark(self) -> str:
        """The place as it stands in an address."""
        plain = [value.isoformat() if isinstance(value, date) else value for value in self.values]
        text = json.dumps(
            [int(self.blank), int(self.backwards), plain], ensure_ascii=False, separators=(",", ":")
        )
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, mark: str, terms: Sequence[Term]) -> "Place":
        """The place that a mark names in a list of that order; `BadCursor` for a mark that is none."""
        try:
            text = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
            blank, backwards, values = json.loads(text)
            blank = bool(blank) and terms[0].nullable
            used = terms[1:] if blank else terms
            return cls(
                tuple(term.read(value) for term, value in zip(used, values, strict=True)),
                bool(backwards),
                blank,
            )
        except (ValueError, TypeError, binascii.Error) as error:
            raise BadCursor(mark) from error


@dataclass(frozen=True)
class Slice(Shape):
    """What decides the statement of a page: its order, its size, its direction, whether it has a place."""

    terms: tuple[Term, ...]
    size: int
    backwards: bool = False
    beyond: bool = False

    def of(self, queryset: QuerySet[Any], after: Sequence[Any] = ()) -> QuerySet[Any]:
        """Its rows and one more, in the order in which they are read; `after` holds the place's values."""
        terms = _turned(self.terms) if self.backwards else self.terms
        if self.beyond:
            queryset = queryset.filter(_beyond(terms, after))
        return queryset.order_by(*map(_ordering, terms))[: self.size + 1]

    def taken(self, rows: list[Any]) -> tuple[list[Any], bool, bool]:
        """Those of the rows that are shown, and whether there is a page after and one before them."""
        more, rows = len(rows) > self.size, rows[: self.size]
        if self.backwards:
            return rows[::-1], bool(rows), more
        return rows, more, bool(rows) and self.beyond


def in_order(queryset: QuerySet[Any], terms: Sequence[Term]) -> list[QuerySet[Any]]:
    """The rows in that order, as one list or two: those without the first term are a list of their own.

    So no order by the database's idea of nothing is needed, and each list can follow its index.
    """
    return [rows.order_by(*map(_ordering, used)) for rows, used in _lists(queryset, tuple(terms))]


def page_of(queryset: QuerySet[Any], terms: Sequence[Term], size: int, cursor: str = "") -> Page:
    """The keys of the page that a mark points at, of the first one without a mark.

    `BadCursor` for a mark that is none. One query, or two where the page lies across the end of those that
    have the first term.
    """
    terms = tuple(terms)
    place = Place.read(cursor, terms) if cursor else None
    if queryset.query.is_empty():
        return Page([])
    backwards = place is not None and place.backwards
    lists = _lists(queryset, terms)
    if backwards:
        lists.reverse()
    if place is not None and len(lists) == 2 and place.blank != backwards:
        lists = lists[1:]  # the first of the two lies behind
    rows: list[Any] = []
    for number, (rows_of_list, used) in enumerate(lists):
        after = place.values if place is not None and number == 0 else ()
        part = Slice(used, size - len(rows), backwards, bool(after))
        rows += part.of(rows_of_list.values_list(*(term.name for term in terms)), after)
        if len(rows) > size:
            break
    return marked(rows, Slice(terms, size, backwards, place is not None))


def marked(rows: list[Any], part: Slice) -> Page:
    """The page of what was read for a slice: values of its terms, the key last."""
    terms = part.terms
    rows, has_next, has_previous = part.taken(rows)
    return Page(
        [row[-1] for row in rows],
        _place(rows[-1], terms, backwards=False).mark() if has_next else "",
        _place(rows[0], terms, backwards=True).mark() if has_previous else "",
    )


def _lists(queryset: QuerySet[Any], terms: tuple[Term, ...]) -> list[tuple[QuerySet[Any], tuple[Term, ...]]]:
    """The rows with the first term and those without it, with the terms that each is ordered by."""
    first = terms[0]
    if not first.nullable:
        return [(queryset, terms)]
    without = f"{first.name}__isnull"
    return [(queryset.filter(**{without: False}), terms), (queryset.filter(**{without: True}), terms[1:])]


def _turned(terms: Sequence[Term]) -> tuple[Term, ...]:
    return tuple(term.turned() for term in terms)


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


def _place(row: Sequence[Any], terms: Sequence[Term], *, backwards: bool) -> Place:
    blank = terms[0].nullable and row[0] is None
    return Place(tuple(row[1:] if blank else row), backwards, blank)
