"""待核事项 in the API: the list, whom a printed unit stands for, how a thing was settled."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from common.api.bodies import validated
from common.api.described import listed
from common.api.serializers import NamedSerializer
from common.errors import ServiceError
from departments.api.filters import ChoicesFilter, IdsFilter, LeanFilterSet, WordsFilter
from departments.api.permissions import IsSupervisor, user_of
from departments.models.departments import Department, DepartmentGroup
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.assigning import assign_unit
from policies.checking.services.settling import resolve_responsibility, settle_check
from policies.models.measures import Role


class CheckItemFilter(LeanFilterSet):
    """By document, kind, whether it is settled, and words."""

    document = IdsFilter("document", label="文件编号")
    kind = ChoicesFilter("kind", label="类别", choices=CheckKind.choices)
    open = filters.BooleanFilter(
        field_name="settled_at", lookup_expr="isnull", label="只看待处理的（false：只看已处理的）"
    )
    text = WordsFilter("message", label="事项中的文字")

    class Meta:
        model = CheckItem
        fields: list[str] = []


class CheckItemSerializer(NamedSerializer):
    document_number = serializers.CharField(source="document.number", read_only=True)
    measure_label = serializers.CharField(source="measure.label", default="", read_only=True)
    printed_name = serializers.CharField(source="responsibility.printed_name", default="", read_only=True)
    settled_by_name = serializers.CharField(source="settled_by.display_name", default="", read_only=True)

    class Meta:
        model = CheckItem
        fields = [
            "id",
            "document",
            "document_number",
            "measure",
            "measure_label",
            "responsibility",
            "printed_name",
            "milestone",
            "kind",
            "kind_label",
            "message",
            "span_start",
            "span_end",
            "settled_at",
            "settled_by_name",
            "settlement",
        ]


class SettleSerializer(serializers.Serializer):
    settlement = serializers.CharField(label="处理结果", max_length=200)


class MeaningBody(serializers.Serializer):
    department: serializers.PrimaryKeyRelatedField[Department] = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.all(), required=False, allow_null=True, label="单位"
    )
    group: serializers.PrimaryKeyRelatedField[DepartmentGroup] = serializers.PrimaryKeyRelatedField(
        queryset=DepartmentGroup.objects.all(), required=False, allow_null=True, label="单位组"
    )
    chosen = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.all(), many=True, required=False, label="单位组中的具体单位"
    )


class AssignBody(serializers.Serializer):
    department: serializers.PrimaryKeyRelatedField[Department] = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.all(), required=False, allow_null=True, label="单位"
    )
    group: serializers.PrimaryKeyRelatedField[DepartmentGroup] = serializers.PrimaryKeyRelatedField(
        queryset=DepartmentGroup.objects.all(), required=False, allow_null=True, label="单位组"
    )
    role = serializers.ChoiceField(choices=Role.choices, default=Role.RESPONSIBLE, label="分工")


class DocumentOfItemSerializer(serializers.Serializer):
    document = serializers.IntegerField(label="文件编号")
    tasks = serializers.IntegerField(label="指定了单位的任务数")


class ResolveSerializer(MeaningBody):
    everywhere = serializers.BooleanField(
        required=False, default=False, label="本文件中写法相同的待核单位一并指定"
    )
    remember = serializers.BooleanField(required=False, default=False, label="记为该单位的别名")


@listed("待核事项列表", "待核事项详情")
class CheckItemViewSet(ReadOnlyModelViewSet):
    """待核事项，仅督查室可见。"""

    queryset = CheckItem.objects.select_related("document", "measure", "responsibility", "settled_by").defer(
        "document__text", "measure__text"
    )
    serializer_class = CheckItemSerializer
    filterset_class = CheckItemFilter
    permission_classes = (IsSupervisor,)
    ordering = ("document_id", "id")
    lookup_value_regex = "[0-9]+"

    @extend_schema(summary="指定单位", request=ResolveSerializer, responses=CheckItemSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """说明原文中的单位对应哪个单位，或哪个单位组（成员待定的须指定成员）；事项随之处理完毕。"""
        item: CheckItem = self.get_object()
        if item.responsibility is None:
            raise ServiceError("check_item_without_unit", "该事项不涉及责任单位，请直接填写处理结果。")
        said = validated(ResolveSerializer, request)
        resolve_responsibility(responsibility=item.responsibility, actor=user_of(request), **said)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="指定责任单位", request=AssignBody, responses=DocumentOfItemSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """为没有责任单位的任务指定单位或单位组，该待核事项随之消除；文件已交办的，随后再次交办。"""
        item: CheckItem = self.get_object()
        count = assign_unit(item=item, actor=user_of(request), **validated(AssignBody, request))
        answer = {"document": item.document_id, "tasks": count}
        return Response(DocumentOfItemSerializer(answer).data)

    @extend_schema(summary="填写处理结果", request=SettleSerializer, responses=CheckItemSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """写明怎样处理，事项随之处理完毕。"""
        item = self.get_object()
        settle_check(item=item, actor=user_of(request), **validated(SettleSerializer, request))
        return Response(self.get_serializer(self.get_object()).data)
