"""权限变更: roles given and taken, passwords reset, locks released."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """权限变更: roles given and taken, passwords reset, locks released."""

    name = "departments.access"
    label = "access"
    verbose_name = "权限变更"
