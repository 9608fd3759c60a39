"""Statements that PostgreSQL plans once for a connection instead of each time they are run."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def prepared(using: str = DEFAULT_DB_ALIAS) -> Generator[None]:
    """Within, what is asked of the database `using` is prepared: for short statements that return often.

    To plan a page of a list takes PostgreSQL twice as long as to read it. Values then travel apart from the
    statement, so their types must follow from where they stand; that is why this is not for every query.
    Does nothing on SQLite, with the setting `COMPILED_QUERIES` off, and behind PgBouncer, where a statement
    may not outlast its transaction; nor while statements are written down, since a prepared one cannot be
    read any more.
    """
    wrapper = connections[using]
    cursor = getattr(wrapper, "preparing_cursor", None)  # what `common.db.postgresql` has
    # SQLite's settings do not name it.
    forbidden = wrapper.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS") or wrapper.queries_logged
    if cursor is None or forbidden or not settings.COMPILED_QUERIES:
        yield
        return
    wrapper.ensure_connection()
    connection = cast(Any, wrapper.connection)
    before = connection.cursor_factory, connection.prepare_threshold
    connection.cursor_factory, connection.prepare_threshold = cursor, 0
    try:
        yield
    finally:
        connection.cursor_factory, connection.prepare_threshold = before
