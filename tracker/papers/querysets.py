"""Reads of issued papers that have a name."""

from typing import Self

from django.db import models
from django.db.models import Q

from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from policies.readers.rule import closed_to, seen


class PaperQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders, of what they may know of; for others the 督办单 addressed to their
        departments."""
        held = Q(kind="notice", department_id__in=user.department_ids())
        rows = seen(self, user, "document", held=held)
        if not (user.sees_everything and user.minds_circles):
            return rows
        work = related(self.model, "assignments")
        closed = work.filter(document__in=closed_to(work.model, user, "document"))
        rests = self.model._default_manager.filter(assignments__in=closed)
        return rows.filter(~Q(pk__in=rests.order_by().values("pk")) | held)

    def with_context(self) -> Self:
        """Joins what a list shows; the file stays behind."""
        return self.select_related("document", "department", "issued_by", "withdrawal__withdrawn_by").defer(
            "data", "document__text"
        )
