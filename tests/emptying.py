"""Tests with real transactions empty the tables at their end.

What is append-only refuses that, rightly: the tests, which own their database, put the guards aside for that
moment and for nothing else. On PostgreSQL only the tables that hold something are emptied: Django truncates
all, and the server writes new files for each and each of its indexes: seconds, where deleting takes
milliseconds.
"""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import sql

from common.db import guards

# What `post_migrate` would at once write again, row by row.
_KEPT = {"django_content_type", "auth_permission"}


@contextmanager
def guards_aside(database: Any = connection) -> Iterator[None]:
    """As the owner of the database, who can take the guards away: what the chain is there to show."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks is not emptied
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        if database.vendor == "postgresql":
            with database.cursor() as cursor:
                cursor.execute("SET session_replication_role = origin")
        else:
            guards.put_up(database)


def deletions(
    self: DatabaseOperations,
    style: Any,
    tables: Iterable[str],
    *,
    reset_sequences: bool = False,
    **options: Any,
) -> list[str]:
    """In place of Django's TRUNCATE; foreign keys rest while the guards are aside."""
    assert not reset_sequences, "no test asks for this"
    names = sorted({*tables} - _KEPT)
    asked = sql.SQL(", ").join(
        sql.SQL("EXISTS (SELECT FROM {})").format(sql.Identifier(name)) for name in names
    )
    with self.connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(asked))
        held = zip(names, cursor.fetchone(), strict=True)
    return [f"DELETE FROM {self.quote_name(name)}" for name, holds in held if holds]


@pytest.fixture(scope="session", autouse=True)
def _empties_guarded_tables() -> Generator[None, None, None]:
    """Django's flush, with the guards aside."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def with_guards_aside(self: Any, statements: list[str]) -> None:
        with guards_aside(self.connection):
            flush(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", with_guards_aside)
        patch.setattr(DatabaseOperations, "sql_flush", deletions)
        yield
