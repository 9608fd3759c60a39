"""回执: who was told what about an assignment, when, over which channel, and whether the link was opened."""

from dataclasses import dataclass

from departments.models.users import User
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.work.models.assignments import Assignment

MOST = 100


@dataclass(frozen=True, slots=True)
class Receipt:
    """One reminder with the digests that carried it, one for each channel; none while it waits."""

    reminder: Reminder
    digests: list[Digest]


def receipts_of(assignment: Assignment, user: User, most: int = MOST) -> list[Receipt]:
    """The newest `most` receipts of the assignment that the user may see, in two queries.

    督查室 and leaders see them all; others what they were told themselves.
    """
    reminders = Reminder.objects.filter(assignment=assignment).select_related("user").order_by("-id")
    if not user.sees_everything:
        reminders = reminders.for_recipient(user)
    rows = list(reminders[:most])
    told = {(r.user_id, r.digest_on) for r in rows if r.digest_on}
    carried: dict[tuple[int, object], list[Digest]] = {}
    digests = Digest.objects.filter(user__in={u for u, _ in told}, on__in={d for _, d in told})
    for digest in digests.defer("subject", "body").order_by("id"):
        carried.setdefault((digest.user_id, digest.on), []).append(digest)
    return [Receipt(r, carried.get((r.user_id, r.digest_on), [])) for r in rows]
