"""Inside a unit: its sections, and who acts for whom."""

from django.apps import AppConfig


class InsideConfig(AppConfig):
    """Inside a unit: its sections, and who acts for whom."""

    name = "departments.inside"
    label = "inside"
    verbose_name = "处室和代理"
