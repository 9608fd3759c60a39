"""提醒汇总: what a person must be told on a day, in one message, most urgent first."""

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from departments.models.users import User
from tracker.reminders.kinds import EVENTS, Rule, Way
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder
from tracker.reminders.services.channels import kinds_of
from tracker.reminders.services.sweeping import LOOK_BACK_DAYS
from tracker.reminders.services.triggers import REMINDED_STATUSES
from tracker.reminders.services.wording import words_on
from tracker.work.states import Status

logger = logging.getLogger(__name__)

# What has to be answered or is late first; then what became of the work.
_FIRST = (
    *(Rule.INSTRUCTED, Rule.URGED, Rule.TO_ENDORSE, Rule.REPORT_RETURNED, Rule.ESCALATED, Rule.OVERDUE),
    *(Rule.INSTRUCTION_OPEN, Rule.STRIVE_PASSED, Rule.DUE_SOON, Rule.RETURNED, Rule.REPORT_MISSING),
    Rule.UNACKNOWLEDGED,
)
_URGENCY = (*_FIRST, *(rule for rule in EVENTS if rule not in _FIRST))
_NAMED = 6  # kinds that the subject counts one by one
_AT_ONCE = 100  # people
# These take each other's place when a date is spoken of twice in one digest.
_OF_DATE = (Rule.OVERDUE, Rule.STRIVE_PASSED, Rule.DUE_SOON)
# About the work as a whole, whatever became of its dates: told even where the work is closed.
_STANDING = (*EVENTS, Rule.INSTRUCTION_OPEN)
# An event that was read in the inbox is not told a second time.
_TOLD_ALREADY = Q(rule__in=EVENTS, opened_at__isnull=False)
# A unit's part of a proposal, as long as it is still to be done.
_OF_PROPOSAL = Q(
    sponsor__done_on__isnull=True, sponsor__released_on__isnull=True, sponsor__proposal__status="active"
)


def build_digests(*, on: date, at: datetime | None = None) -> int:
    """Put each person's reminders that no digest carries yet into the person's digests of the day `on`.

    There is one digest for each channel of the person (`kinds_of`), and all say the same. Digests of that
    day which nobody has tried to send take up what is new; where one has gone out already, the reminders
    wait for the next day's. Work that was closed in the meantime is not spoken of, but what a person said
    (催办, 批示) and what happened is passed on, unless it was read in the inbox or the person wants it
    otherwise (`Way`). `at` is the moment: what is held back then waits for the next digest. Nobody gets an
    empty digest; who has no channel finds all in the inbox.
    Works through the people `_AT_ONCE` at a time, each time in one transaction, so that a morning of many
    reminders needs no more memory than a quiet one. Returns how many digests were written.
    """
    waiting = Reminder.objects.filter(
        Q(assignment__status__in=REMINDED_STATUSES) | Q(rule__in=_STANDING) | _OF_PROPOSAL,
        ~Q(rule=Rule.UNACKNOWLEDGED)
        | Q(assignment__status=Status.PENDING)
        | Q(sponsor__isnull=False, sponsor__acknowledged_at__isnull=True),
        ~_TOLD_ALREADY,
        settled_at__isnull=True,  # nor what has been done since
        way=Way.DIGEST,
        digest_on__isnull=True,
        on__range=(on - timedelta(days=LOOK_BACK_DAYS), on),
        user__is_active=True,
        milestone__completed_on__isnull=True,
    )
    waiting = waiting if at is None else waiting.told_by(at)
    people = sorted(waiting.order_by().values_list("user_id", flat=True).distinct())
    written = sum(
        _build(on, waiting.filter(user__in=people[n : n + _AT_ONCE]), people[n : n + _AT_ONCE])
        for n in range(0, len(people), _AT_ONCE)
    )
    logger.info("digests of %s: %s", on, written)
    return written


@transaction.atomic
def _build(on: date, waiting: QuerySet, people: list[int]) -> int:
    """The digests of these people; returns how many were written."""
    kinds = kinds_of(people)
    begun = set(_of_day(on, kinds).exclude(_UNTRIED).values_list("user_id", flat=True))
    Digest.objects.bulk_create(
        (
            Digest(user_id=user, on=on, channel=kind)
            for user in kinds
            if user not in begun
            for kind in kinds[user]
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    digests = _lock(on, set(kinds))
    silent = {user for user, chosen in kinds.items() if not chosen} - {d.user_id for d in digests}
    waiting.filter(user__in={d.user_id for d in digests} | silent).order_by().update(digest_on=on)
    carried: dict[int, list[Reminder]] = defaultdict(list)
    users = {d.user_id for d in digests}
    for reminder in Reminder.objects.filter(digest_on=on, user__in=users).with_context():
        carried[reminder.user_id].append(reminder)
    # Another day's digest may have taken the reminders in between.
    Digest.objects.filter(pk__in=[d.pk for d in digests if d.user_id not in carried]).delete()
    written = [d for d in digests if d.user_id in carried]
    recipients = {d.user_id: d.user for d in written}
    texts = {pk: render(carried[pk], user=user, on=on) for pk, user in recipients.items()}
    for digest in written:
        digest.subject, digest.body = texts[digest.user_id]
    Digest.objects.bulk_update(written, ["subject", "body"], batch_size=200)
    return len(written)


# What nobody has tried to send may still be written anew; afterwards a copy may be with the recipient.
_UNTRIED = Q(status=DigestStatus.READY, attempts=0)


def _of_day(on: date, users: Collection[int]) -> QuerySet[Digest]:
    """The digests of the day of these users, without messages about single events."""
    return Digest.objects.filter(on=on, user__in=users, reminder__isnull=True)


def _lock(on: date, users: set[int]) -> list[Digest]:
    """The digests of the day of those of the users whose digests are all untried."""
    mine = _of_day(on, users).select_for_update(of=("self",))
    digests = list(mine.select_related("user").order_by("id"))
    begun = {d.user_id for d in digests if d.status != DigestStatus.READY or d.attempts}
    return [d for d in digests if d.user_id not in begun]


def render(reminders: Iterable[Reminder], *, user: User, on: date) -> tuple[str, str]:
    """Subject and body of a digest, as things stand on the day `on`.

    Several reminders of one date (made up for after an outage) become one line.
    """
    items = _latest(reminders)
    counts = Counter(r.rule for r in items)
    summary = _summary([(rule.label, counts[rule]) for rule in _URGENCY if counts[rule]])
    lines = [
        f"{user}：您好！",
        f"截至{on.year}年{on.month}月{on.day}日，有{len(items)}项督查事项提请您办理或关注。",
    ]
    number = 0
    for rule in _URGENCY:
        if not counts[rule]:
            continue
        lines += ["", f"{_numeral(number + 1)}、{rule.label}（{counts[rule]}项）"]
        number += 1
        for place, reminder in enumerate((r for r in items if r.rule == rule), start=1):
            lines += _item(place, reminder, on)
    home = f"{settings.SITE_URL.rstrip('/')}{reverse('admin:index')}"
    lines += ["", f"全部事项请登录查看：{home}", "本消息由督查台账自动发送，请勿直接回复。"]
    return f"【督查提醒】{on.month}月{on.day}日：{summary}", "\n".join(lines)


def _numeral(number: int) -> str:
    """A number up to 99 as headings have it: 一, 十, 二十一."""
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (f"{digits[tens] if tens > 1 else ''}十" if tens else "") + digits[ones].strip()


def _summary(counts: Sequence[tuple[str, int]]) -> str:
    """The kinds with their numbers, as many as a subject holds."""
    said = "、".join(f"{label}{count}项" for label, count in counts[:_NAMED])
    rest = sum(count for _, count in counts[_NAMED:])
    return f"{said}、其他{rest}项" if rest else said


def _latest(reminders: Iterable[Reminder]) -> list[Reminder]:
    """One reminder for each date: the last said, longest late first; an escalation stands beside it.

    What a person said, and each 批示 to be answered, is one each.
    """
    latest: dict[tuple[int | None, int | None, int | None, str], Reminder] = {}
    for reminder in sorted(reminders, key=lambda r: (r.on, r.pk)):
        said = "" if reminder.rule in _OF_DATE else reminder.rule
        if reminder.rule in _STANDING:  # "批示12 2026-06-30 +8" is the 批示, then its day
            said += reminder.trigger.split(" ")[0]
        latest[reminder.assignment_id, reminder.sponsor_id, reminder.milestone_id, said] = reminder
    return sorted(latest.values(), key=lambda r: (r.milestone.due_on if r.milestone else r.on, r.pk))


def _item(place: int, reminder: Reminder, on: date) -> list[str]:
    link = reverse("admin:reminders_inboxreminder_change", args=[reminder.pk])  # says that it was opened
    address = f"   {settings.SITE_URL.rstrip('/')}{link}"
    if reminder.link:
        return [f"{place}. {reminder.subject}", f"   {words_on(reminder, on)}", address]
    if reminder.sponsor is not None:
        return [f"{place}. {reminder.subject}（{reminder.sponsor}）", f"   {words_on(reminder, on)}", address]
    assignment = reminder.work
    title = f"{place}. {assignment.document} {assignment.label}"
    whose = f"{assignment.department}，{assignment.get_role_display()}"
    return [f"{title}（{whose}）", f"   {words_on(reminder, on)}", address]
