"""Tests with real transactions empty all tables at their end; what is append-only refuses that, rightly.

So the tests, which own their database, put the guards aside for that moment and for nothing else.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from common.db import guards


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


@pytest.fixture(scope="session", autouse=True)
def _empties_guarded_tables() -> Generator[None, None, None]:
    """Django's flush, with the guards aside."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def with_guards_aside(self: Any, statements: list[str]) -> None:
        with guards_aside(self.connection):
            flush(self, statements)

    BaseDatabaseOperations.execute_sql_flush = with_guards_aside  # type: ignore[method-assign, assignment]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
