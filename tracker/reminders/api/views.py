"""收件箱 by the API: one's own entries, how one wants to be told, and what is new."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from common import clock
from common.api.bodies import checked, validated
from common.api.described import listed
from departments.api.filters import ChoicesFilter, LeanFilterSet
from departments.api.permissions import user_of
from tracker.reminders.api.serializers import (
    InboxSerializer,
    NewsSerializer,
    ReadAllBody,
    ReadAllSerializer,
    WaysBody,
    WaySerializer,
)
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.selectors import news_since, since_day
from tracker.reminders.services.choosing import choose_ways, ways_of
from tracker.reminders.services.opening import open_all, open_reminder
from tracker.work.api.views.base import PK


class InboxFilter(LeanFilterSet):
    """By kind, day, and whether it was opened."""

    rule = ChoicesFilter("rule", label="事由", choices=Rule.choices)
    opened = filters.BooleanFilter(
        field_name="opened_at", lookup_expr="isnull", exclude=True, label="已读的（false：未读的）"
    )
    settled = filters.BooleanFilter(
        field_name="settled_at",
        lookup_expr="isnull",
        exclude=True,
        label="已办的（false：仍待办理或仅供知悉的）",
    )
    on_from = filters.DateFilter(field_name="on", lookup_expr="gte", label="日期不早于")
    on_to = filters.DateFilter(field_name="on", lookup_expr="lte", label="日期不晚于")

    class Meta:
        model = Reminder
        fields: list[str] = []


class _Asked(serializers.Serializer[Any]):
    since = serializers.DateField(required=False)


@listed("我的收件箱（新的在前）", "收件箱中的一条")
class InboxViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """收件箱：只有自己的。"""

    filing = True
    queryset = Reminder.objects.all()
    serializer_class = InboxSerializer
    filterset_class = InboxFilter
    ordering = ("-id",)
    lookup_value_regex = PK

    def get_queryset(self) -> QuerySet[Reminder]:
        mine: QuerySet[Reminder] = Reminder.objects.for_recipient(user_of(self.request))
        return mine.told_by(timezone.now()).with_context()  # type: ignore[attr-defined]

    @extend_schema(summary="标为已读", request=None, responses=InboxSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """已读过的，保留第一次的时间。"""
        reminder = open_reminder(reminder=self.get_object(), at=timezone.now())
        return Response(self.get_serializer(reminder).data)

    @extend_schema(summary="全部标为已读", request=ReadAllBody, responses=ReadAllSerializer)
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """只标到 upto 这一条为止，此后新到的仍为未读。"""
        upto = validated(ReadAllBody, request)["upto"]
        count = open_all(user=user_of(request), upto=upto, at=timezone.now())
        return Response(ReadAllSerializer({"message": f"已将{count}条标为已读。", "count": count}).data)

    @extend_schema(summary="我的告知方式", responses=WaySerializer(many=True))
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def ways(self, request: Request) -> Response:
        """各类事件发生时，除收件箱外如何告知。"""
        return Response(_shown(ways_of(user_of(request))))

    @extend_schema(summary="选择告知方式", request=WaysBody, responses=WaySerializer(many=True))
    @ways.mapping.post
    def choose(self, request: Request) -> Response:
        """只改写到的几类，其余不变；自现在起生效。"""
        wanted = {row["rule"]: row["way"] for row in validated(WaysBody, request)["ways"]}
        return Response(_shown(choose_ways(user=user_of(request), ways=wanted)))

    @extend_schema(
        summary="自昨天以来（各单位）",
        parameters=[
            OpenApiParameter("since", OpenApiTypes.DATE, description="自哪一天零时起，不填为昨天，最早31天前")
        ],
        responses=NewsSerializer,
    )
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def since(self, request: Request) -> Response:
        """所能看到的事项自该日以来的办理记录，按单位汇总，每条只计一次。"""
        wanted = checked(_Asked, request.query_params).get("since")
        day = since_day(wanted, on=clock.today())
        units = news_since(user_of(request), day)
        answer = {"since": day, "total": sum(unit.total for unit in units), "units": units}
        return Response(NewsSerializer(answer).data)


def _shown(ways: Any) -> Any:
    return WaySerializer([{"rule": rule, "way": way} for rule, way in ways.items()], many=True).data
