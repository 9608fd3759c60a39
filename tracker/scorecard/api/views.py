"""考核 by the API: the same figures as on the page, and the formula."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import an_id, checked, validated
from departments.api.permissions import IsSupervisor, user_of
from departments.models.users import UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from tracker.scorecard.api.serializers import (
    DocumentWeightSerializer,
    FormulaSerializer,
    HandPointsSerializer,
    PointsBody,
    ScorecardSerializer,
    TakeBackBody,
    WeightBody,
)
from tracker.scorecard.models import DocumentWeight, HandPoints, ScoreFormula
from tracker.scorecard.selectors import scorecard_for
from tracker.scorecard.services import (
    change_score_formula,
    give_points,
    set_document_weight,
    take_back_points,
)
from tracker.work.periods import Span, usual_spans


def span_parameters(usual: str) -> list[OpenApiParameter]:
    """The parameters that `asked_span` reads."""
    return [
        OpenApiParameter(
            "from", OpenApiTypes.DATE, description=f"起始日期（与 to 同时给出；都不给为{usual}）"
        ),
        OpenApiParameter("to", OpenApiTypes.DATE, description="截止日期"),
        OpenApiParameter("document", OpenApiTypes.INT, description="只计一份文件（文件编号）"),
    ]


SPAN_PARAMETERS = span_parameters("本年")


class _Asked(serializers.Serializer[Any]):
    """The span and the scope of a question."""

    document = an_id(required=False, allow_null=True, default=None)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a word of Python's own."""
        days = {name: serializers.DateField(required=False) for name in ("from", "to")}
        return {**super().get_fields(), **days}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("from" in attrs) != ("to" in attrs):
            raise serializers.ValidationError({"from": ["起始日期和截止日期须同时给出。"]})
        if "from" in attrs and attrs["from"] > attrs["to"]:
            raise serializers.ValidationError({"from": ["起始日期不能晚于截止日期。"]})
        return attrs


def asked_span(request: Request, usual: str = "本年") -> tuple[Span, PolicyDocument | None]:
    """Period and document of the query; 400, 404.

    This year, or the usual period of that name, and all documents unless it says so.
    """
    values = checked(_Asked, request.query_params)
    span = Span(values["from"], values["to"]) if "from" in values else usual_spans(clock.today())[usual]
    if values["document"] is None:
        return span, None
    documents = PolicyDocument.objects.visible_to(user_of(request)).without_text()
    document: PolicyDocument = get_object_or_404(documents, pk=values["document"])
    return span, document


class ScorecardView(APIView):
    """考核：各单位在一段期间内的各项数字、得分和名次。"""

    @extend_schema(
        summary="单位考核", parameters=SPAN_PARAMETERS, responses=ScorecardSerializer, tags=["scorecard"]
    )
    def get(self, request: Request) -> Response:
        """截至今天的数字。责任单位只看到本单位，名次依督查设置，没有合计。"""
        span, document = asked_span(request)
        card = scorecard_for(user_of(request), span=span, on=clock.today(), document=document)
        return Response(card.as_dict())


class ScoreFormulaView(APIView):
    """考核公式：现行版本，另存为新版本；仅督查室可以修改。"""

    @extend_schema(summary="考核公式", responses=FormulaSerializer, tags=["scorecard"])
    def get(self, request: Request) -> Response:
        """现行的版本。"""
        return Response(FormulaSerializer(ScoreFormula.current()).data)

    @extend_schema(
        summary="修改考核公式",
        request=FormulaSerializer,
        responses={201: FormulaSerializer},
        tags=["scorecard"],
    )
    def post(self, request: Request) -> Response:
        """另存为新的版本；未给出的各项与现行版本相同。已印发的通报不变。"""
        require_role(user_of(request), UserRole.SUPERVISOR, to="修改考核公式")
        formula = change_score_formula(actor=user_of(request), **validated(FormulaSerializer, request))
        return Response(FormulaSerializer(formula).data, status=status.HTTP_201_CREATED)


class HandPointsView(ListAPIView):
    """加减分：查询，督查室可以加减。"""

    queryset = HandPoints.objects.all()
    serializer_class = HandPointsSerializer
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[HandPoints]:
        rows: QuerySet[HandPoints] = HandPoints.objects.visible_to(user_of(self.request))
        return rows.select_related("department", "given_by", "taken_back_by")

    @extend_schema(summary="加减分列表（新的在前）", tags=["scorecard"])
    def get(self, request: Request) -> Response:
        """督查室和领导看全部，责任单位看本单位的；已撤销的也在内。"""
        return self.list(request)

    @extend_schema(
        summary="加减分", request=PointsBody, responses={201: HandPointsSerializer}, tags=["scorecard"]
    )
    def post(self, request: Request) -> Response:
        """由督查室，须写明理由。"""
        require_role(user_of(request), UserRole.SUPERVISOR, to="加减分")
        said = validated(PointsBody, request)
        row = give_points(actor=user_of(request), **{"on": clock.today(), **said})
        return Response(HandPointsSerializer(row).data, status=status.HTTP_201_CREATED)


class TakeBackPointsView(APIView):
    """撤销加减分：仅督查室。"""

    @extend_schema(
        summary="撤销加减分", request=TakeBackBody, responses=HandPointsSerializer, tags=["scorecard"]
    )
    def post(self, request: Request, pk: int) -> Response:
        """须写明原因；记录保留，不再计入考核。"""
        row = get_object_or_404(HandPoints.objects.visible_to(user_of(request)), pk=pk)
        require_role(user_of(request), UserRole.SUPERVISOR, to="撤销加减分")
        row = take_back_points(points=row, actor=user_of(request), **validated(TakeBackBody, request))
        return Response(HandPointsSerializer(row).data)


class DocumentWeightsView(ListAPIView):
    """文件权重：仅督查室。"""

    permission_classes = (IsSupervisor,)
    queryset = DocumentWeight.objects.all()
    serializer_class = DocumentWeightSerializer
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[DocumentWeight]:
        return DocumentWeight.objects.visible_to(user_of(self.request)).select_related("set_by")

    @extend_schema(summary="文件权重列表（新的在前）", tags=["scorecard"])
    def get(self, request: Request) -> Response:
        """没有设定的文件权重为1。"""
        return self.list(request)

    @extend_schema(
        summary="设定文件权重",
        request=WeightBody,
        responses={201: DocumentWeightSerializer},
        tags=["scorecard"],
    )
    def post(self, request: Request) -> Response:
        """须写明理由；已设定过的改为新的权重。"""
        row = set_document_weight(
            actor=user_of(request), **validated(WeightBody, request, reader=user_of(request))
        )
        return Response(DocumentWeightSerializer(row).data, status=status.HTTP_201_CREATED)
