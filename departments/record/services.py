"""Adding to the record of use: the only way in."""

from contextvars import ContextVar
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from common.address import client_address
from departments.models.users import User
from departments.record.models import REASON, WORDS, UseKind, UseRecord

SAME = timedelta(minutes=5)  # within which the same reading by the same person is recorded once

# The request that is being answered, for who changes rows below pages; kept by the middleware.
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


def record_use(
    *,
    kind: UseKind,
    user: User | None,
    request: HttpRequest | None,
    name: str = "",
    thing: str = "",
    thing_id: str = "",
    words: str = "",
    reason: str = "",
) -> UseRecord:
    """Add a line; `name` is what stands for who is unknown. One INSERT.

    In the transaction of the caller, so that what did not happen is not recorded. What is longer than its
    column is cut.
    """
    row = _row(kind=kind, user=user, request=request, name=name, thing=thing, thing_id=thing_id, words=words)
    row.reason = _clean(reason)[:REASON]
    row.save(force_insert=True)
    return row


def record_once(
    *, kind: UseKind, user: User, request: HttpRequest, thing: str, thing_id: str, words: str
) -> UseRecord | None:
    """Add a line, unless the same person did the same within the last minutes; then `None`.

    Two requests at the same moment may both be recorded.
    """
    row = _row(kind=kind, user=user, request=request, thing=thing, thing_id=thing_id, words=words)
    same = UseRecord.objects.filter(
        user=user,
        at__gt=row.at - SAME,
        kind=kind,
        thing=row.thing,
        thing_id=row.thing_id,
        words=row.words,
        address=row.address,
    )
    if same.order_by().exists():
        return None
    row.save(force_insert=True)
    return row


def _row(
    *,
    kind: UseKind,
    user: User | None,
    request: HttpRequest | None,
    name: str = "",
    thing: str,
    thing_id: str,
    words: str,
) -> UseRecord:
    return UseRecord(
        at=timezone.now(),
        user=user,
        name=(user.get_username() if user else _clean(name))[:150],
        roles=_roles_of(user) if user else "",
        kind=kind,
        thing=thing,
        thing_id=_clean(thing_id)[:40],
        words=_clean(words)[:WORDS],
        address=client_address(request) if request else None,
    )


def _roles_of(user: User) -> str:
    roles = sorted({role for role, _ in user.roles})
    return ",".join([*roles, *(["superuser"] if user.is_superuser else [])])[:100]


def _clean(text: str) -> str:
    """Without what a database or a sheet cannot hold."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text)).strip()
