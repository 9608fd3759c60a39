"""上下对照 by the API."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.bodies import an_id, validated
from common.api.negotiation import WhateverIsAccepted
from common.files.answers import XLSX, attachment
from departments.api.permissions import HasRole, IsSupervisor, user_of
from departments.models.users import UserRole
from policies.alignment.models import Alignment, PairState
from policies.alignment.selectors import AlignmentView
from policies.alignment.services import align_documents, confirm_proposed, decide_pair, pair_measures
from policies.alignment.workbook import alignment_xlsx
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure

TAGS = ["alignments"]


class SeesEverything(HasRole):
    """督查室 and leaders."""

    roles = (UserRole.SUPERVISOR, UserRole.LEADER)
    message = "您没有权限，上下对照由督查室办理。"


class AlignBody(serializers.Serializer[Any]):
    upper = an_id("上级文件编号")
    lower = an_id("下级文件编号")


class DecideBody(serializers.Serializer[Any]):
    """What a person says: of a pair whether it is right, or what the counterpart of a measure is."""

    pair = an_id("对应关系编号", required=False)
    right = serializers.BooleanField(label="是否对应", required=False, allow_null=True, default=None)
    upper = an_id("上级举措编号（指定对应时）", required=False)
    lower = an_id("下级举措编号（不填为没有对应）", required=False, allow_null=True, default=None)
    all_proposed = serializers.BooleanField(label="确认全部待确认的", required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        of_pair = "pair" in attrs and attrs["right"] is not None
        if sum([of_pair, "upper" in attrs, attrs["all_proposed"]]) != 1:
            raise serializers.ValidationError(
                "请给出 pair 和 right，或者 upper（和 lower），或者 all_proposed。"
            )
        return attrs


class AlignmentRowSerializer(serializers.ModelSerializer[Alignment]):
    class Meta:
        model = Alignment
        fields = ["id", "upper", "lower", "created_at"]


class MeasureRow(serializers.ModelSerializer[Measure]):
    path = serializers.ListField(child=serializers.CharField(), label="层级")
    title = serializers.CharField(source="short_title", label="标题")

    class Meta:
        model = Measure
        fields = ["id", "path", "title"]


class PairRow(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pair.pk")
    upper = MeasureRow(source="upper.measure", label="上级举措")
    lower = MeasureRow(source="lower.measure", label="下级举措")
    score = serializers.FloatField(source="pair.score", label="相似度", allow_null=True)
    state = serializers.ChoiceField(source="pair.state", choices=PairState.choices, label="状态")
    differences = serializers.ListField(child=serializers.CharField(), label="不同之处")


class AlignmentDetailSerializer(serializers.Serializer[Any]):
    """All of it: what has no counterpart first."""

    id = serializers.IntegerField(source="alignment.pk")
    upper_document = serializers.IntegerField(source="alignment.upper_id", label="上级文件编号")
    lower_document = serializers.IntegerField(source="alignment.lower_id", label="下级文件编号")
    without = serializers.SerializerMethodField(label="下级没有对应的举措")
    pairs = PairRow(many=True, label="对应的举措")
    added = MeasureRow(source="lower_without", many=True, label="下级新增的举措")

    def get_without(self, view: AlignmentView) -> list[dict[str, Any]]:
        return list(MeasureRow([m for m, _ in view.upper_without], many=True).data)


def _alignment(request: Request, pk: int) -> Alignment:
    rows: Any = Alignment.objects.visible_to(user_of(request)).select_related("upper", "lower")
    found: Alignment = get_object_or_404(rows.defer("upper__text", "lower__text"), pk=pk)
    return found


class AlignmentsView(APIView):
    """上下对照：列表、新建."""

    permission_classes = (SeesEverything,)

    @extend_schema(summary="上下对照列表", responses=AlignmentRowSerializer(many=True), tags=TAGS)
    def get(self, request: Request) -> Response:
        """新的在前，最多200份。"""
        rows = Alignment.objects.visible_to(user_of(request))[:200]
        return Response(AlignmentRowSerializer(rows, many=True).data)

    @extend_schema(
        summary="新建上下对照", request=AlignBody, responses={201: AlignmentDetailSerializer}, tags=TAGS
    )
    def post(self, request: Request) -> Response:
        """由督查室选定两份文件，系统提出对应关系，供人确认。"""
        body = validated(AlignBody, request)
        documents = PolicyDocument.objects.visible_to(user_of(request)).without_text()
        alignment = align_documents(
            upper=get_object_or_404(documents, pk=body["upper"]),
            lower=get_object_or_404(documents, pk=body["lower"]),
            actor=user_of(request),
        )
        answer = AlignmentDetailSerializer(AlignmentView(alignment))
        return Response(answer.data, status=status.HTTP_201_CREATED)


class AlignmentDetailView(APIView):
    """上下对照：详情."""

    permission_classes = (SeesEverything,)

    @extend_schema(summary="上下对照详情", responses=AlignmentDetailSerializer, tags=TAGS)
    def get(self, request: Request, pk: int) -> Response:
        """无对应的在前，然后是有不同的，然后是其余的。"""
        return Response(AlignmentDetailSerializer(AlignmentView(_alignment(request, pk))).data)


class AlignmentDecideView(APIView):
    """上下对照：确认、改正."""

    permission_classes = (IsSupervisor,)

    @extend_schema(
        summary="确认或改正对应关系", request=DecideBody, responses=AlignmentDetailSerializer, tags=TAGS
    )
    def post(self, request: Request, pk: int) -> Response:
        """由督查室确认、否定或另行指定。"""
        alignment, user = _alignment(request, pk), user_of(request)
        said = validated(DecideBody, request)
        if said["all_proposed"]:
            confirm_proposed(alignment=alignment, actor=user)
        elif "upper" in said:
            lower = said["lower"]
            pair_measures(
                alignment=alignment,
                upper=get_object_or_404(alignment.upper.measures.all(), pk=said["upper"]),
                lower=get_object_or_404(alignment.lower.measures.all(), pk=lower) if lower else None,
                actor=user,
            )
        else:
            pair = get_object_or_404(alignment.pairs.all(), pk=said["pair"])
            decide_pair(pair=pair, right=said["right"], actor=user)
        return Response(AlignmentDetailSerializer(AlignmentView(alignment)).data)


class AlignmentXlsxView(APIView):
    """上下对照：导出."""

    permission_classes = (SeesEverything,)
    content_negotiation_class = WhateverIsAccepted

    @extend_schema(summary="导出上下对照", responses={(200, XLSX): OpenApiTypes.BINARY}, tags=TAGS)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """Xlsx 文件，无对应的在前。"""
        data = alignment_xlsx(_alignment(request, pk))
        return attachment(data, name="上下对照.xlsx", media_type=XLSX)
