"""Reads of what was imported."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q

from departments.models.users import User, UserRole


class ImportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室; none for anybody else."""
        return self if user.has_role(UserRole.SUPERVISOR) else self.none()

    def living(self, sha256: str) -> Self:
        """Those of these bytes that are under way or have been read, the newest first."""
        return self.filter(sha256=sha256, state__in=["waiting", "reading", "ready", "confirmed"]).order_by(
            "-id"
        )

    def under_way(self, before: datetime) -> Self:
        """Those that wait or are read, and have given no sign of life since."""
        return self.filter(state__in=["waiting", "reading"], changed_at__lt=before)

    def with_counts(self) -> Self:
        """Adds how many entries there are, how many wait for a decision, how many could not be read."""
        return self.annotate(
            entry_count=Count("entries"),
            open_count=Count("entries", filter=Q(entries__state="ready")),
            unread_count=Count("entries", filter=Q(entries__state="unread")),
        )


class ImportEntryQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Those that nobody has confirmed or dropped."""
        return self.filter(state="ready")
