"""How extensions and declines look in the API."""

from rest_framework import serializers

from tracker.work.api.serializers.fields import AboutAssignment
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


class ExtensionSerializer(AboutAssignment):
    """延期: the date as it stood, and the one asked for (or granted)."""

    milestone_phrase = serializers.CharField(source="milestone.phrase", read_only=True)

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


class DeclineSerializer(AboutAssignment):
    """退办: and which unit has the task now, where 督查室 agreed."""

    successor_name = serializers.CharField(
        source="successor.department.short_name", default="", read_only=True
    )

    class Meta:
        model = Decline
        fields = [*OF_ASSIGNMENT, "raised_by_name", "raised_at", "successor_name"]
