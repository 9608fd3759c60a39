"""Reads of departments that have a name."""

from typing import Self

from django.db import models

from common.db.typed import Row


class DepartmentQuerySet(models.QuerySet[Row]):
    def existing(self) -> Self:
        """Those that have not been abolished."""
        return self.filter(abolished_on__isnull=True)
