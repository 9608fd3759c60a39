"""How progress reports, their figures and their files look in the API."""

from rest_framework import serializers

from common.api.serializers import RowSerializer
from tracker.work.api.serializers.fields import AboutAssignment
from tracker.work.filing.models.drafts import Attachment, ReportDraft
from tracker.work.filing.models.reports import IndicatorReading, ProgressReport
from tracker.work.filing.services.reviewing import BulkOutcome


class AttachmentSerializer(RowSerializer):
    """A file without its bytes, which are at `attachments/{id}/`."""

    class Meta:
        model = Attachment
        fields = ["id", "name", "media_type", "size", "uploaded_by_name", "uploaded_at"]


class ReadingSerializer(RowSerializer):
    class Meta:
        model = IndicatorReading
        fields = ["indicator", "indicator_name", "value"]


class FiledReportSerializer(RowSerializer):
    """What a report says; all that a partner sees of it."""

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


class PartnerReportSerializer(AboutAssignment, FiledReportSerializer):
    """What another unit of the same task has filed, for the 牵头 unit."""

    class Meta(FiledReportSerializer.Meta):
        fields = [*FiledReportSerializer.Meta.fields, "department", "department_name"]


class ReportSerializer(FiledReportSerializer):
    """A progress report by itself: what it says, its figures and files, and how it was answered."""

    milestone_phrase = serializers.CharField(source="milestone.phrase", default="", read_only=True)
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


class ReportRowSerializer(AboutAssignment, ReportSerializer):
    """A progress report in the list of all, which says what it is about."""

    unit_name = serializers.CharField(read_only=True, label="报送时的单位名称")

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


class DraftSerializer(RowSerializer):
    """The form as it was last saved, with its files; `revision` 0 is a form that nobody has saved yet."""

    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = ReportDraft
        fields = ["assignment", "content", "revision", "updated_at", "attachments"]


class BulkOutcomeSerializer(serializers.Serializer[BulkOutcome]):
    message = serializers.CharField(read_only=True)
    done = serializers.IntegerField(read_only=True, label="通过份数")
    refused = serializers.ListField(
        child=serializers.CharField(), read_only=True, label="未处理的，各为一句原因"
    )
