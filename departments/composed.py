"""Queries that are composed to SQL once and then asked again and again with other values."""

import json
import re
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, Expression, Field, Func, QuerySet, Value

from departments.models.users import User
from departments.prepared import prepared

_LONGEST = 3  # of a list of ids: each length is a statement of its own
_MOST = 200  # statements that one `Composed` keeps
_IDS = -(2**62)  # no row has an id from here on: these stand for the ids that an asking brings


class Given(Expression):
    """A value that each asking brings; it must stand where the database can tell its type."""

    def __init__(self, place: int) -> None:
        super().__init__(output_field=Field())
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A place among the parameters, marked by this very object."""
        return "%s", [self]


class Among(Func):
    """Whether a column is one of many keys: given to the database as one list, which it reads faster than a
    text of thousands of numbers."""

    output_field = BooleanField()

    def __init__(self, column: str, *, keys: Iterable[int] | Given) -> None:
        super().__init__(column)
        self.keys = keys if isinstance(keys, Given) else tuple(sorted(keys))

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The list as JSON."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  (column is the compiler's)
        return sql, [*params, _sent(self.keys, connection)]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """The list as an array."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} = ANY(%s)", [*params, _sent(self.keys, connection)]


def _sent(value: Any, connection: Any) -> Any:
    """As the database takes it: a tuple of keys as an array; where there are neither these nor days, JSON
    and text."""
    if connection.vendor == "postgresql":
        return list(value) if isinstance(value, tuple) else value
    if isinstance(value, tuple):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Shape:
    """Base of what `build` may look into: it decides the statement, each one has a statement of its own."""


@dataclass(frozen=True)
class AsOf(Shape):
    """The day that something is told for, where it stands in the midst of a statement (lights)."""

    on: date


class _Somebody(Given):
    """What `visible_to` asks of a user, with places where the user's id and those of the units will stand."""

    def __init__(self, place: int, sees_everything: bool, ids: list[int]) -> None:
        super().__init__(place)
        self.sees_everything, self.ids = sees_everything, ids

    def department_ids(self) -> list[int]:
        return self.ids


def one_row(queryset: QuerySet[Any], **aggregates: Any) -> QuerySet[Any, Any]:
    """The aggregates over all rows as a query of one row: `aggregate` itself would ask it at once."""
    every = queryset.order_by().annotate(every=Value(1)).values("every")
    return every.annotate(**aggregates).values(*aggregates)


class Composed:
    """A query of which only values change from one asking to the next.

    `build` takes the values by name and returns a queryset:

        _one = Composed(lambda user, pk: Assignment.objects.visible_to(user).filter(pk=pk))
        _one.get(user=user, pk=7)

    To compose a short query, and to plan it, takes longer than to answer it. Values are numbers, texts and
    days, a short list of ids (`pk__in=pks`), a tuple of many (`Among("pk", keys=pks)`), or a user for
    `visible_to`; `build` is given places for them, and may look into none but a `Shape`. With a longer list,
    or a user of many departments, the query is composed as usual. The database plans it once as well
    (`prepared`), for all values alike, unless `planned_anew` says that the best way depends on them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *, planned_anew: bool = False) -> None:
        self._build = build
        self._planned_anew = planned_anew
        self._templates: dict[Any, QuerySet[Any]] = {}
        self._written: dict[Any, tuple[Any, str, tuple[Any, ...]]] = {}

    def all(self, **values: Any) -> list[Any]:
        """The rows for these values, as the queryset would give them."""
        shape, flat = _taken_apart(values)
        if len(flat) > len(values) + _LONGEST:
            return list(self._build(**values))
        if (template := self._templates.get(shape)) is None:
            if len(self._templates) >= _MOST:
                self._templates, self._written = {}, {}
            template = self._templates[shape] = self._build(**_places(values))
        rows: Any = template._chain()  # type: ignore[attr-defined]

        def compiler(using: str | None = None, connection: Any = None, elide_empty: bool = True) -> Any:
            return self._compiler(shape, rows.query, connections[using] if using else connection, using, flat)

        # A queryset asks its query for what runs it. This one is the template's copy and is read at once.
        rows.query.get_compiler = compiler
        try:
            with nullcontext() if self._planned_anew else prepared(rows.db):
                return list(rows)
        except EmptyResultSet:  # nothing can be found: a user without a department, an empty list
            return []

    def get(self, **values: Any) -> Any:
        """The first row; the model's `DoesNotExist` where there is none."""
        rows = self.all(**values)
        if not rows:
            raise self._build(**_places(values)).model.DoesNotExist
        return rows[0]

    def _compiler(self, shape: Any, query: Any, connection: Any, using: str | None, flat: list[Any]) -> Any:
        key = shape, connection.vendor
        if (written := self._written.get(key)) is None:
            plain = query.clone()  # a query may be asked for its compiler again, for a part of itself
            del plain.get_compiler
            made = plain.get_compiler(using, connection)
            written = self._written[key] = (made, *_with_constants(connection, *made.as_sql()))
        made, sql, params = written
        compiler = copy(made)
        compiler.connection, compiler.using = connection, using
        given = tuple(
            _sent(flat[place], connection) if (place := _place_of(param)) is not None else param
            for param in params
        )
        compiler.as_sql = lambda *args, **kwargs: (sql, given)
        return compiler


def _taken_apart(values: dict[str, Any]) -> tuple[Any, list[Any]]:
    """What decides the text of the statement, and all single values in order."""
    shape: list[Any] = []
    flat: list[Any] = []
    for name, value in values.items():
        if isinstance(value, User):
            ids = value.department_ids()
            shape.append((name, value.sees_everything, len(ids)))
            flat += [value.pk, *ids]
        elif isinstance(value, list):
            shape.append((name, len(value)))
            flat += value
        elif isinstance(value, Shape):
            shape.append((name, value))
        else:
            shape.append(name)
            flat.append(value)
    return tuple(shape), flat


def _places(values: dict[str, Any]) -> dict[str, Any]:
    """A place for each single value, counted as `_taken_apart` counts them."""
    places: dict[str, Any] = {}
    n = 0
    for name, value in values.items():
        if isinstance(value, User):
            ids = [_IDS + n + 1 + i for i in range(len(value.department_ids()))]
            places[name] = _Somebody(n, value.sees_everything, ids)
            n += 1 + len(ids)
        elif isinstance(value, list):
            places[name] = [_IDS + n + i for i in range(len(value))]
            n += len(value)
        elif isinstance(value, Shape):
            places[name] = value
        else:
            places[name] = Given(n)
            n += 1
    return places


def _place_of(param: Any) -> int | None:
    """Which value stands at this place among the parameters; `None` for a constant."""
    if isinstance(param, Given):
        return param.place
    return param - _IDS if isinstance(param, int) and _IDS <= param < _IDS // 2 else None


def _with_constants(connection: Any, sql: str, params: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The statement with its constants written out, on PostgreSQL, and the parameters that are left.

    In a plan for all values a partial index is used only where the statement itself says its condition.
    """
    if connection.vendor != "postgresql":
        return sql, params
    texts, left, rest = [], [], iter(params)
    for text in re.split("(%%|%s)", sql):
        if text == "%s":
            param = next(rest)
            if _place_of(param) is None:
                text = connection.ops.compose_sql("%s", [param]).replace("%", "%%")
            else:
                left.append(param)
        texts.append(text)
    return "".join(texts), tuple(left)
