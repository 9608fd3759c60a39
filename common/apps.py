"""What knows no feature: look of pages, shared scripts, words of days."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What knows no feature: look of pages, shared scripts, words of days."""

    name = "common"
    verbose_name = "公共"
