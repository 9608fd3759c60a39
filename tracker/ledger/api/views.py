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
from common.db.keyset import BadCursor, Page
from common.files.answers import XLSX
from common.queueing import begin
from departments.api.permissions import user_of
from departments.models.users import User
from tracker.ledger.api.serializers import (
    ExportBody,
    ExportSerializer,
    LedgerChoiceBody,
    LedgerGroupsSerializer,
    LedgerMeasurePageSerializer,
    LedgerPageSerializer,
    LedgerRowSerializer,
    LedgerStepBody,
    LedgerStepPreviewSerializer,
    LedgerStepSerializer,
    SavedViewSerializer,
    ViewBody,
    measure_row,
)
from tracker.ledger.choosing import Choice, preview_step
from tracker.ledger.columns import COLUMNS, DEFAULT, chosen
from tracker.ledger.downloads import file_of
from tracker.ledger.grouping import GROUPS
from tracker.ledger.measures import MEASURE_COLUMNS, read_measures
from tracker.ledger.models import Export, LedgerStep, SavedView, StepKind
from tracker.ledger.query import MEASURE, Result, TableQuery, TableQueryForm, read_query
from tracker.ledger.rows import make_rows, read_in_order
from tracker.ledger.services.exporting import ask_export, retry_export
from tracker.ledger.services.steps import AT_ONCE, ask_step, run_step, take_back_step
from tracker.ledger.services.views import delete_view, save_view
from tracker.ledger.standing import LIGHT_VALUES
from tracker.ledger.tasks import export_ledger, run_ledger_step
from tracker.work.api import filters as work_filters
from tracker.work.api.filters import ON, asked_day
from tracker.work.api.views.base import PK

EXPLAINED = {
    **work_filters.EXPLAINED,
    "sort": "列名，前加 - 为倒序；可排序的列：" + "、".join(key for key, c in COLUMNS.items() if c.sort),
    "by": "只影响 groups 和导出：measure 按举措，unit 按单位",
    "group": "按组的次序：" + "、".join(f"{name}（{label}）" for name, label in GROUPS.items()),
}
FILTERS = [p for p in work_filters.described(TableQueryForm.base_fields, "q", EXPLAINED) if p.name != "cols"]
# What the list by unit and that by measure are asked for; which of them it is says the address.
OF_LIST = [p for p in FILTERS if p.name != "by"]
OF_MEASURES = [
    OpenApiParameter(
        "sort", description="不填为文件次序；可填 due_on（最早的时限）、light（最急的灯），前加 - 为倒序"
    )
    if p.name == "sort"
    else p
    for p in OF_LIST
]
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

    @extend_schema(
        summary="台账（按单位）", parameters=[*OF_LIST, *PAGING, ON], responses=LedgerPageSerializer
    )
    def list(self, request: Request) -> Response:
        """与台账页面相同的筛选、检索和次序；翻页用 next、previous 中的标记。"""
        question = _question(request)
        user, on = user_of(request), asked_day(request)
        page = _page(question.answer(user, on), request)
        rows = make_rows(read_in_order(page.keys, on), user=user, on=on, columns=list(COLUMNS))
        answer = {
            "next": page.following or None,
            "previous": page.previous or None,
            "results": rows,
        }
        return Response(LedgerPageSerializer(answer).data)

    @extend_schema(
        summary="台账（按举措）",
        parameters=[*OF_MEASURES, *PAGING, ON],
        responses=LedgerMeasurePageSerializer,
    )
    @action(detail=False)
    def measures(self, request: Request) -> Response:
        """每条举措一行，灯和时限只计符合条件的事项；各单位的行用“台账（按单位）”加 measure 查询。"""
        question = _question(request).replace(by=MEASURE)
        user, on = user_of(request), asked_day(request)
        result = question.measures(user, on)
        page = _page(result, request)
        rows = read_measures(page.keys, question=result.filters, fitting=result.fitting, user=user, on=on)
        answer = {
            "next": page.following or None,
            "previous": page.previous or None,
            "results": [measure_row(row) for row in rows],
        }
        return Response(answer)

    @extend_schema(summary="台账各组小计", parameters=[*FILTERS, ON], responses=LedgerGroupsSerializer)
    @action(detail=False)
    def groups(self, request: Request) -> Response:
        """各组有多少条举措、多少项、各灯多少；不填 group 时只给出总数。"""
        question, user, on = _question(request), user_of(request), asked_day(request)
        result = question.result(user, on)
        groups = result.groups().values() if question.group else []
        total = result.total()
        answer = {
            "by": question.view(user),
            "group": question.group,
            "measures": total.measures if not total.is_cut else None,
            "units": total.units if not total.is_cut else None,
            "results": [
                {
                    "key": [str(part) for part in one.key],
                    "name": one.label,
                    "words": one.words,
                    "measures": one.measures,
                    "units": one.units,
                    "lights": {light: one.lights.get(light, 0) for light in LIGHT_VALUES},
                    "cursor": result.begin(one),
                }
                for one in groups
            ],
        }
        return Response(LedgerGroupsSerializer(answer).data)


@listed("我的批量办理", "批量办理的进度")
class StepViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """批量办理：对台账中选定的事项催办、调整时限、中止或改派。"""

    serializer_class = LedgerStepSerializer
    queryset = LedgerStep.objects.all()
    ordering = ("-id",)
    lookup_value_regex = PK

    def get_queryset(self) -> Any:
        return LedgerStep.objects.of(user_of(self.request))

    @extend_schema(summary="批量办理预览", request=LedgerChoiceBody, responses=LedgerStepPreviewSerializer)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """会办理多少项、哪些不能办理及原因；不改变任何事项。"""
        body = validated(LedgerChoiceBody, request)
        preview = preview_step(
            kind=StepKind(body["kind"]),
            choice=_choice(body),
            actor=user_of(request),
            on=clock.today(),
            department=body["department"],
        )
        return Response(LedgerStepPreviewSerializer(preview).data)

    @extend_schema(summary="批量办理", request=LedgerStepBody, responses={202: LedgerStepSerializer})
    def create(self, request: Request) -> Response:
        """不多于100项的当即在一个事务中办完，更多的在后台分批办理，进度见返回的编号。"""
        body = validated(LedgerStepBody, request)
        said = {
            "message": body["message"],
            "reason": body["reason"],
            "to_date": body["to_date"].isoformat() if body["to_date"] else "",
            "department": body["department"].pk if body["department"] else None,
        }
        step = ask_step(
            kind=StepKind(body["kind"]),
            choice=_choice(body),
            said={name: value for name, value in said.items() if value},
            fingerprint=body["fingerprint"],
            actor=user_of(request),
            on=clock.today(),
        )
        if step.total <= AT_ONCE:
            step = run_step(step_id=step.pk)
        else:
            run_ledger_step.delay(step.pk)
        return Response(self.get_serializer(step).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="撤回批量办理", request=None, responses=LedgerStepSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """办理后10秒内由办理人撤回；只有调整时限和中止可以撤回。"""
        step = self.get_object()
        take_back_step(step=step, actor=user_of(request), now=timezone.now())
        step.refresh_from_db()
        return Response(self.get_serializer(step).data)


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
        columns = _columns(body["columns"], question, user)
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


def _columns(keys: list[str], question: TableQuery, user: User) -> tuple[str, ...]:
    """The columns of a file: of that by measure those that it has."""
    if question.view(user) == MEASURE:
        return tuple(key for key in MEASURE_COLUMNS if key in keys) or tuple(MEASURE_COLUMNS)
    return chosen(keys) if keys else question.cols or DEFAULT


def _choice(body: dict[str, Any]) -> Choice:
    question = _saved_question(body["query"])
    return Choice(question, body["everything"], tuple(body["measures"]), tuple(body["units"]))


def _page(result: Result, request: Request) -> Page:
    """The page that is asked for; 404 for a mark that is none."""
    size = LedgerPagination().get_page_size(request) or LedgerPagination.page_size
    try:
        return result.page(size, request.query_params.get("cursor", ""))
    except BadCursor:
        raise NotFound(LedgerPagination.invalid_cursor_message) from None


def _question(request: Request) -> TableQuery:
    question, errors = read_query(request.query_params, also=work_filters.NOT_FILTERS)
    if errors:
        raise ValidationError(errors)
    return question
