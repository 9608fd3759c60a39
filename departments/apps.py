"""Who: departments, aliases, groups, successors; users and their roles."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DepartmentsConfig(AppConfig):
    """The lowest app with models: it imports no other of them."""

    name = "departments"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        """Read the `hooks` of every app: who may open which page, and what an app adds to those below it."""
        autodiscover_modules("hooks")
