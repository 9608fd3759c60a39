"""Making and taking back tokens of the interface."""

from datetime import datetime, timedelta

from django.db import transaction
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from common.errors import NotAllowed, ServiceError
from departments.models.users import User
from departments.permissions import SESSIONS
from departments.signon.models import AccessToken, Scope

LONGEST = 365  # days that a token may be valid
USUAL = 90
MOST = 10  # tokens of one user


@transaction.atomic
def issue_token(
    *, actor: User, name: str, scope: str, now: datetime, days: int = USUAL
) -> tuple[AccessToken, str]:
    """A token of the actor's own and its text, which nobody can read again.

    Raises `ServiceError` for a scope that is none, days out of 1 to `LONGEST`, a use without a name, and
    where the actor has `MOST` tokens already. Tokens that have run out make room.
    """
    if scope not in Scope.values:
        raise ServiceError("unknown_scope", "请选择令牌的权限：只读、填报或管理。", field="scope")
    if not 1 <= days <= LONGEST:
        raise ServiceError("token_days", f"有效期须在1至{LONGEST}天之间。", field="days")
    if not name.strip():
        raise ServiceError("token_without_name", "请写明令牌的用途，便于日后辨认。", field="name")
    own = AccessToken.objects.filter(user=User.objects.select_for_update().get(pk=actor.pk))
    own.filter(expiry__lt=now).delete()
    if own.count() >= MOST:
        raise ServiceError("too_many_tokens", f"每人最多{MOST}个有效令牌，请先停用不再使用的令牌。")
    digest, key = get_digest_token()
    token = AccessToken(
        digest=digest,
        token_key=key[: CONSTANTS.TOKEN_KEY_LENGTH],
        user=actor,
        name=name.strip()[: AccessToken._meta.get_field("name").max_length],
        scope=scope,
        expiry=now + timedelta(days=days),
    )
    token.save(force_insert=True)
    return token, key


@transaction.atomic
def make_room_for_log_in(*, user: User, name: str) -> int:
    """End the oldest tokens of that use, where another one would pass `MOST`: a program that logs in each
    time it runs leaves its old ones behind. Returns how many have ended."""
    own = AccessToken.objects.filter(user=user)
    too_many = own.count() - MOST + 1
    if too_many <= 0:
        return 0
    oldest = own.filter(name=name).order_by("created").values_list("digest", flat=True)[:too_many]
    return AccessToken.objects.filter(digest__in=list(oldest)).delete()[0]


@transaction.atomic
def revoke_token(*, actor: User, token: AccessToken) -> None:
    """End a token at once: its owner may, and a 安全管理员 for everybody."""
    if token.user_id != actor.pk and not actor.has_role(*SESSIONS.roles):
        raise NotAllowed("not_your_token", "只能停用自己的令牌。")
    AccessToken.objects.filter(pk=token.pk).delete()  # read anew: a call does not bring its name along
