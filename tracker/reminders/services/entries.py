"""收件箱: what is to be told is written into the inboxes of people, and sent at once to who wants that."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from departments.models.users import User
from policies.readers.models import Circle
from tracker.reminders.kinds import Rule, Way
from tracker.reminders.models.reminders import Digest, EventChoice, Reminder
from tracker.reminders.services.channels import kinds_of
from tracker.work.models.assignments import Assignment

_MESSAGE = 300  # characters of a reminder
_SUBJECT = 200
SEND = "tracker.reminders.tasks.send"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be told to these people: about an assignment, a unit's part of a proposal, or a page."""

    rule: Rule
    trigger: str
    message: str
    people: Collection[int]
    assignment: int | None = None
    sponsor: int | None = None
    about: str = ""  # what the page is called
    link: str = ""  # its address
    held_until: datetime | None = None


def write_entries(entries: Sequence[Entry], *, on: date) -> int:
    """Write the entries of the day `on` into the inboxes; returns how many people that reached.

    Each person's choice decides what becomes of an entry further: nothing, the next digest, or a message over
    each of the person's channels, which is sent when the caller's transaction has ended, and where the entry
    is held back, then.
    """
    entries = _for_who_may_know(entries)
    people = set().union(*(entry.people for entry in entries))
    chosen = {
        (user, rule): way
        for user, rule, way in EventChoice.objects.filter(
            user__in=people, rule__in={entry.rule for entry in entries}
        ).values_list("user_id", "rule", "way")
    }
    written = Reminder.objects.bulk_create(
        (
            Reminder(
                assignment_id=entry.assignment,
                sponsor_id=entry.sponsor,
                about=one_line(entry.about, _SUBJECT),
                link=entry.link,
                user_id=user,
                rule=entry.rule,
                trigger=entry.trigger,
                on=on,
                message=one_line(entry.message, _MESSAGE),
                way=chosen.get((user, entry.rule), Way.DIGEST),
                held_until=entry.held_until,
            )
            for entry in entries
            for user in sorted(entry.people)
        ),
        batch_size=500,
    )
    wanted = [reminder.pk for reminder in written if reminder.way == Way.MESSAGE]
    if wanted:
        _write_messages(wanted)
    return len(people)


def _for_who_may_know(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries without the people to whom the work that they speak of is closed (知悉范围)."""
    closed = set(Circle.objects.values_list("document__assignments", flat=True))
    concerned = [entry for entry in entries if entry.assignment in closed]
    if not concerned:
        return entries
    kept: dict[int, set[int]] = {}
    for user in User.objects.filter(pk__in=set().union(*(entry.people for entry in concerned))):
        rows = Assignment.objects.visible_to(user).filter(pk__in={e.assignment for e in concerned})
        kept[user.pk] = set(rows.values_list("pk", flat=True))
    return [
        replace(entry, people={pk for pk in entry.people if entry.assignment in kept.get(pk, ())})
        if entry.assignment in closed
        else entry
        for entry in entries
    ]


def _write_messages(wanted: Sequence[int]) -> None:
    """A message of its own for each of the reminders, over each channel of its person."""
    reminders = list(Reminder.objects.filter(pk__in=wanted).with_context().order_by("pk"))
    kinds = kinds_of({reminder.user_id for reminder in reminders})
    Digest.objects.bulk_create(
        (
            Digest(
                user=reminder.user,
                on=reminder.on,
                reminder=reminder,
                channel=kind,
                subject=one_line(f"【督查】{reminder.get_rule_display()}：{reminder.subject}", _SUBJECT),
                body=text_of(reminder, reminder.user),
                next_try_at=reminder.held_until,
            )
            for reminder in reminders
            for kind in kinds[reminder.user_id]
        ),
        batch_size=500,
    )
    held = any(reminder.held_until for reminder in reminders)
    # Where the queue is away the timetable sends it within minutes: robust, so that what is done stays done.
    transaction.on_commit(lambda: send_soon(after=HELD_SECONDS + 1 if held else 0), robust=True)


HELD_SECONDS = 10  # for so long after a step a person may still take it back


def send_soon(after: int = 0) -> None:
    """Have what is due sent behind the page; by its name, since the task is above the services."""
    current_app.send_task(SEND, countdown=after or None)


def text_of(reminder: Reminder, user: User) -> str:
    """The body of a message about one event."""
    link = reverse("admin:reminders_inboxreminder_change", args=[reminder.pk])  # says that it was opened
    return "\n".join(
        [
            f"{user}：您好！",
            reminder.subject + (f"（{reminder.department}）" if reminder.department else ""),
            reminder.message,
            f"{settings.SITE_URL.rstrip('/')}{link}",
            "本消息由督查台账自动发送，请勿直接回复。",
        ]
    )


def one_line(message: str, most: int) -> str:
    """The words as a line, as long as one may be."""
    message = " ".join(message.split())
    return message if len(message) <= most else f"{message[: most - 1]}…"
