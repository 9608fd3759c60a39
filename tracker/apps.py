"""What became of it: assignments, reports, reviews, reminders, lights."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """The top layer of the three."""

    name = "tracker"
    verbose_name = "督查台账"
