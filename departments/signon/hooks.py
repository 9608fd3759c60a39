"""What this app tells the others at start: who may open its pages, and what happens at a log-in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from common.address import client_address
from departments.models.users import User, UserRole
from departments.permissions import grant
from departments.signon import checks  # noqa: F401  (registered by being read)
from departments.signon.models import DEVICE_LENGTH
from departments.signon.second_factor.gate import owed_at_log_in, set_owed
from departments.signon.services.sessions import make_room
from departments.signon.sessions import ADDRESS, DEVICE, OPENED_AT, SEEN

for role in UserRole:
    grant(role, "signon", accesstoken="view", secondfactor="view", signonlink="view", usersession="view")
grant(UserRole.SECURITY_ADMIN, "signon", secondfactor="view", signonlink="view")


def _logged_in(sender: type[Model], request: HttpRequest | None, user: User, **more: Any) -> None:
    """Whoever logs in: where and by what is kept with the session, and what it owes; too many others end."""
    if request is None or not hasattr(request, "session"):
        return
    request.session[ADDRESS] = client_address(request)
    request.session[DEVICE] = request.headers.get("User-Agent", "")[:DEVICE_LENGTH]
    now = timezone.now()
    request.session[OPENED_AT], request.session[SEEN] = now.isoformat(), int(now.timestamp())
    set_owed(request.session, owed_at_log_in(user))
    make_room(user=user, now=now)


user_logged_in.connect(_logged_in, dispatch_uid="signon.logged_in")
