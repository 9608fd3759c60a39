"""使用记录 by the API, for the auditor."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.described import FILE
from common.api.serializers import RowSerializer
from common.files.answers import XLSX, attachment
from departments.api.filters import ChoicesFilter, IdsFilter, LeanFilterSet, WordsFilter
from departments.api.permissions import IsAuditor, user_of
from departments.record.chain.heads import head
from departments.record.chain.verifying import unsealed
from departments.record.models import UseKind, UseRecord
from departments.record.selectors import in_period
from departments.record.workbook import record_xlsx


class UseRecordFilter(LeanFilterSet):
    """By person, kind, period, address and thing."""

    user = IdsFilter("user", label="用户编号")
    name = filters.CharFilter("name", label="账号，失败的登录为当时输入的")
    kind = ChoicesFilter("kind", label="事项", choices=UseKind.choices)
    first = filters.DateFilter(method="_first", label="从哪一天起")
    last = filters.DateFilter(method="_last", label="到哪一天止（含）")
    address = filters.CharFilter(method="_address", label="来源地址")
    thing = filters.CharFilter("thing", label="对象种类，如work.assignment")
    thing_id = filters.CharFilter("thing_id", label="对象编号")
    text = WordsFilter("words", "reason", label="对象或理由中的文字")

    class Meta:
        model = UseRecord
        fields: list[str] = []

    def _first(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return in_period(queryset, first=value)

    def _last(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return in_period(queryset, last=value)

    def _address(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        address = serializers.IPAddressField().run_validation(value)
        return queryset.filter(address=address)


class UseRecordSerializer(RowSerializer):
    class Meta:
        model = UseRecord
        fields = [
            "id",
            "at",
            "user",
            "user_name",
            "name",
            "roles",
            "kind",
            "kind_label",
            "thing",
            "thing_id",
            "words",
            "address",
            "reason",
        ]


class SealSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(label="序号", allow_null=True)
    sealed_at = serializers.DateTimeField(label="封存时间", allow_null=True)
    algorithm = serializers.CharField(label="算法", allow_blank=True)
    digest = serializers.CharField(label="封存值", allow_blank=True)
    unsealed = serializers.DictField(child=serializers.IntegerField(), label="各表尚未封存的行数")


class UseRecordsView(ListAPIView):
    """使用记录：谁、何时、从哪里、做了什么。仅审计管理员。"""

    permission_classes = (IsAuditor,)
    queryset = UseRecord.objects.select_related("user")
    serializer_class = UseRecordSerializer
    filterset_class = UseRecordFilter
    ordering = ("-id",)

    @extend_schema(summary="使用记录（新的在前）", tags=["use-records"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """查阅本身也记入使用记录。"""
        return super().get(request, *args, **kwargs)


class UseRecordsFileView(UseRecordsView):
    """使用记录的xlsx。"""

    @extend_schema(summary="导出使用记录（xlsx）", responses=FILE, tags=["use-records"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """筛选与列表相同；太多时请缩小期间。"""
        rows = self.filter_queryset(self.get_queryset())
        made = record_xlsx(rows, asked=request.query_params.urlencode(), actor=user_of(request))
        return attachment(made, name=f"使用记录（{clock.today()}）.xlsx", media_type=XLSX)


class SealView(APIView):
    """封存值。仅审计管理员。"""

    permission_classes = (IsAuditor,)

    @extend_schema(summary="最新的封存值", responses=SealSerializer, tags=["use-records"])
    def get(self, request: Request) -> Response:
        """请另行保存，日后以 verify_record --known 核对；还没有封存过的，序号为null。"""
        link = head()
        answer = {
            "number": link.number if link else None,
            "sealed_at": link.sealed_at if link else None,
            "algorithm": link.algorithm if link else "",
            "digest": link.digest if link else "",
            "unsealed": unsealed(),
        }
        return Response(SealSerializer(answer).data)
