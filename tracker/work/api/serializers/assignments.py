"""How assignments look in the API: a row of a list, and one with all that happened to it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.serializers import RowSerializer
from departments.api.permissions import user_of
from policies.api.serializers import NamedPersonSerializer
from tracker.work.api.serializers.fields import AboutAssignment
from tracker.work.api.serializers.requests import DeclineSerializer, ExtensionSerializer
from tracker.work.filing.api.serializers import PartnerReportSerializer, ReportSerializer
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.instructions.models import InstructionItem, OfficeNote
from tracker.work.instructions.serializers import (
    InstructionItemSerializer,
    OfficeNoteSerializer,
    with_answers,
)
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event
from tracker.work.states import Light, Status
from tracker.work.transitions import Transition, allowed_transitions


class AssignmentSerializer(RowSerializer):
    """A row of the list; needs `with_context` and `with_light`, and the day in `context["on"]`."""

    document_number = serializers.CharField(source="document.number", read_only=True)
    document_title = serializers.CharField(source="document.title", read_only=True)
    measure = serializers.IntegerField(source="task.measure_id", read_only=True)
    measure_label = serializers.CharField(source="task.measure.label", read_only=True)
    measure_title = serializers.CharField(source="task.measure.short_title", read_only=True)
    section_name = serializers.CharField(source="section.name", default="", read_only=True)
    days_late = serializers.SerializerMethodField()
    light = serializers.ChoiceField(choices=Light.choices, read_only=True)
    light_label = serializers.SerializerMethodField()
    marks = serializers.SerializerMethodField()
    report_due_on = serializers.DateField(read_only=True, allow_null=True)
    has_reported = serializers.BooleanField(read_only=True)

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
            "assignee",
            "assignee_name",
            "section",
            "section_name",
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
            "marks",
            "report_due_on",
            "has_reported",
            "percent",
            "completed_on",
        ]

    def get_days_late(self, assignment: Assignment) -> int:
        return assignment.days_late(self.context["on"])

    def get_marks(self, assignment: Assignment) -> list[str]:
        return [mark.value for mark in assignment.marks(self.context["on"])]

    def get_light_label(self, assignment: Any) -> str:
        return str(Light(assignment.light).label)


class AssignmentMilestoneSerializer(RowSerializer):
    class Meta:
        model = AssignmentMilestone
        fields = ["id", "phrase", "firmness", "firmness_label", "first_due_on", "due_on", "completed_on"]


class EventSerializer(RowSerializer):
    from_status = serializers.ChoiceField(choices=Status.choices, allow_blank=True, read_only=True)
    to_status = serializers.ChoiceField(choices=Status.choices, allow_blank=True, read_only=True)
    who = serializers.CharField(read_only=True, help_text="由谁办理；代理的为“某代某”，系统所做的为空")

    class Meta:
        model = Event
        fields = [
            *("id", "kind", "kind_label", "at", "actor_name", "on_behalf_of", "on_behalf_of_name", "who"),
            *("from_status", "to_status", "note"),
        ]


class EventRowSerializer(AboutAssignment, EventSerializer):
    class Meta(EventSerializer.Meta):
        fields = [
            *EventSerializer.Meta.fields,
            "assignment",
            "department",
            "department_name",
            "document",
            "measure_label",
        ]


class TransitionSerializer(serializers.Serializer):
    """A transition that the user may take on the assignment as it stands."""

    transition = serializers.ChoiceField(choices=Transition.choices)
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not a caption


class DelegatedSerializer(RowSerializer):
    class Meta:
        model = Assignment
        fields = ["id", "department", "department_name", "status", "status_label", "due_on", "percent"]


class AssignmentDetailSerializer(AssignmentSerializer):
    """One assignment as the user of `context["request"]` sees it: what may be done, and what was."""

    task_text = serializers.CharField(source="task.text", read_only=True)
    measure_text = serializers.CharField(source="task.measure.text", read_only=True)
    cycle = serializers.CharField(source="task.cycle", read_only=True)
    cycle_label = serializers.CharField(source="task.cycle_in_words", read_only=True)
    persons = serializers.SerializerMethodField()
    overseers = serializers.SerializerMethodField(help_text="督导单位，原文名称")
    extra = serializers.SerializerMethodField(help_text="表格中其他各栏，以栏目名为键，按表格的次序")
    evidence_required = serializers.BooleanField(source="document.evidence_required", read_only=True)
    delegated_by_name = serializers.CharField(
        source="parent.department.short_name", default="", read_only=True
    )
    allowed_transitions = serializers.SerializerMethodField()
    milestones = AssignmentMilestoneSerializer(many=True, read_only=True)
    reports = ReportSerializer(many=True, read_only=True)
    partner_reports = serializers.SerializerMethodField()
    extensions = ExtensionSerializer(many=True, read_only=True)
    declines = DeclineSerializer(many=True, read_only=True)
    instructions = serializers.SerializerMethodField()
    delegated = DelegatedSerializer(many=True, read_only=True)
    office_notes = serializers.SerializerMethodField()
    timeline = EventSerializer(source="events", many=True, read_only=True)

    class Meta(AssignmentSerializer.Meta):
        fields = [
            *AssignmentSerializer.Meta.fields,
            "task_text",
            "measure_text",
            "cycle",
            "cycle_label",
            "persons",
            "overseers",
            "extra",
            "evidence_required",
            "acknowledged_at",
            "acknowledged_by_name",
            "delegated_by_name",
            "allowed_transitions",
            "milestones",
            "reports",
            "partner_reports",
            "extensions",
            "declines",
            "instructions",
            "delegated",
            "office_notes",
            "timeline",
        ]

    @extend_schema_field(NamedPersonSerializer(many=True))
    def get_persons(self, assignment: Assignment) -> Any:
        """Whom the document names for the task, or for this unit of it."""
        persons = [p for p in assignment.task.persons.all() if p.is_of(assignment.responsibility_id)]
        return NamedPersonSerializer(persons, many=True).data

    def get_overseers(self, assignment: Assignment) -> list[str]:
        return [unit.printed_name for unit in assignment.task.overseers]

    def get_extra(self, assignment: Assignment) -> dict[str, str]:
        return dict(assignment.task.extra)

    @extend_schema_field(TransitionSerializer(many=True))
    def get_allowed_transitions(self, assignment: Assignment) -> Any:
        """By the one table of transitions."""
        transitions = allowed_transitions(user_of(self.context["request"]), assignment)
        return [
            {"transition": transition.value, "label": str(transition.label)} for transition in transitions
        ]

    @extend_schema_field(PartnerReportSerializer(many=True))
    def get_partner_reports(self, assignment: Assignment) -> Any:
        """What the other units of the task have filed, where this one is 牵头."""
        reports = ProgressReport.objects.of_partners(assignment)
        return PartnerReportSerializer(reports, many=True).data

    @extend_schema_field(InstructionItemSerializer(many=True))
    def get_instructions(self, assignment: Assignment) -> Any:
        """What the department has to answer about the assignment, its task or its document."""
        items = InstructionItem.objects.visible_to(user_of(self.context["request"])).about(assignment)
        return InstructionItemSerializer(with_answers(items), many=True).data

    @extend_schema_field(OfficeNoteSerializer(many=True))
    def get_office_notes(self, assignment: Assignment) -> Any:
        """督查室's own; empty for departments."""
        notes = OfficeNote.objects.visible_to(user_of(self.context["request"]))
        notes = notes.filter(assignment=assignment).select_related("author")
        return OfficeNoteSerializer(notes, many=True).data
