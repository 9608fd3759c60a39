"""How extensions and declines look in the API."""

from typing import Any

from rest_framework import serializers

from tracker.work.api.serializers.fields import NameField
from tracker.work.models.requests import Decline, Extension

OF_ASSIGNMENT = [
    "id",
    "assignment",
    "department",
    "department_name",
    "document",
    "document_number",
    "measure_label",
    "measure_title",
    "status",
    "status_label",
    "reason",
    "answered_by_name",
    "answered_at",
    "answer",
]


class _RequestSerializer(serializers.ModelSerializer[Any]):
    """What a department asks about an assignment, and what 督查室 answered."""

    department = serializers.IntegerField(source="assignment.department_id", read_only=True)
    department_name = serializers.CharField(source="assignment.department.short_name", read_only=True)
    document = serializers.IntegerField(source="assignment.document_id", read_only=True)
    document_number = serializers.CharField(source="assignment.document.number", read_only=True)
    measure_label = serializers.CharField(source="assignment.task.measure.label", read_only=True)
    measure_title = serializers.CharField(source="assignment.task.measure.short_title", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    answered_by_name = NameField("answered_by")


class ExtensionSerializer(_RequestSerializer):
    """延期: the date as it stood, and the one asked for (or granted)."""

    milestone_phrase = serializers.CharField(source="milestone.phrase", read_only=True)
    asked_by_name = NameField("asked_by")

    class Meta:
        model = Extension
        fields = [
            *OF_ASSIGNMENT,
            "milestone",
            "milestone_phrase",
            "from_date",
            "to_date",
            "asked_by_name",
            "asked_at",
        ]
        read_only_fields = fields


class DeclineSerializer(_RequestSerializer):
    """退办: and which unit has the task now, where 督查室 agreed."""

    raised_by_name = NameField("raised_by")
    successor_name = serializers.CharField(
        source="successor.department.short_name", default="", read_only=True
    )

    class Meta:
        model = Decline
        fields = [*OF_ASSIGNMENT, "raised_by_name", "raised_at", "successor_name"]
        read_only_fields = fields
