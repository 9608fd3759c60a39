"""发送: digests leave the house, each by one worker at a time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q

from tracker.models import Digest, DigestStatus

logger = logging.getLogger(__name__)

WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
MAX_ATTEMPTS = len(WAITS) + 1
# Longer than any attempt can take (EMAIL_TIMEOUT), so that only a dead worker's claim grows this old.
CLAIM_LASTS = timedelta(minutes=15)
INTERRUPTED = "上次发送中途中断，已重新发送，收件人可能收到两次。"


@dataclass(slots=True)
class SendOutcome:
    """How many digests went out, will be tried again, and were given up."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        return f"已发送{self.sent}份提醒汇总，稍后重试{self.postponed}份，发送失败{self.failed}份。"


class NoAddressError(Exception):
    """The receiver has no address: trying again changes nothing."""


def send_digests(*, now: Callable[[], datetime], limit: int = 500) -> SendOutcome:
    """Send up to `limit` digests that are due.

    `now` is the caller's clock: it is asked again for each digest, as a slow mail server makes a run long.
    Each digest is claimed by one conditional UPDATE, so of many workers one sends it. The mail leaves
    outside any transaction. What fails is tried again after growing waits and given up, with the reason
    kept, after `MAX_ATTEMPTS`. A claim of a worker that died is taken over; whether its mail left cannot
    be known, so the digest says so, and the mail carries the same Message-ID as the first.
    """
    outcome = SendOutcome()
    _take_over_old_claims(now())
    due = Digest.objects.filter(_due(now())).order_by("id").values_list("pk", flat=True)[:limit]
    for pk in list(due):
        if not _claim(pk, now()):
            continue
        digest = Digest.objects.select_related("user").get(pk=pk)
        try:
            _mail(digest)
        except Exception as error:  # whatever a mail server or a network does is this digest's result
            _record_failure(digest, error, now(), outcome)
        else:
            doubt = INTERRUPTED if digest.error == INTERRUPTED else ""
            _leave(digest, DigestStatus.SENT, sent_at=now(), error=doubt)
            outcome.sent += 1
    if outcome.sent or outcome.postponed or outcome.failed:
        logger.info(
            "digests: %s sent, %s postponed, %s failed", outcome.sent, outcome.postponed, outcome.failed
        )
    return outcome


def _due(at: datetime) -> Q:
    return Q(status=DigestStatus.READY) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))


def _claim(pk: int, at: datetime) -> bool:
    claimed = Digest.objects.filter(_due(at), pk=pk).update(
        status=DigestStatus.SENDING, claimed_at=at, attempts=F("attempts") + 1
    )
    return claimed == 1


def _take_over_old_claims(at: datetime) -> None:
    taken = Digest.objects.filter(status=DigestStatus.SENDING, claimed_at__lt=at - CLAIM_LASTS).update(
        status=DigestStatus.READY, claimed_at=None, next_try_at=None, error=INTERRUPTED
    )
    if taken:
        logger.warning("%s digests were left by a worker that died, and are sent again", taken)


def _mail(digest: Digest) -> None:
    if not digest.user.email:
        raise NoAddressError("接收人没有登记邮箱")
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMessage(
        subject=digest.subject,
        body=digest.body,
        to=[digest.user.email],
        headers={"Message-ID": f"<digest-{digest.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if message.send() != 1:
        raise OSError("邮件服务没有接收这封邮件")


def _record_failure(digest: Digest, error: Exception, at: datetime, outcome: SendOutcome) -> None:
    hopeless = isinstance(error, NoAddressError)
    reason = str(error) if hopeless else f"{type(error).__name__}：{error}"[:300]
    if hopeless or digest.attempts >= MAX_ATTEMPTS:
        _leave(digest, DigestStatus.FAILED, error=reason)
        outcome.failed += 1
    else:
        wait = WAITS[digest.attempts - 1]
        _leave(digest, DigestStatus.READY, error=reason, next_try_at=at + wait)
        outcome.postponed += 1
    logger.warning("digest %s to user %s: attempt %s: %s", digest.pk, digest.user_id, digest.attempts, reason)


def _leave(digest: Digest, status: DigestStatus, **changes: object) -> None:
    """End the claim that this worker holds; a claim taken over meanwhile is the other worker's."""
    Digest.objects.filter(
        pk=digest.pk, status=DigestStatus.SENDING, claimed_at=digest.claimed_at, attempts=digest.attempts
    ).update(status=status, claimed_at=None, **changes)
