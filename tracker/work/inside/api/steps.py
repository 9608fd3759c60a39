"""内部分办 of one assignment by the API."""

from typing import Any

from common import clock
from tracker.work.api.views.base import TransitionsViewSet, step
from tracker.work.inside.api.serializers import AssignInsideBody, UnassignBody
from tracker.work.inside.services.assigning import assign, unassign
from tracker.work.transitions import Transition


class InsideSteps(TransitionsViewSet):
    """What a unit does with its work inside."""

    @step("分办", Transition.ASSIGN, AssignInsideBody)
    def assign(self, assignment: Any, **said: Any) -> None:
        """由本单位分给经办人、处室或两者；提醒先到经办人，没有的到填报员。"""
        assign(assignments=[assignment], on=clock.today(), **said)

    @step("收回分办", Transition.ASSIGN, UnassignBody)
    def unassign(self, assignment: Any, **said: Any) -> None:
        """由本单位收回，事项仍由本单位填报员办理。"""
        unassign(assignments=[assignment], on=clock.today(), **said)
