"""建议提案: the register, one proposal with its transitions, and the months that count."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from unfold.decorators import action, display

from common.admin.base import HistoryAdmin, LedgerAdmin, ViewOnly, colours
from common.admin.columns import column, filled
from common.admin.filters import ChoiceFilter, IdFilter, RangeDateFilter, condition_filter
from common.files.answers import XLSX, attachment
from departments.admin.actor import actor
from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from tracker.proposals.admin.registering import Registering
from tracker.proposals.admin.transitions import ProposalTransitions
from tracker.proposals.models import (
    Proposal,
    ProposalAnswer,
    ProposalRule,
    ProposalSponsor,
    ProposalStatus,
    Satisfaction,
)
from tracker.proposals.workbook import register_book, register_name
from tracker.work.admin.filters import LightFilter
from tracker.work.states import Light

LIGHT_COLOURS = colours(Light, red="danger", yellow="warning", green="success")
STATUS_COLOURS = colours(
    ProposalStatus, registered="warning", active="info", answered="primary", closed="success"
)
SATISFACTION_COLOURS = colours(Satisfaction, satisfied="success", mostly="info", dissatisfied="danger")


class SponsorFilter(IdFilter):
    """By unit, among those that handle anything the user may see."""

    title = "承办单位"
    parameter_name = "department"

    def named(self, request: HttpRequest) -> Iterable[tuple[int, str]]:
        held = ProposalSponsor.objects.visible_to(actor(request)).order_by().values("department_id")
        return Department.objects.filter(pk__in=held).values_list("pk", "short_name")

    def narrowed(self, queryset: QuerySet, chosen: str) -> QuerySet:
        held = ProposalSponsor.objects.filter(department_id=chosen).values("proposal_id")
        return queryset.filter(pk__in=held)


def _light_label(proposal: Any) -> str:
    """The light in words; what was not handed out has none, and is not ended."""
    if proposal.status == ProposalStatus.REGISTERED:
        return "尚未交办"
    return str(Light(proposal.light).label)


AskedFilter = condition_filter("延期申请", "waiting", yes=("待答复", lambda rows, on: rows.asking_for_time()))


@admin.register(Proposal)
class ProposalAdmin(ViewOnly, Registering, ProposalTransitions, LedgerAdmin):
    list_display = (
        "show_light",
        "show_name",
        "title",
        "show_lead",
        "show_status",
        "show_due",
        "show_days_late",
        "show_outcome",
        "show_satisfaction",
    )
    list_display_links = ("show_name",)
    list_filter = (
        LightFilter,
        ("kind", ChoiceFilter),
        ("status", ChoiceFilter),
        SponsorFilter,
        ("outcome", ChoiceFilter),
        ("satisfaction", ChoiceFilter),
        AskedFilter,
        ("due_on", RangeDateFilter),
    )
    search_fields = ("number", "session", "title", "proposers")
    search_help_text = "按编号、届次、案由或提出人查找"
    fields = ("title",)  # the page is a template of its own
    empty_words = "由督查室点“登记”录入，或点“由答复件登记”从答复件读取。"
    actions_list = ("register", "from_reply", "export")
    actions = ("urge_many",)
    actions_detail = (
        "correct",
        "hand_out",
        "urge",
        "reassign",
        "acknowledge",
        "opine",
        "answer",
        "ask_extension",
        "answer_extension",
        "rate",
        "close",
        "withdraw",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).with_light(self.today()).with_lead().defer("text")

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits for an answer first, most urgent of it first."""
        return Proposal.objects.most_urgent_first().query.order_by

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.paper_view)
        return [path("answers/<int:pk>/file/", view, name="proposals_proposal_file"), *super().get_urls()]

    def paper_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        answers = ProposalAnswer.objects.visible_to(actor(request)).select_related("content")
        answer = answers.filter(pk=pk, content__isnull=False).first()
        if answer is None or answer.content is None:
            raise Http404("没有这份附件，或者您无权查看。")
        return attachment(answer.content.data, name=answer.file_name, media_type=answer.media_type)

    def page_context(self, request: HttpRequest, proposal: Any) -> dict[str, Any]:
        """Everything on one page: what is asked, who handles it, the answers, the timeline."""
        user = actor(request)
        papers = PolicyDocument.objects.visible_to(user).values_list("pk", flat=True)
        answers = list(
            proposal.answers.select_related("department", "author", "rated_by", "document").defer(
                "document__text"
            )
        )
        seen = set(papers.filter(pk__in=[a.document_id for a in answers if a.document_id]))
        return {
            "proposal": proposal,
            "sponsors": list(proposal.sponsors.select_related("department", "acknowledged_by", "opinion_by")),
            "answers": answers,
            "papers": seen,
            "extensions": list(proposal.extensions.select_related("asked_by", "answered_by")),
            "events": list(proposal.events.select_related("actor").order_by("-id")),
            "days_late": proposal.days_late(self.today()),
            "light_label": _light_label(proposal),
            "light_colour": LIGHT_COLOURS[proposal.light],
            "status_colour": STATUS_COLOURS[proposal.status],
        }

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found: Any = super().get_object(request, object_id, from_field)
        if found is not None:
            found = (
                self.get_queryset(request)
                .defer(None)
                .select_related("region")
                .prefetch_related(Prefetch("sponsors"), Prefetch("extensions"))
                .get(pk=found.pk)
            )
        return found

    @action(description="导出", url_path="export", icon="download", permissions=["view"])
    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The register as xlsx: what the user may see, filtered as the address says."""
        rows = self.listed(request)
        return attachment(
            register_book(rows, on=self.today()), name=register_name(self.today()), media_type=XLSX
        )

    show_light = column("灯", lambda row: (row.light, _light_label(row)), label=LIGHT_COLOURS)
    show_name = column("编号", lambda row: str(row), ordering="number")
    show_lead = column("主办单位", lambda row: row.lead_name or "待交办")
    show_due = filled("答复时限", "due_on", "交办后起算")
    show_outcome = filled("办理结果", "outcome", "尚未答复")

    @display(description="状态", ordering="status", label=STATUS_COLOURS)
    def show_status(self, obj: Proposal) -> tuple[str, str]:
        again = "（再次答复）" if obj.round > 1 and obj.status == ProposalStatus.ACTIVE else ""
        return obj.status, f"{obj.get_status_display()}{again}"

    @display(description="逾期天数", ordering="due_on")
    def show_days_late(self, obj: Proposal) -> str:
        late = obj.days_late(self.today())
        return f"{late}天" if late else "未逾期"

    @display(description="满意度", ordering="satisfaction", label=SATISFACTION_COLOURS)
    def show_satisfaction(self, obj: Proposal) -> Any:
        return (obj.satisfaction, obj.get_satisfaction_display()) if obj.satisfaction else ("", "尚未评价")


@admin.register(ProposalRule)
class ProposalRuleAdmin(HistoryAdmin):
    """答复时限规则; what was handed out before a change keeps its days."""

    list_display = (
        "__str__",
        "kind",
        "show_sitting",
        "show_region",
        "months",
        "max_months",
        "again_months",
        "opinion_months",
    )
    list_select_related = ("region",)
    list_filter = (("kind", ChoiceFilter),)
    autocomplete_fields = ("region",)
    show_sitting = filled("提出时间", "sitting", "不限")
    show_region = filled("适用地区", "region", "全部地区")
    fields = ("kind", "sitting", "region", "months", "max_months", "again_months", "opinion_months")
