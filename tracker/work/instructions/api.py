"""批示 and what departments answer."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import ReadOnlyModelViewSet

from common import clock
from common.api.described import listed
from departments.api.permissions import user_of
from departments.models.users import User
from tracker.work.api.filters import InstructionFilter, InstructionItemFilter
from tracker.work.api.serializers.bodies import AskAgainBody, ReplyBody
from tracker.work.api.views.base import PK, TransitionsViewSet, step
from tracker.work.instructions.models import Instruction, InstructionItem
from tracker.work.instructions.serializers import (
    InstructionItemSerializer,
    InstructionSerializer,
    with_answers,
)
from tracker.work.instructions.services import (
    ask_again,
    read_reply,
    reply_instruction,
)


def instructions_for(user: User) -> QuerySet[Instruction]:
    """The instructions that the user may see, each with the items that the user may see."""
    items = InstructionItem.objects.visible_to(user).select_related("department", "replied_by", "read_by")
    instructions: QuerySet[Instruction] = Instruction.objects.visible_to(user)
    return instructions.select_related("author", "registered_by").prefetch_related(Prefetch("items", items))


@listed("批示列表（新的在前）", "批示详情")
class InstructionViewSet(ReadOnlyModelViewSet):
    """批示：查询。批示由领导在文件、任务或交办事项上作出。"""

    queryset = Instruction.objects.all()
    serializer_class = InstructionSerializer
    filterset_class = InstructionFilter
    ordering = ("-id",)
    lookup_value_regex = PK

    def get_queryset(self) -> QuerySet[Instruction]:
        return instructions_for(user_of(self.request))


@listed("批示办理列表（最早到期的在前）", "批示办理详情")
class InstructionItemViewSet(ListModelMixin, RetrieveModelMixin, TransitionsViewSet):
    """批示办理：各单位须回复的批示。"""

    filing = ("reply",)
    queryset = InstructionItem.objects.all()
    serializer_class = InstructionItemSerializer
    filterset_class = InstructionItemFilter
    ordering = ("due_on", "id")

    def get_queryset(self) -> QuerySet[InstructionItem]:
        items: QuerySet[InstructionItem] = InstructionItem.objects.visible_to(user_of(self.request))
        return with_answers(items)

    @step("回复批示", None, ReplyBody)
    def reply(self, item: Any, **said: Any) -> None:
        """由须回复的单位回复一次；领导请再答复的，再回复一次。"""
        reply_instruction(item=item, on=clock.today(), **said)

    @step("已阅", None)
    def read(self, item: Any, **said: Any) -> None:
        """由作出批示的领导；纸质批示的，督查室也可以。"""
        read_reply(item=item, **said)

    @step("请再答复", None, AskAgainBody)
    def ask_again(self, item: Any, **said: Any) -> None:
        """由作出批示的领导；原回复保留，单位按新的时限再答复。"""
        ask_again(item=item, on=clock.today(), **said)
