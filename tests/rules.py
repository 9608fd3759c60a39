"""The rules of reminding as the migration leaves them."""

from importlib import import_module

from django.apps import apps

from tracker.models import ReminderRule


def seed_rules() -> None:
    """Put the first rules there, also where a test with real transactions has emptied the tables before."""
    if not ReminderRule.objects.exists():
        import_module("tracker.migrations.0008_first_rules").add_rules(apps, None)
