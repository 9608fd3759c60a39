"""Reads of issued papers that have a name."""

from typing import Self

from django.db import models

from common.db.typed import Row
from departments.models.users import User


class PaperQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others the 督办单 addressed to one of their departments."""
        if user.sees_everything:
            return self
        return self.filter(kind="notice", department_id__in=user.department_ids())

    def with_context(self) -> Self:
        """Joins what a list shows; the file stays behind."""
        return self.select_related("document", "department", "issued_by", "withdrawal__withdrawn_by").defer(
            "data", "document__text"
        )
