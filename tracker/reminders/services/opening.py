"""回执: a person has opened the link of a reminder."""

from datetime import datetime

from tracker.reminders.models.reminders import Reminder


def open_reminder(*, reminder: Reminder, at: datetime) -> Reminder:
    """Keep when the link was opened first; whose reminder it is, is the caller's to check."""
    if Reminder.objects.filter(pk=reminder.pk, opened_at__isnull=True).update(opened_at=at):
        reminder.opened_at = at
    return reminder
