"""Reads of departments that have a name."""

from typing import Any

from django.db import models


class DepartmentQuerySet(models.QuerySet[Any]):
    """Departments."""

    def existing(self) -> "DepartmentQuerySet":
        """Those that have not been abolished."""
        return self.filter(abolished_on__isnull=True)
