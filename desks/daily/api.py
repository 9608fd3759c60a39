"""日报 by the API: the figures, the file, and whether it comes by mail."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import validated
from common.files.answers import DOCX, attachment
from common.files.marking import marked_docx
from departments.api.permissions import user_of
from departments.services.access import require_role
from desks.daily.printing import file_name, printed
from desks.daily.selectors import DailySheet, daily_sheet
from desks.daily.serializers import DailyChoiceSerializer, DailySheetSerializer
from desks.daily.services import READERS, choose_daily, has_chosen
from tracker.work.api.filters import asked_day

_ON = OpenApiParameter("on", OpenApiTypes.DATE, description="哪一天的日报（不填为今天）")


def _asked(request: Request) -> DailySheet:
    user = user_of(request)
    require_role(user, *READERS, to="查看督查日报")
    return daily_sheet(user, on=asked_day(request), today=clock.today())


class DailyView(APIView):
    """督查日报：一天的情况，与上一个工作日开始时相比；仅领导和督查室。"""

    @extend_schema(
        summary="督查日报（数字、名单和各单位占比）",
        parameters=[_ON],
        responses=DailySheetSerializer,
        tags=["overview"],
    )
    def get(self, request: Request) -> Response:
        """与日报的页面和文件是同样的数字；没有记录的为空，不是0。"""
        return Response(DailySheetSerializer(_asked(request)).data)


class DailyFileView(APIView):
    """督查日报的文件；仅领导和督查室。"""

    @extend_schema(
        summary="督查日报（docx文件）",
        parameters=[_ON],
        responses={(200, DOCX): OpenApiTypes.BINARY},
        tags=["overview"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """A4一页，可以打印。"""
        sheet = _asked(request)
        return attachment(marked_docx(printed(sheet)), name=file_name(sheet), media_type=DOCX)


class DailyChoiceView(APIView):
    """是否随工作日早晨的邮件接收日报；仅领导和督查室。"""

    @extend_schema(summary="是否随邮件接收督查日报", responses=DailyChoiceSerializer, tags=["overview"])
    def get(self, request: Request) -> Response:
        """本人的选择。"""
        user = user_of(request)
        require_role(user, *READERS, to="接收督查日报")
        return Response({"wanted": has_chosen(user)})

    @extend_schema(
        summary="选择是否随邮件接收督查日报",
        request=DailyChoiceSerializer,
        responses=DailyChoiceSerializer,
        tags=["overview"],
    )
    def put(self, request: Request) -> Response:
        """须开启邮件提醒。"""
        body: dict[str, Any] = validated(DailyChoiceSerializer, request)
        return Response({"wanted": choose_daily(actor=user_of(request), **body)})
