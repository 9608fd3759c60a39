"""Assignments and what is done on them."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Assignments and what is done on them."""

    name = "tracker.work"
    verbose_name = "交办与办理"
