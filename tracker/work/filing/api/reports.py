"""Progress reports and their files: look up, endorse, take back, review, download."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.bodies import validated
from common.api.described import FILE, listed
from common.api.negotiation import WhateverIsAccepted
from common.db.compiled import CompiledQuery
from common.db.prepared import prepared
from common.errors import ServiceError
from departments.api.permissions import user_of
from departments.models.users import User
from tracker.work.api.detail import ABOUT, ANSWERED_BY
from tracker.work.api.filters import ReportFilter
from tracker.work.api.serializers.bodies import (
    ApproveBody,
    ApproveManyBody,
    ReasonBody,
    ReturnBody,
    WithdrawBody,
)
from tracker.work.api.views.base import TransitionsViewSet, all_of, step
from tracker.work.filing.api.rows import filed_about
from tracker.work.filing.api.serializers import BulkOutcomeSerializer, ReportRowSerializer
from tracker.work.filing.models.drafts import Attachment
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.drafting import remove_attachment
from tracker.work.filing.services.endorsing import endorse_many, send_back_to_filer
from tracker.work.filing.services.reporting import endorse_report, withdraw_report
from tracker.work.filing.services.reviewing import BulkOutcome, approve_many, approve_report, return_report
from tracker.work.filing.showing import answer_for
from tracker.work.transitions import Transition, require_role

PEOPLE = ("author", "endorsed_by", "first_reviewed_by", "reviewed_by")
FILES = ("readings__indicator", "attachments__uploaded_by")

# What a row says. To fetch every column of ten tables costs more than to find them.
_SHOWN = (
    *(field.name for field in ProgressReport._meta.concrete_fields),
    "assignment__department__short_name",
    "assignment__document__number",
    *(f"assignment__task__measure__{name}" for name in ("path", "title", "text")),
    "milestone__phrase",
    *(f"{person}__{name}" for person in PEOPLE for name in ("username", "display_name")),
)


def _in_full(user: User) -> QuerySet[ProgressReport]:
    """What the user may see, with what a row says."""
    seen = ProgressReport.objects.visible_to(user)
    rows: QuerySet[ProgressReport] = seen.select_related(*ABOUT, "author", *ANSWERED_BY).only(*_SHOWN)
    return rows


def _to_step(user: User) -> QuerySet[ProgressReport]:
    """What the user may see, with what tells whose transition it is."""
    seen = ProgressReport.objects.visible_to(user)
    rows: QuerySet[ProgressReport] = seen.select_related("assignment__department")
    return rows


_TO_STEP = CompiledQuery(lambda user, pk: _to_step(user).filter(pk=pk))
_STEPPED = CompiledQuery(lambda user, pk: _in_full(user).filter(pk=pk))


@listed("进展列表", "进展详情")
class ReportViewSet(ListModelMixin, RetrieveModelMixin, TransitionsViewSet):
    """进展：查询、审签、撤回、审核。"""

    filing = ("endorse", "send_back", "endorse_many", "withdraw")
    queryset = ProgressReport.objects.all()
    serializer_class = ReportRowSerializer
    filterset_class = ReportFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[ProgressReport]:
        """The reports that the user may see; what still waits for its head is the department's own."""
        return _in_full(user_of(self.request)).prefetch_related(*FILES)

    def found(self) -> ProgressReport:
        found: ProgressReport = self.found_by(_TO_STEP)
        return found

    def refreshed(self) -> Response:
        return Response(filed_about(self.found_by(_STEPPED)))

    @step("负责人审签", Transition.ENDORSE)
    def endorse(self, report: Any, **said: Any) -> None:
        """由单位负责人审签，进展随即送督查室审核。"""
        endorse_report(report=report, **said)

    @step("退回填报人", Transition.SEND_BACK, ReasonBody, url_path="send-back")
    def send_back(self, report: Any, **said: Any) -> None:
        """由单位负责人退回给填报人并写明原因；督查室看不到这份进展。"""
        send_back_to_filer(report=report, **said)

    @extend_schema(
        summary="批量审签",
        request=ApproveManyBody,
        responses={
            200: BulkOutcomeSerializer,
            409: OpenApiResponse(description="一份也未能审签，code 和 title 说明原因"),
        },
    )
    @action(detail=False, methods=["post"], url_path="endorse-many", filterset_class=None)
    def endorse_many(self, request: Request) -> Response:
        """由单位负责人逐份审签；不能审签的说明原因，不影响其他。"""
        outcome = _stepped(request, Transition.ENDORSE, endorse_many)
        if not outcome.done:
            raise ServiceError("reports_not_endorsed", outcome.message)
        return Response(BulkOutcomeSerializer(outcome).data)

    @step("撤回", Transition.WITHDRAW, WithdrawBody)
    def withdraw(self, report: Any, **said: Any) -> None:
        """由责任单位撤回尚未审核的进展。"""
        withdraw_report(report=report, **said)

    @extend_schema(summary="审核通过", request=ApproveBody, responses=ReportRowSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """通过进展；申请办结的，其时限随之完成，最后一个时限完成则事项办结。"""
        with prepared():
            report = self.object_for(Transition.APPROVE)
            approve_report(report=report, actor=user_of(request), **validated(ApproveBody, request))
            return self.refreshed()

    @step("退回", Transition.RETURN, ReturnBody, url_path="return")
    def return_(self, report: Any, **said: Any) -> None:
        """退回进展并写明原因，事项继续办理。"""
        return_report(report=report, **said)

    @extend_schema(
        summary="批量审核通过",
        request=ApproveManyBody,
        responses={
            200: BulkOutcomeSerializer,
            409: OpenApiResponse(description="一份也未能通过，code 和 title 说明原因"),
        },
    )
    @action(detail=False, methods=["post"], url_path="approve-many", filterset_class=None)
    def approve_many(self, request: Request) -> Response:
        """逐份通过；不能通过的说明原因，不影响其他。"""
        outcome = _stepped(request, Transition.APPROVE, approve_many)
        if not outcome.done:
            raise ServiceError("reports_not_approved", outcome.message)
        return Response(BulkOutcomeSerializer(outcome).data)


def _stepped(request: Request, transition: Transition, step_many: Callable[..., BulkOutcome]) -> BulkOutcome:
    """What a step of many reports has done, each of which the user's role lets take it."""
    user = user_of(request)
    reports = all_of(_to_step(user).order_by("id"), validated(ApproveManyBody, request)["reports"])
    for report in reports:
        require_role(transition, report.assignment, user)
    return step_many(reports=reports, actor=user)


class AttachmentView(APIView):
    """附件：下载、从草稿中删除。"""

    filing = True
    content_negotiation_class = WhateverIsAccepted

    @extend_schema(
        summary="下载或查看附件",
        parameters=[
            OpenApiParameter(
                "show", bool, description="直接显示：pdf 和图片原样，ofd 为其文字和图片（非原版式）"
            )
        ],
        responses=FILE,
        tags=["attachments"],
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """可查看该进展的人（草稿的附件仅填写人）可以下载。"""
        file = self._visible(request, pk)
        return answer_for(file, show=request.query_params.get("show") == "true")

    @extend_schema(summary="从草稿中删除附件", responses={204: None}, tags=["attachments"])
    def delete(self, request: Request, pk: int) -> Response:
        """由填写人删除；已报送的附件不能删除。"""
        remove_attachment(attachment=self._visible(request, pk), actor=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @staticmethod
    def _visible(request: Request, pk: int) -> Attachment:
        files = Attachment.objects.visible_to(user_of(request)).select_related("content", "draft")
        found: Attachment = get_object_or_404(files, pk=pk)
        return found
