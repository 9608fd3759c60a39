"""What the checking page asks for and sends: the draft, edits, undo, and the search for a unit."""

from typing import Any

from django.db.models import Model, prefetch_related_objects
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.bodies import validated
from departments.api.permissions import user_of
from departments.search import find_units
from policies.checking.api.actions import ACTIONS, EditSerializer, UndoSerializer, run
from policies.checking.api.documents import ANSWER, REFUSED, OfDocument
from policies.checking.api.state import changed_state, found_unit, whole_state
from policies.checking.services.editing import undo_edit
from policies.models.documents import PolicyDocument


class CheckingView(OfDocument):
    """校核：一份文件的全部内容。"""

    @extend_schema(summary="校核页内容", responses=ANSWER, tags=["checking"])
    def get(self, request: Request, pk: int) -> Response:
        """原文、举措、任务、单位、时限、待核事项和校核记录，一次取得。"""
        return Response(whole_state(self.document(pk)))


class EditsView(OfDocument):
    """校核：修改。"""

    @extend_schema(
        summary="校核修改", request=EditSerializer, responses={200: ANSWER, 409: REFUSED}, tags=["checking"]
    )
    def post(self, request: Request, pk: int) -> Response:
        """作一项修改；返回与所见版本不同的举措，以及待核事项和校核记录。"""
        document = self.document(pk)
        asked = validated(EditSerializer, request)
        made = run(
            ACTIONS[asked["action"]],
            asked["args"],
            document=document,
            actor=user_of(request),
            seen=asked["seen"],
        )
        return _answer(document, asked["seen"], result=made.pk if isinstance(made, Model) else made)


class UndoView(OfDocument):
    """校核：撤销。"""

    @extend_schema(
        summary="撤销校核修改",
        request=UndoSerializer,
        responses={200: ANSWER, 409: REFUSED},
        tags=["checking"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """撤销最近一次修改；若最近一次已不是所指的那次，则不作改动。"""
        document = self.document(pk)
        asked = validated(UndoSerializer, request)
        edit = undo_edit(document=document, actor=user_of(request), expected=asked["edit"])
        return _answer(document, asked["seen"], result=edit.pk)


class UnitSearchView(OfDocument):
    """校核：查找单位。"""

    @extend_schema(
        summary="查找单位和单位组",
        parameters=[
            OpenApiParameter("text", str, required=True, description="名称中的文字"),
            OpenApiParameter("similar", bool, description="没有包含该文字的，给出相近的"),
        ],
        responses=OpenApiResponse(OpenApiTypes.OBJECT, description="至多20个单位或单位组"),
        tags=["checking"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """按全称、简称、别名查找，文件所在地区的在前。"""
        found = find_units(
            request.query_params.get("text", "").replace("\x00", ""),
            region=self.document(pk).region,
            similar=request.query_params.get("similar") == "true",
        )
        prefetch_related_objects([row.group for row in found if row.group], "members")
        return Response({"results": [found_unit(row) for row in found]})


def _answer(document: PolicyDocument, seen: dict[int, int], *, result: Any) -> Response:
    document.refresh_from_db(fields=["status", "first_unit_leads"])
    return Response({**changed_state(document, seen=seen), "result": result})
