"""待核事项: what a person settles, one by one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.filters import ChoiceFilter, NamedFilter
from common.admin.transitions import Offer, TransitionForm, TransitionsMixin, transition
from common.admin.widgets import Select, SelectMany
from departments.admin.actor import actor, is_supervisor
from departments.models.departments import Department, DepartmentGroup
from policies.admin.base import DocumentFilter, WithinDocuments
from policies.checking.admin.trail import WithTrail
from policies.checking.models.items import CheckItem
from policies.checking.services.corrections.items import settle_item
from policies.checking.services.corrections.units import settle_unit
from policies.checking.services.settling import resolve_responsibility, settle_check
from policies.models.documents import DocumentStatus
from policies.models.measures import Responsibility


class ResolveForm(TransitionForm):
    department = forms.ModelChoiceField(
        label="对应单位", queryset=Department.objects.existing(), required=False, widget=Select()
    )
    remember = forms.BooleanField(
        label="记住为别名",
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text="以后再遇到这个名称，自动对应到上面的单位",
    )
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
    everywhere = forms.BooleanField(
        label="本文件中同名的待核单位一并处理",
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget(),
    )


class SettleForm(TransitionForm):
    settlement = forms.CharField(label="处理结果", max_length=200, widget=UnfoldAdminTextInputWidget())


class ResolvingMixin(TransitionsMixin):
    """The transition 指定单位, for a check item and for a responsibility."""

    def responsibility_of(self, obj: Any) -> Responsibility:
        """The clause's unit that the page is about."""
        raise AssertionError(f"{type(self).__name__} leads to no responsibility")

    def take_resolving(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whom the printed unit stands for, and tell the service."""

        def run(obj: Any, **meant: Any) -> str:
            responsibility = self.responsibility_of(obj)
            # In a draft it is an edit like any other: on its trail, and to be undone.
            draft = responsibility.task.measure.document.status == DocumentStatus.DRAFT
            settle = settle_unit if draft else resolve_responsibility
            settle(responsibility=responsibility, actor=actor(request), **meant)
            names = "、".join(str(d) for d in meant["chosen"]) or str(meant["department"] or meant["group"])
            return f"已将“{responsibility.printed_name}”对应为{names}。{_next_step(responsibility)}"

        def note(obj: Any) -> str:
            responsibility = self.responsibility_of(obj)
            return f"原文单位：{responsibility}，见于举措“{responsibility.task.measure}”。"

        return self.take_transition(
            request, object_id, "resolve", title="指定单位", run=run, note=note, form=ResolveForm
        )


def _next_step(responsibility: Responsibility) -> str:
    handed_out = responsibility.task.measure.document.status == DocumentStatus.DISPATCHED
    return "文件已交办，请再次交办，把任务交给该单位。" if handed_out else ""


class OpenFilter(NamedFilter):
    """Open or settled; open ones unless asked otherwise."""

    title = "处理情况"
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "待处理"), ("yes", "已处理")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        match self.value():
            case "no":
                return queryset.open()
            case "yes":
                return queryset.filter(settled_at__isnull=False)
        return queryset


@admin.register(CheckItem)
class CheckItemAdmin(ViewOnly, WithinDocuments, ResolvingMixin, LedgerAdmin):
    list_display = ("message", "show_kind", "document", "measure", "show_settled")
    list_filter = (OpenFilter, ("kind", ChoiceFilter), DocumentFilter)
    list_select_related = ("document", "measure")
    search_fields = ("message", "document__number", "document__title")
    search_help_text = "按事项、文号或文件标题查找"
    fields = ("document", "measure", "show_kind", "message", "settlement", "settled_by", "settled_at")
    readonly_fields = ("show_kind",)
    actions_detail = ("resolve", "settle")
    offers = {
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

    def responsibility_of(self, obj: CheckItem) -> Responsibility:
        """The unit that is doubtful."""
        assert obj.responsibility is not None  # noqa: S101  (the transition is offered for these only)
        return obj.responsibility

    def object_url(self, obj: CheckItem) -> str:
        return reverse("admin:policies_policydocument_change", args=[obj.document_id])

    @action(description="指定单位", url_path="resolve", icon="domain", variant=ActionVariant.PRIMARY)
    def resolve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.take_resolving(request, object_id)

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

    @display(description="类别", ordering="kind", label=True)
    def show_kind(self, obj: CheckItem) -> str:
        return obj.get_kind_display()

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

    def responsibility_of(self, obj: Responsibility) -> Responsibility:
        return obj

    @action(description="指定单位", url_path="resolve", icon="domain", variant=ActionVariant.PRIMARY)
    def resolve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.take_resolving(request, object_id)

    @display(description="指定成员")
    def show_chosen(self, obj: Responsibility) -> str:
        return "、".join(str(d) for d in obj.chosen.all())
