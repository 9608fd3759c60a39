"""How progress reports, their figures and their files look in the API."""

from rest_framework import serializers

from tracker.work.api.serializers.fields import NameField
from tracker.work.filing.models.drafts import Attachment, ReportDraft
from tracker.work.filing.models.reports import IndicatorReading, ProgressReport
from tracker.work.filing.services.reviewing import BulkOutcome


class AttachmentSerializer(serializers.ModelSerializer):
    """A file without its bytes, which are at `attachments/{id}/`."""

    uploaded_by_name = NameField("uploaded_by")

    class Meta:
        model = Attachment
        fields = ["id", "name", "media_type", "size", "uploaded_by_name", "uploaded_at"]
        read_only_fields = fields


class ReadingSerializer(serializers.ModelSerializer):
    indicator_name = serializers.CharField(source="indicator.name", read_only=True)

    class Meta:
        model = IndicatorReading
        fields = ["indicator", "indicator_name", "value"]
        read_only_fields = fields


class FiledReportSerializer(serializers.ModelSerializer):
    """What a report says; all that a partner sees of it."""

    author_name = NameField("author")
    status_label = serializers.CharField(source="get_status_display", read_only=True)

    class Meta:
        model = ProgressReport
        fields = [
            "id",
            "assignment",
            "author_name",
            "percent",
            "narrative",
            "problems",
            "next_steps",
            "coordination",
            "claims_completion",
            "no_change",
            "period",
            "status",
            "status_label",
            "submitted_at",
            "submitted_on",
        ]
        read_only_fields = fields


class PartnerReportSerializer(FiledReportSerializer):
    """What another unit of the same task has filed, for the 牵头 unit."""

    department = serializers.IntegerField(source="assignment.department_id", read_only=True)
    department_name = serializers.CharField(source="assignment.department.short_name", read_only=True)

    class Meta(FiledReportSerializer.Meta):
        fields = [*FiledReportSerializer.Meta.fields, "department", "department_name"]
        read_only_fields = fields


class ReportSerializer(FiledReportSerializer):
    """A progress report by itself: what it says, its figures and files, and how it was answered."""

    milestone_phrase = serializers.CharField(source="milestone.phrase", default="", read_only=True)
    endorsed_by_name = NameField("endorsed_by")
    first_reviewed_by_name = NameField("first_reviewed_by")
    reviewed_by_name = NameField("reviewed_by")
    figures = ReadingSerializer(source="readings", many=True, read_only=True)
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta(FiledReportSerializer.Meta):
        fields = [
            *FiledReportSerializer.Meta.fields,
            "drop_reason",
            "milestone",
            "milestone_phrase",
            "endorsed_by_name",
            "endorsed_at",
            "first_reviewed_by_name",
            "first_reviewed_at",
            "reviewed_by_name",
            "reviewed_at",
            "review_comment",
            "mark",
            "figures",
            "attachments",
        ]
        read_only_fields = fields


class ReportRowSerializer(ReportSerializer):
    """A progress report in the list of all, which says what it is about."""

    department = serializers.IntegerField(source="assignment.department_id", read_only=True)
    department_name = serializers.CharField(source="assignment.department.short_name", read_only=True)
    unit_name = serializers.CharField(read_only=True, label="报送时的单位名称")
    document = serializers.IntegerField(source="assignment.document_id", read_only=True)
    document_number = serializers.CharField(source="assignment.document.number", read_only=True)
    measure_label = serializers.CharField(source="assignment.task.measure.label", read_only=True)
    measure_title = serializers.CharField(source="assignment.task.measure.short_title", read_only=True)

    class Meta(ReportSerializer.Meta):
        fields = [
            *ReportSerializer.Meta.fields,
            "department",
            "department_name",
            "unit_name",
            "document",
            "document_number",
            "measure_label",
            "measure_title",
        ]
        read_only_fields = fields


class DraftSerializer(serializers.ModelSerializer):
    """The form as it was last saved, with its files; `revision` 0 is a form that nobody has saved yet."""

    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = ReportDraft
        fields = ["assignment", "content", "revision", "updated_at", "attachments"]
        read_only_fields = fields


class BulkOutcomeSerializer(serializers.Serializer[BulkOutcome]):
    message = serializers.CharField(read_only=True)
    done = serializers.IntegerField(read_only=True, label="通过份数")
    refused = serializers.ListField(
        child=serializers.CharField(), read_only=True, label="未处理的，各为一句原因"
    )
