"""Who has left a unit since a message was written is not told of its work any more."""

from tracker.reminders.models.reminders import Digest, Reminder
from tracker.reminders.querysets import ReminderQuerySet
from tracker.reminders.services.delivering import HopelessError
from tracker.reminders.services.digests import render
from tracker.reminders.services.enclosing import is_enclosing

GONE = "接收人已不在相关单位任职，没有发送"
NO_FILE = "接收人已不再接收附件，没有发送"


def carried_by(digest: Digest) -> ReminderQuerySet[Reminder]:
    """The reminders that the digest tells of."""
    if digest.reminder_id is not None:
        return Reminder.objects.filter(pk=digest.reminder_id)
    return Reminder.objects.filter(user=digest.user_id, digest_on=digest.on)


def leave_out_what_is_no_longer_theirs(digest: Digest) -> Digest:
    """The digest with what its recipient may still be told as he stands now.

    Asked just before it is sent. Raises `HopelessError` where nothing is left of it.
    """
    carried, user = carried_by(digest), digest.user
    if not user.is_active or not user.roles:
        raise HopelessError(GONE)
    still, total = carried.still_for(user), carried.count()
    if not total and not is_enclosing(digest):  # it carried a file, which the person no longer gets
        raise HopelessError(NO_FILE)
    if still.count() == total:
        return digest
    left = list(still.with_context())
    if not left:
        raise HopelessError(GONE)
    digest.subject, digest.body = render(left, user=user, on=digest.on)
    digest.save(update_fields=["subject", "body"])
    return digest
