"""批量填报 and 合并填报 in the API."""

from rest_framework import serializers

from common.api.bodies import an_id
from tracker.work.api.serializers.bodies import UploadBody, optional_words

MANY = 500


class SheetQuery(serializers.Serializer):
    department = an_id("单位编号")
    everything = serializers.BooleanField(label="全部在办", required=False, default=False)


class SheetUploadBody(UploadBody):
    department = an_id("单位编号")


class SheetLineSerializer(serializers.Serializer):
    row = serializers.IntegerField(source="row.row", label="行号")
    assignment = serializers.IntegerField(
        source="assignment.pk", label="交办事项编号", allow_null=True, default=None
    )
    measure = serializers.CharField(source="row.measure", label="举措")
    last_percent = serializers.IntegerField(label="此前完成比例")
    percent = serializers.IntegerField(source="row.percent", label="完成比例", allow_null=True)
    narrative = serializers.CharField(source="row.narrative", label="进展情况")
    problems = serializers.CharField(source="row.problems", label="存在问题")
    next_steps = serializers.CharField(source="row.next_steps", label="下一步安排")
    drop_reason = serializers.CharField(source="row.drop_reason", label="比例下降原因")
    claims_completion = serializers.BooleanField(source="row.claims_completion", label="申请办结")
    partners = serializers.IntegerField(label="并案一并报送的其他事项数")
    to_correct = serializers.ListField(source="errors", child=serializers.CharField(), label="须改正之处")


class SheetPreviewSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="sheet.pk")
    department = serializers.IntegerField(source="sheet.department_id", label="单位编号")
    name = serializers.CharField(source="sheet.name", label="文件名")
    empty_rows = serializers.IntegerField(source="sheet.empty_rows", label="未填写的行数")
    filed_at = serializers.DateTimeField(source="sheet.filed_at", label="报送时间", allow_null=True)
    to_correct = serializers.ListField(source="errors", child=serializers.CharField(), label="须改正之处")
    lines = SheetLineSerializer(many=True, label="各行")


class PercentSerializer(serializers.Serializer):
    assignment = an_id("交办事项编号")
    percent = serializers.IntegerField(min_value=0, max_value=100, label="完成比例")


class ReportManyBody(serializers.Serializer):
    assignments = serializers.ListField(
        child=PercentSerializer(), allow_empty=False, max_length=MANY, label="事项及其完成比例"
    )
    narrative = serializers.CharField(label="进展情况")
    problems = serializers.CharField(required=False, allow_blank=True, default="", label="存在问题")
    next_steps = serializers.CharField(required=False, allow_blank=True, default="", label="下一步安排")
    coordination = serializers.CharField(required=False, allow_blank=True, default="", label="需协调事项")
    drop_reason = optional_words("比例下降原因（低于此前填报时必填）", 200)
    claims_completion = serializers.BooleanField(required=False, default=False, label="申请办结")
