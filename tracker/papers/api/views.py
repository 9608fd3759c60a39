"""通报 and 督办单 by the API: figures, issue, archive, download, withdraw."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from common import clock
from common.api.bodies import validated
from common.api.described import FILE, listed
from common.api.negotiation import WhateverIsAccepted
from common.files.answers import DOCX, attachment
from common.files.marking import marked_docx
from departments.api.permissions import user_of
from departments.models.users import UserRole
from departments.services.access import require_role
from tracker.papers.api.serializers import (
    BulletinBody,
    BulletinFiguresSerializer,
    BulletinRowSerializer,
    BulletinSerializer,
    NoticeBody,
    NoticeRowSerializer,
    NoticeSerializer,
    WithdrawPaperBody,
)
from tracker.papers.models import Paper, PaperKind
from tracker.papers.selectors import USUAL, bulletin_figures, notice_figures, propose_bulletin, propose_notice
from tracker.papers.services.issuing import issue_bulletin, issue_notice, withdraw_paper
from tracker.scorecard.api.views import asked_span, span_parameters
from tracker.work.api.views.base import PK, all_of
from tracker.work.models.assignments import Assignment


class _PaperViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """What both kinds share."""

    queryset = Paper.objects.all()
    kind: ClassVar[str]
    row_serializer: ClassVar[Any]
    lookup_value_regex = PK
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Paper]:
        """The papers of the kind that the user may see, without their bytes."""
        papers: Any = Paper.objects.visible_to(user_of(self.request)).filter(kind=self.kind)
        return papers.with_context()

    def get_serializer_class(self) -> Any:
        return self.row_serializer if self.action == "list" else self.serializer_class

    def answer(self, paper: Paper, code: int = status.HTTP_200_OK) -> Response:
        """The paper as it stands now."""
        shown = self.get_queryset().get(pk=paper.pk)
        return Response(self.serializer_class(shown).data, status=code)  # type: ignore[misc]

    @extend_schema(summary="下载docx", responses=FILE)
    @action(detail=True, methods=["get"], content_negotiation_class=WhateverIsAccepted)
    def download(self, request: Request, pk: str) -> HttpResponseBase:
        """印发时的原件。"""
        paper: Paper = self.get_object()
        return attachment(marked_docx(paper.data), name=paper.file_name, media_type=DOCX)

    def _withdrawn(self, request: Request) -> Response:
        paper = self.get_object()
        require_role(user_of(request), UserRole.SUPERVISOR, to="撤回文书")
        withdraw_paper(paper=paper, actor=user_of(request), **validated(WithdrawPaperBody, request))
        return self.answer(paper)


@listed("通报列表", "通报详情")
class BulletinViewSet(_PaperViewSet):
    """通报：数字、印发、下载、撤回。"""

    kind = PaperKind.BULLETIN
    serializer_class = BulletinSerializer
    row_serializer = BulletinRowSerializer

    @extend_schema(
        summary="通报的数字",
        parameters=span_parameters(USUAL),
        responses=BulletinFiguresSerializer,
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def figures(self, request: Request) -> Response:
        """印发时将写入通报的数字：已结束的期间截至期末，其他截至今天；仅督查室和领导可以查看。"""
        require_role(user_of(request), UserRole.SUPERVISOR, UserRole.LEADER, to="查看通报的数字")
        span, document = asked_span(request, USUAL)
        return Response(bulletin_figures(span=span, document=document, on=clock.today()))

    @extend_schema(
        summary="印发通报",
        parameters=span_parameters(USUAL),
        request=BulletinBody,
        responses={201: BulletinSerializer},
    )
    def create(self, request: Request) -> Response:
        """按当前数字编号、套用模板、存档；文字不给出的用系统提出的。仅督查室。"""
        require_role(user_of(request), UserRole.SUPERVISOR, to="制发通报")
        span, document = asked_span(request, USUAL)
        said = validated(BulletinBody, request)
        proposed = propose_bulletin(bulletin_figures(span=span, document=document, on=clock.today()))
        paper = issue_bulletin(
            actor=user_of(request), span=span, document=document, on=clock.today(), words=proposed | said
        )
        return self.answer(paper, status.HTTP_201_CREATED)

    @extend_schema(summary="撤回通报", request=WithdrawPaperBody, responses=BulletinSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """写明原因；原件仍在档，文号不再使用。仅督查室。"""
        return self._withdrawn(request)


@listed("督办单列表", "督办单详情")
class NoticeViewSet(_PaperViewSet):
    """督办单：印发、下载、撤回；责任单位可以查看和下载发给本单位的。"""

    kind = PaperKind.NOTICE
    serializer_class = NoticeSerializer
    row_serializer = NoticeRowSerializer

    @extend_schema(summary="印发督办单", request=NoticeBody, responses={201: NoticeSerializer})
    def create(self, request: Request) -> Response:
        """对同一单位的一项或多项逾期事项印发督办单。仅督查室。"""
        require_role(user_of(request), UserRole.SUPERVISOR, to="制发督办单")
        said = validated(NoticeBody, request)
        visible = Assignment.objects.visible_to(user_of(request)).with_context().order_by("pk")
        chosen, answer_by = all_of(visible, said.pop("assignments")), said.pop("answer_by")
        proposed = propose_notice(notice_figures(assignments=chosen, on=clock.today()))
        paper = issue_notice(
            actor=user_of(request),
            assignments=chosen,
            answer_by=answer_by,
            on=clock.today(),
            words=proposed | said,
        )
        return self.answer(paper, status.HTTP_201_CREATED)

    @extend_schema(summary="撤回督办单", request=WithdrawPaperBody, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """写明原因；原件仍在档，文号不再使用。仅督查室。"""
        return self._withdrawn(request)
