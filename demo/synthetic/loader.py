"""Set-based writing: rows are made by the database out of numbers, none of them passes through Python."""

import logging
import time
import zlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

logger = logging.getLogger(__name__)

_SECONDARY = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    WHERE i.indrelid = %s::regclass AND NOT i.indisprimary
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY i.indexrelid
"""
_CONSTRAINTS = """
    SELECT quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = %s::regclass AND contype = ANY(%s) ORDER BY contype DESC, conname
"""


@dataclass(slots=True)
class Loader:
    """One run: its seed, its day, and the SQL that every part needs.

    Chance is a hash of the row's number, the seed and the name of what is drawn, so that the same seed
    gives the same ledger, and a new draw changes none of the others.
    """

    seed: int
    on: date
    base: dict[str, int] = field(default_factory=dict)  # the highest ids of before: of each table

    def run(self, statement: str) -> int:
        """Execute; how many rows it wrote."""
        began = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(statement)
            count = cursor.rowcount
        logger.debug("%s rows in %.1f s: %s", count, time.monotonic() - began, statement.split("\n")[0][:80])
        return count

    def value(self, statement: str) -> Any:
        """The first column of the first row."""
        with connection.cursor() as cursor:
            cursor.execute(statement)
            [(found,)] = cursor.fetchall()
        return found

    def table(self, name: str, query: str, *keys: str) -> int:
        """Make a temporary table of the query, with an index for each of `keys`; returns its rows."""
        self.run(f"DROP TABLE IF EXISTS pg_temp.{name}")
        count = self.run(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {query}")
        for key in keys:
            self.run(f"CREATE INDEX ON {name} ({key})")
        self.run(f"ANALYZE {name}")
        return count

    def chance(self, key: str, what: str) -> str:
        """SQL for a number from 0 to below 1, drawn for the row `key` (a bigint)."""
        salt = zlib.crc32(f"{self.seed} {what}".encode())
        return f"((hashint8extended({key}, {salt}) & 1048575) / 1048576.0::float8)"

    def number(self, key: str, what: str, first: int, last: int) -> str:
        """SQL for a whole number from `first` to `last`."""
        return f"({first} + floor({self.chance(key, what)} * {last - first + 1})::int)"

    def pick(self, key: str, what: str, words: Sequence[str]) -> str:
        """SQL for one of the words."""
        listed = ",".join(self.literal(word) for word in words)
        return f"(ARRAY[{listed}])[{self.number(key, what, 1, len(words))}]"

    @property
    def today(self) -> str:
        """SQL for the day that the ledger is made for."""
        return f"DATE '{self.on.isoformat()}'"

    @staticmethod
    def at(day: str, hour: str = "9") -> str:
        """SQL for an hour of a day in Asia/Shanghai."""
        return f"(({day} + make_interval(hours => {hour})) AT TIME ZONE 'Asia/Shanghai')"

    @staticmethod
    def literal(value: Any) -> str:
        """The value as SQL, safely quoted."""
        connection.ensure_connection()
        return sql.Literal(value).as_string(connection.connection)

    def insert(self, model: type[Model], source: str, **columns: str) -> int:
        """INSERT … SELECT into the model's table; `columns` are SQL, by the names of the fields' attributes.

        What is not named gets the default that the model gives it, so a new column breaks no part.
        """
        named = dict(columns)
        targets, values = [], []
        for column in model._meta.concrete_fields:
            if column.attname in named:
                value = named.pop(column.attname)
            elif column.primary_key or (column.null and not column.has_default()):
                continue
            else:
                value = self.literal(column.get_db_prep_save(column.get_default(), connection))
            targets.append(f'"{column.column}"')
            values.append(value)
        if named:
            raise ValueError(f"{model.__name__} has no {', '.join(named)}")
        into = f'INSERT INTO "{model._meta.db_table}" ({", ".join(targets)})'
        return self.run(f"{into}\nSELECT {', '.join(values)}\n{source}")

    def history(
        self, model: type[Model], source: str, *, kind: str, when: str, who: str, **columns: str
    ) -> int:
        """Rows of the model's history; `source` names the rows `r`, whose columns `columns` replace."""
        past: type[Model] = model.history.model  # type: ignore[attr-defined]  # put there by simple_history
        own = {"history_id", "history_date", "history_user", "history_type", "history_change_reason"}
        kept = {
            f.attname: f'r."{f.column}"'
            for f in past._meta.concrete_fields
            if f.name not in own and f.attname not in columns
        }
        return self.insert(
            past, source, history_type=f"'{kind}'", history_date=when, history_user_id=who, **kept, **columns
        )

    def above(self, model: type[Model]) -> int:
        """The highest id that the model's table had when the run began."""
        table = model._meta.db_table
        if table not in self.base:
            self.base[table] = self.value(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        return self.base[table]

    @contextmanager
    def bare(self, models: Sequence[type[Model]]) -> Generator[None, None, None]:
        """Take the indexes and the foreign keys of the tables away, and build (and so check) them afterwards.

        Rows are written several times faster so. All of it belongs to the caller's transaction.
        """
        again: list[str] = []
        for model in models:
            table = f'"{model._meta.db_table}"'
            with connection.cursor() as cursor:
                cursor.execute(_CONSTRAINTS, [table, ["u", "f"]])
                constraints = cursor.fetchall()
                cursor.execute(_SECONDARY, [table])
                indexes = cursor.fetchall()
            for name, definition in constraints:
                self.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            for name, definition in indexes:
                self.run(f"DROP INDEX {name}")
                again.append(definition)
        yield
        # Keys of other tables last: by then the rows that they point at can be found.
        for statement in sorted(again, key=lambda s: "FOREIGN KEY" in s):
            self.run(statement)

    def reset_sequences(self, models: Sequence[type[Model]]) -> None:
        """Let the next ids follow the highest of the tables."""
        from django.core.management.color import no_style

        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            self.run(statement)
