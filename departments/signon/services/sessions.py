"""Opening and ending sessions."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from common.errors import NotAllowed
from departments.models.users import User
from departments.permissions import SESSIONS
from departments.signon.models import UserSession


@transaction.atomic
def make_room(*, user: User, now: datetime) -> int:
    """End the user's oldest sessions, so that one more keeps within `SESSIONS_PER_ACCOUNT`.

    Returns how many have ended. Those that have run out go, too.
    """
    own = UserSession.objects.filter(user=user)
    kept = own.filter(expire_date__gte=now).order_by("-opened_at", "-session_key")
    kept_keys = list(kept.values_list("session_key", flat=True)[: settings.SESSIONS_PER_ACCOUNT - 1])
    return own.exclude(session_key__in=kept_keys).delete()[0]


@transaction.atomic
def end_session(*, actor: User, session: UserSession) -> None:
    """Log a device out: its owner may, and a 安全管理员 for everybody."""
    if session.user_id != actor.pk and not actor.has_role(*SESSIONS.roles):
        raise NotAllowed("not_your_session", "只能将自己的登录下线。")
    session.delete()
