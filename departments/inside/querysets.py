"""Reads of sections and substitutions that have a name. The day is always the caller's."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from common.db.typed import Row
from departments.models.users import User, UserRole


def arranges_everywhere(user: User) -> bool:
    """督查室, which helps where a unit has no head. Who keeps the accounts has no part in its work."""
    return user.has_role(UserRole.SUPERVISOR)


class OfUnitQuerySet(models.QuerySet[Row]):
    """What belongs to a unit and concerns its people."""

    def visible_to(self, user: User) -> Self:
        """Those of the user's own units; all for who sees every unit's work or is of 督查室."""
        if user.sees_everything:
            return self
        return self.filter(department__in=user.department_ids())


class SectionQuerySet(OfUnitQuerySet[Row]):
    def open(self) -> Self:
        """Those that work can be given to."""
        return self.filter(closed=False)


class SubstitutionQuerySet(OfUnitQuerySet[Row]):
    def standing(self) -> Self:
        """Those that were not ended before they began."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=models.F("first_day")))

    def holding(self, on: date) -> Self:
        """Those that hold on the day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), first_day__lte=on, last_day__gte=on)

    def meeting(self, first: date, last: date) -> Self:
        """Those that hold on any day from `first` to `last`."""
        ended = Q(ended_on__isnull=True) | Q(ended_on__gt=first)
        return self.standing().filter(ended, first_day__lte=last, last_day__gte=first)
