"""What 督查室 issues on paper."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """What 督查室 issues on paper."""

    name = "tracker.papers"
    verbose_name = "通报与督办单"
