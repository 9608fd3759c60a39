"""Reads of reminders that have a name."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from policies.readers.rule import closed_to, seen, within_circles
from tracker.reminders.kinds import EVENTS
from tracker.work.dated import held_by
from tracker.work.querysets import OfAssignmentQuerySet

_DOCUMENT = "assignment__document"


class ReminderQuerySet(OfAssignmentQuerySet[Row]):
    def for_recipient(self, user: User) -> Self:
        """The user's own, but for what has been closed to him since (知悉范围)."""
        return within_circles(self.filter(user=user), user, _DOCUMENT, held=held_by(user, "assignment__"))

    def still_for(self, user: User) -> Self:
        """Those about work that the user may see as he stands now: people leave units."""
        held = held_by(user, "assignment__") | Q(sponsor__department__in=user.department_ids())
        return seen(self, user, _DOCUMENT, held=held)

    def told_by(self, at: datetime) -> Self:
        """Without what is held back at that moment, since it may still be taken back."""
        return self.filter(Q(held_until__isnull=True) | Q(held_until__lte=at))

    def unread(self) -> Self:
        """Those not opened and not done: events, and what was found about work that is still open."""
        about = Q(assignment__status__in=["pending", "active", "in_review"])
        about |= Q(sponsor__proposal__status="active") | Q(rule__in=EVENTS)
        return self.filter(
            about, opened_at__isnull=True, settled_at__isnull=True, milestone__completed_on__isnull=True
        )

    def with_context(self) -> Self:
        """Joins what a line shows: who is told, document, measure, department, date."""
        return self.select_related(
            "user",
            "assignment__document",
            "assignment__task__measure",
            "assignment__department",
            "milestone",
            "sponsor__proposal",
            "sponsor__department",
        ).defer("sponsor__proposal__text", "assignment__document__text")


class DigestQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Without those that speak of what is closed to the user: who looks on is not who was told."""
        if not user.minds_circles:
            return self
        told = related(self.model, "reminder")
        closed = told.filter(assignment__document__in=closed_to(told.model, user, _DOCUMENT))
        spoken = closed.filter(user=OuterRef("user"), digest_on=OuterRef("on"))
        return self.exclude(Exists(spoken)).exclude(reminder__in=closed.values("pk"))

    def failed(self) -> Self:
        """Those that every attempt left unsent."""
        return self.filter(status="failed")
