"""日报 by the mail of the morning: who wants it, and what is sent to them."""

import logging
from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from common import clock
from common.errors import ServiceError
from common.files.answers import DOCX
from common.files.marking import marked_docx, marked_for
from common.workdays import is_workday
from departments.daysoff.selectors import days_off
from departments.marks import words_of
from departments.models.users import User, UserRole
from departments.services.access import require_role
from desks.daily.models import DailySubscription
from desks.daily.printing import file_name, printed
from desks.daily.selectors import daily_sheet
from tracker.reminders.enclosures import Enclosure
from tracker.reminders.models.channels import ChannelKind
from tracker.reminders.services.channels import kinds_of

logger = logging.getLogger(__name__)
READERS = (UserRole.LEADER, UserRole.SUPERVISOR)


@transaction.atomic
def choose_daily(*, actor: User, wanted: bool) -> bool:
    """A leader, or somebody of 督查室, wants the sheet with the mail of each working day, or no longer.

    Asking for what is so already changes nothing. Raises `NotAllowed`, and `ServiceError` where the person
    takes no mail. Returns what holds now.
    """
    require_role(actor, *READERS, to="接收督查日报")
    if not wanted:
        DailySubscription.objects.filter(user=actor).delete()
    elif not takes_mail(actor):
        raise ServiceError(
            "daily_needs_mail", "您没有开启邮件提醒，日报无法随邮件发送；请先在“提醒渠道”中开启邮件。"
        )
    else:
        DailySubscription.objects.get_or_create(user=actor)
    logger.info("daily sheet of user %s: %s", actor.pk, "on" if wanted else "off")
    return wanted


def takes_mail(user: User) -> bool:
    """Whether the mail with the sheet would reach the user."""
    return ChannelKind.EMAIL in kinds_of([user.pk])[user.pk]


def has_chosen(user: User) -> bool:
    """Whether the user wants the sheet with the mail."""
    return DailySubscription.objects.filter(user=user).exists()


def wanted_by(on: date) -> Collection[int]:
    """Who gets the sheet of the day `on`: nobody on a day off; a role that was given up ends it."""
    if not is_workday(on, days_off())[0]:
        return ()
    readers = Q(user__memberships__role__in=READERS)
    chosen = DailySubscription.objects.filter(readers, user__is_active=True)
    return set(chosen.values_list("user_id", flat=True))


def enclosed(user: User, on: date) -> Enclosure:
    """The sheet as a file. One that is sent on a later day than its own says how its day ended.

    It goes out by itself and is passed round: what a circle of readers closes is not in it, for anybody.
    """
    sheet = daily_sheet(user.as_outsider(), on=on, today=max(on, clock.today()))
    with marked_for(words_of(user, timezone.now())):
        return Enclosure(file_name(sheet), marked_docx(printed(sheet)), DOCX)
