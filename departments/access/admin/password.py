"""The page that shows a new password, this once."""

from django.http import HttpRequest, HttpResponse

from common.admin.base import LedgerAdmin
from departments.access.services.changing import Taken


def password_page(admin: LedgerAdmin, request: HttpRequest, taken: Taken, back_url: str) -> HttpResponse:
    """The password of the change, kept by no browser."""
    shown = {"user": taken.change.user, "password": taken.password, "back_url": back_url}
    response = admin.page(request, "access/password.html", "密码已重置", shown)
    response["Cache-Control"] = "no-store"
    return response
