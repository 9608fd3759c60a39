"""The rules of reminding and of proposals, and the settings of channels as the migrations leave them."""

from importlib import import_module

from django.apps import apps

from tracker.models import ProposalRule, ReminderRule


def seed_rules() -> None:
    """Put the first rows there, also where a test with real transactions has emptied the tables before."""
    import_module("tracker.migrations.0010_first_channels").add_settings(apps, None)
    if not ReminderRule.objects.exists():
        import_module("tracker.migrations.0008_first_rules").add_rules(apps, None)
    if not ProposalRule.objects.exists():
        import_module("tracker.migrations.0013_first_proposal_rules").add_rules(apps, None)
