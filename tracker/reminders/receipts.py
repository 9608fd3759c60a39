"""回执: who was told what about an assignment, when, over which channel, and whether the link was opened."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from departments.models.users import User
from tracker.reminders.kinds import Way
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.work.models.assignments import Assignment

MOST = 100


@dataclass(frozen=True, slots=True)
class Receipt:
    """One reminder with the digests that carried it, one for each channel; none while it waits."""

    reminder: Reminder
    digests: list[Digest]


def receipts_of(assignment: Assignment, user: User, at: datetime, most: int = MOST) -> list[Receipt]:
    """The newest `most` receipts of the assignment that the user may see at the moment, in two queries.

    督查室 and leaders see them all; others what they were told themselves.
    """
    told = Reminder.objects.filter(assignment=assignment).told_by(at)
    reminders = told.select_related("user").order_by("-id")
    if not user.sees_everything:
        reminders = reminders.for_recipient(user)
    rows = list(reminders[:most])
    in_digests = {(r.user_id, r.digest_on) for r in rows if r.digest_on}
    alone = [r.pk for r in rows if r.way == Way.MESSAGE]
    carried: dict[object, list[Digest]] = {}
    digests = Digest.objects.filter(
        Q(user__in={u for u, _ in in_digests}, on__in={d for _, d in in_digests}, reminder__isnull=True)
        | Q(reminder__in=alone)
    )
    for digest in digests.defer("subject", "body").order_by("id"):
        carried.setdefault(digest.reminder_id or (digest.user_id, digest.on), []).append(digest)
    return [Receipt(r, carried.get(r.pk) or carried.get((r.user_id, r.digest_on), [])) for r in rows]
