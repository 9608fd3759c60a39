"""Reads of issued papers that have a name."""

from typing import Any

from django.db import models

from departments.models.users import User


class PaperQuerySet(models.QuerySet[Any]):
    """通报 and 督办单."""

    def visible_to(self, user: User) -> "PaperQuerySet":
        """All for 督查室 and leaders; for others the 督办单 addressed to one of their departments."""
        if user.sees_everything:
            return self
        return self.filter(kind="notice", department_id__in=user.department_ids())

    def with_context(self) -> "PaperQuerySet":
        """Joins what a list shows; the file stays behind."""
        return self.select_related("document", "department", "issued_by", "withdrawal__withdrawn_by").defer(
            "data", "document__text"
        )
