"""How the ledger looks in the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from tracker.models import Assignment, AssignmentMilestone, Event, Light, ProgressReport


class AssignmentSerializer(serializers.ModelSerializer):
    """A row of the list; needs `with_context` and `with_light`, and the day in `context["on"]`."""

    document_number = serializers.CharField(source="document.number", read_only=True)
    document_title = serializers.CharField(source="document.title", read_only=True)
    measure = serializers.IntegerField(source="task.measure_id", read_only=True)
    measure_label = serializers.CharField(source="task.measure.label", read_only=True)
    measure_title = serializers.CharField(source="task.measure.short_title", read_only=True)
    department_name = serializers.CharField(source="department.short_name", read_only=True)
    role_label = serializers.CharField(source="get_role_display", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    days_late = serializers.SerializerMethodField()
    light = serializers.ChoiceField(choices=Light.choices, read_only=True)
    light_label = serializers.SerializerMethodField()

    class Meta:
        model = Assignment
        fields = [
            "id",
            "document",
            "document_number",
            "document_title",
            "measure",
            "measure_label",
            "measure_title",
            "task",
            "department",
            "department_name",
            "role",
            "role_label",
            "status",
            "status_label",
            "dispatched_on",
            "due_on",
            "must_due_on",
            "days_late",
            "light",
            "light_label",
            "percent",
            "completed_on",
        ]

    def get_days_late(self, assignment: Assignment) -> int:
        """Days past the date, 0 when not overdue."""
        return assignment.days_late(self.context["on"])

    def get_light_label(self, assignment: Any) -> str:
        """The light in Chinese."""
        return str(Light(assignment.light).label)


class AssignmentMilestoneSerializer(serializers.ModelSerializer):
    """A date that the assignment must meet."""

    firmness_label = serializers.CharField(source="get_firmness_display", read_only=True)

    class Meta:
        model = AssignmentMilestone
        fields = ["id", "phrase", "firmness", "firmness_label", "first_due_on", "due_on", "completed_on"]


class EventSerializer(serializers.ModelSerializer):
    """A line of the timeline."""

    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    actor_name = serializers.CharField(source="actor", default="", read_only=True)

    class Meta:
        model = Event
        fields = ["id", "kind", "kind_label", "at", "actor_name", "from_status", "to_status", "note"]


class ReportSerializer(serializers.ModelSerializer):
    """A progress report by itself."""

    author_name = serializers.CharField(source="author", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    milestone_phrase = serializers.CharField(source="milestone.phrase", default="", read_only=True)
    reviewed_by_name = serializers.CharField(source="reviewed_by", default="", read_only=True)

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
            "claims_completion",
            "milestone",
            "milestone_phrase",
            "status",
            "status_label",
            "submitted_at",
            "submitted_on",
            "reviewed_by_name",
            "reviewed_at",
            "review_comment",
        ]


class ReportRowSerializer(ReportSerializer):
    """A progress report in the list of all, which says what it is about."""

    department = serializers.IntegerField(source="assignment.department_id", read_only=True)
    department_name = serializers.CharField(source="assignment.department.short_name", read_only=True)
    document = serializers.IntegerField(source="assignment.document_id", read_only=True)
    document_number = serializers.CharField(source="assignment.document.number", read_only=True)
    measure_label = serializers.CharField(source="assignment.task.measure.label", read_only=True)
    measure_title = serializers.CharField(source="assignment.task.measure.short_title", read_only=True)

    class Meta(ReportSerializer.Meta):
        fields = [
            *ReportSerializer.Meta.fields,
            "department",
            "department_name",
            "document",
            "document_number",
            "measure_label",
            "measure_title",
        ]


class AssignmentDetailSerializer(AssignmentSerializer):
    """One assignment with its dates, its reports and its timeline."""

    task_text = serializers.CharField(source="task.text", read_only=True)
    measure_text = serializers.CharField(source="task.measure.text", read_only=True)
    cycle = serializers.CharField(source="task.cycle", read_only=True)
    signed_by_name = serializers.CharField(source="signed_by", default="", read_only=True)
    milestones = AssignmentMilestoneSerializer(many=True, read_only=True)
    reports = ReportSerializer(many=True, read_only=True)
    timeline = EventSerializer(source="events", many=True, read_only=True)

    class Meta(AssignmentSerializer.Meta):
        fields = [
            *AssignmentSerializer.Meta.fields,
            "task_text",
            "measure_text",
            "cycle",
            "signed_at",
            "signed_by_name",
            "milestones",
            "reports",
            "timeline",
        ]


def own_milestone(
    own: QuerySet[AssignmentMilestone],
) -> serializers.PrimaryKeyRelatedField[AssignmentMilestone]:
    """The time limit that a report is about, one of `own`."""
    return serializers.PrimaryKeyRelatedField(
        queryset=own,
        required=False,
        allow_null=True,
        label="对应时限",
        help_text="申请办结而不指明时限的，指最早的未完成时限",
    )


class FileReportSerializer(serializers.Serializer):
    """What a department files; `context["assignment"]` is what it files on."""

    percent = serializers.IntegerField(min_value=0, max_value=100, label="完成比例")
    narrative = serializers.CharField(label="进展情况")
    problems = serializers.CharField(required=False, allow_blank=True, label="存在问题")
    next_steps = serializers.CharField(required=False, allow_blank=True, label="下一步安排")
    claims_completion = serializers.BooleanField(required=False, default=False, label="申请办结")
    milestone = own_milestone(AssignmentMilestone.objects.none())

    def get_fields(self) -> dict[str, serializers.Field]:
        """Only the assignment's own time limits may be named."""
        fields = super().get_fields()
        if "assignment" in self.context:
            own = AssignmentMilestone.objects.filter(assignment=self.context["assignment"])
            fields["milestone"] = own_milestone(own)
        return fields


class CommentSerializer(serializers.Serializer):
    """What 督查室 says with its approval."""

    comment = serializers.CharField(required=False, allow_blank=True, default="", label="审核意见")


class DispatchOutcomeSerializer(serializers.Serializer):
    """What a dispatch did."""

    message = serializers.CharField()
    created = serializers.IntegerField(label="新交办项数")
    existing = serializers.IntegerField(label="此前已交办项数")
    unassigned = serializers.ListField(child=serializers.CharField(), label="待核而未交办的责任单位（原文）")


class DepartmentCountSerializer(serializers.Serializer):
    """How much of a department is overdue."""

    department = serializers.IntegerField(source="department_id")
    name = serializers.CharField()
    total = serializers.IntegerField()
    earliest = serializers.DateField()


class DocumentCountSerializer(serializers.Serializer):
    """How much of a document is overdue."""

    document = serializers.IntegerField(source="document_id")
    number = serializers.CharField()
    title = serializers.CharField()
    total = serializers.IntegerField()
    earliest = serializers.DateField()
