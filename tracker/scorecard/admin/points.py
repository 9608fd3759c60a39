"""加减分 and 文件权重: what 督查室 sets by hand, each with its reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from common.admin.base import HistoryAdmin, LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.filters import NamedFilter
from common.admin.refusals import add_refusal
from common.admin.transitions import Offer, ReasonForm, TransitionForm, TransitionsMixin, transition
from common.admin.widgets import DayInput, Select
from common.errors import ServiceError
from departments.admin.actor import actor, is_office, is_supervisor
from departments.models.departments import Department
from departments.models.users import User
from policies.models.documents import PolicyDocument
from tracker.scorecard.models import DocumentWeight, HandPoints
from tracker.scorecard.services import give_points, set_document_weight, take_back_points
from tracker.work.admin.counted import read, spans_of
from tracker.work.admin.filters import DepartmentFilter


def _decimal(label: str, **more: Any) -> forms.DecimalField:
    widget = UnfoldAdminDecimalFieldWidget(attrs={"step": "0.1"})
    return forms.DecimalField(label=label, max_digits=4, decimal_places=1, widget=widget, **more)


class PointsForm(TransitionForm):
    department = forms.ModelChoiceField(label="单位", queryset=Department.objects.none(), widget=Select())
    points = _decimal("分值", help_text="加分为正，减分为负，最多20分")
    on = forms.DateField(label="计入日期", widget=DayInput(), help_text="落在哪个考核期间，就计入哪个期间")
    reason = ReasonForm.base_fields["reason"]

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data=data, **more)
        self.fields["department"].queryset = Department.objects.all()  # type: ignore[attr-defined]


class WeightForm(TransitionForm):
    document = forms.ModelChoiceField(label="文件", queryset=PolicyDocument.objects.none(), widget=Select())
    weight = _decimal("权重", help_text="0.1至10；没有设定的文件为1")
    reason = ReasonForm.base_fields["reason"]

    def __init__(self, data: Any = None, *, reader: User, **more: Any) -> None:
        super().__init__(data=data, **more)
        box: Any = self.fields["document"]
        box.queryset = PolicyDocument.objects.visible_to(reader).without_text()


class SpanFilter(NamedFilter):
    """Those that count in a period of 考核."""

    title = "考核期间"
    parameter_name = "counted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return spans_of(request.GET.get(self.parameter_name, ""), model_admin.today())

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if not self.value():
            return queryset
        span = read(str(self.value()))
        return queryset.none() if span is None else queryset.within(span)


class EnteredByHand(TransitionsMixin):
    """A list to which 督查室 adds by a form of its own."""

    def _entered(self, request: HttpRequest, form: Any, title: str, run: Any, note: str = "") -> HttpResponse:
        page: Any = self
        back = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
        if form.is_bound and form.is_valid():
            try:
                words = run(**form.cleaned_data)
            except ServiceError as error:
                add_refusal(form, error)
            else:
                page.message_user(request, words)
                return HttpResponseRedirect(back)
        shown = {"form": form, "note": note, "back_url": back, "media": form.media}
        answer: HttpResponse = page.page(request, self.transition_template, title, shown)
        return answer


@admin.register(HandPoints)
class HandPointsAdmin(ViewOnly, EnteredByHand, LedgerAdmin):
    """加减分."""

    list_display = ("department", "show_points", "on", "reason", "given_by", "given_at", "show_taken_back")
    list_filter = (DepartmentFilter, SpanFilter)
    list_select_related = ("department", "given_by", "taken_back_by")
    search_fields = ("department__short_name", "reason")
    search_help_text = "按单位或理由查找"
    fields = ("department", "points", "on", "reason", "show_given_by", "taken_back_reason")
    readonly_fields = ("show_given_by",)
    actions_list = ("give",)
    actions_detail = ("take_back",)
    offers = {"take_back": Offer(is_supervisor, when=lambda row: row.taken_back_at is None)}
    has_points_permission = is_office
    show_given_by = column("评定人", lambda row: str(row.given_by))  # no link: not everybody keeps accounts

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request))

    @action(
        description="加减分",
        url_path="give",
        icon="add",
        variant=ActionVariant.PRIMARY,
        permissions=["points"],
    )
    def give(self, request: HttpRequest) -> HttpResponse:
        form = PointsForm(request.POST if request.method == "POST" else None, initial={"on": self.today()})

        def run(**meant: Any) -> str:
            row = give_points(actor=actor(request), **meant)
            return f"已给{row.department}{row.points:+}分。"

        return self._entered(
            request, form, "加减分", run, "加减分计入单位的考核得分，并连同理由显示给该单位。"
        )

    @transition(
        "撤销",
        url_path="take-back",
        icon="undo",
        note=lambda row: f"{row}：{row.reason}。撤销后不再计入考核，记录保留。",
        form=ReasonForm,
    )
    def take_back(self, request: HttpRequest, row: HandPoints, reason: str) -> str:
        """撤销加减分."""
        take_back_points(points=row, reason=reason, actor=actor(request))
        return "已撤销，不再计入考核。"

    @display(description="分值", ordering="points")
    def show_points(self, obj: HandPoints) -> str:
        return f"{obj.points:+}"

    @display(description="撤销")
    def show_taken_back(self, obj: HandPoints) -> str:
        return f"{obj.taken_back_by}：{obj.taken_back_reason}" if obj.taken_back_at else ""


@admin.register(DocumentWeight)
class DocumentWeightAdmin(ViewOnly, EnteredByHand, HistoryAdmin):
    """文件权重."""

    list_display = ("document", "weight", "reason", "set_by", "set_at")
    list_select_related = ("document", "set_by")
    search_fields = ("document__number", "document__title", "reason")
    search_help_text = "按文号、标题或理由查找"
    fields = ("document", "weight", "reason", "show_set_by")
    readonly_fields = ("show_set_by",)
    actions_list = ("weigh",)
    has_points_permission = is_office
    show_set_by = column("设定人", lambda row: str(row.set_by))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).defer("document__text")

    @action(
        description="设定文件权重",
        url_path="weigh",
        icon="balance",
        variant=ActionVariant.PRIMARY,
        permissions=["points"],
    )
    def weigh(self, request: HttpRequest) -> HttpResponse:
        form = WeightForm(request.POST if request.method == "POST" else None, reader=actor(request))

        def run(**meant: Any) -> str:
            row = set_document_weight(actor=actor(request), **meant)
            return f"{row.document}的权重已设为{row.weight}。"

        note = "设定之后，这份文件的每个时限按这个权重计入考核得分；已设定过的改为新的权重。"
        return self._entered(request, form, "设定文件权重", run, note)
