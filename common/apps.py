"""What knows no feature: look of pages, shared scripts, words of days."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from common.db.initials import initials


def teach_sqlite(connection: Any, **signal: Any) -> None:
    """Gives a connection to SQLite the function that a migration makes in PostgreSQL."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("ducha_initials", 1, _of, deterministic=True)


def _of(text: str | None) -> str | None:
    return None if text is None else initials(text)


class CommonConfig(AppConfig):
    """What knows no feature: look of pages, shared scripts, words of days."""

    name = "common"
    verbose_name = "公共"

    def ready(self) -> None:
        """For every connection that will be opened."""
        connection_created.connect(teach_sqlite, dispatch_uid="ducha_initials")
