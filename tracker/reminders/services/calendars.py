"""日历订阅: a person's dates as a calendar, behind an address that only the person knows."""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from icalendar import Calendar, Event

from departments.models.users import User
from tracker.proposals.models import ProposalSponsor, SponsorRole
from tracker.reminders.models.channels import CalendarFeed
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import AssignmentMilestone
from tracker.work.states import OPEN_STATUSES

logger = logging.getLogger(__name__)

_PAST = timedelta(days=366)  # what is late for longer is left to the lists


@transaction.atomic
def renew_feed(*, user: User) -> str:
    """Give the person a new secret; the address with the old one leads nowhere from now on.

    The secret comes back this once: only its sha256 is kept.
    """
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(user=user, defaults={"digest": _digest(secret)})
    logger.info("calendar feed of user %s renewed", user.pk)
    return secret


def feed_owner(secret: str) -> User | None:
    """Whose calendar it is; `None` for a secret that is not or no longer one, or an account that is off."""
    feed = CalendarFeed.objects.filter(digest=_digest(secret), user__is_active=True).select_related("user")
    found = feed.first()
    return found.user if found and found.user.roles else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def calendar_of(*, user: User, on: date, at: datetime) -> bytes:
    """The person's open dates as iCalendar, each an all-day entry; `at` is when this was written.

    For the people of a department: the dates of its work and the 批示 that it has to answer. For 督查室 and
    leaders, who see everything: one entry for each document and day.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//ducha//CN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "督查时限")
    for key, day, words, link in _entries(user, on):
        event = Event()
        event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
        event.add("dtstamp", at)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", words)
        event.add("url", f"{settings.SITE_URL.rstrip('/')}{link}")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _entries(user: User, on: date) -> Iterator[tuple[str, date, str, str]]:
    """(key, day, words, link) of each entry."""
    open_dates = AssignmentMilestone.objects.filter(
        completed_on__isnull=True, assignment__status__in=OPEN_STATUSES, due_on__gte=on - _PAST
    )
    mine = user.department_ids()
    own = open_dates.filter(assignment__department__in=mine).order_by("due_on", "id")
    for milestone in own.select_related("assignment__document", "assignment__task__measure").defer(
        "assignment__document__text"
    ):
        assignment = milestone.assignment
        yield (
            f"date-{milestone.pk}",
            milestone.due_on,
            f"{assignment.document} {assignment.label}",
            reverse("admin:work_assignment_change", args=[assignment.pk]),
        )
    yield from _of_proposals(user)
    items = InstructionItem.objects.filter(department__in=mine, replied_at__isnull=True)
    for item in items.select_related("instruction").order_by("due_on", "id"):
        yield (
            f"instruction-{item.pk}",
            item.due_on,
            f"回复批示：{item.instruction}",
            reverse("admin:work_instructionitem_changelist"),
        )
    if user.sees_everything:
        yield from _by_document(open_dates.visible_to(user))


def _of_proposals(user: User) -> Iterator[tuple[str, date, str, str]]:
    """The user's units' parts of proposals; for 督查室 and leaders the day of each answer."""
    parts = ProposalSponsor.objects.waiting().filter(due_on__isnull=False)
    if user.sees_everything:
        parts = parts.filter(role=SponsorRole.LEAD)
    else:
        parts = parts.filter(department__in=user.department_ids())
    for part in parts.select_related("proposal", "department").order_by("due_on", "id"):
        assert part.due_on is not None  # noqa: S101 — filtered above
        what = "答复" if part.role == SponsorRole.LEAD else "会办"
        yield (
            f"proposal-{part.pk}",
            part.due_on,
            f"{what}{part.proposal} {part.proposal.title}",
            reverse("admin:proposals_proposal_change", args=[part.proposal_id]),
        )


def _by_document(open_dates: QuerySet) -> Iterator[tuple[str, date, str, str]]:
    rows = (
        open_dates.order_by("due_on", "assignment__document_id")
        .values_list(
            "due_on",
            "assignment__document_id",
            "assignment__document__number",
            "assignment__document__title",
        )
        .annotate(count=Count("pk"))
    )
    for day, document, number, title, count in rows:
        yield (
            f"document-{document}-{day}",
            day,
            f"{number or title}：{count}项到期",
            f"{reverse('admin:work_assignment_changelist')}?document={document}",
        )
