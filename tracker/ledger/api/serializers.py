"""台账, its files and its views in the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.api.serializers import RowSerializer
from tracker.ledger.columns import COLUMNS, Row
from tracker.ledger.models import Export, ExportState, SavedView
from tracker.ledger.services.exporting import may_retry
from tracker.work.states import Light


class LedgerRowSerializer(serializers.Serializer):
    """A row with all its columns, as they stand on the page and in the file."""

    id = serializers.IntegerField(source="assignment.pk", read_only=True, help_text="交办事项编号")
    light = serializers.ChoiceField(choices=Light.choices, read_only=True)
    cells = serializers.SerializerMethodField(help_text="各列的内容，以列名为键")

    def get_cells(self, row: Row) -> dict[str, Any]:
        return {key: column.value(row) for key, column in COLUMNS.items()}


@extend_schema_serializer(many=False)  # the list's answer is one page
class LedgerPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, read_only=True)
    previous = serializers.CharField(allow_null=True, read_only=True)
    results = LedgerRowSerializer(many=True, read_only=True)


class ExportBody(serializers.Serializer):
    """What to export: the address of the ledger after the question mark, and columns."""

    query = serializers.CharField(
        label="筛选条件",
        max_length=2000,
        allow_blank=True,
        default="",
        help_text="如 status=open&sort=due_on",
    )
    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=[(key, c.heading) for key, c in COLUMNS.items()]),
        label="列",
        required=False,
        default=list,
        max_length=len(COLUMNS),
    )


class ExportSerializer(RowSerializer):
    state = serializers.ChoiceField(choices=ExportState.choices, read_only=True)
    percent = serializers.IntegerField(read_only=True)
    columns = serializers.ListField(child=serializers.CharField(), read_only=True)
    may_retry = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = [
            "id",
            "query",
            "columns",
            "on",
            "state",
            "state_label",
            "percent",
            "rows_done",
            "rows_total",
            "size",
            "message",
            "may_retry",
            "file_name",
            "created_at",
        ]

    def get_may_retry(self, export: Export) -> bool:
        """Whether it failed, or was silent for too long."""
        return may_retry(export, timezone.now())


class ViewBody(serializers.Serializer):
    """A name for filters."""

    name = serializers.CharField(label="名称", max_length=50)
    query = serializers.CharField(label="筛选条件", max_length=2000, allow_blank=True, default="")


class SavedViewSerializer(RowSerializer):
    """A saved view; `token` is the end of its link."""

    class Meta:
        model = SavedView
        fields = ["token", "name", "query", "created_at"]
