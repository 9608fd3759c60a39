"""待核事项: what a person settles, one by one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from unfold.decorators import display
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.fields import line, one_of, switch
from common.admin.filters import ChoiceFilter, condition_filter
from common.admin.transitions import Offer, TransitionForm, TransitionsMixin, transition
from common.admin.widgets import Select, SelectMany
from departments.admin.actor import actor, is_supervisor
from departments.models.departments import Department, DepartmentGroup
from policies.admin.base import DocumentFilter, WithinDocuments
from policies.checking.admin.trail import WithTrail
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.assigning import assign_unit
from policies.checking.services.corrections.items import settle_item
from policies.checking.services.corrections.units import settle_unit
from policies.checking.services.settling import resolve_responsibility, settle_check
from policies.models.documents import DocumentStatus
from policies.models.measures import Responsibility, Role


class ResolveForm(TransitionForm):
    department = forms.ModelChoiceField(
        label="对应单位", queryset=Department.objects.existing(), required=False, widget=Select()
    )
    remember = switch("记住为别名", "以后再遇到这个名称，自动对应到上面的单位")
    group = forms.ModelChoiceField(
        label="或对应单位组", queryset=DepartmentGroup.objects.all(), required=False, widget=Select()
    )
    chosen = forms.ModelMultipleChoiceField(
        label="指定成员",
        queryset=Department.objects.existing(),
        required=False,
        widget=SelectMany(),
        help_text="仅用于成员待定的单位组，如“有关市县政府”",
    )
    everywhere = switch("本文件中同名的待核单位一并处理", initial=True)


class AssignForm(TransitionForm):
    department = forms.ModelChoiceField(
        label="责任单位", queryset=Department.objects.existing(), required=False, widget=Select()
    )
    group = forms.ModelChoiceField(
        label="或单位组",
        queryset=DepartmentGroup.objects.filter(is_open=False),
        required=False,
        widget=Select(),
    )
    role = one_of("分工", Role.choices, initial=Role.RESPONSIBLE)


class SettleForm(TransitionForm):
    settlement = line("处理结果", 200)


def _unit_of(obj: CheckItem | Responsibility) -> Responsibility:
    """The clause's unit that the page is about."""
    found = obj if isinstance(obj, Responsibility) else obj.responsibility
    assert found is not None  # noqa: S101  (the transition is offered for these only)
    return found


def _printed(obj: CheckItem | Responsibility) -> str:
    unit = _unit_of(obj)
    return f"原文单位：{unit}，见于举措“{unit.task.measure}”。"


class ResolvingMixin(TransitionsMixin):
    """The transition 指定单位, for a check item and for a responsibility."""

    @transition(
        "指定单位",
        url_path="resolve",
        icon="domain",
        variant=ActionVariant.PRIMARY,
        note=_printed,
        form=ResolveForm,
    )
    def resolve(self, request: HttpRequest, obj: CheckItem | Responsibility, **meant: Any) -> str:
        """Whom the printed unit stands for; in a draft it is an edit like any other, to be undone."""
        unit = _unit_of(obj)
        status = unit.task.measure.document.status
        settle = settle_unit if status == DocumentStatus.DRAFT else resolve_responsibility
        settle(responsibility=unit, actor=actor(request), **meant)
        names = "、".join(str(d) for d in meant["chosen"]) or str(meant["department"] or meant["group"])
        handed_out = status == DocumentStatus.DISPATCHED
        next_step = "文件已交办，请再次交办，把任务交给该单位。" if handed_out else ""
        return f"已将“{unit.printed_name}”对应为{names}。{next_step}"


OpenFilter = condition_filter(
    "处理情况",
    "settled",
    no=("待处理", lambda rows, on: rows.open()),
    yes=("已处理", lambda rows, on: rows.filter(settled_at__isnull=False)),
)


@admin.register(CheckItem)
class CheckItemAdmin(ViewOnly, WithinDocuments, ResolvingMixin, LedgerAdmin):
    list_display = ("message", "show_kind", "document", "measure", "show_settled")
    list_filter = (OpenFilter, ("kind", ChoiceFilter), DocumentFilter)
    list_select_related = ("document", "measure")
    search_fields = ("message", "document__number", "document__title")
    search_help_text = "按事项、文号或文件标题查找"
    fields = ("document", "measure", "show_kind", "message", "settlement", "settled_by", "settled_at")
    readonly_fields = ("show_kind",)
    actions_detail = ("resolve", "assign", "settle")
    offers = {
        "assign": Offer(is_supervisor, when=lambda c: c.settled_at is None and c.kind == CheckKind.NO_UNIT),
        "resolve": Offer(
            is_supervisor, when=lambda c: c.settled_at is None and c.responsibility_id is not None
        ),
        "settle": Offer(is_supervisor, when=lambda c: c.settled_at is None),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what a line shows; the document's text stays behind."""
        related = ("document", "measure", "responsibility__task__measure__document")
        texts = ("document__text", "responsibility__task__measure__document__text")
        return (
            super().get_queryset(request).select_related(*related).defer(*texts).order_by("settled_at", "id")
        )

    def object_url(self, obj: CheckItem) -> str:
        return reverse("admin:policies_policydocument_change", args=[obj.document_id])

    @transition(
        "指定责任单位",
        url_path="assign",
        icon="domain",
        variant=ActionVariant.PRIMARY,
        note=lambda item: f"举措“{item.measure}”中有任务没有责任单位。",
        form=AssignForm,
    )
    def assign(self, request: HttpRequest, item: CheckItem, **meant: Any) -> str:
        """Give a task that nobody has a unit, also after the checking has ended."""
        status = item.document.status
        assign_unit(item=item, actor=actor(request), **meant)
        again = "文件已交办，请再次交办，把任务交给该单位。" if status == DocumentStatus.DISPATCHED else ""
        return f"已指定{meant['department'] or meant['group']}。{again}"

    @transition(
        "处理待核事项",
        url_path="settle",
        button="核对无误",
        icon="done",
        note=lambda item: item.message,
        form=SettleForm,
    )
    def settle(self, request: HttpRequest, item: CheckItem, settlement: str) -> str:
        """Say how it was settled."""
        settle = settle_item if item.document.status == DocumentStatus.DRAFT else settle_check
        settle(item=item, settlement=settlement, actor=actor(request))
        return "待核事项已处理。"

    show_kind = column("类别", lambda row: row.get_kind_display(), ordering="kind", label=True)

    @display(description="处理情况", label={"open": "warning", "settled": "success"})
    def show_settled(self, obj: CheckItem) -> tuple[str, str]:
        return ("open", "待处理") if obj.settled_at is None else ("settled", "已处理")


@admin.register(Responsibility)
class ResponsibilityAdmin(ViewOnly, WithinDocuments, WithTrail, ResolvingMixin, LedgerAdmin):
    document_path = "task__measure__document"
    list_display = ("printed_name", "role", "department", "group", "task")
    list_filter = (("role", ChoiceFilter), DocumentFilter)
    search_fields = ("printed_name", "department__short_name", "task__measure__title")
    search_help_text = "按原文单位、对应单位或举措查找"
    readonly_fields = ("show_chosen",)
    fields = ("task", ("printed_name", "role"), ("department", "group"), "show_chosen")
    actions_detail = ("resolve",)
    offers = {"resolve": Offer(is_supervisor, when=lambda r: True)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = (
            super().get_queryset(request).select_related("department", "group", "task__measure__document")
        )
        return queryset.defer("task__text", "task__measure__document__text")

    show_chosen = column("指定成员", lambda row: "、".join(str(d) for d in row.chosen.all()))
