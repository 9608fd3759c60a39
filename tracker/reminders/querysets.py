"""Reads of reminders that have a name."""

from datetime import datetime
from typing import Self

from django.db.models import Q

from common.db.typed import Row
from departments.models.users import User
from tracker.reminders.kinds import EVENTS
from tracker.work.querysets import OfAssignmentQuerySet


class ReminderQuerySet(OfAssignmentQuerySet[Row]):
    def for_recipient(self, user: User) -> Self:
        """The user's own."""
        return self.filter(user=user)

    def still_for(self, user: User) -> Self:
        """Those about work that the user may see as he stands now: people leave units."""
        if user.sees_everything:
            return self
        mine = user.department_ids()
        return self.filter(
            Q(assignment__department__in=mine)
            | Q(assignment__delegated_by__in=mine)
            | Q(sponsor__department__in=mine)
        )

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
