"""建议提案 by the API: the register and the transitions, by the same services as the pages."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import validated
from common.api.described import FILE
from common.api.negotiation import WhateverIsAccepted
from common.errors import ServiceError
from common.files.answers import XLSX, attachment
from departments.api.filters import ChoicesFilter, IdsFilter, WordsFilter
from departments.api.permissions import IsSupervisor, user_of
from extraction.model import ExtractionError
from tracker.proposals.api import serializers as shapes
from tracker.proposals.models import (
    Outcome,
    Proposal,
    ProposalAnswer,
    ProposalKind,
    ProposalSponsor,
    ProposalStatus,
    Satisfaction,
)
from tracker.proposals.services.answering import (
    answer_proposal,
    close_proposal,
    rate_proposal,
    withdraw_proposal,
)
from tracker.proposals.services.handling import (
    acknowledge_proposal,
    answer_proposal_extension,
    ask_proposal_extension,
    dispatch_proposal,
    give_opinion,
)
from tracker.proposals.services.reassigning import reassign_proposal
from tracker.proposals.services.registering import register_proposal
from tracker.proposals.services.replies import read_reply_file, register_reply
from tracker.proposals.services.urging import urge_proposals
from tracker.proposals.transitions import ProposalTransition, require_role
from tracker.proposals.workbook import register_book, register_name
from tracker.work.api.serializers.bodies import ReasonBody
from tracker.work.api.views.base import TransitionsViewSet, step
from tracker.work.models.requests import AnswerStatus
from tracker.work.states import Light

DETAIL = shapes.ProposalDetailSerializer


class ProposalFilter(filters.FilterSet):
    """By kind, state, light as of today, unit, result and words."""

    kind = ChoicesFilter("kind", label="类别", choices=ProposalKind.choices)
    status = ChoicesFilter("status", label="状态", choices=ProposalStatus.choices)
    outcome = ChoicesFilter("outcome", label="办理结果", choices=Outcome.choices)
    satisfaction = ChoicesFilter("satisfaction", label="满意度", choices=Satisfaction.choices)
    light = filters.ChoiceFilter(method="_light", label="灯", choices=Light.choices)
    department = IdsFilter(method="_department", label="承办单位编号")
    due_from = filters.DateFilter(field_name="due_on", lookup_expr="gte", label="时限不早于")
    due_to = filters.DateFilter(field_name="due_on", lookup_expr="lte", label="时限不晚于")
    text = WordsFilter(*("number", "session", "title", "proposers"), label="编号、届次、案由或提出人中的文字")

    class Meta:
        model = Proposal
        fields: list[str] = []

    def _light(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.in_light(value, clock.today())

    def _department(self, queryset: Any, name: str, value: list[int]) -> Any:
        held = ProposalSponsor.objects.filter(department_id__in=value)
        return queryset.filter(pk__in=held.values("proposal_id"))


@extend_schema_view(
    list=extend_schema(summary="建议提案台账（新登记的在前）"),
    retrieve=extend_schema(summary="建议提案详情", responses=DETAIL),
)
class ProposalViewSet(ListModelMixin, RetrieveModelMixin, TransitionsViewSet):
    """建议提案：登记、交办、签收、会办、延期、答复、满意度、办结、撤案。"""

    queryset = Proposal.objects.all()
    serializer_class = shapes.ProposalSerializer
    filterset_class = ProposalFilter
    ordering = ("-id",)

    def get_queryset(self) -> Any:
        rows = Proposal.objects.visible_to(user_of(self.request)).with_light(clock.today()).with_lead()
        if self.action == "list":
            return rows.defer("text")
        return rows.prefetch_related(
            "sponsors__department",
            "sponsors__acknowledged_by",
            "answers",
            "extensions__asked_by",
            "events__actor",
        )

    def get_serializer_class(self) -> Any:
        return shapes.ProposalSerializer if self.action == "list" else DETAIL

    def object_for(self, transition: ProposalTransition) -> Proposal:
        """The proposal of the address, for a transition: 404 unseen, 403 for another role."""
        proposal: Proposal = self.get_object()
        require_role(transition, proposal, user_of(self.request))
        return proposal

    def _made(self, proposal: Proposal) -> Response:
        shown = self.get_queryset().get(pk=proposal.pk)
        return Response(self.get_serializer(shown).data, status=status.HTTP_201_CREATED)

    def get_permissions(self) -> Any:
        if self.action in ("create", "from_reply"):
            return [IsSupervisor()]
        return super().get_permissions()

    @extend_schema(summary="登记建议提案", request=shapes.RegisterBody, responses={201: DETAIL})
    def create(self, request: Request) -> Response:
        """由督查室登记；同一届次的编号不重复（409）。"""
        return self._made(
            register_proposal(actor=user_of(request), **validated(shapes.RegisterBody, request))
        )

    @extend_schema(
        summary="由答复件登记",
        request={"multipart/form-data": shapes.ReplyFileBody},
        responses={201: DETAIL},
    )
    @action(detail=False, methods=["post"], url_path="from-reply", parser_classes=[MultiPartParser])
    def from_reply(self, request: Request) -> Response:
        """读出编号、届次、案由、提出人和答复单位；已登记在办的，作为它的答复。"""
        body = validated(shapes.ReplyFileBody, request)
        file = body.pop("file")
        try:
            read = read_reply_file(name=file.name, content=file.read(), actor=user_of(request))
        except ExtractionError as error:
            raise ServiceError("file_unreadable", str(error), field="file") from error
        answered_on = body.pop("answered_on", None) or read.answered_on or clock.today()
        return self._made(
            register_reply(document=read.document, answered_on=answered_on, actor=user_of(request), **body)
        )

    @extend_schema(summary="导出建议提案台账", responses={(200, XLSX): OpenApiTypes.BINARY})
    @action(detail=False, methods=["get"], content_negotiation_class=WhateverIsAccepted)
    def export(self, request: Request) -> HttpResponseBase:
        """您能看到的全部，可按列表的条件筛选。"""
        rows = Proposal.objects.visible_to(user_of(request)).most_urgent_first()
        data = register_book(self.filter_queryset(rows), on=clock.today())
        return attachment(data, name=register_name(clock.today()), media_type=XLSX)

    @step("交办建议提案", ProposalTransition.DISPATCH, shapes.DispatchProposalBody, url_path="dispatch")
    def hand_out(self, proposal: Any, **said: Any) -> None:
        """由督查室交办主办和会办单位，时限按规则计算。"""
        dispatch_proposal(proposal=proposal, on=clock.today(), **said)

    @step("改派承办单位", ProposalTransition.REASSIGN, shapes.ReassignProposalBody)
    def reassign(self, proposal: Any, **said: Any) -> None:
        """由督查室写明改派后的全部承办单位和原因；答复时限不变。"""
        reassign_proposal(proposal=proposal, on=clock.today(), **said)

    @step("催办建议提案", ProposalTransition.URGE, shapes.UrgeProposalBody)
    def urge(self, proposal: Any, **said: Any) -> None:
        """由督查室催办尚未完成的承办单位；其填报员和负责人在收件箱中收到。"""
        urge_proposals(proposals=[proposal], on=clock.today(), **said)

    @step("签收建议提案", ProposalTransition.ACKNOWLEDGE)
    def acknowledge(self, proposal: Any, **said: Any) -> None:
        """由承办单位签收。"""
        acknowledge_proposal(proposal=proposal, **said)

    @step("提出会办意见", ProposalTransition.OPINE, shapes.OpinionBody)
    def opinion(self, proposal: Any, **said: Any) -> None:
        """由会办单位提出，送主办单位。"""
        give_opinion(proposal=proposal, on=clock.today(), **said)

    @step("申请延期答复", ProposalTransition.ASK_EXTENSION, shapes.AskProposalExtensionBody)
    def ask_extension(self, proposal: Any, **said: Any) -> None:
        """由主办单位申请，不超过规则规定的最长期限。"""
        ask_proposal_extension(proposal=proposal, on=clock.today(), **said)

    @step("答复延期申请", ProposalTransition.ANSWER_EXTENSION, shapes.AnswerProposalExtensionBody)
    def answer_extension(self, proposal: Any, **said: Any) -> None:
        """由督查室同意（可另定日期）或不同意（须写明原因）。"""
        extension = proposal.extensions.filter(status=AnswerStatus.OPEN).first()
        if extension is None:
            raise ServiceError("extension_not_pending", "没有等待答复的延期申请。")
        answer_proposal_extension(extension=extension, on=clock.today(), **said)

    @step(
        "答复建议提案",
        ProposalTransition.ANSWER,
        shapes.AnswerProposalBody,
        parser_classes=[MultiPartParser, JSONParser],
    )
    def answer(self, proposal: Any, file: Any, answered_on: Any = None, **said: Any) -> None:
        """由主办单位上传答复件，并写明办理结果。"""
        on = answered_on or clock.today()
        answer_proposal(proposal=proposal, name=file.name, data=file.read(), on=on, **said)

    @step("登记满意度", ProposalTransition.RATE, shapes.RateBody)
    def rate(self, proposal: Any, rated_on: Any = None, **said: Any) -> None:
        """由督查室登记；第一次答复不满意的，须再次答复。"""
        rate_proposal(proposal=proposal, on=rated_on or clock.today(), **said)

    @step("办结建议提案", ProposalTransition.CLOSE, shapes.CloseBody)
    def close(self, proposal: Any, **said: Any) -> None:
        """由督查室办结；须先登记满意度。"""
        close_proposal(proposal=proposal, on=clock.today(), **said)

    @step("撤案", ProposalTransition.WITHDRAW, ReasonBody)
    def withdraw(self, proposal: Any, **said: Any) -> None:
        """由督查室撤案，须写明原因。"""
        withdraw_proposal(proposal=proposal, **said)


class ProposalPaperView(APIView):
    """提案答复的附件."""

    content_negotiation_class = WhateverIsAccepted

    @extend_schema(
        summary="下载提案答复件",
        responses=FILE,
        tags=["proposals"],
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """可查看该建议提案的人可以下载。"""
        papers = ProposalAnswer.objects.visible_to(user_of(request)).filter(content__isnull=False)
        found: Any = get_object_or_404(papers.select_related("content"), pk=pk)
        return attachment(found.content.data, name=found.file_name, media_type=found.media_type)
