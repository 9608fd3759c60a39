"""第二重验证: one's own, and for 安全管理员 everybody's, to end that of who has lost the phone."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextInputWidget

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.outcomes import say
from common.admin.refusals import add_refusal
from common.admin.transitions import Offer, ReasonForm, TransitionForm, TransitionsMixin, transition
from common.errors import ServiceError
from departments.access.services.changing import end_second_factor
from departments.admin.actor import actor
from departments.signon.keeping import keeps_sign_on
from departments.signon.lock import count_failure, is_locked
from departments.signon.models import SecondFactor
from departments.signon.second_factor.services import end_own, new_recovery_codes
from departments.signon.second_factor.views import recovery_codes_page


class OwnCodeForm(TransitionForm):
    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code"}),
        help_text="验证器当前显示的6位数字，或一个恢复码",
    )


@admin.register(SecondFactor)
class SecondFactorAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    list_display = ("show_whose", "show_since", "show_used")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name")
    search_help_text = "按用户名或姓名查找"
    ordering = ("user",)
    fields = ("show_whose", "show_since", "show_used")
    readonly_fields = ("show_whose", "show_since", "show_used")
    actions_list = ("begin",)
    actions_detail = ("renew", "end", "end_other")
    offers = {
        "end_other": Offer(
            lambda user, row: keeps_sign_on(user) and row.user_id != user.pk, when=lambda row: True
        ),
        "renew": Offer(lambda user, row: row.user_id == user.pk, when=lambda row: True),
        "end": Offer(lambda user, row: row.user_id == user.pk, when=lambda row: True),
    }

    show_whose = column("用户", lambda row: str(row.user))
    show_since = column("启用时间", lambda row: row.created_at, ordering="created_at")
    show_used = column("上次使用", lambda row: row.last_used_at, ordering="last_used_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """One's own; for who keeps the ways in, everybody's."""
        rows: QuerySet[Any] = super().get_queryset(request).filter(type=Authenticator.Type.TOTP)
        user = actor(request)
        return rows if keeps_sign_on(user) else rows.filter(user=user)

    @action(
        description="设置第二重验证", url_path="begin", icon="phonelink_lock", variant=ActionVariant.PRIMARY
    )
    def begin(self, request: HttpRequest) -> HttpResponse:
        """To the page that shows the secret."""
        if SecondFactor.objects.filter(user=actor(request)).exists():
            say(request, "您已设置第二重验证；更换手机的，请先停用，再重新设置。")
            return HttpResponseRedirect(reverse("admin:signon_secondfactor_changelist"))
        return HttpResponseRedirect(reverse("second_factor_set_up"))

    @action(description="换新恢复码", url_path="renew", icon="refresh")
    def renew(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ten new recovery codes, shown this once."""
        note = "换新后，原有恢复码全部作废；新的恢复码只显示一次。"
        return self._with_code(
            request, object_id, "换新恢复码", note, lambda code: self._renewed(request, code)
        )

    @action(description="停用", url_path="end", icon="phonelink_erase")
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One's own, as when the phone is changed."""
        note = "停用后登录不再要求验证码；角色须有第二重验证的，下次登录须重新设置。"
        return self._with_code(request, object_id, "停用", note, lambda code: self._ended(request, code))

    @transition(
        "解除",
        url_path="end-other",
        icon="phonelink_erase",
        danger=True,
        form=ReasonForm,
        note=lambda row: f"用于{row.user}手机和恢复码都丢失的情形。其已登录的设备将下线；请先核实是本人。",
    )
    def end_other(self, request: HttpRequest, row: SecondFactor, reason: str) -> str:
        """Another one's, who has lost the phone."""
        taken = end_second_factor(user=row.user, actor=actor(request), reason=reason, now=timezone.now())
        return taken.message

    def back_url(self, request: HttpRequest, obj: Any) -> str:
        """The list: the row is gone."""
        return reverse("admin:signon_secondfactor_changelist")

    def _with_code(
        self, request: HttpRequest, object_id: str, title: str, note: str, run: Callable[[str], HttpResponse]
    ) -> HttpResponse:
        """A form that asks for a code of one's own; wrong ones count as wrong passwords."""
        row, user = self.visible_object(request, object_id), actor(request)
        back = self.back_url(request, row)
        if row.user_id != user.pk:
            return HttpResponseRedirect(back)
        form = OwnCodeForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            if is_locked(request, user):
                return HttpResponse(status=429)  # the lock's own page takes its place
            try:
                return run(form.cleaned_data["code"])
            except ServiceError as error:
                if error.code == "second_factor_wrong":
                    count_failure(request, user)
                add_refusal(form, error)
        shown = {"form": form, "note": note, "back_url": back, "original": row}
        return self.page(request, self.transition_template, title, shown)

    def _renewed(self, request: HttpRequest, code: str) -> HttpResponse:
        return recovery_codes_page(request, new_recovery_codes(actor=actor(request), code=code))

    def _ended(self, request: HttpRequest, code: str) -> HttpResponse:
        end_own(actor=actor(request), code=code)
        say(request, "已停用第二重验证。")
        return HttpResponseRedirect(reverse("admin:signon_secondfactor_changelist"))
