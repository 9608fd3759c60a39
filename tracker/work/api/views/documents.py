"""What 督查室 and leaders do with a whole document or task: hand out, move dates, instruct."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import checked, validated
from departments.api.permissions import IsSupervisor, user_of
from departments.models.users import UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tracker.work.api.serializers.bodies import (
    DocumentDeadlineBody,
    EvidenceBody,
    InstructManyBody,
    PaperInstructionBody,
    ReasonBody,
)
from tracker.work.api.serializers.outcomes import (
    DispatchOutcomeSerializer,
    DispatchPreviewSerializer,
    MovedDateSerializer,
    RecallOutcomeSerializer,
)
from tracker.work.instructions.api import instructions_for
from tracker.work.instructions.serializers import InstructionSerializer
from tracker.work.instructions.services import register_instruction, write_instruction
from tracker.work.models.assignments import AssignmentMilestone
from tracker.work.services.dates import change_document_deadline, preview_deadline_change
from tracker.work.services.dispatching import dispatch_document, preview_dispatch
from tracker.work.services.evidence import set_evidence_required
from tracker.work.services.recalling import recall_dispatch


class _OfDocument(APIView):
    """A transition of 督查室 on one document."""

    permission_classes = (IsSupervisor,)

    def document(self, pk: int) -> PolicyDocument:
        """The document; 404 where there is none."""
        documents = PolicyDocument.objects.visible_to(user_of(self.request)).without_text()
        found: PolicyDocument = get_object_or_404(documents, pk=pk)
        return found


class DispatchView(_OfDocument):
    """交办: a document's tasks to their departments."""

    @extend_schema(
        summary="交办前查看：各单位需报送的进展",
        responses=DispatchPreviewSerializer,
        tags=["documents"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """本月及此后两个月，各单位目前和交办之后需报送的份数；不作改动。"""
        preview = preview_dispatch(document=self.document(pk), on=clock.today())
        answer = {
            "message": preview.message,
            "burden": preview.burden,
            "created": len(preview.outcome.handed_out),
            "revived": len(preview.outcome.revived),
            "units": len(preview.lines),
            "existing": preview.outcome.existing,
            "unassigned": [r.printed_name for r in preview.outcome.unassigned],
            "without_unit": len(preview.outcome.without_unit),
            "without_accounts": preview.without_accounts,
            "months": [str(month) for month in preview.months],
            "departments": [
                {
                    "department": line.department.pk,
                    "name": line.department.short_name,
                    "counts": [
                        {"month": str(month), "now": now, "after": after}
                        for month, (now, after) in zip(preview.months, line.counts, strict=True)
                    ],
                }
                for line in preview.lines
            ],
        }
        return Response(DispatchPreviewSerializer(answer).data)

    @extend_schema(summary="交办", request=None, responses=DispatchOutcomeSerializer, tags=["documents"])
    def post(self, request: Request, pk: int) -> Response:
        """把已校核文件的任务交办给责任单位；再次交办只增加新的，不重复已有的。"""
        outcome = dispatch_document(document=self.document(pk), actor=user_of(request), on=clock.today())
        answer = DispatchOutcomeSerializer(
            {
                "message": outcome.message,
                "created": len(outcome.handed_out),
                "revived": len(outcome.revived),
                "existing": outcome.existing,
                "unassigned": [r.printed_name for r in outcome.unassigned],
                "without_unit": len(outcome.without_unit),
            }
        )
        return Response(answer.data)


class RecallView(_OfDocument):
    """撤回交办: a dispatch that nobody has signed for."""

    @extend_schema(
        summary="撤回交办", request=ReasonBody, responses=RecallOutcomeSerializer, tags=["documents"]
    )
    def post(self, request: Request, pk: int) -> Response:
        """在有单位签收之前撤回，须写明原因；事项转为已中止并告知各单位，重新交办时恢复。"""
        outcome = recall_dispatch(
            document=self.document(pk),
            actor=user_of(request),
            on=clock.today(),
            **validated(ReasonBody, request),
        )
        return Response(RecallOutcomeSerializer(outcome).data)


class _FromDate(serializers.Serializer[Any]):
    from_date = serializers.DateField(label="现行时限")


class ChangeDeadlineView(_OfDocument):
    """调整文件时限: all open dates of a document that stand on one day."""

    @extend_schema(
        summary="调整文件时限：预览将变动的时限",
        parameters=[OpenApiParameter("from_date", OpenApiTypes.DATE, required=True, description="现行时限")],
        responses=MovedDateSerializer(many=True),
        tags=["documents"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """只查看，不作改动。"""
        document = self.document(pk)
        dates = preview_deadline_change(document=document, **checked(_FromDate, request.query_params))
        return Response(MovedDateSerializer(dates, many=True).data)

    @extend_schema(
        summary="调整文件时限",
        request=DocumentDeadlineBody,
        responses=MovedDateSerializer(many=True),
        tags=["documents"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """该文件所有在此日到期的未完成时限一并调整，须写明原因；返回所调整的时限。"""
        document = self.document(pk)
        moved = change_document_deadline(
            document=document, actor=user_of(request), **validated(DocumentDeadlineBody, request)
        )
        dates = AssignmentMilestone.objects.filter(pk__in=[date.pk for date in moved]).select_related(
            "assignment__department", "assignment__task__measure"
        )
        return Response(MovedDateSerializer(dates, many=True).data)


class EvidenceView(_OfDocument):
    """佐证: whether a document's tasks may be closed without a file."""

    @extend_schema(summary="设定佐证要求", request=EvidenceBody, responses=EvidenceBody, tags=["documents"])
    def post(self, request: Request, pk: int) -> Response:
        """设定该文件的事项办结时是否须附佐证材料。"""
        document = self.document(pk)
        wanted = validated(EvidenceBody, request)["evidence_required"]
        document = set_evidence_required(document=document, required=wanted, actor=user_of(request))
        return Response({"evidence_required": document.evidence_required})


def _instruct(request: Request, target: PolicyDocument | Measure | Task) -> Response:
    """A leader's words on what the user may see; the right comes before the words."""
    require_role(user_of(request), UserRole.LEADER, to="批示")
    instruction = write_instruction(
        target=target, actor=user_of(request), on=clock.today(), **validated(InstructManyBody, request)
    )
    shown = instructions_for(user_of(request)).get(pk=instruction.pk)
    return Response(InstructionSerializer(shown).data, status=status.HTTP_201_CREATED)


def _registered(request: Request, target: PolicyDocument | Measure | Task) -> Response:
    """A leader's words on paper, entered by 督查室; the right comes before the words."""
    require_role(user_of(request), UserRole.SUPERVISOR, to="登记纸质批示")
    meant = validated(PaperInstructionBody, request)
    file = meant.pop("scan", None)
    scan = (file.name, file.read()) if file else None
    instruction = register_instruction(
        target=target, actor=user_of(request), on=clock.today(), scan=scan, **meant
    )
    shown = instructions_for(user_of(request)).get(pk=instruction.pk)
    return Response(InstructionSerializer(shown).data, status=status.HTTP_201_CREATED)


class InstructMeasureView(APIView):
    """批示 on a measure."""

    @extend_schema(
        summary="对举措批示",
        request=InstructManyBody,
        responses={201: InstructionSerializer},
        tags=["measures"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """由领导批示；一个单位只回复一次，不论它承担这条举措的几项任务。"""
        return _instruct(request, _measure(request, pk))


class PaperInstructionView(APIView):
    """登记纸质批示 on a measure."""

    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(
        summary="登记对举措的纸质批示",
        request={"multipart/form-data": PaperInstructionBody},
        responses={201: InstructionSerializer},
        tags=["measures"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """由督查室登记领导在纸上作出的批示，可附扫描件。"""
        return _registered(request, _measure(request, pk))


def _measure(request: Request, pk: int) -> Measure:
    measures = Measure.objects.filter(
        document__in=PolicyDocument.objects.visible_to(user_of(request)).values("pk")
    )
    found: Measure = get_object_or_404(measures.select_related("document"), pk=pk)
    return found


class InstructDocumentView(APIView):
    """批示 on a document."""

    @extend_schema(
        summary="对文件批示",
        request=InstructManyBody,
        responses={201: InstructionSerializer},
        tags=["documents"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """由领导批示，须在期限内由在办单位（或所选单位）回复。"""
        documents = PolicyDocument.objects.visible_to(user_of(request)).without_text()
        return _instruct(request, get_object_or_404(documents, pk=pk))


class InstructTaskView(APIView):
    """批示 on a task."""

    @extend_schema(
        summary="对任务批示", request=InstructManyBody, responses={201: InstructionSerializer}, tags=["tasks"]
    )
    def post(self, request: Request, pk: int) -> Response:
        """由领导批示，须在期限内由在办单位（或所选单位）回复。"""
        return _instruct(request, get_object_or_404(Task.objects.visible_to(user_of(request)), pk=pk))
