"""Reads of changes of access that have a name."""

from datetime import datetime
from typing import Self

from django.db import models

from common.db.typed import Row


class AccessChangeQuerySet(models.QuerySet[Row]):
    def waiting(self, at: datetime) -> Self:
        """Those that still can be confirmed."""
        return self.filter(state="waiting", expires_at__gt=at)

    def with_names(self) -> Self:
        """With all that a list shows."""
        return self.select_related("user", "department", "asked_by", "decided_by")
