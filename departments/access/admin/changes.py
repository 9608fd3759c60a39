"""权限变更: who was given or lost what, by whom and why; what waits for a second hand."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.filters import ChoiceFilter
from common.admin.outcomes import say
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import Offer, ReasonForm, TransitionForm, TransitionsMixin, transition
from departments.access.admin.password import password_page
from departments.access.models import AccessChange, State
from departments.access.services.changing import confirm, refuse
from departments.admin.actor import actor
from departments.models.users import User
from departments.permissions import PEOPLE

EXPIRED = "已过期"


def _second_hand(user: User, change: AccessChange) -> bool:
    return user.has_role(*PEOPLE.roles) and user.pk not in (change.asked_by_id, change.user_id)


def _waits(change: AccessChange) -> bool:
    return change.state == State.WAITING and bool(change.expires_at and change.expires_at > timezone.now())


@admin.register(AccessChange)
class AccessChangeAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    list_display = ("show_what", "show_state", "show_asked_by", "asked_at", "reason", "decided_by")
    list_filter = (("state", ChoiceFilter), ("kind", ChoiceFilter), ("role", ChoiceFilter))
    search_fields = ("user__username", "user__display_name", "username", "reason")
    search_help_text = "按账号、姓名或原因查找"
    fields = (
        "show_what",
        "show_state",
        "reason",
        "show_asked_by",
        "asked_at",
        "two_hands",
        "expires_at",
        "decided_by",
        "decided_at",
        "answer",
    )
    readonly_fields = ("show_what", "show_state", "show_asked_by")
    actions_detail = ("confirm", "refuse")
    offers = {"confirm": Offer(_second_hand, when=_waits), "refuse": Offer(_second_hand, when=_waits)}

    show_what = column("变更", str)
    show_asked_by = column("提出人", lambda change: str(change.asked_by or "系统"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = AccessChange.objects.with_names()
        return rows

    @display(
        description="状态",
        label={"待确认": "warning", "已生效": "success", "未同意": "danger", EXPIRED: "default"},
    )
    def show_state(self, change: AccessChange) -> str:
        if change.state == State.WAITING and not _waits(change):
            return EXPIRED
        return change.get_state_display()

    @action(description="确认", url_path="confirm", icon="check", variant=ActionVariant.PRIMARY)
    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Carry it out; a new password is shown on the page that answers."""
        change = self.visible_object(request, object_id)
        back = reverse("admin:access_accesschange_change", args=[change.pk])
        if not _second_hand(actor(request), change):
            raise PermissionDenied("须由提出人和本人以外的另一名安全管理员确认。")
        form: forms.Form = TransitionForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            with ShowsRefusals(form):
                taken = confirm(change=change, actor=actor(request), now=timezone.now())
                if taken.password:
                    return password_page(self, request, taken, back)
                say(request, taken.message)
                return HttpResponseRedirect(back)
        note = f"{change}。{change.asked_by or '系统'}提出，原因：{change.reason}"
        return self.page(
            request, self.transition_template, "确认权限变更", {"form": form, "note": note, "back_url": back}
        )

    @transition("不同意", url_path="refuse", icon="block", danger=True, form=ReasonForm)
    def refuse(self, request: HttpRequest, change: AccessChange, reason: str) -> str:
        """Say no, and why."""
        refuse(change=change, actor=actor(request), reason=reason, now=timezone.now())
        return f"未同意{change}。"
