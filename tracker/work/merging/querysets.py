"""Reads of merged work that have a name."""

from typing import Self

from django.db import models
from django.db.models import Q

from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from policies.readers.rule import closed_to


class MergedWorkQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders, but for what joins something that is closed to them; for others their
        departments' own."""
        held = Q(department_id__in=user.department_ids())
        if not user.sees_everything:
            return self.filter(held)
        if not user.minds_circles:
            return self
        members = related(self.model, "members")
        closed = members.filter(
            assignment__document__in=closed_to(members.model, user, "assignment__document")
        )
        return self.filter(~Q(pk__in=closed.values("work")) | held)

    def suggested(self) -> Self:
        """Those that wait for 督查室, oldest first."""
        return self.filter(state="suggested").order_by("suggested_at", "id")
