"""How documents and what they order look in the API."""

from rest_framework import serializers

from common.api.bodies import an_id
from common.api.serializers import NamedSerializer
from policies.models.documents import PolicyDocument, Section
from policies.models.measures import Indicator, Measure, Milestone, NamedPerson, Responsibility, Task


def labels() -> serializers.ListField:
    """A path of labels."""
    return serializers.ListField(child=serializers.CharField(), read_only=True)


class DocumentSerializer(NamedSerializer):
    """A row of the list; needs `with_counts`."""

    measure_count = serializers.IntegerField(read_only=True)
    open_check_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = PolicyDocument
        fields = [
            "id",
            "title",
            "number",
            "issuer",
            "issued_on",
            "kind",
            "kind_label",
            "origin",
            "origin_label",
            "importance",
            "importance_label",
            "status",
            "status_label",
            "region",
            "dispatched_on",
            "created_at",
            "measure_count",
            "open_check_count",
        ]


class SectionSerializer(NamedSerializer):
    path = labels()

    class Meta:
        model = Section
        fields = ["id", "position", "path", "title"]


class IndicatorSerializer(NamedSerializer):
    class Meta:
        model = Indicator
        fields = ["id", "position", "name", "base_year", "base", "target_year", "target", "attribute"]


class DocumentDetailSerializer(DocumentSerializer):
    sections = SectionSerializer(many=True, read_only=True)
    indicators = IndicatorSerializer(many=True, read_only=True)

    class Meta(DocumentSerializer.Meta):
        fields = [
            *DocumentSerializer.Meta.fields,
            "source_name",
            "text",
            "first_unit_leads",
            "confirmed_at",
            "archived_reason",
            "proposal_number",
            "proposer",
            "sections",
            "indicators",
        ]


class MilestoneSerializer(NamedSerializer):
    class Meta:
        model = Milestone
        fields = [
            "id",
            "phrase",
            "due_on",
            "kind",
            "kind_label",
            "firmness",
            "firmness_label",
            "reason",
            "span_start",
            "span_end",
        ]


class ResponsibilitySerializer(NamedSerializer):
    class Meta:
        model = Responsibility
        fields = [
            "id",
            "printed_name",
            "role",
            "role_label",
            "department",
            "department_name",
            "group",
            "group_name",
            "chosen",
            "is_inherited",
            "span_start",
            "span_end",
        ]


class NamedPersonSerializer(NamedSerializer):
    class Meta:
        model = NamedPerson
        fields = ["id", "kind", "name", "title", "phone", "responsibility", "span_start", "span_end"]


class TaskSerializer(NamedSerializer):
    document = serializers.IntegerField(source="measure.document_id", read_only=True)
    document_number = serializers.CharField(source="measure.document.number", read_only=True)
    measure_label = serializers.CharField(source="measure.label", read_only=True)
    measure_title = serializers.CharField(source="measure.short_title", read_only=True)
    cycle_label = serializers.CharField(source="cycle_in_words", read_only=True)
    responsibilities = ResponsibilitySerializer(many=True, read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)
    persons = NamedPersonSerializer(many=True, read_only=True)
    extra = serializers.SerializerMethodField(help_text="表格中其他各栏，以栏目名为键，按表格的次序")

    class Meta:
        model = Task
        fields = [
            "id",
            "document",
            "document_number",
            "measure",
            "measure_label",
            "measure_title",
            "position",
            "text",
            "frequency",
            "cycle",
            "cycle_label",
            "responsibilities",
            "milestones",
            "persons",
            "extra",
        ]

    def get_extra(self, task: Task) -> dict[str, str]:
        return dict(task.extra)


class MeasureSerializer(NamedSerializer):
    document_number = serializers.CharField(source="document.number", read_only=True)
    document_title = serializers.CharField(source="document.title", read_only=True)
    path = labels()
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]  # a field, not a caption
    short_title = serializers.CharField(read_only=True)

    class Meta:
        model = Measure
        fields = [
            "id",
            "document",
            "document_number",
            "document_title",
            "position",
            "path",
            "label",
            "title",
            "short_title",
            "text",
            "span_start",
            "span_end",
        ]


class MeasureDetailSerializer(MeasureSerializer):
    tasks = TaskSerializer(many=True, read_only=True)

    class Meta(MeasureSerializer.Meta):
        fields = [*MeasureSerializer.Meta.fields, "tasks"]


class ImportOutcomeSerializer(serializers.Serializer):
    message = serializers.CharField()
    same_file = serializers.BooleanField()
    record = serializers.IntegerField(help_text="导入记录的编号")
    created = DocumentSerializer(many=True)
    already = DocumentSerializer(many=True)


class DocumentsBody(serializers.Serializer):
    documents = serializers.ListField(child=an_id(), max_length=500, allow_empty=False, label="文件编号")


class SetAsideSerializer(serializers.Serializer):
    archived = serializers.IntegerField(label="归档的份数")


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(label="原因", max_length=200)
