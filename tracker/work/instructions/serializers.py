"""How instructions, what departments have to answer to them, and office notes look in the API."""

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from common.api.serializers import NameField, RowSerializer
from tracker.work.instructions.models import Instruction, InstructionItem, InstructionReply, OfficeNote


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
            "read_by_name",
            "read_at",
        ]


class ReplyTextSerializer(RowSerializer):
    """One answer, and what the leader still wanted to know."""

    class Meta:
        model = InstructionReply
        fields = ["text", "by_name", "on", "asked_again", "asked_again_by_name", "asked_again_on"]


class InstructionItemSerializer(ReplySerializer):
    """One department's item with the words that it answers, and all its answers."""

    replies = ReplyTextSerializer(many=True, read_only=True)

    text = serializers.CharField(source="instruction.text", read_only=True)
    author_name = NameField("instruction.author")
    written_on = serializers.DateField(source="instruction.written_on", read_only=True)
    document = serializers.IntegerField(source="instruction.document_id", read_only=True, allow_null=True)
    measure = serializers.IntegerField(source="instruction.measure_id", read_only=True, allow_null=True)
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
            "measure",
            "task",
            "assignment",
            "replies",
        ]


def with_answers(items: QuerySet[InstructionItem]) -> QuerySet[InstructionItem]:
    """The items with all that `InstructionItemSerializer` shows: two queries however many there are."""
    replies = InstructionReply.objects.select_related("by", "asked_again_by")
    items = items.select_related("department", "replied_by", "read_by", "instruction__author")
    return items.prefetch_related(Prefetch("replies", replies))


class InstructionSerializer(RowSerializer):
    """批示 with its items: all for 督查室 and leaders, a department's own for the department."""

    items = ReplySerializer(many=True, read_only=True)

    class Meta:
        model = Instruction
        fields = [
            "id",
            "document",
            "measure",
            "task",
            "assignment",
            "text",
            "due_on",
            "written_on",
            "author_name",
            "registered_by_name",
            "scan_name",
            "items",
        ]


class OfficeNoteSerializer(RowSerializer):
    class Meta:
        model = OfficeNote
        fields = ["id", "author_name", "created_at", "text"]
