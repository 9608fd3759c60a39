"""Reads of reminders that have a name."""

from typing import Self

from django.db.models import Q

from common.db.typed import Row
from departments.models.users import User
from tracker.work.querysets import OfAssignmentQuerySet


class ReminderQuerySet(OfAssignmentQuerySet[Row]):
    def for_recipient(self, user: User) -> Self:
        """The user's own."""
        return self.filter(user=user)

    def unread(self) -> Self:
        """Those whose link was not opened, about work that is still open."""
        about = Q(assignment__status__in=["pending", "active", "in_review"])
        return self.filter(about | Q(sponsor__proposal__status="active"), opened_at__isnull=True)

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
        ).defer("sponsor__proposal__text", "assignment__document__text", "assignment__task__text")
