"""`migrate`, one at a time: two machines that start together do not change the schema under each other."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

_LOCK = 0x64756368  # any number that nobody else on the server uses: "duch"


class Command(DjangoMigrate):
    """Django's own; on PostgreSQL a second one waits until the first has ended."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's."""
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with connection.cursor() as cursor:
            # Changes of the schema wait for whoever reads a table, however long that takes.
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
