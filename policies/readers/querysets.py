"""Reads of circles of readers that have a name."""

from typing import Any, Self, cast

from django.db import models
from django.db.models import Exists, OuterRef, Q

from common.db.append_only import AppendOnlyRows
from common.db.related import related
from common.db.typed import Row
from departments.models.users import User


class CircleQuerySet(models.QuerySet[Row]):
    def naming(self, user: User) -> Self:
        """Those in which the user, or a unit that the user files for, is named."""
        return self.filter(self._names(user))

    def closed_to(self, user: User) -> Self:
        """Those that keep the user out. One without anybody of 督查室 keeps nobody of 督查室 out."""
        closed = self.exclude(self._names(user))
        if not user.is_office:
            return closed
        living = {"circle": OuterRef("pk"), "user__is_active": True, "user__memberships__role": "supervisor"}
        return closed.filter(Exists(self._link("persons").filter(**living)))

    def _names(self, user: User) -> Q:
        named = Q(Exists(self._link("persons").filter(circle=OuterRef("pk"), user=user)))
        departments = user.department_ids()
        if departments:
            of_units = self._link("units").filter(circle=OuterRef("pk"), department_id__in=departments)
            named |= Q(Exists(of_units))
        return named

    def _link(self, name: str) -> Any:
        return cast(Any, self.model._meta.get_field(name)).remote_field.through._default_manager


class CircleChangeQuerySet(AppendOnlyRows, models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Those of the documents that the user may see, for 督查室 and leaders; none for anybody else."""
        if not user.sees_everything:
            return self.none()
        return self.filter(document__in=related(self.model, "document").visible_to(user).values("pk"))
