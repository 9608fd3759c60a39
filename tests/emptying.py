"""Between tests that commit: only the tables that hold something are emptied.

Django truncates all of them, and PostgreSQL writes new files for each and for each of its indexes: seconds,
where deleting a few rows takes milliseconds.
"""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import sql

# What `post_migrate` would at once write again, row by row.
_KEPT = {"django_content_type", "auth_permission"}


def _filled(operations: DatabaseOperations, tables: Iterable[str]) -> list[str]:
    names = sorted({*tables} - _KEPT)
    asked = sql.SQL(", ").join(
        sql.SQL("EXISTS (SELECT FROM {})").format(sql.Identifier(name)) for name in names
    )
    with operations.connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(asked))
        return [name for name, holds in zip(names, cursor.fetchone(), strict=True) if holds]


def sql_flush(
    self: DatabaseOperations,
    style: Any,
    tables: Iterable[str],
    *,
    reset_sequences: bool = False,
    **options: Any,
) -> list[str]:
    """In Django's place: delete, with foreign keys and triggers of the database at rest."""
    assert not reset_sequences, "no test asks for this"
    filled = _filled(self, tables) if tables else []
    if not filled:
        return []
    return [
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {self.quote_name(name)}" for name in filled),
        "SET LOCAL session_replication_role = DEFAULT",
    ]


@pytest.fixture(autouse=True, scope="session")
def _emptied_quickly() -> Iterable[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
