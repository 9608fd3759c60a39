"""Dates, and what departments ask about them and about their tasks: 延期, 调整时限, 退办."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from common import clock
from departments.api.permissions import user_of
from tracker.work.api.filters import DeclineFilter, EventFilter, ExtensionFilter
from tracker.work.api.serializers.assignments import AssignmentMilestoneSerializer, EventRowSerializer
from tracker.work.api.serializers.bodies import (
    AskExtensionBody,
    ChangeDateBody,
    DeclineAnswerBody,
    ExtensionAnswerBody,
)
from tracker.work.api.serializers.requests import DeclineSerializer, ExtensionSerializer
from tracker.work.api.views.base import TransitionsViewSet, validated
from tracker.work.models.assignments import AssignmentMilestone, Event
from tracker.work.models.requests import Decline, Extension
from tracker.work.services.dates import answer_extension, ask_extension, change_date
from tracker.work.services.declining import answer_decline
from tracker.work.transitions import Transition

OF_ASSIGNMENT = (
    "assignment__department",
    "assignment__document",
    "assignment__parent",
    "assignment__task__measure",
)


class MilestoneViewSet(TransitionsViewSet):
    """交办时限：申请延期、调整。"""

    queryset = AssignmentMilestone.objects.all()
    serializer_class = AssignmentMilestoneSerializer

    def get_queryset(self) -> QuerySet[AssignmentMilestone]:
        dates: QuerySet[AssignmentMilestone] = AssignmentMilestone.objects.visible_to(user_of(self.request))
        return dates.select_related(*OF_ASSIGNMENT).defer("assignment__document__text")

    @extend_schema(
        summary="申请延期",
        request=AskExtensionBody,
        responses={201: ExtensionSerializer},
        tags=["extensions"],
    )
    @action(detail=True, methods=["post"], url_path="ask-extension")
    def ask_extension(self, request: Request, pk: str) -> Response:
        """由责任单位申请，督查室同意之后时限才变动。"""
        milestone = self.object_for(Transition.ASK_EXTENSION)
        extension = ask_extension(
            milestone=milestone, actor=user_of(request), **validated(AskExtensionBody, request)
        )
        return Response(ExtensionSerializer(extension).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="调整时限", request=ChangeDateBody, responses=AssignmentMilestoneSerializer)
    @action(detail=True, methods=["post"], url_path="change-date")
    def change_date(self, request: Request, pk: str) -> Response:
        """由督查室调整，须写明原因；最初时限保留。"""
        milestone = self.object_for(Transition.CHANGE_DATE)
        milestone = change_date(
            milestone=milestone, actor=user_of(request), **validated(ChangeDateBody, request)
        )
        return Response(self.get_serializer(milestone).data)


@extend_schema_view(
    list=extend_schema(summary="延期申请列表（新的在前）"), retrieve=extend_schema(summary="延期申请详情")
)
class ExtensionViewSet(ListModelMixin, RetrieveModelMixin, TransitionsViewSet):
    """延期申请：查询、答复。"""

    queryset = Extension.objects.all()
    serializer_class = ExtensionSerializer
    filterset_class = ExtensionFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Extension]:
        extensions: QuerySet[Extension] = Extension.objects.visible_to(user_of(self.request))
        return extensions.select_related(*OF_ASSIGNMENT, "milestone", "asked_by", "answered_by").defer(
            "assignment__document__text"
        )

    @extend_schema(summary="答复延期", request=ExtensionAnswerBody, responses=ExtensionSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """由督查室同意（可另定日期）或不同意（须写明原因）。"""
        extension = self.object_for(Transition.ANSWER_EXTENSION)
        answer_extension(
            extension=extension, actor=user_of(request), **validated(ExtensionAnswerBody, request)
        )
        return self.refreshed()


@extend_schema_view(
    list=extend_schema(summary="退办申请列表（新的在前）"), retrieve=extend_schema(summary="退办申请详情")
)
class DeclineViewSet(ListModelMixin, RetrieveModelMixin, TransitionsViewSet):
    """退办申请：查询、答复。"""

    queryset = Decline.objects.all()
    serializer_class = DeclineSerializer
    filterset_class = DeclineFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Decline]:
        declines: QuerySet[Decline] = Decline.objects.visible_to(user_of(self.request))
        return declines.select_related(
            *OF_ASSIGNMENT, "raised_by", "answered_by", "successor__department"
        ).defer("assignment__document__text")

    @extend_schema(summary="答复退办", request=DeclineAnswerBody, responses=DeclineSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """由督查室同意并指定改由哪个单位承办，或不同意并写明原因。"""
        decline = self.object_for(Transition.ANSWER_DECLINE)
        answer_decline(
            decline=decline,
            actor=user_of(request),
            on=clock.today(),
            **validated(DeclineAnswerBody, request),
        )
        return self.refreshed()


@extend_schema_view(
    list=extend_schema(summary="办理记录（新的在前）"), retrieve=extend_schema(summary="办理记录详情")
)
class EventViewSet(ListModelMixin, RetrieveModelMixin, TransitionsViewSet):
    """办理记录：谁、何时、由何状态到何状态、为何；只增不改。"""

    queryset = Event.objects.all()
    serializer_class = EventRowSerializer
    filterset_class = EventFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Event]:
        events: QuerySet[Event] = Event.objects.visible_to(user_of(self.request))
        return events.select_related("actor", "assignment__department", "assignment__task__measure")
