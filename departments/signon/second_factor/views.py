"""The pages between a log-in and everything else: the code is asked for, or set up where a role needs it."""

import base64
from typing import Any

from allauth.mfa.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminTextInputWidget

from common.admin.refusals import add_refusal
from common.errors import ServiceError
from departments.admin.actor import actor
from departments.signon.lock import count_failure, is_locked
from departments.signon.pages import page
from departments.signon.second_factor.gate import Owed, has_second_factor, owed, set_owed
from departments.signon.second_factor.services import check_code, new_secret, set_up

_PENDING = "second_factor_pending"  # key of a session; encrypted, until a code made from it has come back
_WRONG = "验证码不正确或已用过，请输入验证器当前显示的6位数字。"


class CodeForm(forms.Form):
    """A code of an authenticator, or a recovery code."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


def _locked() -> HttpResponse:
    return HttpResponse(status=429)  # the lock's own page takes its place


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code that the session owes; wrong ones count as wrong passwords."""
    user = actor(request)
    if owed(request.session) != Owed.CODE:
        return HttpResponseRedirect(reverse("admin:index"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if is_locked(request, user):
            return _locked()
        try:
            right = check_code(user=user, code=form.cleaned_data["code"])
        except ServiceError as error:
            add_refusal(form, error)
        else:
            if right:
                set_owed(request.session, Owed.NOTHING)
                request.session.cycle_key()
                return HttpResponseRedirect(reverse("admin:index"))
            count_failure(request, user)
            form.add_error("code", _WRONG)
    return page(request, "signon/second_factor.html", "第二重验证", form=form)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def set_up_page(request: HttpRequest) -> HttpResponse:
    """Show a secret as a picture and in letters, and take it when a code made from it comes back."""
    user = actor(request)
    if owed(request.session) == Owed.CODE or has_second_factor(user):
        return HttpResponseRedirect(reverse("admin:index"))
    secrets = get_adapter()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _PENDING in request.session:
        try:
            secret = secrets.decrypt(request.session[_PENDING])
            codes = set_up(actor=user, secret=secret, code=form.cleaned_data["code"])
        except ServiceError as error:
            add_refusal(form, error)
        else:
            del request.session[_PENDING]
            set_owed(request.session, Owed.NOTHING)
            return recovery_codes_page(request, codes)
    if not form.is_bound or _PENDING not in request.session:
        request.session[_PENDING] = secrets.encrypt(new_secret())
    shown = _picture(request, secrets.decrypt(request.session[_PENDING]))
    required = owed(request.session) == Owed.SETTING_UP
    template = "signon/second_factor_set_up.html"
    return page(request, template, "设置第二重验证", form=form, required=required, **shown)


def recovery_codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The codes, this once."""
    return page(request, "signon/recovery_codes.html", "恢复码", codes=codes)


def _picture(request: HttpRequest, secret: str) -> dict[str, Any]:
    """The secret as a QR code, drawn here, and in groups of four letters."""
    secrets = get_adapter()
    address = secrets.build_totp_url(actor(request), secret)
    drawn = base64.b64encode(secrets.build_totp_svg(address).encode()).decode()
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return {
        "picture": f"data:image/svg+xml;base64,{drawn}",
        "groups": groups,
        "issuer": settings.MFA_TOTP_ISSUER,
    }
