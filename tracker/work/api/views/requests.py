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
from tracker.work.api.filters import EventFilter, ExtensionFilter, ObjectionFilter
from tracker.work.api.serializers.assignments import AssignmentMilestoneSerializer, EventRowSerializer
from tracker.work.api.serializers.bodies import (
    AskExtensionBody,
    ChangeDateBody,
    ExtensionAnswerBody,
    ObjectionAnswerBody,
)
from tracker.work.api.serializers.requests import ExtensionSerializer, ObjectionSerializer
from tracker.work.api.views.base import StepsViewSet, given
from tracker.work.models.assignments import AssignmentMilestone, Event
from tracker.work.models.requests import Extension, Objection
from tracker.work.services.dates import answer_extension, ask_extension, change_date
from tracker.work.services.declining import answer_objection
from tracker.work.transitions import Step

OF_ASSIGNMENT = (
    "assignment__department",
    "assignment__document",
    "assignment__parent",
    "assignment__task__measure",
)


class MilestoneViewSet(StepsViewSet):
    """交办时限：申请延期、调整。"""

    queryset = AssignmentMilestone.objects.all()
    serializer_class = AssignmentMilestoneSerializer

    def get_queryset(self) -> QuerySet[AssignmentMilestone]:
        """The dates of the assignments that the user may see."""
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
        milestone = self.asked(Step.ASK_EXTENSION)
        extension = ask_extension(
            milestone=milestone, actor=user_of(request), **given(AskExtensionBody, request)
        )
        return Response(ExtensionSerializer(extension).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="调整时限", request=ChangeDateBody, responses=AssignmentMilestoneSerializer)
    @action(detail=True, methods=["post"], url_path="change-date")
    def change_date(self, request: Request, pk: str) -> Response:
        """由督查室调整，须写明原因；最初时限保留。"""
        milestone = self.asked(Step.CHANGE_DATE)
        milestone = change_date(milestone=milestone, actor=user_of(request), **given(ChangeDateBody, request))
        return Response(self.get_serializer(milestone).data)


@extend_schema_view(
    list=extend_schema(summary="延期申请列表（新的在前）"), retrieve=extend_schema(summary="延期申请详情")
)
class ExtensionViewSet(ListModelMixin, RetrieveModelMixin, StepsViewSet):
    """延期申请：查询、答复。"""

    queryset = Extension.objects.all()
    serializer_class = ExtensionSerializer
    filterset_class = ExtensionFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Extension]:
        """Those on the assignments that the user may see."""
        extensions: QuerySet[Extension] = Extension.objects.visible_to(user_of(self.request))
        return extensions.select_related(*OF_ASSIGNMENT, "milestone", "asked_by", "answered_by").defer(
            "assignment__document__text"
        )

    @extend_schema(summary="答复延期", request=ExtensionAnswerBody, responses=ExtensionSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """由督查室同意（可另定日期）或不同意（须写明原因）。"""
        extension = self.asked(Step.ANSWER_EXTENSION)
        answer_extension(extension=extension, actor=user_of(request), **given(ExtensionAnswerBody, request))
        return self.as_it_is_now()


@extend_schema_view(
    list=extend_schema(summary="退办申请列表（新的在前）"), retrieve=extend_schema(summary="退办申请详情")
)
class ObjectionViewSet(ListModelMixin, RetrieveModelMixin, StepsViewSet):
    """退办申请：查询、答复。"""

    queryset = Objection.objects.all()
    serializer_class = ObjectionSerializer
    filterset_class = ObjectionFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Objection]:
        """Those on the assignments that the user may see."""
        objections: QuerySet[Objection] = Objection.objects.visible_to(user_of(self.request))
        return objections.select_related(
            *OF_ASSIGNMENT, "raised_by", "answered_by", "successor__department"
        ).defer("assignment__document__text")

    @extend_schema(summary="答复退办", request=ObjectionAnswerBody, responses=ObjectionSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """由督查室同意并指定改由哪个单位承办，或不同意并写明原因。"""
        objection = self.asked(Step.ANSWER_OBJECTION)
        answer_objection(
            objection=objection,
            actor=user_of(request),
            on=clock.today(),
            **given(ObjectionAnswerBody, request),
        )
        return self.as_it_is_now()


@extend_schema_view(
    list=extend_schema(summary="办理记录（新的在前）"), retrieve=extend_schema(summary="办理记录详情")
)
class EventViewSet(ListModelMixin, RetrieveModelMixin, StepsViewSet):
    """办理记录：谁、何时、由何状态到何状态、为何；只增不改。"""

    queryset = Event.objects.all()
    serializer_class = EventRowSerializer
    filterset_class = EventFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Event]:
        """Those of the assignments that the user may see."""
        events: QuerySet[Event] = Event.objects.visible_to(user_of(self.request))
        return events.select_related("actor", "assignment__department", "assignment__task__measure")
