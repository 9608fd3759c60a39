"""What this app tells the others at start: which role may open which page, and who hears of what.

Whose rows are seen there is a matter of `visible_to`.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from common import clock
from departments.models.users import BUSINESS, Membership, User, UserRole
from departments.permissions import grant
from departments.record.changes import record_changes
from departments.record.models import UseKind
from tracker.reminders.receipts import receipts_of
from tracker.reminders.services.nobody import tell_of_units_without_people
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


def _membership_changed(instance: Membership, **more: Any) -> None:
    """Somebody has come to a unit or left it: whether anybody can be told there, 督查室 should know."""
    if instance.department_id is not None:  # 三员 belong to no unit
        transaction.on_commit(partial(_look, [instance.department_id]))


def _account_changed(instance: User, created: bool, **more: Any) -> None:
    if not created and not instance.is_active:
        units = list(
            instance.memberships.filter(department__isnull=False).values_list("department_id", flat=True)
        )
        transaction.on_commit(partial(_look, units))


def _look(units: list[int]) -> None:
    if units:
        tell_of_units_without_people(on=clock.today(), departments=units)


post_save.connect(_membership_changed, sender=Membership, dispatch_uid="reminders.membership_saved")
post_delete.connect(_membership_changed, sender=Membership, dispatch_uid="reminders.membership_deleted")
post_save.connect(_account_changed, sender=User, dispatch_uid="reminders.account_saved")
record_changes(UseKind.RULE, "reminders.reminderrule")
record_changes(UseKind.RULE, "reminders.reminderexemption", named=False)
