"""单位和人员的导入 by the API: the sheet, what it would do, and the import; one new unit."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.bodies import validated
from common.api.negotiation import WhateverIsAccepted
from common.files.answers import XLSX, attachment
from departments.api.permissions import IsSupervisor, KeepsPeople, user_of
from departments.models.departments import Department, Kind, Region
from departments.models.users import UserRole
from departments.register.outcome import Outcome
from departments.register.people import import_people, people_sheet, preview_people
from departments.register.sheets import MOST_BYTES
from departments.register.units import add_unit, import_units, preview_units, units_sheet
from departments.services.access import require_role


class UnitSheetBody(serializers.Serializer[Any]):
    """A sheet and whether it is only to be looked over."""

    file = serializers.FileField(label="填好的xlsx")
    preview = serializers.BooleanField(label="只预览", default=False)


class RegisterLineSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField(label="行")
    name = serializers.CharField(label="名称")
    what = serializers.CharField(label="处理")
    says = serializers.CharField(label="说明")
    errors = serializers.ListField(  # type: ignore[assignment]  # the row's own mistakes, not the body's
        label="错误", child=serializers.CharField()
    )


class RegisterOutcomeSerializer(serializers.Serializer[Any]):
    message = serializers.CharField(label="结果")
    lines = RegisterLineSerializer(many=True, label="各行")
    unread = serializers.ListField(label="没有读入的列", child=serializers.CharField())
    passwords = serializers.DictField(label="系统生成的初始密码", child=serializers.CharField())


class NewUnitBody(serializers.Serializer[Any]):
    name = serializers.CharField(label="全称", max_length=100)
    short_name = serializers.CharField(label="简称", max_length=60, default="", allow_blank=True)
    region: Any = serializers.PrimaryKeyRelatedField(
        label="地区", queryset=Region.objects.all(), required=False, allow_null=True
    )
    kind = serializers.ChoiceField(label="性质", choices=Kind.choices, default=Kind.GOVERNMENT)
    parent: Any = serializers.PrimaryKeyRelatedField(
        label="上级单位", queryset=Department.objects.all(), required=False, allow_null=True
    )


class _SheetView(APIView):
    permission_classes: tuple[type[BasePermission], ...] = (IsSupervisor,)
    content_negotiation_class = WhateverIsAccepted


class UnitsSheetView(_SheetView):
    """单位表：下载."""

    @extend_schema(summary="下载单位表", responses={(200, XLSX): OpenApiTypes.BINARY}, tags=["departments"])
    def get(self, request: Request) -> Any:
        """已有的单位都在其中，增改后上传。"""
        return attachment(units_sheet(), name="单位.xlsx", media_type=XLSX)


class PeopleSheetView(_SheetView):
    """人员表：下载."""

    permission_classes = (KeepsPeople,)

    @extend_schema(summary="下载人员表", responses={(200, XLSX): OpenApiTypes.BINARY}, tags=["departments"])
    def get(self, request: Request) -> Any:
        """已有的账号都在其中，不含密码；增改后上传。"""
        return attachment(people_sheet(), name="人员.xlsx", media_type=XLSX)


class _ImportView(APIView):
    permission_classes: tuple[type[BasePermission], ...] = (IsSupervisor,)
    parser_classes = (MultiPartParser,)

    def taken(self, request: Request, preview: Any, take: Any) -> Response:
        """The sheet of the request, looked over or imported."""
        body = validated(UnitSheetBody, request)
        file = body["file"]
        said = {"name": file.name, "data": file.read(MOST_BYTES + 1), "actor": user_of(request)}
        outcome: Outcome = (preview if body["preview"] else take)(**said)
        code = status.HTTP_200_OK if body["preview"] else status.HTTP_201_CREATED
        return Response(RegisterOutcomeSerializer(outcome).data, status=code)


class ImportUnitsView(_ImportView):
    """单位表：预览、导入."""

    @extend_schema(
        summary="导入单位表（可只预览）",
        request={"multipart/form-data": UnitSheetBody},
        responses={200: RegisterOutcomeSerializer, 201: RegisterOutcomeSerializer},
        tags=["departments"],
    )
    def post(self, request: Request) -> Response:
        """逐行说明新增、修改和错误；有一行有误则一行也不导入。仅督查室。"""
        return self.taken(request, preview_units, import_units)


class ImportPeopleView(_ImportView):
    """人员表：预览、导入."""

    permission_classes = (KeepsPeople,)

    @extend_schema(
        summary="导入人员表（可只预览）",
        request={"multipart/form-data": UnitSheetBody},
        responses={200: RegisterOutcomeSerializer, 201: RegisterOutcomeSerializer},
        tags=["departments"],
    )
    def post(self, request: Request) -> Response:
        """逐行说明新增、修改和错误；系统生成的初始密码只在这次返回。仅安全管理员。"""
        return self.taken(request, preview_people, import_people)


def added(request: Request) -> Department:
    """The unit that the body of the request describes, added."""
    require_role(user_of(request), UserRole.SUPERVISOR, to="新增单位")
    return add_unit(actor=user_of(request), **validated(NewUnitBody, request))
