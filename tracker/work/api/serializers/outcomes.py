"""How counts, and what became of a transition on many, look in the API."""

from rest_framework import serializers

from tracker.work.api.serializers.fields import AboutAssignment
from tracker.work.models.assignments import AssignmentMilestone


class DispatchOutcomeSerializer(serializers.Serializer):
    message = serializers.CharField()
    created = serializers.IntegerField(label="新交办项数")
    existing = serializers.IntegerField(label="此前已交办项数")
    revived = serializers.IntegerField(label="其中撤回后重新交办的项数")
    unassigned = serializers.ListField(child=serializers.CharField(), label="待核而未交办的责任单位（原文）")
    without_unit = serializers.IntegerField(label="没有责任单位、未交办的任务数")


class MonthCountSerializer(serializers.Serializer):
    month = serializers.CharField(label="月份")
    now = serializers.IntegerField(label="目前需报送的份数")
    after = serializers.IntegerField(label="交办之后需报送的份数")


class DepartmentAskedSerializer(serializers.Serializer):
    department = serializers.IntegerField(label="单位编号")
    name = serializers.CharField(label="单位")
    counts = MonthCountSerializer(many=True, label="各月")


class UnitSerializer(serializers.Serializer):
    department = serializers.IntegerField(source="pk", label="单位编号")
    name = serializers.CharField(source="short_name", label="单位")


class UrgePreviewSerializer(serializers.Serializer):
    assignments = serializers.IntegerField(label="将催办的项数")
    unreached = UnitSerializer(many=True, label="没有可提醒的人员的单位")
    warning = serializers.CharField(label="说明；都能收到的为空")


class RecallOutcomeSerializer(serializers.Serializer):
    message = serializers.CharField()
    rows = serializers.IntegerField(label="撤回的项数")
    units = serializers.IntegerField(label="涉及的单位数")


class DispatchPreviewSerializer(serializers.Serializer):
    message = serializers.CharField(label="将产生的项数和单位数，一句话")
    burden = serializers.CharField(label="将增加的报送，一句话；没有报送周期的为空", allow_blank=True)
    created = serializers.IntegerField(label="将新交办的项数")
    existing = serializers.IntegerField(label="此前已交办项数")
    unassigned = serializers.ListField(
        child=serializers.CharField(), label="待核而不能交办的责任单位（原文）"
    )
    revived = serializers.IntegerField(label="其中撤回后重新交办的项数")
    units = serializers.IntegerField(label="涉及的单位数")
    without_unit = serializers.IntegerField(label="没有责任单位、不能交办的任务数")
    without_accounts = UnitSerializer(many=True, label="没有账号、收不到的单位")
    months = serializers.ListField(child=serializers.CharField(), label="月份")
    departments = DepartmentAskedSerializer(many=True, label="各单位")


class UrgeOutcomeSerializer(serializers.Serializer):
    message = serializers.CharField()
    assignments = serializers.IntegerField(label="催办项数")
    people = serializers.IntegerField(label="收到的人数")
    unreached = serializers.ListField(child=serializers.CharField(), label="没有人可以收到的单位")


class MovedDateSerializer(AboutAssignment):
    class Meta:
        model = AssignmentMilestone
        fields = [
            "id",
            "assignment",
            "department",
            "department_name",
            "measure_label",
            "measure_title",
            "phrase",
            "first_due_on",
            "due_on",
        ]


class DepartmentCountSerializer(serializers.Serializer):
    department = serializers.IntegerField(source="department_id")
    name = serializers.CharField()
    total = serializers.IntegerField()
    earliest = serializers.DateField()


class DocumentCountSerializer(serializers.Serializer):
    document = serializers.IntegerField(source="document_id")
    number = serializers.CharField()
    title = serializers.CharField()
    total = serializers.IntegerField()
    earliest = serializers.DateField()
