"""签收 of many: asked once before, and taken back at one press for some seconds after."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.decorators import action

from common.admin.base import LedgerAdmin
from common.admin.outcomes import say
from common.admin.transitions import safe_address
from common.admin.undo import with_undo
from common.errors import ServiceError
from departments.admin.actor import actor
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import (
    SIGNATURE_OPEN,
    acknowledge_assignment,
    take_back_signature,
)
from tracker.work.states import Status

SHOWN = 50  # of those that are asked about; the others are a number
MOST = 500  # that one press takes back


def signed_said(request: HttpRequest, signed: Sequence[Assignment], words: str) -> SafeString:
    """The message after signing, with the way back, which the page takes away when the seconds are over."""
    return with_undo(
        request,
        words,
        action=reverse("admin:work_take_back"),
        button="撤回签收",
        seconds=SIGNATURE_OPEN.seconds,
        sent={
            "signed": ",".join(str(one.pk) for one in signed[:MOST]),
            "next": request.GET.get("next", ""),
        },
    )


class Signing(LedgerAdmin):
    """The action 签收所选事项 of the list, and the address that takes signatures back."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.take_back_view)
        return [path("take-back/", view, name="work_take_back"), *super().get_urls()]

    @action(description="签收所选事项")
    def acknowledge_many(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """签收 of every chosen row that waits for it, after one question."""
        rows = list(queryset.filter(status=Status.PENDING).order_by("id"))
        if not rows:
            messages.warning(request, "所选事项中没有待签收的。")
            return None
        if "confirmed" not in request.POST:
            shown = {"rows": rows[:SHOWN], "more": max(len(rows) - SHOWN, 0), "total": len(rows)}
            shown |= {"skipped": queryset.count() - len(rows), "on": self.today()}
            return self.page_of_chosen(request, "work/sign_many.html", f"签收{len(rows)}项事项", shown)
        signed = []
        for assignment in rows:
            try:
                signed.append(acknowledge_assignment(assignment=assignment, actor=actor(request)))
            except ServiceError as error:
                messages.warning(request, f"{assignment}：{error}")
        if signed:
            line = signed_said(request, signed, f"已签收{len(signed)}项。")
            say(request, line, after="work.assignment.acknowledge", of=signed[0])
        return None

    @method_decorator(require_POST)
    def take_back_view(self, request: HttpRequest) -> HttpResponse:
        """撤回签收 of what was signed at one press."""
        ids = [pk for pk in request.POST.get("signed", "").split(",")[:MOST] if pk.isdecimal()]
        rows = Assignment.objects.visible_to(actor(request)).filter(pk__in=ids).order_by("pk")
        back, refused = 0, ""
        for assignment in rows:
            try:
                take_back_signature(assignment=assignment, actor=actor(request))
                back += 1
            except ServiceError as error:
                refused = str(error)
        if back:
            messages.success(request, f"已撤回{back}项签收，仍在待签收中。")
        if refused:
            messages.warning(request, refused)
        return HttpResponseRedirect(
            safe_address(request, request.POST.get("next", "")) or reverse("admin:index")
        )
