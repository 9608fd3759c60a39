"""机构改革 by the API: preview, carry out, undo."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from common import clock
from common.api.bodies import validated
from departments.api.permissions import IsSupervisor, user_of
from tracker.reforms.api import serializers as shapes
from tracker.reforms.models import Reform
from tracker.reforms.services.carrying_out import carry_out_reform
from tracker.reforms.services.preview import ReformPreview, preview_reform
from tracker.reforms.services.undoing import undo_reform, what_forbids_undoing
from tracker.work.api.views.base import PK


def _shown(found: ReformPreview) -> dict[str, Any]:
    return {
        "moving": [
            {"department": unit.pk, "name": str(unit), "assignments": count}
            for unit, count in found.by_successor
        ],
        "collisions": found.collisions,
        "undecided": [a.pk for a in found.undecided],
        "completed": found.completed,
        "resting": found.resting,
        "people": len(found.people),
        "proposals": len(found.sponsors),
        "instructions": len(found.items),
        "drafts": found.drafts,
        "waiting": found.waiting,
        "shown": found.fingerprint,
    }


@extend_schema_view(list=extend_schema(summary="机构改革列表（新的在前）"))
class ReformViewSet(ListModelMixin, GenericViewSet):
    """机构改革：预览、办理、撤销。"""

    queryset = Reform.objects.all()
    serializer_class = shapes.ReformSerializer
    permission_classes = (IsSupervisor,)
    ordering = ("-id",)
    lookup_value_regex = PK

    def get_queryset(self) -> Any:
        return Reform.objects.select_related("made_by", "undone_by").prefetch_related("successors")

    def _detail(self, reform: Reform, code: int = status.HTTP_200_OK) -> Response:
        found: Any = self.get_queryset().get(pk=reform.pk)
        found.moved = found.moves.count()
        found.forbidden = what_forbids_undoing(found)
        return Response(shapes.ReformDetailSerializer(found).data, status=code)

    @extend_schema(summary="机构改革详情", responses=shapes.ReformDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """变动条数，以及能否撤销、为何不能。"""
        return self._detail(self.get_object())

    @extend_schema(
        summary="预览机构改革", request=shapes.ReformBody, responses=shapes.ReformPreviewSerializer
    )
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """哪些移交给谁、哪些与承接单位的同一任务合并、哪些还没有选择；不作任何改动。"""
        plan = shapes.plan_of(validated(shapes.ReformBody, request))
        plan.check(clock.today())
        return Response(
            shapes.ReformPreviewSerializer(_shown(preview_reform(plan=plan, reader=user_of(request)))).data
        )

    @extend_schema(
        summary="办理机构改革",
        request=shapes.ConfirmedReformBody,
        responses={201: shapes.ReformDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """一次办理完成或一项也不办；带上预览的核对码，预览之后有变化的不办理（409）。"""
        said = validated(shapes.ConfirmedReformBody, request)
        reform = carry_out_reform(
            plan=shapes.plan_of(said), on=clock.today(), actor=user_of(request), shown=said["shown"]
        )
        return self._detail(reform, status.HTTP_201_CREATED)

    @extend_schema(
        summary="撤销机构改革", request=shapes.UndoReformBody, responses=shapes.ReformDetailSerializer
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """没有新的填报之前可以撤销；之后不能（409，说明是什么）。"""
        reform = undo_reform(
            reform=self.get_object(), actor=user_of(request), **validated(shapes.UndoReformBody, request)
        )
        return self._detail(reform)
