"""Queries that are compiled to SQL once and then asked again and again with other values."""

import json
import re
from collections.abc import Callable, Hashable, Iterable
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, Func, QuerySet, Value

from common.db.placeholder import Placeholder, PlaceholderId, index_of
from common.db.prepared import prepared

_LONGEST = 3  # of a list of ids: each length is a statement of its own
_MOST = 200  # statements that one `CompiledQuery` keeps


class Among(Func):
    """Whether a column is one of many keys: given to the database as one list, which it reads faster than a
    text of thousands of numbers."""

    output_field = BooleanField()

    def __init__(self, column: str, *, keys: Iterable[int] | Placeholder) -> None:
        super().__init__(column)
        self.keys = keys if isinstance(keys, Placeholder) else tuple(sorted(keys))

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
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Shape:
    """Base of what `build` may look into: it decides the statement, each one has a statement of its own."""


@dataclass(frozen=True)
class AsOf(Shape):
    """The day that something is told for, where it stands in the midst of a statement (lights)."""

    on: date


class Compound(Protocol):
    """A value that is several single ones, as a user who has units. Known by having these methods."""

    def query_parts(self) -> tuple[Hashable, int, list[int]]:
        """What decides the statement, the own id, and the other ids that the query may ask for."""

    def query_placeholder(self, value_index: int, value_name: str, ids: list[PlaceholderId]) -> Placeholder:
        """What `build` is given instead: it answers what `query_parts` says of the statement, and brings
        `ids` where it is asked for the other ids."""


def one_row(queryset: QuerySet[Any], **aggregates: Any) -> QuerySet[Any, Any]:
    """The aggregates over all rows as a query of one row: `aggregate` itself would ask it at once."""
    every = queryset.order_by().annotate(every=Value(1)).values("every")
    return every.annotate(**aggregates).values(*aggregates)


class CompiledQuery:
    """A query of which only values change from one asking to the next.

    `build` takes the values by name and returns a queryset:

        _one = CompiledQuery(lambda user, pk: Assignment.objects.visible_to(user).filter(pk=pk))
        _one.get(user=user, pk=7)

    To compile a short query, and to plan it, takes longer than to answer it. Values are numbers, texts and
    days, a short list of ids (`pk__in=pks`), a tuple of many (`Among("pk", keys=pks)`), or a user for
    `visible_to` (`Compound`). `build` is given placeholders for them, which refuse to be looked at, and may
    look into none but a `Shape`; what it reads elsewhere stays in the statement as it was the first time.
    With a longer list, or a user of many departments, the query is compiled as usual. The database plans it
    once as well (`prepared`), for all values similar, unless `planned_anew` says that the best way depends on
    them.

    With the setting `COMPILED_QUERIES` off every asking is the plain queryset that `build` makes of the
    values: the same rows, more slowly.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *, planned_anew: bool = False) -> None:
        self._build = build
        self._planned_anew = planned_anew
        self._templates: dict[Any, QuerySet[Any]] = {}
        self._written: dict[Any, tuple[Any, str, tuple[Any, ...]]] = {}

    def all(self, **values: Any) -> list[Any]:
        """The rows for these values, as the queryset would give them."""
        if not settings.COMPILED_QUERIES:
            return list(self._build(**values))
        shape, flat = _taken_apart(values)
        if len(flat) > len(values) + _LONGEST:
            return list(self._build(**values))
        if (template := self._templates.get(shape)) is None:
            if len(self._templates) >= _MOST:
                self._templates, self._written = {}, {}
            template = self._templates[shape] = self._build(**_placeholders(values))
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
            raise self._build(**values).model.DoesNotExist
        return rows[0]

    def _compiler(self, shape: Any, query: Any, connection: Any, using: str | None, flat: list[Any]) -> Any:
        key = shape, connection.vendor
        if (written := self._written.get(key)) is None:
            plain = query.clone()  # a query may be asked for its compiler again, for a part of itself
            del plain.get_compiler
            made = plain.get_compiler(using, connection)
            sql, params = _with_constants(connection, *made.as_sql())
            made.connection = None  # the thread's own, which may end: nothing may keep it open
            written = self._written[key] = made, sql, params
        made, sql, params = written
        compiler = copy(made)
        compiler.connection, compiler.using = connection, using
        given = tuple(
            _sent(flat[index], connection) if (index := index_of(param)) is not None else param
            for param in params
        )
        compiler.as_sql = lambda *args, **kwargs: (sql, given)
        return compiler


def _taken_apart(values: dict[str, Any]) -> tuple[Any, list[Any]]:
    """What decides the text of the statement, and all single values in order."""
    shape: list[Any] = []
    flat: list[Any] = []
    for name, value in values.items():
        if isinstance(value, list):
            shape.append((name, len(value)))
            flat += value
        elif isinstance(value, Shape):
            shape.append((name, value))
        elif hasattr(value, "query_parts"):
            decides, own_id, ids = value.query_parts()
            shape.append((name, decides, len(ids)))
            flat += [own_id, *ids]
        elif value is None:
            raise TypeError(f"{name} is None: a compiled query would ask for `= NULL`, which finds nothing")
        else:
            shape.append(name)
            flat.append(value)
    return tuple(shape), flat


def _placeholders(values: dict[str, Any]) -> dict[str, Any]:
    """A placeholder for each single value, counted as `_taken_apart` counts them."""
    found: dict[str, Any] = {}
    n = 0
    for name, value in values.items():
        if isinstance(value, list):
            found[name] = _ids(n, name, len(value))
            n += len(value)
        elif isinstance(value, Shape):
            found[name] = value
        elif hasattr(value, "query_parts"):
            _, _, ids = value.query_parts()
            found[name] = value.query_placeholder(n, name, _ids(n + 1, name, len(ids)))
            n += 1 + len(ids)
        else:
            found[name] = Placeholder(n, name)
            n += 1
    return found


def _ids(first: int, name: str, count: int) -> list[PlaceholderId]:
    return [PlaceholderId(first + i, f"{name}[{i}]") for i in range(count)]


def _with_constants(connection: Any, sql: str, params: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The statement with its constants written out, and the parameters that are left.

    A partial index is used only where the statement itself says its condition: on PostgreSQL in a plan for
    all values, on SQLite in any.
    """
    texts, left, rest = [], [], iter(params)
    for text in re.split("(%%|%s)", sql):
        if text == "%s":
            param = next(rest)
            constant = _constant(connection, param) if index_of(param) is None else None
            if constant is None:
                left.append(param)
            else:
                text = constant.replace("%", "%%")
        texts.append(text)
    return "".join(texts), tuple(left)


def _constant(connection: Any, param: Any) -> str | None:
    """A constant as it is written in a statement; `None` where it stays a parameter."""
    if connection.vendor == "postgresql":
        return str(connection.ops.compose_sql("%s", [param]))
    if isinstance(param, str) and "\0" not in param:
        return "'{}'".format(param.replace("'", "''"))
    return str(int(param)) if isinstance(param, int) else None
