"""台账 by the API: the same filters, order, search and files as on the page."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from common import clock
from common.api.bodies import validated
from common.api.described import listed
from common.api.negotiation import WhateverIsAccepted
from common.api.pagination import LedgerPagination
from common.db.keyset import BadCursor
from common.files.answers import XLSX
from common.queueing import begin
from departments.api.permissions import user_of
from tracker.ledger.api.serializers import (
    ExportBody,
    ExportSerializer,
    LedgerPageSerializer,
    LedgerRowSerializer,
    SavedViewSerializer,
    ViewBody,
)
from tracker.ledger.columns import COLUMNS, DEFAULT, chosen
from tracker.ledger.downloads import file_of
from tracker.ledger.models import Export, SavedView
from tracker.ledger.query import TableQuery, TableQueryForm, read_query
from tracker.ledger.rows import make_rows, read_in_order
from tracker.ledger.services.exporting import ask_export, retry_export
from tracker.ledger.services.views import delete_view, save_view
from tracker.ledger.tasks import export_ledger
from tracker.work.api import filters as work_filters
from tracker.work.api.filters import ON, asked_day
from tracker.work.api.views.base import PK

EXPLAINED = {
    **work_filters.EXPLAINED,
    "sort": "列名，前加 - 为倒序；可排序的列：" + "、".join(key for key, c in COLUMNS.items() if c.sort),
    "group": "section：按文件和章节的次序",
}
FILTERS = [p for p in work_filters.described(TableQueryForm.base_fields, "q", EXPLAINED) if p.name != "cols"]
PAGING = [
    OpenApiParameter("cursor", description="翻页标记，取自 next 或 previous"),
    OpenApiParameter(
        "page_size", type=OpenApiTypes.INT, description=f"每页行数，1至{LedgerPagination.max_page_size}"
    ),
]


class LedgerViewSet(GenericViewSet):
    """台账。"""

    serializer_class = LedgerRowSerializer
    pagination_class = None
    filter_backends: Sequence[Any] = ()

    @extend_schema(summary="台账", parameters=[*FILTERS, *PAGING, ON], responses=LedgerPageSerializer)
    def list(self, request: Request) -> Response:
        """与台账页面相同的筛选、检索和次序；翻页用 next、previous 中的标记。"""
        question = _question(request)
        user, on = user_of(request), asked_day(request)
        size = LedgerPagination().get_page_size(request) or LedgerPagination.page_size
        try:
            page = question.answer(user, on).page(size, request.query_params.get("cursor", ""))
        except BadCursor:
            raise NotFound(LedgerPagination.invalid_cursor_message) from None
        rows = make_rows(read_in_order(page.keys, on), user=user, on=on, columns=list(COLUMNS))
        answer = {
            "next": page.following or None,
            "previous": page.previous or None,
            "results": rows,
        }
        return Response(LedgerPageSerializer(answer).data)


@listed("我的导出", "导出的进度")
class ExportViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """台账导出：生成 xlsx 文件，查看进度，下载。"""

    serializer_class = ExportSerializer
    queryset = Export.objects.all()
    ordering = ("-id",)
    lookup_value_regex = PK

    def get_queryset(self) -> Any:
        return Export.objects.of(user_of(self.request))

    @extend_schema(summary="导出台账", request=ExportBody, responses={202: ExportSerializer})
    def create(self, request: Request) -> Response:
        """筛选条件与台账相同；文件在后台生成，进度见返回的编号。"""
        body = validated(ExportBody, request)
        question, user = _saved_question(body["query"]), user_of(request)
        columns = chosen(body["columns"]) if body["columns"] else question.cols or DEFAULT
        on = clock.today()
        export = ask_export(actor=user, question=question, columns=columns, on=on, now=timezone.now())
        begin(export_ledger, export.pk)
        return Response(self.get_serializer(export).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="重试导出", request=None, responses={202: ExportSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """未能生成的，或长时间没有进度的，重新生成。"""
        export = retry_export(export=self.get_object(), actor=user_of(request), now=timezone.now())
        begin(export_ledger, export.pk)
        return Response(self.get_serializer(export).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="下载导出文件", responses={(200, XLSX): OpenApiTypes.BINARY})
    @action(detail=True, content_negotiation_class=WhateverIsAccepted)
    def file(self, request: Request, pk: str) -> HttpResponseBase:
        """只有导出人可以下载；尚未生成的为404。"""
        return file_of(self.get_object())


@listed("我的台账视图", "台账视图（凭链接）")
class SavedViewViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """台账视图：保存的筛选条件。"""

    serializer_class = SavedViewSerializer
    queryset = SavedView.objects.all()
    lookup_field = "token"
    lookup_value_regex = "[A-Za-z0-9_-]{1,24}"

    def get_queryset(self) -> Any:
        """The caller's own; a single one is for everybody who has its link."""
        if self.action == "retrieve":
            return SavedView.objects.all()
        return SavedView.objects.of(user_of(self.request))

    @extend_schema(summary="保存台账视图", request=ViewBody, responses={201: SavedViewSerializer})
    def create(self, request: Request) -> Response:
        """同名的视图被替换。"""
        body = validated(ViewBody, request)
        question = _saved_question(body["query"])
        view = save_view(actor=user_of(request), name=body["name"], question=question)
        return Response(self.get_serializer(view).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="删除台账视图", responses={204: None})
    def destroy(self, request: Request, token: str) -> Response:
        """只能删除自己保存的。"""
        delete_view(view=self.get_object(), actor=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _saved_question(address: str) -> TableQuery:
    question, errors = read_query(dict(parse_qsl(address)))
    if errors:
        raise ValidationError({"query": [said for name in errors.values() for said in name]})
    return question


def _question(request: Request) -> TableQuery:
    question, errors = read_query(request.query_params, also=work_filters.NOT_FILTERS)
    if errors:
        raise ValidationError(errors)
    return question
