"""Reads of 加减分 that have a name."""

from typing import Self

from django.db import models

from common.db.typed import Row
from departments.models.users import User
from policies.readers.rule import within_circles
from tracker.work.periods import Span


class HandPointsQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others those of their own departments."""
        return self if user.sees_everything else self.filter(department_id__in=user.department_ids())

    def within(self, span: Span) -> Self:
        """Those that count in the span."""
        return self.filter(on__gte=span.first, on__lte=span.last, taken_back_at__isnull=True)


class DocumentWeightQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All, but for those of documents that are closed to the user; they are 督查室's alone."""
        return within_circles(self, user, "document")
