"""The lock after too many wrong tries, where Django's `authenticate` is not what asks: the same counter."""

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from departments.models.users import User


def is_locked(request: HttpRequest, user: User) -> bool:
    """Whether that account is locked from where the request comes; then the answer is the lock's page."""
    if not settings.AXES_ENABLED:
        return False
    credentials = {"username": user.get_username()}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out, request.axes_credentials = True, credentials  # type: ignore[attr-defined]
    return True


def count_failure(request: HttpRequest, user: User) -> None:
    """One wrong try more, as a wrong password."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    request.axes_credentials = credentials  # type: ignore[attr-defined]
