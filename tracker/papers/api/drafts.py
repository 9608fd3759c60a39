"""待批通报 by the API: what was drafted by itself, approve, discard, count anew; which cycles are drafted."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from common import clock
from common.api.bodies import validated
from common.api.described import listed
from departments.api.permissions import IsSupervisor, user_of
from tracker.papers.api.serializers import (
    BulletinBody,
    BulletinDraftRowSerializer,
    BulletinDraftSerializer,
    BulletinScheduleSerializer,
    BulletinSerializer,
    DiscardDraftBody,
    SwitchScheduleBody,
)
from tracker.papers.models import BulletinDraft, BulletinSchedule
from tracker.papers.services.drafting import (
    approve_draft,
    discard_draft,
    recount_draft,
    switch_schedule,
)
from tracker.work.api.views.base import PK


@listed("待批通报列表", "待批通报详情")
class BulletinDraftViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """待批通报：自动拟稿，批准后才编号印发；仅督查室。"""

    queryset = BulletinDraft.objects.select_related("decided_by", "paper").defer("paper__data")
    permission_classes = [IsSupervisor]
    serializer_class = BulletinDraftSerializer
    lookup_value_regex = PK
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[BulletinDraft]:
        """A list leaves the figures behind."""
        rows = super().get_queryset()
        return rows.defer("figures", "words") if self.action == "list" else rows

    def get_serializer_class(self) -> Any:
        return BulletinDraftRowSerializer if self.action == "list" else BulletinDraftSerializer

    @extend_schema(summary="批准印发待批通报", request=BulletinBody, responses={201: BulletinSerializer})
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """按稿中的数字编号、套用模板、存档并告知；文字不给出的用稿中的。"""
        draft = self.get_object()
        words = draft.words | validated(BulletinBody, request)
        paper = approve_draft(draft=draft, actor=user_of(request), on=clock.today(), words=words)
        return Response(BulletinSerializer(paper).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="作废待批通报", request=DiscardDraftBody, responses=BulletinDraftSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """写明原因；不印发，这个期间不再自动拟稿。"""
        body = validated(DiscardDraftBody, request)
        draft = discard_draft(draft=self.get_object(), actor=user_of(request), **body)
        return Response(BulletinDraftSerializer(draft).data)

    @extend_schema(summary="待批通报重新取数", request=None, responses=BulletinDraftSerializer)
    @action(detail=True, methods=["post"])
    def recount(self, request: Request, pk: str) -> Response:
        """按现在的记录重新统计，并重新提出文字。"""
        draft = recount_draft(draft=self.get_object(), actor=user_of(request), on=clock.today())
        return Response(BulletinDraftSerializer(draft).data)

    @extend_schema(
        methods=["get"],
        summary="定期通报设置",
        responses=BulletinScheduleSerializer(many=True),
        filters=False,
    )
    @extend_schema(
        methods=["put"],
        summary="设置定期通报",
        request=SwitchScheduleBody,
        responses=BulletinScheduleSerializer,
        filters=False,
    )
    @action(detail=False, methods=["get", "put"], pagination_class=None)
    def schedule(self, request: Request) -> Response:
        """每周、每月的通报是否自动拟稿。"""
        if request.method == "PUT":
            body = validated(SwitchScheduleBody, request)
            return Response(BulletinScheduleSerializer(switch_schedule(actor=user_of(request), **body)).data)
        return Response(BulletinScheduleSerializer(BulletinSchedule.objects.order_by("id"), many=True).data)
