"""Who: departments, aliases, groups, successors; users and their roles."""

from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    """The bottom layer: it imports no other app of the project."""

    name = "departments"
    verbose_name = "单位与人员"
