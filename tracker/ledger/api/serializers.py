"""台账, its files and its views in the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.api.bodies import an_id
from common.api.serializers import RowSerializer
from tracker.ledger.columns import COLUMNS, Row
from tracker.ledger.measures import MEASURE_COLUMNS, MeasureRow
from tracker.ledger.models import Export, ExportState, LedgerStep, SavedView, StepKind, StepState
from tracker.ledger.query import VIEWS
from tracker.ledger.services.exporting import may_retry
from tracker.ledger.services.steps import may_take_back
from tracker.work.api.serializers.bodies import unit
from tracker.work.states import Light


class LedgerRowSerializer(serializers.Serializer):
    """A row with all its columns, as they stand on the page and in the file."""

    id = serializers.IntegerField(source="assignment.pk", read_only=True, help_text="交办事项编号")
    light = serializers.ChoiceField(choices=Light.choices, read_only=True)
    due_on = serializers.DateField(
        source="assignment.due_on", read_only=True, allow_null=True, help_text="时限；没有的为空"
    )
    cells = serializers.SerializerMethodField(help_text="各列的内容，以列名为键")

    def get_cells(self, row: Row) -> dict[str, Any]:
        return {key: column.value(row) for key, column in COLUMNS.items()}


@extend_schema_serializer(many=False)  # the list's answer is one page
class LedgerPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, read_only=True)
    previous = serializers.CharField(allow_null=True, read_only=True)
    results = LedgerRowSerializer(many=True, read_only=True)


class LedgerLightsSerializer(serializers.Serializer):
    """How many show each light."""

    red = serializers.IntegerField(read_only=True)
    yellow = serializers.IntegerField(read_only=True)
    green = serializers.IntegerField(read_only=True)
    grey = serializers.IntegerField(read_only=True)
    none = serializers.IntegerField(read_only=True, help_text="已办结或已中止")


class LedgerMeasureSerializer(serializers.Serializer):
    """A measure with all its columns, as they stand on the page and in the file."""

    id = serializers.IntegerField(read_only=True, help_text="举措编号")
    document = serializers.IntegerField(read_only=True, help_text="文件编号")
    section = serializers.CharField(read_only=True)
    units = serializers.IntegerField(read_only=True, help_text="符合条件的交办事项数")
    lights = LedgerLightsSerializer(read_only=True)
    first_due = serializers.DateField(read_only=True, allow_null=True, help_text="最早的时限")
    last_due = serializers.DateField(read_only=True, allow_null=True, help_text="最晚的时限")
    cells = serializers.DictField(read_only=True, help_text="各列的内容，以列名为键")


def measure_row(row: MeasureRow) -> dict[str, Any]:
    """The row as `LedgerMeasureSerializer` describes it."""
    standing = row.standing
    return {
        "id": row.measure.pk,
        "document": row.measure.document_id,
        "section": row.section,
        "units": standing.units,
        "lights": standing.lights,
        "first_due": standing.first_due,
        "last_due": standing.last_due,
        "cells": {key: column.value(row) for key, column in MEASURE_COLUMNS.items()},
    }


@extend_schema_serializer(many=False)  # the list's answer is one page
class LedgerMeasurePageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, read_only=True)
    previous = serializers.CharField(allow_null=True, read_only=True)
    results = LedgerMeasureSerializer(many=True, read_only=True)


class LedgerGroupSerializer(serializers.Serializer):
    key = serializers.ListField(child=serializers.CharField(), read_only=True)
    name = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True, help_text="小计，如页面和文件所示")
    measures = serializers.IntegerField(read_only=True)
    units = serializers.IntegerField(read_only=True)
    lights = LedgerLightsSerializer(read_only=True)
    cursor = serializers.CharField(read_only=True, help_text="台账从该组起的翻页标记")


@extend_schema_serializer(many=False)  # the groups are one answer
class LedgerGroupsSerializer(serializers.Serializer):
    """All groups with their subtotals, and the whole."""

    by = serializers.ChoiceField(choices=list(VIEWS.items()), read_only=True)
    group = serializers.CharField(read_only=True)
    measures = serializers.IntegerField(read_only=True, allow_null=True, help_text="未逐一计数的为空")
    units = serializers.IntegerField(read_only=True, allow_null=True, help_text="未逐一计数的为空")
    results = LedgerGroupSerializer(many=True, read_only=True)


def _keys(label: str) -> serializers.ListField:
    return serializers.ListField(child=an_id(), label=label, required=False, default=list, max_length=1000)


class LedgerChoiceBody(serializers.Serializer):
    """What is chosen in the ledger, and for which step."""

    kind = serializers.ChoiceField(choices=StepKind.choices, label="步骤")
    query = serializers.CharField(
        label="筛选条件", max_length=2000, allow_blank=True, default="", help_text="如 status=open&light=red"
    )
    everything = serializers.BooleanField(label="符合条件的全部", default=False)
    measures = _keys("举措编号（其中符合条件的事项）")
    units = _keys("交办事项编号")
    department = unit("改由哪个单位承办（改派时必填）", required=False, allow_null=True, default=None)


class LedgerStepBody(LedgerChoiceBody):
    """The step itself."""

    fingerprint = serializers.CharField(
        label="预览的校验值",
        max_length=32,
        allow_blank=True,
        default="",
        help_text="填写时，所选的事项与预览时不同则不办理",
    )
    message = serializers.CharField(label="催办内容", max_length=2000, allow_blank=True, default="")
    reason = serializers.CharField(
        label="原因（催办以外必填）", max_length=2000, allow_blank=True, default=""
    )
    to_date = serializers.DateField(
        label="新的时限（调整时限时必填）", required=False, allow_null=True, default=None
    )


class HindranceSerializer(serializers.Serializer):
    why = serializers.CharField(read_only=True)
    count = serializers.IntegerField(read_only=True)


@extend_schema_serializer(many=False)  # one answer
class LedgerStepPreviewSerializer(serializers.Serializer):
    """What the step would do."""

    rows = serializers.ListField(
        child=serializers.IntegerField(), read_only=True, help_text="将办理的交办事项编号"
    )
    chosen = serializers.IntegerField(read_only=True)
    measures = serializers.IntegerField(read_only=True)
    units = serializers.IntegerField(read_only=True, help_text="涉及的单位数")
    hindrances = HindranceSerializer(many=True, read_only=True)
    notes = serializers.ListField(child=serializers.CharField(), read_only=True)
    fingerprint = serializers.CharField(read_only=True)
    may_be_taken_back = serializers.BooleanField(read_only=True)


class LedgerStepSerializer(RowSerializer):
    kind = serializers.ChoiceField(choices=StepKind.choices, read_only=True)
    state = serializers.ChoiceField(choices=StepState.choices, read_only=True)
    percent = serializers.IntegerField(read_only=True)
    refused = HindranceSerializer(many=True, read_only=True)
    may_take_back = serializers.SerializerMethodField()

    class Meta:
        model = LedgerStep
        fields = [
            "id",
            "kind",
            "kind_label",
            "state",
            "state_label",
            "total",
            "done",
            "percent",
            "refused",
            "outcome",
            "may_take_back",
            "on",
            "created_at",
        ]

    def get_may_take_back(self, step: LedgerStep) -> bool:
        """Whether it can still be taken back now."""
        return may_take_back(step, timezone.now())


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
        child=serializers.ChoiceField(
            choices=[(key, c.heading) for key, c in (MEASURE_COLUMNS | COLUMNS).items()]
        ),
        label="列",
        required=False,
        default=list,
        max_length=len(COLUMNS) + len(MEASURE_COLUMNS),
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
