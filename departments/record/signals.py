"""Log-ins, as Django and axes tell of them."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from departments.models.users import User
from departments.record.models import UseKind
from departments.record.services import record_use


def logged_in(sender: type[Model], request: HttpRequest | None, user: User, **more: Any) -> None:
    """Somebody has logged in at the page."""
    record_use(kind=UseKind.LOG_IN, user=user, request=request)


def logged_out(sender: type[Model], request: HttpRequest | None, user: User | None, **more: Any) -> None:
    """Somebody has logged out; nobody, where the session was over already."""
    if user is not None:
        record_use(kind=UseKind.LOG_OUT, user=user, request=request)


def log_in_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any
) -> None:
    """A name and a password that do not belong together, at the page or at the interface."""
    record_use(
        kind=UseKind.LOG_IN_FAILED, user=None, request=request, name=str(credentials.get("username", ""))
    )


def locked_out(sender: Any, request: HttpRequest | None, username: str | None, **more: Any) -> None:
    """Too many wrong passwords: that account is locked from that address."""
    record_use(kind=UseKind.LOCKED, user=None, request=request, name=username or "")
