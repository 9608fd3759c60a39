"""文件: the list, the page with everything that was read from a document, and its transitions."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import HistoryAdmin, LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column, column
from common.admin.fields import switch
from common.admin.filters import ChoiceFilter, RangeDateFilter, RelatedFilter
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import Offer, ReasonForm, TransitionForm, TransitionsMixin, transition
from common.files.answers import attachment
from departments.admin.actor import actor, is_supervisor
from departments.models.users import User
from policies.admin.panels import PANELS
from policies.admin.tree import lines
from policies.checking.admin.page import CheckingMixin
from policies.checking.services.corrections.items import set_first_unit_leads
from policies.checking.services.settling import (
    archive_document,
    confirm_document,
    return_to_checking,
    set_aside,
)
from policies.checking.services.unassigned import tasks_without_unit
from policies.imports.admin.uploading import import_view
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument, SourceFile
from policies.readers.admin import CircleMixin
from policies.readers.models import Circle
from policies.readers.rule import closed_to

STATUS_COLOURS = colours(DocumentStatus, draft="warning", confirmed="info", dispatched="success")


def may_download(user: User, document: PolicyDocument) -> bool:
    """Whether the user may have the original: all documents of the file must be visible."""
    if document.source_id is None:
        return False
    siblings = PolicyDocument.objects.filter(source_id=document.source_id)
    return not siblings.exclude(pk__in=siblings.visible_to(user).values("pk")).exists()


class LeaderForm(TransitionForm):
    """Whether the first unit listed leads where none is marked 牵头."""

    leads = switch("首个单位牵头", initial=True)


def _unnumbered(document: PolicyDocument) -> str:
    return f"督办事项（{document.get_origin_display()}）" if document.is_matter else "（无文号）"


def _leader_note(document: PolicyDocument) -> str:
    now = "由首个单位牵头" if document.first_unit_leads else "不指定牵头单位"
    return f"未标明牵头单位的任务，目前{now}。"


def _confirm_note(document: PolicyDocument) -> str:
    checks, bare = document.check_items.open().count(), len(tasks_without_unit(document))
    nobody = f"有{bare}项任务没有责任单位，交办后不会有人收到。" if bare else ""
    if not checks:
        return f"{nobody}确认后即可交办；没有交办之前可以退回校核。"
    return (
        f"尚有{checks}个待核事项。{nobody}"
        "确认后仍可继续处理，未定的单位在核定并再次交办之前不会收到任务；没有交办之前可以退回校核。"
    )


class PolicyDocumentAdmin(CheckingMixin, CircleMixin, TransitionsMixin, HistoryAdmin):
    """文件; the tracker adds what becomes of it and registers the page."""

    list_display = (
        "show_number",
        "show_title",
        "issuer",
        "issued_on",
        "show_status",
        "show_measures",
        "show_checks",
    )
    list_display_links = ("show_number", "show_title")
    list_filter = (
        ("status", ChoiceFilter),
        ("kind", ChoiceFilter),
        ("origin", ChoiceFilter),
        ("importance", ChoiceFilter),
        ("region", RelatedFilter),
        ("issued_on", RangeDateFilter),
    )
    search_fields = ("number", "title", "issuer")
    search_help_text = "按文号、标题或发文机关查找"
    ordering = ("-issued_on", "-id")  # the model's own is lost where rows are counted
    autocomplete_fields = ("issuer_department", "region")
    fields: tuple[Any, ...] = (
        "title",
        ("number", "issued_on"),
        ("issuer", "issuer_department"),
        ("kind", "region"),
        "first_unit_leads",
    )
    readonly_fields: tuple[str, ...] = ("first_unit_leads",)
    actions: tuple[str, ...] = ("set_aside_chosen",)
    actions_list = ("import_page",)
    actions_detail: tuple[str, ...] = (
        "check_draft",
        "confirm",
        "back_to_checking",
        "switch_leader",
        "set_circle",
        "lift_circle",
        "archive",
        "download",
    )
    offers = {
        **CircleMixin.circle_offers,
        "check_draft": Offer(
            is_supervisor, when=lambda d: d.status in (DocumentStatus.DRAFT, DocumentStatus.CONFIRMED)
        ),
        "confirm": Offer(
            is_supervisor, when=lambda d: d.status == DocumentStatus.DRAFT and d.kind == DocumentKind.POLICY
        ),
        "back_to_checking": Offer(is_supervisor, when=lambda d: d.status == DocumentStatus.CONFIRMED),
        "switch_leader": Offer(is_supervisor, when=lambda d: d.status == DocumentStatus.DRAFT),
        "archive": Offer(
            is_supervisor, when=lambda d: d.status in (DocumentStatus.DRAFT, DocumentStatus.CONFIRMED)
        ),
        "download": Offer(who=may_download, when=lambda d: True),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The documents that the user may see; the long text stays behind until a page wants it."""
        queryset: Any = super().get_queryset(request)
        user = actor(request)
        rows = queryset.visible_to(user).without_text().with_counts().select_related("source")
        if not user.minds_circles:
            return rows
        return rows.annotate(has_circle=Exists(Circle.objects.filter(document=OuterRef("pk"))))

    def get_list_display(self, request: HttpRequest) -> Any:
        """What is to be checked is the supervision office's."""
        columns, user = [*super().get_list_display(request)], actor(request)
        return columns if user.sees_everything else [c for c in columns if c != "show_checks"]

    def get_actions_list(self, request: HttpRequest) -> list[Any]:
        return super().get_actions_list(request) if self.has_import_permission(request) else []

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(actor(request).has_perm("policies.add_policydocument"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody by hand: a document comes from a file."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PolicyDocument | None = None) -> bool:
        """Those who may, while it is a draft."""
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.status == DocumentStatus.DRAFT)

    def get_fields(self, request: HttpRequest, obj: PolicyDocument | None = None) -> Any:
        """A matter has no 文号 and no 发文机关: where it comes from stands there instead."""
        if obj is None or not obj.is_matter:
            return super().get_fields(request, obj)
        return ("title", ("origin", "importance"), ("show_said_by", "show_given_on"), "region")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        more = ("origin", "show_said_by", "show_given_on") if obj is not None and obj.is_matter else ()
        return (*super().get_readonly_fields(request, obj), *more)

    def page_context(self, request: HttpRequest, document: PolicyDocument) -> dict[str, Any]:
        """What to check first, then the head, the tree, the indicators and the source text."""
        sees_checks = actor(request).sees_everything
        return {
            "document": document,
            "lines": lines(document),
            "indicators": list(document.indicators.all()),
            "checks": list(document.check_items.open().select_related("measure")) if sees_checks else [],
            "status_colour": STATUS_COLOURS[document.status],
            "panels": [panel(request, document) for panel in PANELS],
        }

    @action(description="导入文件", url_path="import", icon="upload_file", variant=ActionVariant.PRIMARY)
    def import_page(self, request: HttpRequest) -> HttpResponse:
        """导入: files or pasted text."""
        return import_view(self, request)

    @transition("完成校核", url_path="confirm", icon="task_alt", note=_confirm_note)
    def confirm(self, request: HttpRequest, document: PolicyDocument) -> str:
        """校核: the draft is right."""
        confirm_document(document=document, actor=actor(request))
        return "文件已完成校核，可以交办。"

    @transition(
        "退回校核",
        url_path="back-to-checking",
        icon="undo",
        note="文件尚未交办，可以退回“待校核”继续修改；此前的修改都保留，但不能再逐步撤销。",
    )
    def back_to_checking(self, request: HttpRequest, document: PolicyDocument) -> str:
        """退回校核: it was confirmed too early."""
        return_to_checking(document=document, actor=actor(request))
        return "文件已退回校核，可以修改。"

    @transition(
        "设定牵头规则",
        url_path="first-unit",
        button="牵头规则",
        icon="flag",
        note=_leader_note,
        form=LeaderForm,
    )
    def switch_leader(self, request: HttpRequest, document: PolicyDocument, leads: bool) -> str:
        """Whether the first unit listed leads."""
        set_first_unit_leads(document=document, leads=leads, actor=actor(request))
        return "未标明牵头单位的任务，由首个单位牵头。" if leads else "首个单位不再自动牵头。"

    @transition(
        "归档文件",
        url_path="archive",
        button="归档",
        icon="inventory_2",
        note="归档后文件不再交办，其文号可以重新导入。",
        form=ReasonForm,
        danger=True,
    )
    def archive(self, request: HttpRequest, document: PolicyDocument, reason: str) -> str:
        """归档: put it aside, with a reason."""
        archive_document(document=document, reason=reason, actor=actor(request))
        return "文件已归档。"

    @action(description="下载原件", url_path="source", icon="download")
    def download(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        document = self.visible_object(request, object_id)
        if not may_download(actor(request), document):
            raise Http404("没有可下载的原件。")
        source = SourceFile.objects.get(pk=document.source_id)
        return attachment(source.content, name=source.name)

    @admin.action(description="归档不部署任务的文件", permissions=["import"])
    def set_aside_chosen(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """归档 of the chosen drafts that order nothing, after one question."""
        ids = list(queryset.values_list("pk", flat=True))
        rows = list(PolicyDocument.objects.filter(pk__in=ids).ordering_nothing().without_text())
        if not rows:
            messages.warning(request, "所选文件中，没有待校核又不部署任务的。")
            return None
        if "confirmed" not in request.POST:
            shown = {"rows": rows, "skipped": len(ids) - len(rows)}
            title = f"归档{len(rows)}份不部署任务的文件"
            return self.page_of_chosen(request, "policies/set_aside.html", title, shown)
        with ShowsRefusals(request):
            messages.success(request, f"已归档{set_aside(documents=rows, actor=actor(request))}份文件。")
        return None

    show_number = column("文号", lambda row: row.number or _unnumbered(row), ordering="number")

    # Only beside its title: a column of its own would say to others that something is closed.
    show_title = column(
        "标题",
        lambda row: f"{row.title}〔限定知悉〕" if getattr(row, "has_circle", False) else row.title,
        ordering="title",
    )
    show_said_by = column("来源说明", lambda row: row.issuer or "未填写")
    show_given_on = column("来源日期", lambda row: row.issued_on)

    show_status = choice_column("状态", "status", STATUS_COLOURS)

    show_measures = column("举措", lambda row: int(row.measure_count))
    show_checks = column("待核", lambda row: int(row.open_check_count))


@admin.register(SourceFile)
class SourceFileAdmin(ViewOnly, LedgerAdmin):
    list_display = ("name", "size", "uploaded_by", "uploaded_at")
    list_select_related = ("uploaded_by",)
    search_fields = ("name", "sha256")
    fields = ("name", "size", "sha256", "uploaded_by", "uploaded_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        user = actor(request)
        queryset: QuerySet = super().get_queryset(request).defer("content")
        if user.minds_circles:
            closed = PolicyDocument.objects.filter(pk__in=closed_to(PolicyDocument, user))
            queryset = queryset.exclude(pk__in=closed.filter(source__isnull=False).values("source"))
        return queryset
