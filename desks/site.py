"""The admin site: what all kinds of users open in the browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from departments.access.services.appointing import may_appoint
from departments.models.users import User
from departments.signon.cas import log_out_address
from departments.signon.entering import WAY, may_enter
from departments.signon.offers import directory_offered, ways_offered

OF_MATTERS = ("tracker.", "policies.")  # packages whose pages show the content of matters
# Route, view, name. Entered by `desks.hooks`: the views import admin pages, which ask for this site.
PAGES: list[tuple[str, Callable[..., HttpResponseBase], str]] = []


def may_come_in(user: object) -> bool:
    """Whether the user has anything to do here: an account that works, with a role, or the first of all."""
    return may_enter(user) or (isinstance(user, User) and may_appoint(user))


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
            raise forms.ValidationError("该账号已停用，请联系安全管理员。", code="inactive")
        if not may_come_in(user):
            raise forms.ValidationError("该账号尚未分配角色，请联系安全管理员。", code="no_role")


class LedgerAdminSite(UnfoldAdminSite):
    """The project's admin: who may enter is a matter of roles, and the day comes from here."""

    site_title = "督查台账"
    site_header = "督查台账"
    index_title = "工作台"
    enable_nav_sidebar = True
    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the user of the request may enter."""
        return may_come_in(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's; a page of matters is closed to who only administers, unless he may view its model."""
        shown = super().admin_view(view, cacheable)
        if not str(getattr(view, "__module__", "")).startswith(OF_MATTERS):
            return shown

        @wraps(view)
        def of_matters(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user, page = request.user, getattr(view, "__self__", None)
            administers = isinstance(user, User) and may_come_in(user) and not user.handles_matters
            if administers and not (isinstance(page, ModelAdmin) and page.has_view_permission(request)):
                raise PermissionDenied("您没有权限，系统管理员、安全管理员、审计管理员不接触督查业务的内容。")
            answer: HttpResponseBase = shown(request, *args, **kwargs)
            return answer

        return of_matters

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
