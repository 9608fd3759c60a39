"""What somebody must be told, once, and over which channel."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """What somebody must be told, once, and over which channel."""

    name = "tracker.reminders"
    verbose_name = "提醒"
