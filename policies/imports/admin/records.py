"""导入记录: what was imported, how far it has come, and what a person decides of the documents found."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column, column
from common.admin.filters import ChoiceFilter, RangeDateFilter
from common.admin.outcomes import say
from common.admin.refusals import ShowsRefusals
from common.queueing import begin
from departments.admin.actor import actor, is_office
from policies.imports.models import EntryState, Import, ImportState
from policies.imports.services.deciding import confirm_entries, drop_entries, set_aside_entries
from policies.imports.services.reading import may_retry, retry_import
from policies.imports.tasks import read_uploaded
from policies.models.documents import PolicyDocument

STATE_COLOURS = colours(ImportState, ready="warning", confirmed="success", failed="danger", reading="info")
ENTRY_COLOURS = colours(EntryState, ready="warning", confirmed="success", unread="danger")

_BAR = """<span class="dc-row" data-import="{}" data-reload>
    <progress max="100" value="{}" aria-label="读取进度"></progress><span role="status" data-said>{}</span>
</span>"""


def _progress(record: Import) -> str:
    """How far it has come, as a bar that `imports.js` keeps moving; else what became of it."""
    if not record.is_under_way:
        return record.message
    return format_html(
        _BAR,
        reverse("import-detail", args=[record.pk]),
        record.percent,
        record.step or record.get_state_display(),
    )


def _found(record: Any) -> str:
    words = [f"{record.entry_count}份"] if record.entry_count else []
    words += [f"待确认{record.open_count}份"] if record.open_count else []
    words += [f"未能读取{record.unread_count}个"] if record.unread_count else []
    return "，".join(words)


@admin.register(Import)
class ImportAdmin(ViewOnly, LedgerAdmin):
    list_display = ("name", "show_state", "show_found", "show_progress", "imported_by", "created_at")
    list_display_links = ("name",)
    list_filter = (("state", ChoiceFilter), ("created_at", RangeDateFilter))
    list_select_related = ("imported_by",)
    search_fields = ("name",)
    ordering = ("-id",)  # the model's own is lost where rows are counted
    search_help_text = "按文件名查找"
    fields = ("name",)
    actions_list = ("take_in",)

    class Media:
        js = (Script("policies/imports.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).with_counts()

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/decide/", wrap(self.decide_view), name="policies_import_decide"),
            path("<int:pk>/retry/", wrap(self.retry_view), name="policies_import_retry"),
            *super().get_urls(),
        ]

    has_decide_permission = is_office

    @action(description="导入文件", url_path="take-in", icon="upload_file", variant=ActionVariant.PRIMARY)
    def take_in(self, request: HttpRequest) -> HttpResponse:
        """To the page that takes files and pasted text."""
        return redirect("admin:policies_policydocument_import_page")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """How far it has come; then the documents, to be confirmed or dropped."""
        record = self.visible_object(request, object_id)
        entries = record.entries.select_related("document", "decided_by").defer("document__text")
        rows = list(entries.order_by("position"))
        waiting = [entry.document_id for entry in rows if entry.state == EntryState.READY]
        shown = {
            "original": record,
            "record": record,
            "entries": [(entry, ENTRY_COLOURS[entry.state]) for entry in rows],
            "aside_count": PolicyDocument.objects.filter(pk__in=waiting).ordering_nothing().count(),
            "state_colour": STATE_COLOURS[record.state],
            "may_retry": may_retry(record, timezone.now()),
            "may_drop": record.is_under_way,
        }
        return self.page(request, "policies/import.html", "导入记录", shown)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: confirm or drop the chosen documents, or all of them."""
        record = self._posted(request, pk)
        if request.method == "POST":
            with ShowsRefusals(request):
                say(request, self._decide(record, request), after="policies.import.decide", of=record)
        return self._back(record)

    def _decide(self, record: Import, request: HttpRequest) -> str:
        posted = request.POST
        chosen = [int(key) for key in posted.getlist("entry") if key.isdecimal() and len(key) < 19]
        entries = None if "_all" in posted or not chosen else chosen
        user = actor(request)
        if posted.get("decision") == "aside":
            return (
                f"已归档{set_aside_entries(record=record, entries=entries, actor=user)}份不部署任务的文件。"
            )
        if posted.get("decision") == "drop":
            count = drop_entries(record=record, entries=entries, actor=user)
            return f"已放弃{count}份文件。" if count else "已放弃，不再读取。"
        return f"已确认{confirm_entries(record=record, entries=entries, actor=user)}份文件，可以交办。"

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: read it once more."""
        record = self._posted(request, pk)
        if request.method == "POST":
            with ShowsRefusals(request):
                retry_import(record=record, actor=actor(request), now=timezone.now())
                begin(read_uploaded, record.pk)
        return self._back(record)

    def _posted(self, request: HttpRequest, pk: int) -> Import:
        record: Import = self.visible_object(request, str(pk))
        if not self.has_decide_permission(request):
            raise PermissionDenied("导入由督查室办理。")
        return record

    def _back(self, record: Import) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:policies_import_change", args=[record.pk]))

    show_state = choice_column("状态", "state", STATE_COLOURS)
    show_found = column("文件", _found)
    show_progress = column("结果", _progress)
