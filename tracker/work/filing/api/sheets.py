"""批量填报 by the API: the sheet, its upload, its preview, its filing; and one narrative to many."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import checked, validated
from common.api.negotiation import WhateverIsAccepted
from common.files.answers import XLSX, attachment
from departments.api.permissions import IsFiler, user_of
from departments.models.departments import Department
from tracker.work.api.views.base import all_of
from tracker.work.filing.api.serializers import ReportSerializer
from tracker.work.filing.api.sheet_serializers import (
    ReportManyBody,
    SheetPreviewSerializer,
    SheetQuery,
    SheetUploadBody,
)
from tracker.work.filing.models.sheets import FilingSheet
from tracker.work.filing.services.batch_report import Words, file_batch
from tracker.work.filing.services.sheets import discard_sheet, file_sheet, look_over, make_sheet, upload_sheet
from tracker.work.filing.sheets.reading import MOST_BYTES
from tracker.work.models.assignments import Assignment


def _own(request: Request, pk: int) -> Department:
    """A department that the user files for; 404 for any other."""
    if pk not in user_of(request).department_ids():
        raise Http404
    return get_object_or_404(Department, pk=pk)


class SheetDownloadView(APIView):
    """填报表：下载."""

    permission_classes = (IsFiler,)
    content_negotiation_class = WhateverIsAccepted

    @extend_schema(
        summary="下载填报表",
        parameters=[
            OpenApiParameter("department", OpenApiTypes.INT, required=True, description="本单位编号"),
            OpenApiParameter("everything", OpenApiTypes.BOOL, description="全部在办（不填为本期应报）"),
        ],
        responses={(200, XLSX): OpenApiTypes.BINARY},
        tags=["filing-sheets"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """本期应报或全部在办的事项，xlsx；填好后上传。"""
        asked = checked(SheetQuery, request.query_params)
        department = _own(request, asked.pop("department"))
        data = make_sheet(department=department, actor=user_of(request), on=clock.today(), **asked)
        return attachment(data, name=f"{department.short_name}填报表.xlsx", media_type=XLSX)


class SheetUploadView(APIView):
    """填报表：上传."""

    filing = True
    permission_classes = (IsFiler,)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        summary="上传填好的填报表（只预览，不报送）",
        request={"multipart/form-data": SheetUploadBody},
        responses={201: SheetPreviewSerializer},
        tags=["filing-sheets"],
    )
    def post(self, request: Request) -> Response:
        """逐行列出将报送的内容和须改正之处；确认之后才报送。"""
        body = validated(SheetUploadBody, request)
        file = body["file"]
        sheet = upload_sheet(
            department=_own(request, body["department"]),
            actor=user_of(request),
            name=file.name,
            data=file.read(MOST_BYTES + 1),
        )
        preview = look_over(sheet=sheet, actor=user_of(request))
        return Response(SheetPreviewSerializer(preview).data, status=status.HTTP_201_CREATED)


class _OwnSheet(APIView):
    permission_classes = (IsFiler,)

    def sheet(self, request: Request, pk: int) -> FilingSheet:
        """The user's own upload, or 404."""
        own: Any = FilingSheet.objects.visible_to(user_of(request)).select_related("department")
        found: FilingSheet = get_object_or_404(own, pk=pk)
        return found


class SheetView(_OwnSheet):
    """填报表：预览、放弃."""

    filing = True

    @extend_schema(summary="预览填报表", responses=SheetPreviewSerializer, tags=["filing-sheets"])
    def get(self, request: Request, pk: int) -> Response:
        """以现在的台账核对每一行。"""
        preview = look_over(sheet=self.sheet(request, pk), actor=user_of(request))
        return Response(SheetPreviewSerializer(preview).data)

    @extend_schema(summary="放弃上传的填报表", responses={204: None}, tags=["filing-sheets"])
    def delete(self, request: Request, pk: int) -> Response:
        """尚未报送的可以放弃。"""
        discard_sheet(sheet=self.sheet(request, pk), actor=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SheetFileView(_OwnSheet):
    """填报表：报送."""

    filing = True

    @extend_schema(
        summary="确认报送填报表",
        request=None,
        responses={201: ReportSerializer(many=True)},
        tags=["filing-sheets"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """全部报送；有一行不能报送的，一行也不报送（409）。"""
        reports = file_sheet(sheet=self.sheet(request, pk), actor=user_of(request), on=clock.today())
        return Response(ReportSerializer(reports, many=True).data, status=status.HTTP_201_CREATED)


class ReportManyView(APIView):
    """合并填报."""

    filing = True
    permission_classes = (IsFiler,)

    @extend_schema(
        summary="合并填报：同一份进展报送到多个事项",
        request=ReportManyBody,
        responses={201: ReportSerializer(many=True)},
        tags=["assignments"],
    )
    def post(self, request: Request) -> Response:
        """全部报送，或者一项也不报送（409，说明哪些事项为何不能报送）。"""
        body = validated(ReportManyBody, request)
        percents = {row["assignment"]: row["percent"] for row in body.pop("assignments")}
        visible = Assignment.objects.visible_to(user_of(request)).select_related("task__measure")
        assignments = all_of(visible, percents)
        reports = file_batch(
            assignments=assignments,
            percents=percents,
            words=Words(**body),
            actor=user_of(request),
            on=clock.today(),
        )
        return Response(ReportSerializer(reports, many=True).data, status=status.HTTP_201_CREATED)
