"""Reads of what was imported."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q

from common.db.related import related
from departments.models.users import User
from policies.readers.rule import closed_to


class ImportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室, but for those of a document that is closed to the user; none for anybody else."""
        if not user.is_office:
            return self.none()
        if not user.minds_circles:
            return self
        entries = related(self.model, "entries")
        of_closed = entries.filter(document__in=closed_to(entries.model, user, "document"))
        return self.exclude(pk__in=of_closed.values("record"))

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
