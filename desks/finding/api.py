"""查找 by the API: what the box on every page asks."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from departments.api.permissions import user_of
from desks.finding.selectors import LONGEST, SHOWN, find

KINDS = ("page", "command", "document", "measure", "unit", "person")


class FoundSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(label="名称")
    detail = serializers.CharField(label="说明", allow_blank=True)
    url = serializers.CharField(label="地址")


class FoundGroupSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(label=f"种类：{'、'.join(KINDS)}")
    label = serializers.CharField(label="种类名称")  # type: ignore[assignment]  # a field of that name
    results = FoundSerializer(many=True)


class SearchSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(label="查找的内容", allow_blank=True)
    groups = FoundGroupSerializer(many=True)


class SearchQuery(serializers.Serializer[Any]):
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST)
    limit = serializers.IntegerField(required=False, default=SHOWN, min_value=1, max_value=50)


class SearchView(APIView):
    """查找文件、举措、单位、人员、页面和操作，只返回本人能打开的。"""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="查找（多个词以空格分开，可用拼音首字母）",
        parameters=[
            OpenApiParameter("text", OpenApiTypes.STR, description="要找的词；不填则列出页面和操作"),
            OpenApiParameter("limit", OpenApiTypes.INT, description=f"每种最多几条（默认{SHOWN}，最多50）"),
        ],
        responses=SearchSerializer,
        tags=["search"],
    )
    def get(self, request: Request) -> Response:
        """每种最多limit条；没有找到的种类不列出。"""
        asked = SearchQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        meant = asked.validated_data
        groups = find(meant["text"], user_of(request), limit=meant["limit"])
        return Response(SearchSerializer({"text": meant["text"], "groups": groups}).data)
