"""The admin site: what all three kinds of users open in the browser."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from departments.models.users import User
from departments.signon.cas import log_out_address
from departments.signon.entering import WAY, may_enter
from departments.signon.offers import directory_offered, ways_offered

# Route, view, name. Entered by `desks.hooks`: the views import admin pages, which ask for this site.
PAGES: list[tuple[str, Callable[..., HttpResponseBase], str]] = []


class LoginForm(AuthenticationForm):
    """Name and password; an account with no role is told so."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "用户名或密码不正确，请重新输入；字母区分大小写。",
    }

    def get_invalid_login_error(self) -> forms.ValidationError:
        """As Django's; whom the directory knows and no account is linked with is told so."""
        words = getattr(self.request, "sign_on_refusal", "")
        return forms.ValidationError(words, code="not_linked") if words else super().get_invalid_login_error()

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse, in words that say what to do."""
        if not user.is_active:
            raise forms.ValidationError("该账号已停用，请联系督查室。", code="inactive")
        if not may_enter(user):
            raise forms.ValidationError("该账号尚未分配角色，请联系督查室。", code="no_role")


class LedgerAdminSite(UnfoldAdminSite):
    """The project's admin: who may enter is a matter of roles, and the day comes from here."""

    site_title = "督查台账"
    site_header = "督查台账"
    index_title = "工作台"
    enable_nav_sidebar = True
    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the user of the request may enter."""
        return may_enter(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """As the admin's, with the ways in beside name and password."""
        next_address = request.GET.get("next", "")
        offered = {"ways": ways_offered(), "directory": directory_offered(), "next_address": next_address}
        return super().login(request, {**(extra_context or {}), **offered})

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """As the admin's; who came by a CAS server is logged out there, too."""
        issuer = request.session.get(WAY, "")
        response: HttpResponse = super().logout(request, extra_context)
        away = log_out_address(issuer)
        return HttpResponseRedirect(away) if away and request.method == "POST" else response

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The models of one app, for its own page. Elsewhere none: our side bar leads to all,
        and every page would ask for the permissions on every model."""
        return super().get_app_list(request, app_label) if app_label else []

    def extra_urls(self) -> list[URLPattern]:
        """The pages that are no model's."""
        return [path(route, self.admin_view(view), name=name) for route, view, name in PAGES]
