"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from django.utils import timezone

from departments.models.users import BUSINESS, UserRole
from departments.permissions import grant
from tracker.reminders.receipts import receipts_of
from tracker.reminders.services.settling import settle_told
from tracker.reminders.services.telling import tell_events, write_words
from tracker.work.admin.assignment_page import page_part
from tracker.work.telling import carrier, listener, settler

for role in BUSINESS:
    grant(role, "reminders", inboxreminder="view", channelsetting="view")
grant(UserRole.SYSTEM_ADMIN, "reminders", channelsetting="view")
grant(UserRole.SUPERVISOR, "reminders", reminder="view", digest="view", sweep="view")
_RULES = "view add change"
grant(UserRole.SUPERVISOR, "reminders", reminderrule=_RULES, reminderexemption=_RULES)

carrier(write_words)
listener(tell_events)
settler(settle_told)
page_part(
    "reminders/receipts.html",
    lambda assignment, user: {"receipts": receipts_of(assignment, user, timezone.now())},
)
