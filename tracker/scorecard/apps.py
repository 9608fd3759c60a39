"""How well each department keeps its time limits."""

from django.apps import AppConfig


class ScorecardConfig(AppConfig):
    """How well each department keeps its time limits."""

    name = "tracker.scorecard"
    verbose_name = "考核"
