"""上下对照: the pages on which a person lays two documents side by side and checks the pairs."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelect2Widget

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.refusals import ShowsRefusals, add_refusal
from common.errors import ServiceError
from common.files.answers import XLSX, attachment
from departments.admin.actor import actor, is_office
from departments.models.users import User
from policies.alignment.models import Alignment
from policies.alignment.selectors import AlignmentView
from policies.alignment.services import (
    align_documents,
    confirm_proposed,
    decide_pair,
    pair_measures,
    propose_again,
)
from policies.alignment.workbook import alignment_xlsx
from policies.models.documents import DocumentStatus, PolicyDocument

NONE = "none"  # the choice 无对应


class TitledChoice(forms.ModelChoiceField):
    """Documents by number and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} {obj.title}".strip()[:60]


class AlignForm(forms.Form):
    upper = TitledChoice(
        label="上级文件",
        queryset=PolicyDocument.objects.none(),
        widget=UnfoldAdminSelect2Widget(),
        help_text="例如省里的规划",
    )
    lower = TitledChoice(
        label="下级文件",
        queryset=PolicyDocument.objects.none(),
        widget=UnfoldAdminSelect2Widget(),
        help_text="贯彻它的文件，例如市里的规划；没有的请先导入",
    )

    def __init__(self, data: Any = None, *, reader: User) -> None:
        super().__init__(data)
        documents = PolicyDocument.objects.visible_to(reader).without_text()
        for name in ("upper", "lower"):
            box: Any = self.fields[name]
            box.queryset = documents.exclude(status=DocumentStatus.ARCHIVED)


@admin.register(Alignment)
class AlignmentAdmin(ViewOnly, LedgerAdmin):
    list_display = ("show_lower", "show_upper", "show_proposed", "show_confirmed", "created_at")
    list_display_links = ("show_lower",)
    search_fields = ("upper__number", "upper__title", "lower__number", "lower__title")
    search_help_text = "按文号或标题查找"
    fields = ("upper", "lower")
    actions_list = ("begin",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return (
            queryset.visible_to(actor(request))
            .select_related("upper", "lower")
            .defer("upper__text", "lower__text")
            .annotate(
                proposed=Count("pairs", filter=Q(pairs__state="proposed")),
                confirmed=Count("pairs", filter=Q(pairs__state="confirmed", pairs__lower__isnull=False)),
            )
        )

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("new/", wrap(self.new_view), name="policies_alignment_new"),
            path("<int:pk>/decide/", wrap(self.decide_view), name="policies_alignment_decide"),
            path("<int:pk>/xlsx/", wrap(self.xlsx_view), name="policies_alignment_xlsx"),
            *super().get_urls(),
        ]

    @action(
        description="新建对照",
        url_path="to-new",
        icon="compare_arrows",
        variant=ActionVariant.PRIMARY,
        permissions=["align"],
    )
    def begin(self, request: HttpRequest) -> HttpResponse:
        """To the page that asks for the two documents; the name of an action's address holds its method's."""
        return HttpResponseRedirect(reverse("admin:policies_alignment_new"))

    has_align_permission = is_office

    def new_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_align_permission(request):
            raise PermissionDenied("上下对照由督查室办理。")
        form = AlignForm(request.POST if request.method == "POST" else None, reader=actor(request))
        if form.is_valid():
            try:
                alignment = align_documents(actor=actor(request), **form.cleaned_data)
            except ServiceError as error:
                add_refusal(form, error)
            else:
                return HttpResponseRedirect(reverse("admin:policies_alignment_change", args=[alignment.pk]))
        shown = {
            "form": form,
            "media": form.media,
            "note": "系统按文字的相似程度提出对应关系，供您逐条确认或改正。",
            "back_url": reverse("admin:policies_alignment_changelist"),
        }
        return self.page(request, "admin/transition.html", "新建上下对照", shown)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The two side by side: what has no counterpart first, then what differs, then the rest."""
        alignment = self.visible_object(request, object_id)
        view = AlignmentView(alignment)
        shown = {
            "original": alignment,
            "alignment": alignment,
            "view": view,
            "differing": sum(bool(pair.differences) for pair in view.pairs),
            "may_decide": self.has_align_permission(request),
            "none": NONE,
        }
        return self.page(request, "policies/alignment.html", "上下对照", shown)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST what a person says of a pair, of a measure, or of all that is proposed."""
        alignment, posted, user = self.visible_object(request, str(pk)), request.POST, actor(request)
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:policies_alignment_change", args=[alignment.pk]))
        with ShowsRefusals(request):
            messages.success(request, self._decide(alignment, posted, user))
        address = reverse("admin:policies_alignment_change", args=[alignment.pk])
        anchor = posted.get("next", "")
        safe = anchor.replace("-", "").isalnum() and len(anchor) < 40
        return HttpResponseRedirect(f"{address}#{anchor}" if safe else address)

    def _decide(self, alignment: Alignment, posted: Any, user: Any) -> str:
        if "_all" in posted:
            return f"已确认{confirm_proposed(alignment=alignment, actor=user)}对。"
        if "_again" in posted:
            return f"已重新查找，提出{propose_again(alignment=alignment, actor=user)}对，您已确认的不变。"
        pair = _one(alignment.pairs.all(), posted.get("pair"))
        if pair is not None and "_right" in posted:
            decide_pair(pair=pair, right=True, actor=user)
            return "已确认。"
        if pair is not None and "_wrong" in posted:
            decide_pair(pair=pair, right=False, actor=user)
            return "已标为不对应。"
        upper = pair.upper if pair else _one(alignment.upper.measures.all(), posted.get("upper"))
        if upper is None or not posted.get("lower"):
            raise ServiceError("measure_required", "请选择对应的举措。")
        lower = None
        if posted["lower"] != NONE:
            lower = _one(alignment.lower.measures.all(), posted["lower"])
            if lower is None:
                raise ServiceError("measure_required", "请选择对应的举措。")
        pair_measures(alignment=alignment, upper=upper, lower=lower, instead_of=pair, actor=user)
        return f"已将“{upper}”对应到“{lower}”。" if lower else f"已确认“{upper}”没有对应的举措。"

    def xlsx_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        alignment = self.visible_object(request, str(pk))
        name = f"上下对照（{alignment.lower}对照{alignment.upper}）.xlsx"
        return attachment(alignment_xlsx(alignment), name=name, media_type=XLSX)

    show_lower = column("下级文件", lambda row: f"{row.lower.number} {row.lower.title}".strip())
    show_upper = column("上级文件", lambda row: f"{row.upper.number} {row.upper.title}".strip())
    show_proposed = column("待确认", lambda row: int(row.proposed))
    show_confirmed = column("已确认", lambda row: int(row.confirmed))


def _one(rows: Any, pk: str | None) -> Any:
    """The row of that id among these; `None` without one, 404 for a foreign one."""
    if not pk:
        return None
    found = rows.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
    if found is None:
        raise Http404("没有这条记录。")
    return found
