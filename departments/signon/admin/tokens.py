"""接口令牌: everybody's own, made here and shown once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from common.admin.base import LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column, column
from common.admin.refusals import add_refusal
from common.admin.transitions import Offer, TransitionForm, TransitionsMixin, transition
from common.errors import ServiceError
from departments.admin.actor import actor
from departments.permissions import SESSIONS
from departments.signon.models import AccessToken, Scope
from departments.signon.services.tokens import LONGEST, USUAL, issue_token, revoke_token


class IssueTokenForm(TransitionForm):
    name = forms.CharField(
        label="用途",
        max_length=50,
        widget=UnfoldAdminTextInputWidget(),
        help_text="如：财政厅OA取数",
    )
    scope = forms.ChoiceField(
        label="权限",
        choices=Scope.choices,
        initial=Scope.READ,
        widget=forms.RadioSelect,
        help_text="只读：只能查看；填报：还可以签收、填报、申请延期和退办；管理：可以做本人能做的一切。",
    )
    days = forms.IntegerField(
        label="有效期（天）",
        min_value=1,
        max_value=LONGEST,
        initial=USUAL,
        widget=UnfoldAdminIntegerFieldWidget(),
    )


@admin.register(AccessToken)
class AccessTokenAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    list_display = ("name", "show_whose", "show_scope", "show_created", "show_expiry")
    list_select_related = ("user",)
    search_fields = ("name",)
    search_help_text = "按用途查找"
    ordering = ("-created",)
    fields = ("name", "show_whose", "scope", "show_created", "show_expiry")
    readonly_fields = ("show_whose", "show_created", "show_expiry")
    actions_list = ("issue",)
    actions_detail = ("revoke",)
    offers = {
        "revoke": Offer(
            lambda user, token: user.has_role(*SESSIONS.roles) or token.user_id == user.pk, lambda token: True
        )
    }

    show_scope = choice_column(
        "权限", "scope", colours(Scope, manage="danger", file="warning", read="success")
    )

    show_whose = column("用户", lambda token: str(token.user))
    show_created = column("建立时间", lambda token: token.created, ordering="created")
    show_expiry = column("到期时间", lambda token: token.expiry, ordering="expiry")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """One's own; a 安全管理员's are all, to end them: no key can be read here."""
        tokens: QuerySet[Any] = super().get_queryset(request)
        user = actor(request)
        return tokens if user.has_role(*SESSIONS.roles) else tokens.filter(user=user)

    @action(description="新建令牌", url_path="issue", icon="add", variant=ActionVariant.PRIMARY)
    def issue(self, request: HttpRequest) -> HttpResponse:
        """Ask what for; then show the key, this once."""
        form = IssueTokenForm(request.POST if request.method == "POST" else None)
        back = reverse("admin:signon_accesstoken_changelist")
        if form.is_bound and form.is_valid():
            try:
                token, key = issue_token(actor=actor(request), now=timezone.now(), **form.cleaned_data)
            except ServiceError as error:
                add_refusal(form, error)
            else:
                response = self.page(
                    request,
                    "signon/issued.html",
                    "令牌已建立",
                    {"token": token, "key": key, "back_url": back},
                )
                response["Cache-Control"] = "no-store"
                return response
        note = "令牌只在建立时显示一次，请当场复制保存；修改密码后，原有令牌全部失效。"
        shown = {"form": form, "note": note, "back_url": back}
        return self.page(request, self.transition_template, "新建令牌", shown)

    @transition(
        "停用令牌",
        url_path="revoke",
        icon="key_off",
        danger=True,
        note=lambda token: f"停用后，使用“{token.name}”的程序将不能再访问接口。",
    )
    def revoke(self, request: HttpRequest, token: AccessToken) -> str:
        """End it."""
        name = token.name
        revoke_token(actor=actor(request), token=token)
        return f"已停用令牌“{name}”。"

    def back_url(self, request: HttpRequest, obj: Any) -> str:
        """The list: the row may be gone."""
        return reverse("admin:signon_accesstoken_changelist")
