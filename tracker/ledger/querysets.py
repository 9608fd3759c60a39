"""Reads of what people keep of the ledger's page."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from departments.models.users import User


class OwnedQuerySet(models.QuerySet[Any]):
    """What belongs to one user."""

    def of(self, user: User) -> Self:
        """The user's own."""
        return self.filter(owner=user)


class ExportQuerySet(OwnedQuerySet):
    """Files made of the ledger."""

    def older_than(self, moment: datetime) -> "ExportQuerySet":
        """Those asked for before the moment."""
        return self.filter(created_at__lt=moment)

    def under_way(self, still: datetime) -> "ExportQuerySet":
        """Those that somebody is making, or will, by a sign of life not older than `still`."""
        return self.filter(state__in=["waiting", "running"], changed_at__gte=still)


class StepQuerySet(OwnedQuerySet):
    """Steps taken with many rows at once."""

    def unfinished(self, silent_since: datetime) -> "StepQuerySet":
        """Those not ended of which nothing was heard since the moment."""
        return self.filter(state__in=["waiting", "running"], changed_at__lt=silent_since)
