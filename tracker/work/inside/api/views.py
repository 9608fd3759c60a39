"""内部分办 by the API: giving and taking back many, what everybody has, handing over."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import validated
from common.errors import NotAllowed
from departments.api.permissions import IsFiler, user_of
from tracker.work.api.views.base import all_of
from tracker.work.inside.api.serializers import (
    AssignManyBody,
    GivenSerializer,
    HandedOverSerializer,
    HandOverBody,
    HeldWorkSerializer,
    LoadSerializer,
)
from tracker.work.inside.selectors import hands_over, held_work, loads_of
from tracker.work.inside.services.assigning import assign, hand_over
from tracker.work.models.assignments import Assignment

TAGS = ["inside"]


class AssignManyView(APIView):
    """分办多项：本单位的填报员或单位负责人。"""

    permission_classes = (IsFiler,)

    @extend_schema(summary="分办多项事项", request=AssignManyBody, responses=GivenSerializer, tags=TAGS)
    def post(self, request: Request) -> Response:
        """分给本单位的经办人、处室或两者；有一项不能分办就一项也不分办。"""
        body, user = validated(AssignManyBody, request), user_of(request)
        rows = all_of(Assignment.objects.visible_to(user), body.pop("assignments"))
        given = assign(assignments=rows, actor=user, on=clock.today(), **body)
        return Response(GivenSerializer(given).data)


class LoadsView(APIView):
    """本单位各人、各处室的在办事项。"""

    permission_classes = (IsFiler,)

    @extend_schema(summary="各经办人、处室的在办项数", responses=LoadSerializer(many=True), tags=TAGS)
    def get(self, request: Request) -> Response:
        """先是未分办的，再是各处室、各人；处室的数字含其中已分到人的。"""
        loads = loads_of(user_of(request).department_ids(), clock.today())
        return Response(LoadSerializer(loads, many=True).data)


class HandOverView(APIView):
    """移交一人的全部在办事项：单位负责人和督查室。"""

    permission_classes = (IsAuthenticated,)

    @extend_schema(summary="有在办事项的经办人", responses=HeldWorkSerializer(many=True), tags=TAGS)
    def get(self, request: Request) -> Response:
        """单位负责人看本单位的，督查室看各单位的；只有项数。"""
        user = user_of(request)
        if not hands_over(user):
            raise NotAllowed("handing_over_for_heads", "移交由单位负责人或督查室办理。")
        return Response(HeldWorkSerializer(held_work(user), many=True).data)

    @extend_schema(
        summary="移交一人的全部在办事项", request=HandOverBody, responses=HandedOverSerializer, tags=TAGS
    )
    def post(self, request: Request) -> Response:
        """接手人须在该单位任职；双方都会收到通知。"""
        body = validated(HandOverBody, request)
        given = hand_over(actor=user_of(request), on=clock.today(), **body)
        message = f"已将{body['person']}的{given}项移交{body['to']}。"
        return Response(HandedOverSerializer({"message": message, "assignments": given}).data)
