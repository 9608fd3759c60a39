"""The database of the tests is made by the migrations once, and copied from then on.

All migrations take half a minute of a processor, and every process of every run needs a database. The copies
are kept beside the libraries, under a digest of all that migrations are made of: where any of it changes,
they are made anew. `migrate` runs on a copy as well, and finds nothing left to do.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".venv/databases"
_PACKAGES = ("common", "config", "departments", "desks", "policies", "tracker", "fixtures")
_KINDS = {".py", ".json", ".sql"}


def digest() -> str:
    """Of the libraries, of all migrations and of what they read; short enough for the name of a database."""
    paths = [path for package in _PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in _KINDS]
    read = (path for path in paths if {"migrations", "db", "fixtures"} & {*path.parts})
    found = hashlib.sha256()
    for path in [ROOT / "requirements-dev.lock", Path(__file__), *sorted(read)]:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time makes it, and the others wait for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _SQLite:
    """A file, copied."""

    def __init__(self, name: str, database: str) -> None:
        self.model, self.database = KEPT / f"{name}.sqlite3", Path(database)

    def is_there(self) -> bool:
        return self.model.exists()

    def copy(self) -> None:
        for old in self.database.parent.glob(f"{self.database.name}*"):
            old.unlink()
        shutil.copyfile(self.model, self.database)

    def free(self) -> None:
        """Nobody else has it open: nothing to do."""

    def keep(self) -> None:
        part = self.model.with_suffix(".part")
        part.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(part)])
        part.replace(self.model)


class _PostgreSQL:
    """A database, copied by the server."""

    def __init__(self, name: str, database: str) -> None:
        self.model, self.database = f"ducha_tests_{name}", database

    def _ask(self, text: str, *names: str, **values: Any) -> list[Any]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql.SQL(text).format(*map(sql.Identifier, names)), values)
            return cursor.fetchall() if cursor.description else []

    def is_there(self) -> bool:
        return bool(self._ask("SELECT 1 FROM pg_database WHERE datname = %(name)s", name=self.model))

    def copy(self) -> None:
        self._ask("DROP DATABASE IF EXISTS {}", self.database)
        self._ask("CREATE DATABASE {} TEMPLATE {}", self.database, self.model)

    def free(self) -> None:
        """End what a server of a test still holds open, or it could not be dropped."""
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %(name)s"
        connection.close()
        self._ask(ending, name=self.database)

    def keep(self) -> None:
        connection.close()  # a database in use is not copied
        self._ask("DROP DATABASE IF EXISTS {}", self.model)
        self._ask("CREATE DATABASE {} TEMPLATE {}", self.model, self.database)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    django_db_createdb: bool,
) -> Iterator[None]:
    """In place of pytest-django's own: on a copy where there is one. `--create-db` makes it anew."""
    name = digest()
    database = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    model = (_PostgreSQL if connection.vendor == "postgresql" else _SQLite)(name, database)
    with django_db_blocker.unblock():
        with _alone(name):
            is_there = model.is_there() and not django_db_createdb
            if is_there:
                model.copy()
            else:
                made = _set_up(keepdb=False)
                model.keep()
        if is_there:
            made = _set_up(keepdb=True)
    yield
    with django_db_blocker.unblock():
        model.free()
        teardown_databases(made, verbosity=0)


def _set_up(*, keepdb: bool) -> Any:
    return setup_databases(verbosity=0, interactive=False, keepdb=keepdb, serialized_aliases=set())
