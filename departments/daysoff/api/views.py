"""工作日历 by the API."""

from datetime import date

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import validated
from departments.api.permissions import IsSupervisor, user_of
from departments.daysoff.api.serializers import CalendarSerializer, DaysEnteredSerializer, EnterDaysBody
from departments.daysoff.models import DayKind, DayOff
from departments.daysoff.reading import ReadDay
from departments.daysoff.selectors import charted_until, days_off
from departments.daysoff.services import enter_days, import_days, import_days_sheet, remove_day


class DaysOffView(APIView):
    """工作日历：督查室录入的休息日和上班日，仅督查室。"""

    permission_classes = (IsSupervisor,)
    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(summary="工作日历", responses=CalendarSerializer, tags=["days-off"])
    def get(self, request: Request) -> Response:
        """录入的日期，以及放假安排已知到哪一天。"""
        answer = {
            "known_until": charted_until(clock.today(), days_off()),
            "days": DayOff.objects.select_related("entered_by").order_by("day"),
        }
        return Response(CalendarSerializer(answer).data)

    @extend_schema(
        summary="录入工作日历",
        request=EnterDaysBody,
        responses={201: DaysEnteredSerializer},
        tags=["days-off"],
    )
    def post(self, request: Request) -> Response:
        """逐日给出，或给出放假安排通知的正文，或上传按模板填好的表格；已有的日期以这次的为准，有错即一天也不录入。"""
        said = validated(EnterDaysBody, request)
        if "file" in said:
            entered = import_days_sheet(data=said["file"].read(), actor=user_of(request))
        elif "text" in said:
            entered = import_days(text=said["text"], year=said.get("year"), actor=user_of(request))
        else:
            days = [ReadDay(one["day"], DayKind(one["kind"]), one["name"].strip()) for one in said["days"]]
            entered = enter_days(days=days, actor=user_of(request))
        return Response(DaysEnteredSerializer(entered).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="删去录入的一天",
        parameters=[OpenApiParameter("day", OpenApiTypes.DATE, required=True, description="哪一天")],
        responses={204: None},
        tags=["days-off"],
    )
    def delete(self, request: Request) -> Response:
        """此后这一天是否上班按系统自带的日历判断。"""
        try:
            day = date.fromisoformat(request.query_params.get("day", ""))
        except ValueError:
            raise ValidationError({"day": ["请按“2027-02-06”的样式给出日期。"]}) from None
        remove_day(day=day, actor=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
