"""What services have made once is written again as plain rows: the made-up province of nearly every test.

The services take ten times as long, most of it for histories and the record of use. Each process makes the
rows by the services the first time; where its database holds anything of the kind already, it does so again.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction

_Rows = dict[str, list[tuple[Any, ...]]]
_LATELY = timedelta(hours=1)  # rows that say another time were made while a test held the clock


class Replayed:
    """Calls `make` once, and writes the rows that it made from then on."""

    def __init__(self, make: Callable[[], None]) -> None:
        self._make = make
        self._made: _Rows = {}

    def __call__(self) -> None:
        """The rows stand in the database."""
        if not self._made:
            before = _rows()
            self._make()
            self._keep(before, _rows())
        elif _holds_any(self._made):
            self._make()
        else:
            with transaction.atomic(), connection.cursor() as cursor:
                for table, rows in self._made.items():
                    columns = ", ".join(f'"{column}"' for column in _COLUMNS[table])
                    one = f"({', '.join(['%s'] * len(rows[0]))})"
                    cursor.execute(
                        f'INSERT INTO "{table}" ({columns}) VALUES {", ".join([one] * len(rows))}',
                        [value for row in rows for value in row],
                    )

    def _keep(self, before: _Rows, after: _Rows) -> None:
        """Only where the tables were empty, and the clock was the real one."""
        made = {table: rows for table, rows in after.items() if rows != before[table]}
        if any(before[table] for table in made) or not all(map(_is_of_now, _values(made))):
            return
        self._made = made


_COLUMNS = {
    model._meta.db_table: [field.column for field in model._meta.local_concrete_fields if not field.generated]
    for model in apps.get_models(include_auto_created=True)
    if model._meta.managed and not model._meta.proxy
}


def _rows() -> _Rows:
    found: _Rows = {}
    with connection.cursor() as cursor:
        for table, columns in _COLUMNS.items():
            cursor.execute(f'SELECT {", ".join(f"{chr(34)}{c}{chr(34)}" for c in columns)} FROM "{table}"')
            found[table] = cursor.fetchall()
    return found


def _holds_any(made: _Rows) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in made))
        return bool(cursor.fetchone()[0])


def _values(made: _Rows) -> Iterator[Any]:
    return (value for rows in made.values() for row in rows for value in row)


def _is_of_now(value: Any) -> bool:
    if not isinstance(value, datetime):
        return True
    said = value if value.tzinfo else value.replace(tzinfo=UTC)  # as SQLite keeps it
    return abs(datetime.now(tz=UTC) - said) < _LATELY
