"""The ledger as a table, with its saved views and files."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger as a table, with its saved views and files."""

    name = "tracker.ledger"
    verbose_name = "台账"
