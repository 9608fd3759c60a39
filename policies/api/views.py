"""Documents, measures and tasks. What changes them is a service."""

from collections.abc import Sequence

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from common.api.bodies import validated
from common.api.described import listed
from departments.api.permissions import HandlesMatters, IsSupervisor, user_of
from policies.api.filters import DocumentFilter, MeasureFilter, TaskFilter
from policies.api.serializers import (
    DocumentDetailSerializer,
    DocumentsBody,
    DocumentSerializer,
    ImportOutcomeSerializer,
    MeasureDetailSerializer,
    MeasureSerializer,
    ReasonSerializer,
    SetAsideSerializer,
    TaskSerializer,
)
from policies.checking.services.settling import (
    archive_document,
    confirm_document,
    return_to_checking,
    set_aside,
)
from policies.imports.api import ImportBody, address_of, taken
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task


class DocumentRows(ReadOnlyModelViewSet):
    """What lists of documents have in common: everybody reads what is his, 督查室 does the rest."""

    queryset = PolicyDocument.objects.all()
    filterset_class = DocumentFilter
    ordering = ("-id",)
    lookup_value_regex = "[0-9]+"

    def get_permissions(self) -> Sequence[BasePermission]:
        reads = self.action in ("list", "retrieve", None)
        return [HandlesMatters() if reads else IsSupervisor()]

    def get_serializer_class(self) -> type[DocumentSerializer]:
        return DocumentSerializer if self.action == "list" else DocumentDetailSerializer


@listed("文件列表", "文件详情")
class DocumentViewSet(DocumentRows):
    """文件：查询、导入、校核、归档。"""

    def get_queryset(self) -> QuerySet[PolicyDocument]:
        queryset = PolicyDocument.objects.visible_to(user_of(self.request)).with_counts()
        if self.action in ("list", "import_"):
            return queryset.without_text()
        return (
            queryset.select_related("source")
            .defer("source__content")
            .prefetch_related("sections", "indicators")
        )

    @extend_schema(
        summary="导入文件（上传文件或粘贴文本）",
        request=ImportBody,
        responses={
            202: OpenApiResponse(
                ImportOutcomeSerializer, description="在后台读取，进度见 Location 所指的地址"
            ),
            201: OpenApiResponse(ImportOutcomeSerializer, description="已生成待校核的文件"),
            200: OpenApiResponse(ImportOutcomeSerializer, description="此前已导入，未作改动"),
            400: OpenApiResponse(description="文件无法读取"),
        },
    )
    @action(detail=False, methods=["post"], url_path="import", filterset_class=None)
    def import_(self, request: Request) -> Response:
        """导入的文件须经校核才能交办；同一文件再次导入不作任何改动；较大的在后台读取，进度见 imports。"""
        outcome = taken(validated(ImportBody, request), actor=user_of(request))
        answer = ImportOutcomeSerializer(
            {
                "message": outcome.message,
                "same_file": outcome.same_file,
                "record": outcome.record.pk,
                "created": self._rows(outcome.created),
                "already": self._rows(outcome.already),
            }
        )
        code = status.HTTP_201_CREATED if outcome.created else status.HTTP_200_OK
        if outcome.record.is_under_way:
            headers = {"Location": address_of(outcome.record, request)}
            return Response(answer.data, status=status.HTTP_202_ACCEPTED, headers=headers)
        return Response(answer.data, status=code)

    def _rows(self, documents: list[PolicyDocument]) -> list[PolicyDocument]:
        found = self.get_queryset().in_bulk([document.pk for document in documents])
        return [found[document.pk] for document in documents if document.pk in found]

    @extend_schema(summary="完成校核", request=None, responses=DocumentDetailSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """确认后即可交办；待核事项可以留待以后处理。"""
        confirm_document(document=self.get_object(), actor=user_of(request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="退回校核", request=None, responses=DocumentDetailSerializer)
    @action(detail=True, methods=["post"], url_path="back-to-checking")
    def back_to_checking(self, request: Request, pk: str) -> Response:
        """已校核、尚未交办（或已撤回交办）的文件退回待校核，可以继续修改。"""
        return_to_checking(document=self.get_object(), actor=user_of(request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="归档不部署任务的文件", request=DocumentsBody, responses=SetAsideSerializer)
    @action(detail=False, methods=["post"], url_path="set-aside", filterset_class=None)
    def set_aside(self, request: Request) -> Response:
        """所给文件中，待校核又不部署任务的（任免、讲话、公报）一并归档，其余不变；返回归档的份数。"""
        ids = validated(DocumentsBody, request)["documents"]
        documents = list(self.get_queryset().filter(pk__in=ids).order_by("pk"))
        count = set_aside(documents=documents, actor=user_of(request))
        return Response(SetAsideSerializer({"archived": count}).data)

    @extend_schema(summary="归档", request=ReasonSerializer, responses=DocumentDetailSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """尚未交办的文件可以归档，须写明原因。"""
        document = self.get_object()
        archive_document(document=document, actor=user_of(request), **validated(ReasonSerializer, request))
        return Response(self.get_serializer(self.get_object()).data)


@listed("举措列表", "举措详情")
class MeasureViewSet(ReadOnlyModelViewSet):
    """举措，详情含任务、责任分工和时间节点。"""

    queryset = Measure.objects.all()
    filterset_class = MeasureFilter
    ordering = ("document_id", "position", "id")
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Measure]:
        queryset = Measure.objects.visible_to(user_of(self.request))
        queryset = queryset.select_related("document").defer("document__text")
        if self.action == "list":
            return queryset
        return queryset.prefetch_related(
            "tasks__measure__document",
            "tasks__milestones",
            "tasks__persons",
            "tasks__responsibilities__department",
            "tasks__responsibilities__group",
            "tasks__responsibilities__chosen",
        )

    def get_serializer_class(self) -> type[MeasureSerializer]:
        return MeasureSerializer if self.action == "list" else MeasureDetailSerializer


@listed("任务列表", "任务详情")
class TaskViewSet(ReadOnlyModelViewSet):
    """任务及其责任分工、时间节点。"""

    queryset = Task.objects.all()
    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    ordering = ("measure_id", "position", "id")
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Task]:
        return (
            Task.objects.visible_to(user_of(self.request))
            .select_related("measure__document")
            .defer("measure__document__text")
            .prefetch_related(
                "milestones",
                "persons",
                "responsibilities__department",
                "responsibilities__group",
                "responsibilities__chosen",
            )
        )
