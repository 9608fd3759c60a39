"""Reads of merged work that have a name."""

from typing import Self

from django.db import models

from common.db.typed import Row
from departments.models.users import User


class MergedWorkQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others their departments' own."""
        if user.sees_everything:
            return self
        return self.filter(department_id__in=user.department_ids())

    def suggested(self) -> Self:
        """Those that wait for 督查室, oldest first."""
        return self.filter(state="suggested").order_by("suggested_at", "id")
