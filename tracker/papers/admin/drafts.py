"""待批通报: what was drafted by itself, to be read, edited, approved or discarded; which cycles are."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.fields import switch
from common.admin.filters import ChoiceFilter
from common.admin.transitions import LongReasonForm, Offer, TransitionsMixin, transition
from common.errors import ServiceError
from departments.admin.actor import actor, is_office, is_supervisor
from tracker.papers.admin.papers import BulletinForm, as_typed, made, totals_of
from tracker.papers.models import BulletinCycle, BulletinDraft, BulletinSchedule, Paper
from tracker.papers.printing import shown_in_browser
from tracker.papers.selectors import bulletin_figures, seal_of
from tracker.papers.services.drafting import (
    approve_draft,
    discard_draft,
    recount_draft,
    switch_schedule,
)
from tracker.papers.services.issuing import preview_figures
from tracker.work.admin.counted import rows_behind

_WAITING = Offer(is_supervisor, when=lambda draft: draft.is_waiting)


class ScheduleForm(forms.Form):
    """Which cycles are drafted by themselves."""

    week = switch(BulletinCycle.WEEK.label, "每周第一个工作日早晨拟出上周的通报稿")
    month = switch(BulletinCycle.MONTH.label, "每月第一个工作日早晨拟出上月的通报稿")


@admin.register(BulletinDraft)
class BulletinDraftAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    list_display = ("show_period", "cycle", "show_status", "made_at", "decided_by", "decided_at")
    list_display_links = ("show_period",)
    list_filter = (("status", ChoiceFilter), ("cycle", ChoiceFilter))
    fields = ("cycle",)  # the page is a template of its own
    actions_list = ("schedule",)
    actions_detail = ("approve", "recount", "discard")
    offers = dict.fromkeys(actions_detail, _WAITING)
    change_form_template = "papers/draft.html"
    has_office_permission = is_office

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return BulletinDraft.objects.select_related("decided_by", "paper")

    @display(description="期间", ordering="first")
    def show_period(self, obj: BulletinDraft) -> str:
        return str(obj.figures["period"])

    @display(
        description="状态",
        label={"待批准": "warning", "已印发": "success", "已作废": "danger"},
        ordering="status",
    )
    def show_status(self, obj: BulletinDraft) -> str:
        return obj.get_status_display()

    @action(
        description="定期通报设置",
        url_path="schedule",
        icon="event_repeat",
        variant=ActionVariant.DEFAULT,
        permissions=["office"],
    )
    def schedule(self, request: HttpRequest) -> HttpResponse:
        """Which cycles are drafted by themselves."""
        now = {one.cycle: one.enabled for one in BulletinSchedule.objects.all()}
        form = ScheduleForm(request.POST if request.method == "POST" else None, initial=now)
        back = reverse("admin:papers_bulletindraft_changelist")
        if request.method == "POST" and form.is_valid():
            for cycle, enabled in form.cleaned_data.items():
                if now.get(cycle, False) != enabled:
                    switch_schedule(cycle=cycle, enabled=enabled, actor=actor(request))
            messages.success(request, "定期通报设置已保存。")
            return HttpResponseRedirect(back)
        shown = {"form": form, "back_url": back}
        return self.page(request, "papers/schedule.html", "定期通报设置", shown)

    @transition(
        "重新取数",
        url_path="recount",
        icon="refresh",
        note="按现在的记录重新统计这个期间，并重新提出文字；您在本页改过的文字不保留。",
    )
    def recount(self, request: HttpRequest, draft: BulletinDraft) -> str:
        """The figures as they are counted now."""
        recount_draft(draft=draft, actor=actor(request), on=self.today())
        return "已按现在的记录重新取数，请核对。"

    @transition(
        "作废待批通报",
        url_path="discard",
        button="作废",
        icon="block",
        variant=ActionVariant.DANGER,
        note="作废后这个期间不再自动拟稿；需要时可以手工制发通报。",
        form=LongReasonForm,
        danger=True,
    )
    def discard(self, request: HttpRequest, draft: BulletinDraft, reason: str) -> str:
        """作废, with a reason."""
        discard_draft(draft=draft, reason=reason, actor=actor(request))
        return "这份通报稿已作废，没有印发。"

    @action(description="核对并批准", url_path="approve", icon="approval", variant=ActionVariant.PRIMARY)
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """批准印发: the words can still be edited; what is previewed is what is issued."""
        draft = self.visible_object(request, object_id)
        if not is_supervisor(actor(request), draft):
            raise PermissionDenied("您没有权限批准印发通报。")
        if not draft.is_waiting:
            messages.warning(request, f"这份待批通报{draft.get_status_display()}。")
            return HttpResponseRedirect(self.object_url(draft))
        on, user = self.today(), actor(request)
        form = BulletinForm(request.POST if request.method == "POST" else as_typed(draft.words))

        def preview() -> bytes:
            return preview_figures(actor=user, figures=draft.figures, words=form.words, on=on)

        def issue() -> Paper:
            seen = request.POST.get("seen", "")
            return approve_draft(draft=draft, actor=user, on=on, words=form.words, seen=seen)

        done, shown = made(request, form, preview, issue)
        if done is not None:
            return done
        context = {
            "draft": draft,
            "form": form,
            "shown": shown,
            "seen": seal_of(draft.figures),
            "issue_words": "批准印发",
            "stale": seal_of(draft.figures) != seal_of(self._counted_now(draft)),
            "totals": totals_of(draft.figures, rows_behind(draft.span, ended=True)),
            "as_of": draft.figures["on"],
            "back_url": self.object_url(draft),
        }
        return self.page(request, "papers/approve.html", "批准印发通报", context)

    def page_context(self, request: HttpRequest, draft: Any) -> dict[str, Any]:
        """The draft as it would be issued, or what became of it."""
        if not draft.is_waiting:
            return {"draft": draft, "shown": "", "stale": False, "trouble": ""}
        shown, trouble = "", ""
        try:
            docx = preview_figures(
                actor=actor(request), figures=draft.figures, words=draft.words, on=self.today()
            )
            shown = mark_safe(shown_in_browser(docx))  # noqa: S308 — cleaned there
        except ServiceError as error:
            trouble = str(error)
        stale = seal_of(draft.figures) != seal_of(self._counted_now(draft))
        return {"draft": draft, "shown": shown, "stale": stale, "trouble": trouble}

    def _counted_now(self, draft: BulletinDraft) -> dict[str, Any]:
        return bulletin_figures(span=draft.span, document=None, on=self.today())
