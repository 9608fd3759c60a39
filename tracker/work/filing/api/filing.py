"""What a department does with its assignment: sign, object, hand down, write a draft, file."""

from collections.abc import Collection
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from common import clock
from common.api.bodies import validated
from common.db.prepared import prepared
from departments.api.permissions import user_of
from tracker.work.api.serializers.assignments import DelegatedSerializer
from tracker.work.api.serializers.bodies import DelegateBody, DraftBody, ReasonBody, ReportBody, UploadBody
from tracker.work.api.serializers.requests import DeclineSerializer
from tracker.work.api.views.base import TransitionsViewSet, step
from tracker.work.filing.api.rows import filed
from tracker.work.filing.api.serializers import AttachmentSerializer, DraftSerializer, ReportSerializer
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import GIVEN_BACK
from tracker.work.filing.selectors import newest_report
from tracker.work.filing.services.drafting import attach_file, discard_draft, save_draft
from tracker.work.filing.services.reporting import file_no_change, file_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.declining import decline_assignment, delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment, take_back_signature
from tracker.work.transitions import Transition

MEGABYTE = 1024 * 1024
# What a first draft takes over from the last report.
TAKEN_OVER = ("percent", "narrative", "problems", "next_steps", "coordination")


class DepartmentTransitions(TransitionsViewSet):
    """The transitions of 填报员 and 单位负责人."""

    # What a token of the scope 填报 covers (`departments.api.authentication.covers`); here as in other views.
    filing: Collection[str] = (
        "acknowledge",
        "take_back",
        "object_",
        "delegate",
        "report",
        "no_change",
        "save_draft",
        "discard_draft",
        "attachments",
    )

    @step("签收", Transition.ACKNOWLEDGE)
    def acknowledge(self, assignment: Any, **said: Any) -> None:
        """由责任单位签收。"""
        acknowledge_assignment(assignment=assignment, **said)

    @step("撤回签收", Transition.TAKE_BACK, url_path="take-back")
    def take_back(self, assignment: Any, **said: Any) -> None:
        """签收后10秒内由签收人撤回，事项仍待签收。"""
        take_back_signature(assignment=assignment, **said)

    @step("申请退办", Transition.DECLINE, ReasonBody, DeclineSerializer, url_path="decline")
    def object_(self, assignment: Any, **said: Any) -> Any:
        """在规定的工作日内（签收前后均可），由责任单位说明该事项不属于其职责。"""
        return decline_assignment(assignment=assignment, on=clock.today(), **said)

    @step("转办", Transition.DELEGATE, DelegateBody, DelegatedSerializer)
    def delegate(self, assignment: Any, **said: Any) -> Any:
        """转给下属单位办理，本单位仍对该事项负责。"""
        return delegate_assignment(assignment=assignment, on=clock.today(), **said)

    @extend_schema(summary="填报进展", request=ReportBody, responses={201: ReportSerializer})
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: str) -> Response:
        """由责任单位填报进展，可同时申请办结。"""
        with prepared():
            assignment = self.object_for(Transition.FILE)
            body = validated(ReportBody, request, assignment=assignment)
            draft = self._own_draft(assignment) if body.pop("with_draft") else None
            report = file_report(
                assignment=assignment, actor=user_of(request), on=clock.today(), draft=draft, **body
            )
            return Response(filed(report), status=status.HTTP_201_CREATED)

    @extend_schema(summary="较上次无变化", request=None, responses={201: ReportSerializer})
    @action(detail=True, methods=["post"], url_path="no-change")
    def no_change(self, request: Request, pk: str) -> Response:
        """沿用上次填报的内容；临近或已过时限的不能沿用。"""
        assignment = self.object_for(Transition.FILE)
        report = file_no_change(assignment=assignment, actor=user_of(request), on=clock.today())
        return Response(filed(report), status=status.HTTP_201_CREATED)

    @extend_schema(summary="我的草稿", responses=DraftSerializer)
    @action(detail=True, methods=["get"], pagination_class=None)
    def draft(self, request: Request, pk: str) -> Response:
        """本人在该事项上的草稿；还没有草稿的，给出由上次填报带入的内容（revision 为 0）。

        上次填报被退回或撤回的，连同其附件带入；首次保存草稿时，这些附件即成为草稿的附件。
        """
        assignment = self.object_for(Transition.FILE)
        draft = self._drafts(assignment).first() or _first_draft(assignment)
        return Response(DraftSerializer(draft).data)

    @extend_schema(summary="保存草稿", request=DraftBody, responses=DraftSerializer)
    @draft.mapping.put
    def save_draft(self, request: Request, pk: str) -> Response:
        """整份保存；给出所见版本的，若他处已保存过则不覆盖（409）。"""
        assignment = self.object_for(Transition.FILE)
        draft = save_draft(assignment=assignment, actor=user_of(request), **validated(DraftBody, request))
        return Response(DraftSerializer(draft).data)

    @extend_schema(summary="删除草稿", request=None, responses={204: None})
    @draft.mapping.delete
    def discard_draft(self, request: Request, pk: str) -> Response:
        """连同草稿中的附件一并删除。"""
        draft = self._own_draft(self.object_for(Transition.FILE))
        discard_draft(draft=draft, actor=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="上传附件到草稿",
        request={"multipart/form-data": UploadBody},
        responses={201: AttachmentSerializer},
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def attachments(self, request: Request, pk: str) -> Response:
        """附件随草稿保存，报送时一并报送；可上传 doc、docx、wps、ofd、xlsx、pdf、png、jpg。"""
        assignment = self.object_for(Transition.FILE)
        file = validated(UploadBody, request)["file"]
        # One byte more than may be is enough for the service to see that it is too much.
        data = file.read(OfficeSettings.current().attachment_megabytes * MEGABYTE + 1)
        attachment = attach_file(assignment=assignment, actor=user_of(request), name=file.name, data=data)
        return Response(AttachmentSerializer(attachment).data, status=status.HTTP_201_CREATED)

    def _drafts(self, assignment: Assignment) -> Any:
        own = ReportDraft.objects.visible_to(user_of(self.request)).filter(assignment=assignment)
        return own.prefetch_related("attachments__uploaded_by")

    def _own_draft(self, assignment: Assignment) -> ReportDraft:
        draft: ReportDraft | None = self._drafts(assignment).first()
        if draft is None:
            raise NotFound("您在该事项上没有草稿。")
        return draft


def _first_draft(assignment: Assignment) -> dict[str, Any]:
    last = newest_report(assignment)
    to_mend = last is not None and last.status in GIVEN_BACK
    names = (*TAKEN_OVER, "drop_reason", "claims_completion") if to_mend else TAKEN_OVER
    content = {name: getattr(last, name) for name in names} if last else {}
    return {
        "assignment": assignment,
        "content": content,
        "revision": 0,
        "updated_at": None,
        "attachments": list(last.attachments.select_related("uploaded_by")) if last and to_mend else [],
    }
