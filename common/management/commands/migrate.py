"""`migrate`, one at a time and as the owner; afterwards what is append-only is guarded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from common.db import guards
from common.db.roles import as_owner, give_rights

_LOCK = 0x64756368  # any number that nobody else on the server uses: "duch"


class Command(DjangoMigrate):
    """Django's own; on PostgreSQL a second one waits until the first has ended."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's, by the role of `DATABASE_OWNER_URL` where there is one."""
        connection = connections[options["database"]]
        role, password = connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]
        with as_owner(connection), _alone(connection):
            super().handle(*args, **options)
            if options["plan"] or options["check_unapplied"]:
                return
            guards.put_up(connection)
            if settings.DATABASE_OWNER and connection.vendor == "postgresql":
                give_rights(connection, role=role, password=password)


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Two machines that start together do not change the schema under each other."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        # Changes of the schema wait for whoever reads a table, however long that takes.
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
