"""How instructions, what departments have to answer to them, and office notes look in the API."""

from rest_framework import serializers

from common.api.serializers import NameField, RowSerializer
from tracker.work.instructions.models import Instruction, InstructionItem, OfficeNote


class ReplySerializer(RowSerializer):
    class Meta:
        model = InstructionItem
        fields = [
            "id",
            "department",
            "department_name",
            "due_on",
            "reply",
            "replied_by_name",
            "replied_at",
            "replied_on",
        ]


class InstructionItemSerializer(ReplySerializer):
    """One department's item with the words that it answers."""

    text = serializers.CharField(source="instruction.text", read_only=True)
    author_name = NameField("instruction.author")
    written_on = serializers.DateField(source="instruction.written_on", read_only=True)
    document = serializers.IntegerField(source="instruction.document_id", read_only=True, allow_null=True)
    task = serializers.IntegerField(source="instruction.task_id", read_only=True, allow_null=True)
    assignment = serializers.IntegerField(source="instruction.assignment_id", read_only=True, allow_null=True)

    class Meta(ReplySerializer.Meta):
        fields = [
            *ReplySerializer.Meta.fields,
            "instruction",
            "text",
            "author_name",
            "written_on",
            "document",
            "task",
            "assignment",
        ]


class InstructionSerializer(RowSerializer):
    """批示 with its items: all for 督查室 and leaders, a department's own for the department."""

    items = ReplySerializer(many=True, read_only=True)

    class Meta:
        model = Instruction
        fields = [
            "id",
            "document",
            "task",
            "assignment",
            "text",
            "due_on",
            "written_on",
            "author_name",
            "items",
        ]


class OfficeNoteSerializer(RowSerializer):
    class Meta:
        model = OfficeNote
        fields = ["id", "author_name", "created_at", "text"]
