"""The first page of each kind of user, navigation and the site."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """The first page of each kind of user, navigation and the site."""

    name = "desks"
    verbose_name = "工作台"
