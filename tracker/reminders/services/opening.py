"""回执: a person has opened the link of a reminder, or has read all of the inbox."""

from datetime import datetime

from departments.models.users import User
from tracker.reminders.models.reminders import Reminder


def open_reminder(*, reminder: Reminder, at: datetime) -> Reminder:
    """Keep when the link was opened first; whose reminder it is, is the caller's to check."""
    if Reminder.objects.filter(pk=reminder.pk, opened_at__isnull=True).update(opened_at=at):
        reminder.opened_at = at
    return reminder


def open_all(*, user: User, upto: int, at: datetime) -> int:
    """全部标为已读: what the person's inbox holds up to the entry `upto`; returns how many that were.

    What has come after the page was shown stays unread, and so does what is held back.
    """
    mine = Reminder.objects.for_recipient(user).told_by(at)
    return mine.filter(pk__lte=upto, opened_at__isnull=True, settled_at__isnull=True).update(opened_at=at)
