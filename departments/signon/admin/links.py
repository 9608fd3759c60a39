"""外部账号: with whom of a provider, a directory or a CAS server an account is linked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_backends
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.outcomes import say
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import Offer, TransitionForm, TransitionsMixin, transition
from departments.admin.actor import actor
from departments.models.users import User
from departments.signon.keeping import keeps_sign_on
from departments.signon.lock import count_failure, is_locked
from departments.signon.models import SignOnLink
from departments.signon.offers import directory_offered, issuers, ways_offered
from departments.signon.services.linking import Stranger, link_account, unlink_account
from departments.signon.ways import CAS, LDAP


class DirectoryForm(forms.Form):
    username = forms.CharField(label="目录中的用户名", max_length=150, widget=UnfoldAdminTextInputWidget())
    password = forms.CharField(
        label="目录中的密码", max_length=128, strip=False, widget=UnfoldAdminPasswordWidget()
    )


class LinkOtherForm(TransitionForm):
    """Another one's account, by the user name here and the identity there."""

    username = forms.CharField(label="本系统的用户名", max_length=150, widget=UnfoldAdminTextInputWidget())
    issuer = forms.ChoiceField(label="外部系统", widget=UnfoldAdminSelectWidget)
    uid = forms.CharField(
        label="外部系统中的标识",
        max_length=191,
        widget=UnfoldAdminTextInputWidget(),
        help_text="本人登录未成时，页面上“您在……中的标识是”之后的文字；目录和单位统一登录的，即其用户名",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].choices = issuers()  # type: ignore[attr-defined]

    def clean_username(self) -> User:
        """The account of that name."""
        found = User.objects.filter(username=self.cleaned_data["username"].strip()).first()
        if found is None:
            raise forms.ValidationError("没有这个用户名的账号。", code="unknown_user")
        return found


def _in_directory(request: HttpRequest, username: str, password: str) -> Stranger | None:
    """Who has that name and password in the directory; its backend is there where LDAP_URI is set."""
    asked: list[Any] = [one for one in get_backends() if hasattr(one, "prove")]
    found: Stranger | None = next((one.prove(request, username, password) for one in asked), None)
    return found


@admin.register(SignOnLink)
class SignOnLinkAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    list_display = ("show_way", "uid", "show_whose", "show_since", "show_used")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name", "uid")
    search_help_text = "按用户名、姓名或标识查找"
    ordering = ("user",)
    fields = ("show_way", "uid", "show_whose", "show_since", "show_used")
    readonly_fields = ("show_way", "uid", "show_whose", "show_since", "show_used")
    actions_list = ("link", "link_other")
    actions_detail = ("unlink",)
    offers = {
        "unlink": Offer(
            lambda user, row: keeps_sign_on(user) or row.user_id == user.pk, when=lambda row: True
        )
    }

    show_way = column("外部系统", lambda row: row.way)
    show_whose = column("用户", lambda row: str(row.user))
    show_since = column("关联时间", lambda row: row.date_joined, ordering="date_joined")
    show_used = column("上次登录", lambda row: row.last_login, ordering="last_login")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """One's own; for who keeps the ways in, everybody's."""
        rows: QuerySet[Any] = super().get_queryset(request)
        user = actor(request)
        return rows if keeps_sign_on(user) else rows.filter(user=user)

    def has_link_other_permission(self, request: HttpRequest) -> bool:
        """Who keeps the ways in of others."""
        return keeps_sign_on(actor(request))

    @action(description="关联我的账号", url_path="link", icon="link", variant=ActionVariant.PRIMARY)
    def link(self, request: HttpRequest) -> HttpResponse:
        """A button for each provider; for the directory its name and password are asked for here."""
        user, back = actor(request), reverse("admin:signon_signonlink_changelist")
        form = (
            DirectoryForm(request.POST if request.method == "POST" else None) if directory_offered() else None
        )
        if form is not None and form.is_bound and form.is_valid():
            if is_locked(request, user):
                return HttpResponse(status=429)  # the lock's own page takes its place
            stranger = _in_directory(request, **form.cleaned_data)
            if stranger is None:
                count_failure(request, user)
                form.add_error(None, "目录中的用户名或密码不正确，或者目录暂时不能使用。")
            else:
                with ShowsRefusals(form):
                    link_account(
                        actor=user, user=user, stranger=stranger, way=directory_offered(), proved=True
                    )
                    say(request, f"已关联“{directory_offered()}”。")
                    return HttpResponseRedirect(back)
        shown = {"ways": ways_offered(), "form": form, "directory": directory_offered(), "back_url": back}
        return self.page(request, "signon/link.html", "关联我的账号", shown)

    @action(description="为他人关联", url_path="link-other", icon="person_add", permissions=["link_other"])
    def link_other(self, request: HttpRequest) -> HttpResponse:
        """By hand, for who has no password here."""
        if not keeps_sign_on(actor(request)):
            raise PermissionDenied("为他人关联须由安全管理员办理。")
        form = LinkOtherForm(request.POST if request.method == "POST" else None)
        back = reverse("admin:signon_signonlink_changelist")
        if form.is_bound and form.is_valid():
            user, issuer, uid = (form.cleaned_data[name] for name in ("username", "issuer", "uid"))
            stranger = Stranger(
                issuer=issuer, uid=uid.casefold() if issuer in (LDAP, CAS) else uid, username=""
            )
            way = dict(issuers())[issuer]
            with ShowsRefusals(form):
                link_account(actor=actor(request), user=user, stranger=stranger, way=way, proved=False)
                say(request, f"已将{user}与“{way}”中的{uid}关联。")
                return HttpResponseRedirect(back)
        note = "关联后，外部系统中的此人登录时直接进入该账号。请先核实两边是同一人。"
        shown = {"form": form, "note": note, "back_url": back}
        return self.page(request, self.transition_template, "为他人关联", shown)

    @transition(
        "解除关联",
        url_path="unlink",
        icon="link_off",
        danger=True,
        note=lambda row: f"解除后，“{row.way}”中的{row.uid}不能再进入{row.user}的账号。",
    )
    def unlink(self, request: HttpRequest, row: SignOnLink) -> str:
        """That person enters the account no longer."""
        way = row.way
        unlink_account(actor=actor(request), link=row)
        return f"已解除与“{way}”的关联。"

    def back_url(self, request: HttpRequest, obj: Any) -> str:
        """The list: the row is gone."""
        return reverse("admin:signon_signonlink_changelist")
