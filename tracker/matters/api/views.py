"""督办事项 by hand: list, enter, read a sentence, files; 补充举措 of a document."""

from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import validated
from common.api.described import FILE, listed
from common.api.negotiation import WhateverIsAccepted
from common.files.answers import attachment
from departments.api.permissions import IsSupervisor, user_of
from departments.daysoff.selectors import days_off
from departments.models.departments import Department, DepartmentGroup
from departments.search import find_units
from departments.selectors import without_people
from policies.api.views import DocumentRows
from policies.cycles import Cycle, in_words
from policies.imports.services.keeping import home_of
from policies.models.documents import Importance, Origin, PolicyDocument
from policies.models.measures import Measure, Role
from tracker.matters.api.serializers import (
    EnteredSerializer,
    FileBody,
    FormSerializer,
    FoundUnitSerializer,
    MatterBody,
    MatterFileSerializer,
    ReadBody,
    ReadMatterSerializer,
    SupplementBody,
)
from tracker.matters.models import MatterFile, OriginRule
from tracker.matters.reading import read_matter
from tracker.matters.services.entering import Entered, enter_matter, supplement_document
from tracker.matters.services.files import attach_to_matter


@listed("督办事项列表", "督办事项详情")
class MatterViewSet(DocumentRows):
    """督办事项（手工新增的）：查询、新增、读取一句话。"""

    def get_queryset(self) -> QuerySet[PolicyDocument]:
        queryset = PolicyDocument.objects.visible_to(user_of(self.request)).matters().with_counts()
        if self.action == "list":
            return queryset.without_text()
        return queryset.prefetch_related("sections", "indicators")

    @extend_schema(summary="新增督办事项", request=MatterBody, responses={201: EnteredSerializer})
    def create(self, request: Request) -> Response:
        """新增一件督办事项，立即交办或存为草稿；同一人当天重复提交相同内容的，不重复新增。"""
        body = MatterBody(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        entered = enter_matter(
            origin=Origin(sent["origin"]),
            work=body.work(),
            importance=Importance(sent["importance"]),
            said_by=sent["said_by"],
            given_on=sent["given_on"],
            dispatch=sent["dispatch"],
            circle=sent["circle"],
            actor=user_of(request),
            on=clock.today(),
        )
        return _entered(entered)


class ReadView(APIView):
    """读取一句话."""

    permission_classes = (IsSupervisor,)

    @extend_schema(
        summary="读取一句话，填写督办事项", request=ReadBody, responses=ReadMatterSerializer, tags=["matters"]
    )
    def post(self, request: Request) -> Response:
        """从粘贴的文字中读出内容、来源、单位和分工、时限、周期和责任人，供核对；不作任何改动。"""
        user = user_of(request)
        found = read_matter(
            validated(ReadBody, request)["text"], region=home_of(user), on=clock.today(), days_off=days_off()
        )
        meant = [(unit.meant.department, unit.meant.group) for unit in found.units]
        shown = iter(_found([pair for pair in meant if pair != (None, None)]))
        answer = {
            "text": found.text,
            "title": found.title,
            "origin": found.origin,
            "units": [
                {
                    "printed": unit.name,
                    "role": unit.role,
                    "unit": next(shown) if unit.meant.is_known else None,
                }
                for unit in found.units
            ],
            "due_on": found.due_on,
            "phrase": found.phrase,
            "firmness": found.firmness,
            "cycle": found.cycle,
            "cycle_label": in_words(found.cycle) or Cycle.NONE.label,
            "persons": found.persons,
            "doubts": found.doubts,
        }
        return Response(ReadMatterSerializer(answer).data)


class FormView(APIView):
    """What the form offers."""

    permission_classes = (IsSupervisor,)

    @extend_schema(summary="新增督办事项的各项选择", responses=FormSerializer, tags=["matters"])
    def get(self, request: Request) -> Response:
        """来源及其默认时限、报送周期、重要程度和分工。"""
        on, off = clock.today(), days_off()
        answer = {
            "today": on,
            "origins": [
                {
                    "value": rule.origin,
                    "label": rule.get_origin_display(),
                    "days": rule.days,
                    "working_days": rule.working_days,
                    "due_on": rule.due_on(on, off),
                }
                for rule in OriginRule.objects.all()
            ],
            "cycles": _choices(Cycle),
            "importances": _choices(Importance),
            "roles": _choices(Role),
        }
        return Response(FormSerializer(answer).data)


class UnitsView(APIView):
    """Units to choose from."""

    permission_classes = (IsSupervisor,)

    @extend_schema(
        summary="查找责任单位",
        parameters=[OpenApiParameter("text", str, required=True, description="名称、简称或别名中的文字")],
        responses=FoundUnitSerializer(many=True),
        tags=["matters"],
    )
    def get(self, request: Request) -> Response:
        """至多20个单位或单位组，本地区的在前；注明有无账号。"""
        text = request.query_params.get("text", "").replace("\x00", "")
        found = find_units(text, region=home_of(user_of(request)), similar=True)
        pairs = [(row.department, row.group) for row in found if not (row.group and row.group.is_open)]
        return Response(FoundUnitSerializer(_found(pairs), many=True).data)


class MatterFilesView(APIView):
    """附件 of a matter."""

    permission_classes = (IsSupervisor,)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        summary="为督办事项添加附件",
        request={"multipart/form-data": FileBody},
        responses={201: MatterFileSerializer},
        tags=["matters"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """一次一个文件；相同的文件只存一份。"""
        file = validated(FileBody, request)["file"]
        documents = PolicyDocument.objects.visible_to(user_of(request)).matters().without_text()
        made = attach_to_matter(
            document=get_object_or_404(documents, pk=pk),
            name=file.name,
            data=file.read(),
            actor=user_of(request),
        )
        return Response(MatterFileSerializer(made).data, status=status.HTTP_201_CREATED)


class MatterFileView(APIView):
    """One file of a matter."""

    content_negotiation_class = WhateverIsAccepted

    @extend_schema(summary="下载督办事项的附件", responses=FILE, tags=["matters"])
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """可查看该督办事项的人可以下载。"""
        files = MatterFile.objects.visible_to(user_of(request)).select_related("content")
        file: MatterFile = get_object_or_404(files, pk=pk)
        return attachment(file.content.data, name=file.name, media_type=file.media_type)


class SupplementView(APIView):
    """补充举措."""

    permission_classes = (IsSupervisor,)

    @extend_schema(
        summary="补充举措", request=SupplementBody, responses={201: EnteredSerializer}, tags=["documents"]
    )
    def post(self, request: Request, pk: int) -> Response:
        """为已校核或已交办的文件补充一条漏读的举措；文件已交办的，这一条单独交办。"""
        documents = PolicyDocument.objects.visible_to(user_of(request)).without_text()
        document = get_object_or_404(documents, pk=pk)
        body = SupplementBody(data=request.data)
        body.is_valid(raise_exception=True)
        entered = supplement_document(
            document=document,
            work=body.work(),
            label=body.validated_data["number"],
            actor=user_of(request),
            on=clock.today(),
        )
        return _entered(entered)


def _choices(choices: Any) -> list[dict[str, str]]:
    return [{"value": value, "label": str(label)} for value, label in choices.choices]


def _entered(entered: Entered) -> Response:
    done = entered.dispatched
    document = PolicyDocument.objects.with_counts().without_text().get(pk=entered.document.pk)
    measure = Measure.objects.select_related("document").prefetch_related(
        "tasks__measure__document",
        "tasks__responsibilities__department",
        "tasks__responsibilities__group",
        "tasks__responsibilities__chosen",
        "tasks__milestones",
        "tasks__persons",
    )
    answer = {
        "message": entered.message,
        "document": document,
        "measure": measure.get(pk=entered.measure.pk),
        "dispatched": done
        and {
            "message": done.message,
            "created": len(done.handed_out),
            "revived": len(done.revived),
            "existing": done.existing,
            "unassigned": [unit.printed_name for unit in done.unassigned],
            "without_unit": len(done.without_unit),
        },
    }
    return Response(EnteredSerializer(answer).data, status=status.HTTP_201_CREATED)


def _found(pairs: list[tuple[Department | None, DepartmentGroup | None]]) -> list[dict[str, Any]]:
    """Units as the form shows them, with how many of them have no account; three queries at most."""
    prefetch_related_objects([group for _, group in pairs if group], "members")
    members = {group.pk: [unit.pk for unit in group.members.all()] for _, group in pairs if group}
    everybody = {unit.pk for unit, _ in pairs if unit} | {pk for ids in members.values() for pk in ids}
    silent = {unit.pk for unit in without_people(everybody)}
    found: list[dict[str, Any]] = []
    for department, group in pairs:
        if department is not None:
            found.append(
                {
                    "department": department.pk,
                    "name": department.short_name,
                    "full_name": department.name,
                    "region": department.region.name,
                    "count": 1,
                    "without_account": int(department.pk in silent),
                }
            )
        elif group is not None:
            ids = members[group.pk]
            found.append(
                {
                    "group": group.pk,
                    "name": group.name,
                    "full_name": group.name,
                    "region": group.region.name,
                    "count": len(ids),
                    "without_account": len(silent.intersection(ids)),
                }
            )
    return found
