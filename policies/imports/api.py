"""导入 by the API: send a file, ask how far it has come, confirm or drop what was found in it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from common.api.bodies import an_id, validated
from common.api.described import listed
from common.api.serializers import RowSerializer
from common.queueing import begin
from departments.api.filters import ChoicesFilter, LeanFilterSet, WordsFilter
from departments.api.permissions import IsSupervisor, user_of
from departments.models.users import User
from extraction.model import ExtractionError
from policies.imports.models import Import, ImportEntry, ImportState
from policies.imports.services.deciding import confirm_entries, drop_entries, set_aside_entries
from policies.imports.services.keeping import ImportOutcome
from policies.imports.services.reading import may_retry, retry_import
from policies.imports.services.taking import take_file, take_text
from policies.imports.tasks import read_uploaded, send_if_new


class ImportBody(serializers.Serializer):
    # Whether a file can be read, and whether there is anything in it, is for the extraction to say.
    file = serializers.FileField(required=False, allow_empty_file=True, label="文件")
    text = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False, label="粘贴的文本")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("text" in attrs):
            raise serializers.ValidationError("请上传一个文件（file），或者粘贴文本（text），二者选一。")
        return attrs


class ChoiceBody(serializers.Serializer):
    """Which of the documents; all that are open where none is named."""

    entries = serializers.ListField(
        child=an_id(),
        label="所选文件的编号",
        required=False,
        allow_null=True,
        default=None,
        min_length=1,
        max_length=1000,
    )


class ImportEntrySerializer(RowSerializer):
    class Meta:
        model = ImportEntry
        fields = [
            "id",
            "position",
            "place",
            "title",
            "number",
            "state",
            "state_label",
            "message",
            "document",
            "decided_by_name",
            "decided_at",
        ]


class ImportSerializer(RowSerializer):
    """A row of the list; needs `with_counts`."""

    entry_count = serializers.IntegerField(read_only=True)
    open_count = serializers.IntegerField(read_only=True)
    unread_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Import
        fields = [
            "id",
            "name",
            "size",
            "sha256",
            "imported_by_name",
            "created_at",
            "state",
            "state_label",
            "step",
            "percent",
            "message",
            "entry_count",
            "open_count",
            "unread_count",
        ]


class ImportDetailSerializer(ImportSerializer):
    may_retry = serializers.SerializerMethodField()
    entries = ImportEntrySerializer(many=True, read_only=True)

    class Meta(ImportSerializer.Meta):
        fields = [*ImportSerializer.Meta.fields, "may_retry", "entries"]

    def get_may_retry(self, record: Import) -> bool:
        """Whether it failed and is kept still, or was silent for too long."""
        return may_retry(record, timezone.now())


class ImportFilter(LeanFilterSet):
    """By state and words of the name."""

    state = ChoicesFilter("state", label="状态", choices=ImportState.choices)
    text = WordsFilter("name", label="名称中的文字")

    class Meta:
        model = Import
        fields: list[str] = []


@listed("导入记录", "一次导入的进度和结果")
class ImportViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """导入：上传、查看进度、确认或放弃读出的文件。"""

    queryset = Import.objects.all()
    filterset_class = ImportFilter
    ordering = ("-id",)
    lookup_value_regex = "[0-9]+"

    def get_permissions(self) -> Sequence[BasePermission]:
        return [IsSupervisor()]

    def get_queryset(self) -> Any:
        found = Import.objects.visible_to(user_of(self.request)).with_counts().select_related("imported_by")
        if self.action == "list":
            return found
        entries = ImportEntry.objects.select_related("decided_by").order_by("position")
        return found.prefetch_related(Prefetch("entries", queryset=entries))

    def get_serializer_class(self) -> type[ImportSerializer]:
        return ImportSerializer if self.action == "list" else ImportDetailSerializer

    @extend_schema(
        summary="导入文件（上传文件或粘贴文本）",
        request=ImportBody,
        responses={
            201: OpenApiResponse(ImportDetailSerializer, description="已读取，文件待确认"),
            202: OpenApiResponse(
                ImportDetailSerializer, description="在后台读取，进度见 Location 所指的地址"
            ),
            200: OpenApiResponse(ImportDetailSerializer, description="此前已导入，未作改动"),
            400: OpenApiResponse(description="文件无法读取"),
        },
    )
    def create(self, request: Request) -> Response:
        """较小的文件当即读取，较大的或需要转换的在后台读取；同一文件再次导入不作任何改动。"""
        outcome = taken(validated(ImportBody, request), actor=user_of(request))
        read = status.HTTP_200_OK if outcome.same_file else status.HTTP_201_CREATED
        return self._shown(
            outcome.record.pk, status.HTTP_202_ACCEPTED if outcome.record.is_under_way else read
        )

    @extend_schema(summary="确认导入", request=ChoiceBody, responses=ImportDetailSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """所选或全部待确认的文件，确认后即可交办。"""
        confirm_entries(record=self.get_object(), actor=user_of(request), **validated(ChoiceBody, request))
        return self._shown(int(pk))

    @extend_schema(summary="放弃导入", request=ChoiceBody, responses=ImportDetailSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """删除所选或全部待确认的文件及其原件，只留下导入记录；尚在读取的停止读取。"""
        drop_entries(record=self.get_object(), actor=user_of(request), **validated(ChoiceBody, request))
        return self._shown(int(pk))

    @extend_schema(summary="归档不部署任务的文件", request=ChoiceBody, responses=ImportDetailSerializer)
    @action(detail=True, methods=["post"], url_path="set-aside")
    def set_aside(self, request: Request, pk: str) -> Response:
        """所选或全部待确认的文件中，不部署任务的一并归档，原文保留。"""
        set_aside_entries(record=self.get_object(), actor=user_of(request), **validated(ChoiceBody, request))
        return self._shown(int(pk))

    @extend_schema(summary="重试导入", request=None, responses={202: ImportDetailSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """因故中断的，或长时间没有进度的，重新读取。"""
        record = retry_import(record=self.get_object(), actor=user_of(request), now=timezone.now())
        begin(read_uploaded, record.pk)
        return self._shown(record.pk, status.HTTP_202_ACCEPTED)

    def _shown(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        record = self.get_queryset().get(pk=pk)
        headers = {"Location": address_of(record, self.request)}
        return Response(ImportDetailSerializer(record).data, status=code, headers=headers)


def address_of(record: Import, request: Request) -> str:
    """Where the state of an import can be asked for."""
    return str(reverse("import-detail", args=[record.pk], request=request))


def taken(given: dict[str, Any], *, actor: User) -> ImportOutcome:
    """Take in what was sent, and have a worker read it where it is not read yet."""
    try:
        if "text" in given:
            outcome = take_text(text=given["text"], actor=actor)
        else:
            outcome = take_file(name=given["file"].name, content=given["file"].read(), actor=actor)
    except ExtractionError as error:
        raise ParseError(str(error), code="file_unreadable") from None
    send_if_new(outcome)
    return outcome
