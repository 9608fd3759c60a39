"""并案 by the API."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.bodies import an_id, validated
from departments.api.permissions import HandlesMatters, IsSupervisor, user_of
from departments.models.departments import Department
from departments.models.users import UserRole
from tracker.work.api.serializers.bodies import ids, optional_words
from tracker.work.api.views.base import all_of
from tracker.work.merging.models import MergedWork, MergeState
from tracker.work.merging.services import (
    answer_suggestion,
    dismiss_pair,
    merge_assignments,
    part_work,
    suggest_merging,
)
from tracker.work.merging.similar import similar
from tracker.work.models.assignments import Assignment

TAGS = ["merged-works"]


class MergeBody(serializers.Serializer[Any]):
    assignments = ids("交办事项编号", allow_empty=False)
    reason = optional_words("理由", 200)


class AnswerBody(serializers.Serializer[Any]):
    accept = serializers.BooleanField(label="是否并案")
    answer = optional_words("答复（不并案时必填）", 200)


class PartBody(serializers.Serializer[Any]):
    reason = serializers.CharField(label="拆案原因", max_length=200)
    assignment = an_id("只拆出的事项编号（不填为全部）", required=False, allow_null=True, default=None)


class MergedWorkSerializer(serializers.ModelSerializer[MergedWork]):
    members = serializers.SerializerMethodField(label="在并案中的事项编号")
    state = serializers.ChoiceField(choices=MergeState.choices, label="状态")

    class Meta:
        model = MergedWork
        fields = ["id", "department", "state", "reason", "answer", "suggested_at", "decided_at", "members"]

    def get_members(self, work: MergedWork) -> list[int]:
        return [member.assignment_id for member in work.members.all() if member.active]


class SimilarSerializer(serializers.Serializer[Any]):
    left = serializers.IntegerField(source="left.pk", label="交办事项编号")
    right = serializers.IntegerField(source="right.pk", label="交办事项编号")
    score = serializers.FloatField(label="相似度")
    left_words = serializers.CharField(label="相似的一句")
    right_words = serializers.CharField(label="相似的一句")


def _shown(work: MergedWork, code: int = status.HTTP_200_OK) -> Response:
    fresh = MergedWork.objects.prefetch_related("members").get(pk=work.pk)
    return Response(MergedWorkSerializer(fresh).data, status=code)


def _assignments(request: Request, pks: list[int]) -> list[Assignment]:
    return all_of(Assignment.objects.visible_to(user_of(request)).select_related("department"), pks)


class MergedWorksView(APIView):
    """并案：列表、并案或建议并案."""

    permission_classes = (HandlesMatters,)

    @extend_schema(summary="并案列表", responses=MergedWorkSerializer(many=True), tags=TAGS)
    def get(self, request: Request) -> Response:
        """新的在前，最多500件。"""
        rows: Any = MergedWork.objects.visible_to(user_of(request)).prefetch_related("members")
        return Response(MergedWorkSerializer(rows[:500], many=True).data)

    @extend_schema(
        summary="并案（责任单位为建议并案）",
        request=MergeBody,
        responses={201: MergedWorkSerializer},
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """督查室直接并案；责任单位的填报员或负责人提出建议，由督查室答复。"""
        body, user = validated(MergeBody, request), user_of(request)
        rows = _assignments(request, body["assignments"])
        act = merge_assignments if user.has_role(UserRole.SUPERVISOR) else suggest_merging
        return _shown(act(assignments=rows, actor=user, reason=body["reason"]), status.HTTP_201_CREATED)


class SimilarView(APIView):
    """并案：查找."""

    permission_classes = (HandlesMatters,)

    @extend_schema(
        summary="查找可并案的事项",
        parameters=[OpenApiParameter("department", OpenApiTypes.INT, required=True, description="单位编号")],
        responses=SimilarSerializer(many=True),
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        """不同文件要求该单位办同一件事的，最相似的在前。"""
        user, wanted = user_of(request), request.query_params.get("department", "")
        if not wanted.isdecimal() or len(wanted) > 18:
            raise serializers.ValidationError({"department": ["请给出单位编号。"]})
        if not user.sees_everything and int(wanted) not in user.department_ids():
            raise Http404
        department = get_object_or_404(Department, pk=int(wanted))
        return Response(SimilarSerializer(similar(department), many=True).data)


class DismissView(APIView):
    """并案：不是同一件事."""

    permission_classes = (IsSupervisor,)

    @extend_schema(summary="标为不并案", request=MergeBody, responses={201: MergedWorkSerializer}, tags=TAGS)
    def post(self, request: Request) -> Response:
        """由督查室标明，今后不再提示。"""
        body = validated(MergeBody, request)
        rows = _assignments(request, body["assignments"])
        work = dismiss_pair(assignments=rows, actor=user_of(request), reason=body["reason"])
        return _shown(work, status.HTTP_201_CREATED)


class _OfficeStep(APIView):
    permission_classes = (IsSupervisor,)

    def work(self, request: Request, pk: int) -> MergedWork:
        """The 并案, or 404."""
        found: MergedWork = get_object_or_404(MergedWork.objects.visible_to(user_of(request)), pk=pk)
        return found


class AnswerSuggestionView(_OfficeStep):
    """并案：答复建议."""

    @extend_schema(summary="答复并案建议", request=AnswerBody, responses=MergedWorkSerializer, tags=TAGS)
    def post(self, request: Request, pk: int) -> Response:
        """由督查室同意，或不同意并写明原因。"""
        body = validated(AnswerBody, request)
        return _shown(answer_suggestion(work=self.work(request, pk), actor=user_of(request), **body))


class PartView(_OfficeStep):
    """拆案."""

    @extend_schema(summary="拆案", request=PartBody, responses=MergedWorkSerializer, tags=TAGS)
    def post(self, request: Request, pk: int) -> Response:
        """由督查室拆开，写明原因；已填报的进展不变。"""
        work, body = self.work(request, pk), validated(PartBody, request)
        assignment = None
        if body["assignment"] is not None:
            assignment = get_object_or_404(Assignment, pk=body["assignment"], merges__work=work)
        part_work(work=work, actor=user_of(request), reason=body["reason"], assignment=assignment)
        return _shown(work)
