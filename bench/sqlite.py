"""`DATABASE_URL=postgres://… python -m bench.sqlite FILE`: the ledger of `make_ledger`, in an SQLite file.

`make_ledger` writes on PostgreSQL only; what is measured on the embedded default is a copy of the same rows:
`DATABASE_URL=sqlite:////FILE DEMO=true python -m bench.scale`.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.servers import ROOT, say

_KEPT = {"django_migrations"}  # what `migrate` wrote there is of that database itself
_AT_ONCE = 5_000


def main() -> int:
    """Make the file by `migrate`, then copy table by table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file.resolve()
    if file.exists():
        print(f"{file} is there already")
        return 1
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{file}", "DEMO": "true", "LOG_LEVEL": "WARNING"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True
    )
    with sqlite3.connect(file) as lite, psycopg.connect(os.environ["DATABASE_URL"]) as server:
        copied = sum(_copy(table, server, lite) for table in _tables(lite))
    with sqlite3.connect(file) as lite:
        lite.execute("ANALYZE")
    say(f"{copied:,} rows copied")
    return 0


def _tables(lite: sqlite3.Connection) -> list[str]:
    found = lite.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted({name for (name,) in found} - _KEPT)


def _copy(table: str, server: psycopg.Connection[Any], lite: sqlite3.Connection) -> int:
    """The rows of one table, by the names of its columns; what `migrate` put there gives way."""
    columns = [row[1] for row in lite.execute(f'PRAGMA table_info("{table}")')]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    lite.execute(f'DELETE FROM "{table}"')
    quoted = ", ".join(f'"{column}"' for column in columns)
    into = f'INSERT INTO "{table}" ({quoted}) VALUES ({", ".join("?" * len(columns))})'
    copied = 0
    with server.cursor(name="copying") as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table)))
        for rows in _batches(cursor):
            lite.executemany(into, ([_kept(value) for value in row] for row in rows))
            copied += len(rows)
    return copied


def _batches(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(_AT_ONCE):
        yield rows


def _kept(value: Any) -> Any:
    """A value as Django keeps it on SQLite."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


if __name__ == "__main__":
    sys.exit(main())
