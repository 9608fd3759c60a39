"""SQLite by its own backup: one moment of the file, whoever writes meanwhile."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from common.db.backup.archives import BackupError, Table

_WIDTH = 8  # bytes of a row's sum


def copy_out(connection: Any, target: Path) -> dict[str, Table]:
    """Write the database to `target`; what its tables hold in the copy."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        return _tables(copy)


def copy_in(connection: Any, source: Path) -> None:
    """Fill the empty database from the file, whole or not at all."""
    connection.ensure_connection()
    with closing(sqlite3.connect(source)) as copy:
        if (said := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupError(f"备份中的数据库不完整（{said}），没有恢复。")
        copy.backup(connection.connection)


def tables(connection: Any) -> dict[str, Table]:
    """What the tables hold now."""
    connection.ensure_connection()
    return _tables(connection.connection)


def _tables(database: sqlite3.Connection) -> dict[str, Table]:
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {name: _table(database, name) for (name,) in sorted(names.fetchall())}


def _table(database: sqlite3.Connection, name: str) -> Table:
    rows = total = 0
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({_quoted(name)})")]
    # The plus makes an expression of a column: its value comes as it lies there, not as a date of Python.
    values = ", ".join(f"+{_quoted(column)}" for column in columns)
    for row in database.execute(f"SELECT {values} FROM {_quoted(name)}"):  # noqa: S608  (its own names)
        rows += 1
        total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=_WIDTH).digest())
    return Table(rows=rows, digest=f"{total % 2 ** (8 * _WIDTH):x}")


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
