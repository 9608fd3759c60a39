"""Dates, and what departments ask about them and about their tasks: 延期, 调整时限, 退办."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from common import clock
from common.api.described import listed
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
from tracker.work.api.views.base import TransitionsViewSet, step
from tracker.work.models.assignments import AssignmentMilestone, Event
from tracker.work.models.requests import Decline, Extension
from tracker.work.services.dates import answer_extension, ask_extension, change_date, withdraw_extension
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

    filing = ("ask_extension",)
    queryset = AssignmentMilestone.objects.all()
    serializer_class = AssignmentMilestoneSerializer

    def get_queryset(self) -> QuerySet[AssignmentMilestone]:
        dates: QuerySet[AssignmentMilestone] = AssignmentMilestone.objects.visible_to(user_of(self.request))
        return dates.select_related(*OF_ASSIGNMENT).defer("assignment__document__text")

    @step("申请延期", Transition.ASK_EXTENSION, AskExtensionBody, ExtensionSerializer, tags=["extensions"])
    def ask_extension(self, milestone: Any, **said: Any) -> Any:
        """由责任单位申请，督查室同意之后时限才变动。"""
        return ask_extension(milestone=milestone, on=clock.today(), **said)

    @step("调整时限", Transition.CHANGE_DATE, ChangeDateBody)
    def change_date(self, milestone: Any, **said: Any) -> None:
        """由督查室调整，须写明原因；最初时限保留。"""
        change_date(milestone=milestone, **said)


@listed("延期申请列表（新的在前）", "延期申请详情")
class ExtensionViewSet(ListModelMixin, RetrieveModelMixin, TransitionsViewSet):
    """延期申请：查询、答复。"""

    filing = ("withdraw",)
    queryset = Extension.objects.all()
    serializer_class = ExtensionSerializer
    filterset_class = ExtensionFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Extension]:
        extensions: QuerySet[Extension] = Extension.objects.visible_to(user_of(self.request))
        return extensions.select_related(*OF_ASSIGNMENT, "milestone", "asked_by", "answered_by").defer(
            "assignment__document__text"
        )

    @step("答复延期", Transition.ANSWER_EXTENSION, ExtensionAnswerBody)
    def answer(self, extension: Any, **said: Any) -> None:
        """由督查室同意（可另定日期）或不同意（须写明原因）。"""
        answer_extension(extension=extension, on=clock.today(), **said)

    @step("撤回延期申请", Transition.WITHDRAW_EXTENSION)
    def withdraw(self, extension: Any, **said: Any) -> None:
        """由责任单位在答复前撤回，时限不变。"""
        withdraw_extension(extension=extension, **said)


@listed("退办申请列表（新的在前）", "退办申请详情")
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

    @step("答复退办", Transition.ANSWER_DECLINE, DeclineAnswerBody)
    def answer(self, decline: Any, **said: Any) -> None:
        """由督查室同意并指定改由哪个单位承办，或不同意并写明原因。"""
        answer_decline(decline=decline, on=clock.today(), **said)


@listed("办理记录（新的在前）", "办理记录详情")
class EventViewSet(ListModelMixin, RetrieveModelMixin, TransitionsViewSet):
    """办理记录：谁、何时、由何状态到何状态、为何；只增不改。"""

    queryset = Event.objects.all()
    serializer_class = EventRowSerializer
    filterset_class = EventFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Event]:
        events: QuerySet[Event] = Event.objects.visible_to(user_of(self.request))
        return events.select_related(
            "actor", "on_behalf_of", "assignment__department", "assignment__task__measure"
        )
