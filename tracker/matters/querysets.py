"""Reads of the files of matters that have a name."""

from typing import Self

from django.db import models

from common.db.related import related
from common.db.typed import Row
from departments.models.users import User


class MatterFileQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Those of the matters that the user may see."""
        if user.sees_everything and not user.minds_circles:
            return self
        return self.filter(document__in=related(self.model, "document").visible_to(user).values("pk"))
