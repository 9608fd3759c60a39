"""PostgreSQL by pg_dump and pg_restore: the moment of one snapshot, while everybody goes on working."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common.db.backup.archives import BackupError, Table

# Whose the tables are and who may what is a matter of the installation: `migrate` says it anew.
_WHOSE = ("--no-owner", "--no-privileges")
# How a row is written as text must not hang on who asks.
_PLAIN = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL statement_timeout = 0",
)
_NAMES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
_SUM = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} AS t"


def copy_out(connection: Any, target: Path) -> dict[str, Table]:
    """Write a dump to `target`; what the tables held at its snapshot."""
    with _one_moment(connection) as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            connection,
            "pg_dump",
            "--format=custom",
            f"--snapshot={snapshot}",
            *_WHOSE,
            f"--file={target}",
        )
        return _tables(connection, cursor)


def copy_in(connection: Any, source: Path) -> None:
    """Fill the empty database from the dump, in one transaction."""
    connection.close()  # pg_restore wants no lock of ours
    _run(
        connection,
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        *_WHOSE,
        source=source,
    )


def tables(connection: Any) -> dict[str, Table]:
    """What the tables hold now."""
    with _one_moment(connection) as cursor:
        return _tables(connection, cursor)


@contextlib.contextmanager
def _one_moment(connection: Any) -> Iterator[Any]:
    """A cursor that sees the database as it is now, whatever is written meanwhile."""
    connection.close()
    connection.set_autocommit(False)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield cursor
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def _tables(connection: Any, cursor: Any) -> dict[str, Table]:
    for statement in _PLAIN:
        cursor.execute(statement)
    cursor.execute(_NAMES)
    held = {}
    for (name,) in cursor.fetchall():
        cursor.execute(_SUM.format(connection.ops.quote_name(name)))
        rows, digest = cursor.fetchone()
        held[name] = Table(rows=rows, digest=digest)
    return held


def _run(connection: Any, program: str, *options: str, source: Path | None = None) -> None:
    if not shutil.which(program):
        raise BackupError(f"找不到 {program}。请安装 PostgreSQL 的客户端程序（Debian：postgresql-client）。")
    # As Django starts psql: the password goes by the environment, where no list of processes shows it.
    arguments, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    *address, database = arguments[1:]
    command = [program, *address, *options, f"--dbname={database}"]
    if source is not None:
        command.append(str(source))
    done = subprocess.run(  # noqa: S603  (a program of PostgreSQL, with settings of the installation)
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise BackupError(f"{program} 没有成功：{said[0] if said else done.returncode}")
