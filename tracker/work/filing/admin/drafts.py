"""我的草稿: what a filer has begun and not yet filed."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin.base import ViewOnly
from common.admin.columns import column
from common.admin.transitions import Offer, TransitionsMixin, transition
from departments.admin.actor import actor
from departments.models.users import User
from tracker.work.admin.rows import OfAssignmentAdmin
from tracker.work.filing.admin.filing import file_facts
from tracker.work.filing.admin.report_form import FIGURE, ReportForm
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.services.drafting import discard_draft
from tracker.work.models.assignments import AssignmentMilestone
from tracker.work.templatetags.days import due
from tracker.work.transitions import Transition, allowed_transitions


def is_author(user: User, draft: ReportDraft) -> bool:
    """Whether it is the user's own."""
    return draft.author_id == user.pk


@admin.register(ReportDraft)
class ReportDraftAdmin(ViewOnly, TransitionsMixin, OfAssignmentAdmin):
    list_display = ("show_measure", "show_number", "show_department", "show_due", "show_files", "updated_at")
    related = ("author",)
    search_fields = ("assignment__task__measure__title", "assignment__document__number")
    search_help_text = "按举措或文号查找"
    ordering = ("-updated_at",)
    actions_detail = ("go_on", "discard")
    fields = ("updated_at",)  # the page is a template of its own
    offers = {
        "go_on": Offer(
            who=is_author, when=lambda d: Transition.FILE in allowed_transitions(d.author, d.assignment)
        ),
        "discard": Offer(who=is_author, when=lambda d: True),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(file_count=Count("attachments"))

    def page_context(self, request: HttpRequest, draft: Any) -> dict[str, Any]:
        """The draft for reading, also where it cannot be filed any more."""
        return {
            "draft": draft,
            "assignment": draft.assignment,
            "on": self.today(),
            "lines": _lines(draft),
            "files": [file_facts(file) for file in draft.attachments.all()],
        }

    @action(description="继续填报", url_path="go-on", icon="edit_note", variant=ActionVariant.PRIMARY)
    def go_on(self, request: HttpRequest, object_id: str) -> HttpResponse:
        draft = self.visible_object(request, object_id)
        return HttpResponseRedirect(reverse("admin:work_assignment_report", args=[draft.assignment_id]))

    @transition(
        "删除草稿",
        url_path="discard",
        icon="delete",
        note="草稿及其附件将被删除，不能恢复；已报送的进展不受影响。",
        danger=True,
    )
    def discard(self, request: HttpRequest, draft: ReportDraft) -> str:
        """Throw it away, with its files."""
        discard_draft(draft=draft, actor=actor(request))
        return "草稿已删除。"

    def back_url(self, request: HttpRequest, obj: Any) -> str:
        """A draft that is gone has no page to go back to."""
        gone = not ReportDraft.objects.filter(pk=obj.pk).exists()
        return reverse("admin:work_reportdraft_changelist") if gone else super().back_url(request, obj)

    @display(description="时限", ordering="assignment__due_on")
    def show_due(self, obj: ReportDraft) -> str:
        return due(obj.assignment, self.today())

    show_files = column("附件", lambda row: int(row.file_count))


def _lines(draft: ReportDraft) -> list[tuple[str, str]]:
    """What was typed, each with the label of its box; a box that is empty has no line."""
    form = ReportForm(assignment=draft.assignment, draft=draft)
    lines = []
    for name, box in form.fields.items():
        value = form.initial.get(name, "")
        if name == "claims_completion":
            value = "是" if value else ""
        elif name == "milestone" and value:
            dates = AssignmentMilestone.objects.filter(assignment=draft.assignment_id)
            value = next((str(m) for m in dates if str(m.pk) == str(value)), "")
        if value not in ("", None):
            lines.append((f"指标：{box.label}" if name.startswith(FIGURE) else str(box.label), str(value)))
    return lines
