"""发送: digests are sent, each by one worker at a time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from tracker.reminders.models.reminders import Digest, DigestStatus
from tracker.reminders.services.delivering import HopelessError, deliver
from tracker.reminders.services.departed import leave_out_what_is_no_longer_theirs
from tracker.reminders.services.transports.posting import NotTakenError

logger = logging.getLogger(__name__)

WAITS = tuple(timedelta(seconds=seconds) for seconds in settings.DIGEST_WAITS)
MAX_ATTEMPTS = len(WAITS) + 1
# Longer than any attempt can take (EMAIL_TIMEOUT), so that only a dead worker's claim grows this old.
CLAIM_LASTS = timedelta(seconds=settings.DIGEST_CLAIM_LASTS)
INTERRUPTED = "此前发送中途中断，已重新发送，收件人可能收到两次。"


@dataclass(slots=True)
class SendOutcome:
    """How many digests went out, will be tried again, and were given up."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    more: bool = False  # whether others were due, beyond the limit

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        return f"已发送{self.sent}份提醒汇总，稍后重试{self.postponed}份，发送失败{self.failed}份。"


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
    due = list(Digest.objects.filter(_due(now())).order_by("id").values_list("pk", flat=True)[: limit + 1])
    outcome.more = len(due) > limit
    for pk in due[:limit]:
        if not _claim(pk, now()):
            continue
        digest = Digest.objects.select_related("user").get(pk=pk)
        try:
            deliver(leave_out_what_is_no_longer_theirs(digest))
        except Exception as error:  # whatever a server or a network does is this digest's result
            _record_failure(digest, error, now(), outcome)
        else:
            doubt = INTERRUPTED if digest.doubtful else ""
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
        status=DigestStatus.READY, claimed_at=None, next_try_at=None, error=INTERRUPTED, doubtful=True
    )
    if taken:
        logger.warning("%s digests were left by a worker that died, and are sent again", taken)


def _record_failure(digest: Digest, error: Exception, at: datetime, outcome: SendOutcome) -> None:
    hopeless = isinstance(error, HopelessError)
    in_words = isinstance(error, (HopelessError, NotTakenError))
    reason = (str(error) if in_words else f"{type(error).__name__}：{error}")[:300]
    if hopeless or digest.attempts >= MAX_ATTEMPTS:
        _leave(digest, DigestStatus.FAILED, error=reason)
        outcome.failed += 1
    else:
        wait = WAITS[digest.attempts - 1]
        # The connection broke or nothing came back: whether the other side has it cannot be known.
        unanswered = isinstance(error, (TimeoutError, SMTPServerDisconnected))
        unanswered = unanswered or (isinstance(error, NotTakenError) and error.doubtful)
        doubtful = digest.doubtful or unanswered
        _leave(digest, DigestStatus.READY, error=reason, next_try_at=at + wait, doubtful=doubtful)
        outcome.postponed += 1
    logger.warning("digest %s to user %s: attempt %s: %s", digest.pk, digest.user_id, digest.attempts, reason)


def _leave(digest: Digest, status: DigestStatus, **changes: object) -> None:
    """End the claim that this worker holds; a claim taken over meanwhile is the other worker's."""
    Digest.objects.filter(
        pk=digest.pk, status=DigestStatus.SENDING, claimed_at=digest.claimed_at, attempts=digest.attempts
    ).update(status=status, claimed_at=None, **changes)


@transaction.atomic
def resend_digest(*, digest: Digest, actor: User) -> Digest:
    """重新发送: 督查室 puts a digest that was given up back among those to be sent.

    It keeps its Message-ID and its idempotency key. Raises `ServiceError` where it was not given up.
    """
    require_role(actor, UserRole.SUPERVISOR, to="重新发送提醒汇总")
    digest = Digest.objects.select_for_update(of=("self",)).get(pk=digest.pk)
    if digest.status != DigestStatus.FAILED:
        raise ServiceError(
            "digest_not_failed", f"该提醒汇总当前为“{digest.get_status_display()}”，不需要重新发送。"
        )
    digest.status, digest.attempts, digest.next_try_at = DigestStatus.READY, 1, None
    digest.save(update_fields=["status", "attempts", "next_try_at"])
    logger.info("digest %s is sent again by %s", digest.pk, actor)
    return digest
