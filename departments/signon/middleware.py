"""What stands between a log-in and the pages: a session in use lives on, a second factor and a new password
come first."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from departments.models.users import User
from departments.signon.second_factor.gate import Owed, owed
from departments.signon.sessions import SEEN

_PROLONGED_EVERY = 60  # seconds: not every request writes
_SECOND_FIRST = "请先完成第二重验证，再继续使用。"
_CHANGE_FIRST = "请先修改密码，再继续使用。"


class KeepsSession:
    """Moves the end of a session in use, at most once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        response = self.get_response(request)
        # What nobody has asked is not loaded for this.
        if request.session.accessed and "_auth_user_id" in request.session:
            now = int(timezone.now().timestamp())
            if now - request.session.get(SEEN, 0) >= _PROLONGED_EVERY:
                request.session[SEEN] = now
        return response


class AsksSecondFactor:
    """Leads a session that owes its second factor to that page, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the way to the page; 403 as JSON for the interface."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            what = owed(request.session)
            if what and request.path not in _open_paths():
                if request.path.startswith("/api/"):
                    return JsonResponse(
                        {"code": "second_factor_required", "detail": _SECOND_FIRST}, status=403
                    )
                name = "second_factor" if what == Owed.CODE else "second_factor_set_up"
                return HttpResponseRedirect(reverse(name))
        return self.get_response(request)


class ChangesPassword:
    """Leads who must change the password to that page, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the way to the page; 403 as JSON for the interface."""
        if settings.PASSWORDS_MUST_CHANGE and settings.SESSION_COOKIE_NAME in request.COOKIES:
            user = request.user
            if isinstance(user, User) and must_change_first(user) and request.path not in _open_to_change():
                if request.path.startswith("/api/"):
                    return JsonResponse({"code": "password_must_change", "detail": _CHANGE_FIRST}, status=403)
                messages.warning(request, _CHANGE_FIRST)
                return HttpResponseRedirect(reverse("admin:password_change"))
        return self.get_response(request)


def must_change_first(user: User) -> bool:
    """Whether the password was set by somebody else, or is older than `PASSWORD_DAYS`.

    Never in the demo, whose passwords everybody knows.
    """
    if not settings.PASSWORDS_MUST_CHANGE:
        return False
    days = settings.PASSWORD_DAYS
    old = bool(days) and user.password_changed_at < timezone.now() - timedelta(days=days)
    return user.has_usable_password() and (user.must_change_password or old)


def _open_paths() -> frozenset[str]:
    """What a session that owes its second factor may open."""
    pages = ("second_factor", "second_factor_set_up", "admin:logout", "admin:jsi18n", "admin:login")
    return frozenset(reverse(name) for name in pages)


def _open_to_change() -> frozenset[str]:
    """What an account may open before its password is changed."""
    return _open_paths() | {reverse("admin:password_change")}
