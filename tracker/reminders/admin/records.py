"""What the tracker writes by itself: dates, timelines, reminders, digests. For looking up."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.decorators import display
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column, column, filled
from common.admin.filters import ChoiceFilter, RangeDateFilter
from common.admin.transitions import Offer, TransitionsMixin, transition
from departments.admin.actor import actor, is_supervisor
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder, Sweep
from tracker.reminders.services.sending import resend_digest
from tracker.work.admin.records import RecordAdmin


@admin.register(Reminder)
class ReminderAdmin(RecordAdmin):
    list_display = ("on", "user", "rule", "assignment", "message", "show_digest", "show_opened")
    list_display_links = ("message",)
    list_filter = (("rule", ChoiceFilter), ("on", RangeDateFilter))
    search_fields = ("message", "user__username", "user__display_name")
    search_help_text = "按内容或接收人查找"
    show_digest = filled("汇总日期", "digest_on", "未列入汇总")
    show_opened = filled("打开时间", "opened_at", "尚未打开")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).select_related("user")


@admin.register(Digest)
class DigestAdmin(TransitionsMixin, ViewOnly, LedgerAdmin):
    """提醒汇总: what went out, what waits, and what was given up, with the reason."""

    list_display = ("on", "user", "channel", "subject", "show_status", "attempts", "sent_at", "error")
    list_display_links = ("subject",)
    list_filter = (("status", ChoiceFilter), ("channel", ChoiceFilter), ("on", RangeDateFilter))
    list_select_related = ("user",)
    search_fields = ("subject", "body", "user__username", "user__display_name")
    search_help_text = "按标题、正文或接收人查找"
    actions = ("resend_many",)
    actions_detail = ("resend",)
    offers = {"resend": Offer(is_supervisor, when=lambda digest: digest.status == DigestStatus.FAILED)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request))

    fields = (
        *("user", "on", "channel", "subject", "show_body", "status", "attempts", "next_try_at"),
        *("claimed_at", "sent_at", "error", "doubtful", "show_certainty"),
    )
    readonly_fields = ("show_body", "show_certainty")

    @display(description="正文")
    def show_body(self, obj: Digest) -> str:
        """Line by line as it is sent; a long address breaks."""
        return format_html('<div class="dc-pre">{}</div>', obj.body)

    show_status = choice_column(
        "状态", "status", colours(DigestStatus, sent="success", failed="danger", sending="info")
    )

    show_certainty = column("能否确认送达", lambda row: row.certainty)

    @transition(
        "重新发送",
        url_path="resend",
        icon="send",
        variant=ActionVariant.PRIMARY,
        note=lambda d: f"上次失败原因：{d.error}",
    )
    def resend(self, request: HttpRequest, digest: Digest) -> str:
        """Try again what was given up."""
        resend_digest(digest=digest, actor=actor(request))
        return "已重新排队，将在几分钟内发送。"

    @admin.action(description="重新发送所选（仅发送失败的）", permissions=["view"])
    def resend_many(self, request: HttpRequest, queryset: QuerySet) -> None:
        failed = list(queryset.filter(status=DigestStatus.FAILED))
        for digest in failed:
            resend_digest(digest=digest, actor=actor(request))
        self.message_user(request, f"已重新排队{len(failed)}份，将在几分钟内发送。")


@admin.register(Sweep)
class SweepAdmin(ViewOnly, LedgerAdmin):
    list_display = ("on", "finished_at")
