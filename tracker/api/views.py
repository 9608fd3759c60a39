"""Assignments, reports and what is overdue. What changes them is a service."""

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from departments.api.permissions import IsFiler, IsSupervisor, user_of
from policies.api.serializers import ReasonSerializer
from policies.models import PolicyDocument
from tracker.api.filters import AssignmentFilter, OverdueFilter, ReportFilter, asked_day
from tracker.api.serializers import (
    AssignmentDetailSerializer,
    AssignmentSerializer,
    CommentSerializer,
    DepartmentCountSerializer,
    DispatchOutcomeSerializer,
    DocumentCountSerializer,
    FileReportSerializer,
    ReportRowSerializer,
    ReportSerializer,
)
from tracker.models import Assignment, ProgressReport
from tracker.querysets import AssignmentQuerySet
from tracker.services import (
    approve_report,
    dispatch_document,
    file_report,
    resume_assignment,
    return_report,
    sign_assignment,
    suspend_assignment,
)

ON = OpenApiParameter("on", type={"type": "string", "format": "date"}, description="以哪一天计（不填为今天）")


class DispatchView(APIView):
    """交办: a document's tasks to their departments."""

    permission_classes = (IsSupervisor,)

    @extend_schema(summary="交办", request=None, responses=DispatchOutcomeSerializer, tags=["documents"])
    def post(self, request: Request, pk: int) -> Response:
        """把已校核文件的任务交办给责任单位；再次交办只增加新的，不重复已有的。"""
        documents = PolicyDocument.objects.visible_to(user_of(request))
        outcome = dispatch_document(
            document=get_object_or_404(documents, pk=pk), actor=user_of(request), on=timezone.localdate()
        )
        answer = DispatchOutcomeSerializer(
            {
                "message": outcome.message,
                "created": len(outcome.created),
                "existing": outcome.existing,
                "unassigned": [r.printed_name for r in outcome.unassigned],
            }
        )
        return Response(answer.data)


class _AssignmentRows(GenericViewSet):
    """What the list of assignments and the list of the overdue ones have in common."""

    queryset = Assignment.objects.all()

    def get_queryset(self) -> AssignmentQuerySet:
        """The assignments that the user may see, with their lights as of the asked day."""
        queryset = Assignment.objects.visible_to(user_of(self.request))
        return queryset.with_context().with_light(asked_day(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        """With the day that lateness is told for."""
        return {**super().get_serializer_context(), "on": asked_day(self.request)}


@extend_schema_view(
    list=extend_schema(summary="交办事项列表"),
    retrieve=extend_schema(summary="交办事项详情（时限、进展、办理记录）", parameters=[ON]),
)
class AssignmentViewSet(ListModelMixin, RetrieveModelMixin, _AssignmentRows):
    """交办事项：查询、签收、填报、中止、恢复。"""

    filterset_class = AssignmentFilter
    lookup_value_regex = "[0-9]+"

    def get_permissions(self) -> Sequence[BasePermission]:
        """Who may take a step at all; on which assignment, its service decides."""
        if self.action in ("sign", "report"):
            return [IsFiler()]
        if self.action in ("suspend", "resume"):
            return [IsSupervisor()]
        return [IsAuthenticated()]

    def get_queryset(self) -> AssignmentQuerySet:
        """In detail with dates, reports and timeline."""
        queryset = super().get_queryset()
        if self.action == "list":
            return queryset
        return queryset.select_related("signed_by").prefetch_related(
            "milestones",
            "events__actor",
            "reports__author",
            "reports__reviewed_by",
            "reports__milestone",
        )

    def get_serializer_class(self) -> type[AssignmentSerializer]:
        """Short rows in the list."""
        return AssignmentSerializer if self.action == "list" else AssignmentDetailSerializer

    @extend_schema(summary="签收", request=None, responses=AssignmentDetailSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: str) -> Response:
        """由责任单位签收。"""
        sign_assignment(assignment=self.get_object(), actor=user_of(request))
        return self._as_it_is_now()

    @extend_schema(summary="填报进展", request=FileReportSerializer, responses={201: ReportSerializer})
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: str) -> Response:
        """由责任单位填报进展，可同时申请办结。"""
        assignment = self.get_object()
        body = FileReportSerializer(
            data=request.data, context={**self.get_serializer_context(), "assignment": assignment}
        )
        body.is_valid(raise_exception=True)
        report = file_report(
            assignment=assignment, actor=user_of(request), on=timezone.localdate(), **body.validated_data
        )
        return Response(ReportSerializer(report).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="中止", request=ReasonSerializer, responses=AssignmentDetailSerializer)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, pk: str) -> Response:
        """由督查室中止，须写明原因。"""
        assignment = self.get_object()
        suspend_assignment(assignment=assignment, actor=user_of(request), reason=_reason(request))
        return self._as_it_is_now()

    @extend_schema(summary="恢复", request=ReasonSerializer, responses=AssignmentDetailSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """由督查室恢复已中止的事项，须写明原因。"""
        assignment = self.get_object()
        resume_assignment(assignment=assignment, actor=user_of(request), reason=_reason(request))
        return self._as_it_is_now()

    def _as_it_is_now(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


@extend_schema_view(list=extend_schema(summary="逾期清单（最久的在前）"))
class OverdueViewSet(ListModelMixin, _AssignmentRows):
    """逾期未办结的事项：未办结，且必须完成的日期早于所问的日期。"""

    serializer_class = AssignmentSerializer
    filterset_class = OverdueFilter
    ordering = ("must_due_on", "id")

    def get_queryset(self) -> AssignmentQuerySet:
        """Those overdue on the asked day."""
        return super().get_queryset().overdue(asked_day(self.request))

    @extend_schema(summary="各单位逾期项数", responses=DepartmentCountSerializer(many=True))
    @action(detail=False, url_path="by-department", pagination_class=None)
    def by_department(self, request: Request) -> Response:
        """逾期项数最多的单位在前。"""
        counts = self._asked_for().count_by_department(asked_day(request))
        return Response(DepartmentCountSerializer(counts, many=True).data)

    @extend_schema(summary="各文件逾期项数", responses=DocumentCountSerializer(many=True))
    @action(detail=False, url_path="by-document", pagination_class=None)
    def by_document(self, request: Request) -> Response:
        """逾期项数最多的文件在前。"""
        counts = self._asked_for().count_by_document(asked_day(request))
        return Response(DocumentCountSerializer(counts, many=True).data)

    def _asked_for(self) -> AssignmentQuerySet:
        return cast(AssignmentQuerySet, self.filter_queryset(self.get_queryset()))


@extend_schema_view(list=extend_schema(summary="进展列表"), retrieve=extend_schema(summary="进展详情"))
class ReportViewSet(ReadOnlyModelViewSet):
    """进展：查询、审核。"""

    queryset = ProgressReport.objects.all()
    serializer_class = ReportRowSerializer
    filterset_class = ReportFilter
    ordering = ("-id",)
    lookup_value_regex = "[0-9]+"

    def get_permissions(self) -> Sequence[BasePermission]:
        """Only 督查室 reviews."""
        reads = self.action in ("list", "retrieve", None)
        return [IsAuthenticated() if reads else IsSupervisor()]

    def get_queryset(self) -> QuerySet[ProgressReport]:
        """The reports on the assignments that the user may see."""
        return (
            ProgressReport.objects.visible_to(user_of(self.request))
            .select_related(
                "assignment__department",
                "assignment__document",
                "assignment__task__measure",
                "author",
                "milestone",
                "reviewed_by",
            )
            .defer("assignment__document__text")
        )

    @extend_schema(summary="审核通过", request=CommentSerializer, responses=ReportRowSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """通过进展；申请办结的，其时限随之完成，最后一个时限完成则事项办结。"""
        report = self.get_object()
        body = CommentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        approve_report(report=report, actor=user_of(request), on=timezone.localdate(), **body.validated_data)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="退回", request=ReasonSerializer, responses=ReportRowSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def return_(self, request: Request, pk: str) -> Response:
        """退回进展并写明原因，事项继续办理。"""
        report = self.get_object()
        return_report(report=report, actor=user_of(request), reason=_reason(request))
        return Response(self.get_serializer(self.get_object()).data)


def _reason(request: Request) -> str:
    body = ReasonSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    return str(body.validated_data["reason"])
