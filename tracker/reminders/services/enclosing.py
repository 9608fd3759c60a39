"""附件: the files that go with the mail of the morning, and a mail for who gets a file and nothing else."""

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.urls import reverse

from departments.models.users import User
from tracker.reminders.enclosures import ENCLOSINGS, Enclosing, Enclosure
from tracker.reminders.models.channels import ChannelKind
from tracker.reminders.models.reminders import Digest
from tracker.reminders.services.channels import kinds_of

_AT_ONCE = 500


def write_covers(*, on: date) -> int:
    """A mail for each person who gets a file on the day `on` and has no digest of it; returns how many.

    The file itself is made when the mail leaves. Who takes no mail gets none. A second call writes nothing.
    """
    wanted: dict[int, list[str]] = defaultdict(list)
    for one in ENCLOSINGS:
        for user in one.wanted_by(on):
            wanted[user].append(one.label)
    if not wanted:
        return 0
    mailed = [user for user, kinds in kinds_of(wanted).items() if ChannelKind.EMAIL in kinds]
    told = Digest.objects.filter(
        on=on, channel=ChannelKind.EMAIL, user__in=mailed, reminder__isnull=True
    ).values_list("user_id", flat=True)
    people = User.objects.filter(pk__in=set(mailed) - set(told), is_active=True).order_by("pk")
    covers = [
        Digest(
            user=user,
            on=on,
            channel=ChannelKind.EMAIL,
            subject=f"【{'、'.join(wanted[user.pk])}】{on.month}月{on.day}日",
            body=_cover(user, on),
        )
        for user in people
    ]
    Digest.objects.bulk_create(covers, ignore_conflicts=True, batch_size=_AT_ONCE)
    return len(covers)


def _cover(user: User, on: date) -> str:
    home = f"{settings.SITE_URL.rstrip('/')}{reverse('admin:index')}"
    return "\n".join(
        [
            f"{user}：您好！",
            f"{on.year}年{on.month}月{on.day}日没有需要单独提请您办理的督查事项。",
            f"全部事项请登录查看：{home}",
            "本消息由督查台账自动发送，请勿直接回复。",
        ]
    )


def is_enclosing(digest: Digest) -> bool:
    """Whether a file goes with the digest, as its person stands now."""
    return bool(_with(digest))


def enclosures_of(digest: Digest) -> list[Enclosure]:
    """The files that go with the digest; made when it is sent."""
    return [one.make(digest.user, digest.on) for one in _with(digest)]


def _with(digest: Digest) -> list[Enclosing]:
    """What goes with a digest of a day, by mail; a message about one event carries nothing."""
    if digest.channel != ChannelKind.EMAIL or digest.reminder_id is not None:
        return []
    return [one for one in ENCLOSINGS if digest.user_id in one.wanted_by(digest.on)]
