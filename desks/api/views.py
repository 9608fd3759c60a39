"""驾驶舱 by the API."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.db.keyset import BadCursor
from departments.api.permissions import user_of
from desks.api.serializers import OverviewSerializer
from desks.selectors import Overview
from tracker.work.api.filters import asked_day

BARS = 50  # departments, and documents, with the most that is overdue
_BIG = 2**63 - 1


class _Asked(serializers.Serializer[Any]):
    department = serializers.IntegerField(required=False, min_value=1, max_value=_BIG)
    document = serializers.IntegerField(required=False, min_value=1, max_value=_BIG)
    measure = serializers.IntegerField(required=False, min_value=1, max_value=_BIG)
    after = serializers.CharField(required=False)


class OverviewView(APIView):
    """驾驶舱：所能看到的事项的全貌，今天的或过去任何一天结束时的。"""

    @extend_schema(
        summary="驾驶舱（灯、逾期举措、各单位和文件的逾期数、趋势）",
        parameters=[
            OpenApiParameter("on", OpenApiTypes.DATE, description="截至哪一天（不填为今天）"),
            OpenApiParameter("department", OpenApiTypes.INT, description="只看该责任单位（编号）"),
            OpenApiParameter("document", OpenApiTypes.INT, description="只看该文件（编号）"),
            OpenApiParameter("measure", OpenApiTypes.INT, description="只列该举措，并列出其全部逾期单位"),
            OpenApiParameter("after", OpenApiTypes.STR, description="上一页的 after，取下一页逾期举措"),
        ],
        responses=OverviewSerializer,
        tags=["overview"],
    )
    def get(self, request: Request) -> Response:
        """过去的日期按当日结束时的记录；单位、举措和联系人用现在的名称。"""
        on = asked_day(request)
        asked = _Asked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        meant = asked.validated_data
        view = Overview(
            user_of(request),
            on=on,
            today=clock.today(),
            department=meant.get("department"),
            document=meant.get("document"),
        )
        try:
            late = view.late_measures(after=meant.get("after", ""), measure=meant.get("measure"))
        except BadCursor:
            raise ValidationError({"after": ["请使用上一页给出的 after。"]}) from None
        answer = {
            "on": on,
            "recorded_since": view.recorded_since,
            "recorded": view.recorded,
            "lights": view.standing,
            "change": view.change,
            "overdue": {
                "after": late.after or None,
                "measures": late.measures,
            },
            "by_department": view.by_department(BARS),
            "by_document": view.by_document(BARS),
            "trend": view.trend(),
        }
        return Response(OverviewSerializer(answer).data)
