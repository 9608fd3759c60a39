"""Statements that PostgreSQL plans once for a connection instead of each time they are run."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def prepared(using: str = DEFAULT_DB_ALIAS) -> Generator[None]:
    """Within, what is asked of the database `using` is prepared: for short statements that return often.

    To plan a page of a list takes PostgreSQL twice as long as to read it. Values then travel apart from the
    statement, so their types must follow from where they stand; that is why this is not for every query.
    Does nothing on SQLite, and behind PgBouncer, where a statement may not outlast its transaction; nor
    while statements are written down, since a prepared one cannot be read any more.
    """
    wrapper = connections[using]
    # SQLite's settings do not name it.
    forbidden = wrapper.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS") or wrapper.queries_logged
    if wrapper.vendor != "postgresql" or forbidden:
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    wrapper.ensure_connection()
    connection = cast(Any, wrapper.connection)
    before = connection.cursor_factory, connection.prepare_threshold
    connection.cursor_factory, connection.prepare_threshold = ServerBindingCursor, 0
    try:
        yield
    finally:
        connection.cursor_factory, connection.prepare_threshold = before
