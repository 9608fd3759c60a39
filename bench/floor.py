"""The floor: the same rows by plain SQL through psycopg (or sqlite3), dumped as JSON by a bare WSGI view.

`gunicorn bench.floor` serves it with the settings of the web server proper. One connection for each
thread, kept open; no framework, no account, no permission. A POST brings statements: `sql` to be run, in
one transaction where `write` is set; so that a page or a step of the program can be asked for by the very
statements that the program itself was seen to run.
"""

import itertools
import json
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs

import psycopg

from bench import floor_sql

TURN = "@turn@"  # in a statement that writes: other words each time, where the same would be refused
_turns = itertools.count()
_local = threading.local()
_known: dict[str, dict[str, Any]] = {}  # statements that were brought once, by the name they were given


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`/NAME?a=1&b=2` runs the statements of `floor_sql`; `/seen/FILE` those of a file of statements."""
    path = environ["PATH_INFO"].strip("/")
    given = {key: values[-1] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
    body = json.dumps(_answer(path, given), default=_text, ensure_ascii=False).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _answer(path: str, given: dict[str, Any]) -> Any:
    if not path:
        return {}
    if path.startswith("seen/"):
        if path not in _known:
            with open(os.path.join(os.environ["FLOOR_SEEN"], os.path.basename(path))) as file:
                _known[path] = json.load(file)
        return _seen(_known[path])
    return {part: _rows(sql, given) for part, sql in floor_sql.PAGES[path](given).items()}


def _seen(step: dict[str, Any]) -> Any:
    if not step["write"]:
        return [_rows(statement, None) for statement in step["sql"]]
    turn = f"{os.getpid()}-{next(_turns)}"
    with _connection().transaction():
        return [_rows(statement.replace(TURN, turn), None) for statement in step["sql"]]


def _connection() -> Any:
    if not hasattr(_local, "connection"):
        address = os.environ["DATABASE_URL"]
        _local.connection = (
            sqlite3.connect(address.removeprefix("sqlite:///"))
            if address.startswith("sqlite")
            else psycopg.connect(address, autocommit=True)
        )
    return _local.connection


def _rows(statement: str, given: dict[str, Any] | None) -> list[dict[str, Any]]:
    with closing(_connection().cursor()) as cursor:
        if isinstance(cursor, sqlite3.Cursor):
            statement = re.sub(r"%\((\w+)\)s", r":\1", statement)
        cursor.execute(statement, *([given] if given else []))
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
