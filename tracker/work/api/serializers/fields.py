"""Fields that more than one serializer needs."""

from rest_framework import serializers

from common.api.serializers import RowSerializer


# A comment, since a docstring would describe each subclass that has none to the readers of the API.
# A row that belongs to an assignment; `Meta.fields` names what it says of that.
class AboutAssignment(RowSerializer):
    department = serializers.IntegerField(source="assignment.department_id", read_only=True)
    department_name = serializers.CharField(source="assignment.department.short_name", read_only=True)
    document = serializers.IntegerField(source="assignment.document_id", read_only=True)
    document_number = serializers.CharField(source="assignment.document.number", read_only=True)
    measure_label = serializers.CharField(source="assignment.task.measure.label", read_only=True)
    measure_title = serializers.CharField(source="assignment.task.measure.short_title", read_only=True)
