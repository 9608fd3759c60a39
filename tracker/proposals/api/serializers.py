"""How proposals look in the API, and what callers send with their transitions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.serializers import RowSerializer
from departments.models.departments import Region
from tracker.proposals.models import (
    Outcome,
    Proposal,
    ProposalAnswer,
    ProposalEvent,
    ProposalExtension,
    ProposalKind,
    ProposalSponsor,
    Satisfaction,
    Sitting,
)
from tracker.proposals.services.registering import LONGEST_TEXT
from tracker.proposals.transitions import ProposalTransition, allowed_transitions
from tracker.work.api.serializers.bodies import optional_words, unit, words
from tracker.work.states import Light


class ProposalSerializer(RowSerializer):
    name = serializers.CharField(source="__str__", read_only=True, label="届次和编号")
    lead_name = serializers.CharField(read_only=True, allow_null=True, label="主办单位")
    light = serializers.ChoiceField(choices=Light.choices, read_only=True, label="灯")
    # Empty until there is an answer, until it was rated.
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_blank=True, read_only=True)
    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices, allow_blank=True, read_only=True)

    class Meta:
        model = Proposal
        fields = [
            "id",
            "name",
            "kind",
            "sitting",
            "region",
            "session",
            "number",
            "title",
            "proposers",
            "status",
            "light",
            "lead_name",
            "dispatched_on",
            "first_due_on",
            "due_on",
            "latest_on",
            "round",
            "outcome",
            "satisfaction",
            "closed_on",
        ]


class SponsorSerializer(RowSerializer):
    class Meta:
        model = ProposalSponsor
        fields = [
            "id",
            "department",
            "department_name",
            "role",
            "due_on",
            "acknowledged_at",
            "acknowledged_by_name",
            "opinion",
            "done_on",
            "assigned_on",
            "released_on",
        ]


class ProposalAnswerSerializer(RowSerializer):
    has_file = serializers.SerializerMethodField(label="可否下载附件")
    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices, allow_blank=True, read_only=True)

    class Meta:
        model = ProposalAnswer
        fields = [
            "id",
            "round",
            "department",
            "outcome",
            "number",
            "summary",
            "answered_on",
            "document",
            "file_name",
            "has_file",
            "satisfaction",
            "rated_on",
            "comment",
        ]

    def get_has_file(self, answer: ProposalAnswer) -> bool:
        return answer.content_id is not None


class ProposalExtensionSerializer(RowSerializer):
    class Meta:
        model = ProposalExtension
        fields = ["id", "reason", "from_date", "to_date", "asked_by_name", "asked_at", "status", "answer"]


class ProposalEventSerializer(RowSerializer):
    class Meta:
        model = ProposalEvent
        fields = ["id", "kind", "actor_name", "at", "note"]


class ProposalDetailSerializer(ProposalSerializer):
    sponsors = SponsorSerializer(many=True, read_only=True)
    answers = ProposalAnswerSerializer(many=True, read_only=True)
    extensions = ProposalExtensionSerializer(many=True, read_only=True)
    events = ProposalEventSerializer(many=True, read_only=True)
    allowed_transitions = serializers.SerializerMethodField(label="您现在可以办理的步骤")

    class Meta(ProposalSerializer.Meta):
        fields = [
            *ProposalSerializer.Meta.fields,
            "text",
            "sponsors",
            "answers",
            "extensions",
            "events",
            "allowed_transitions",
        ]

    @extend_schema_field(
        serializers.ListField(child=serializers.ChoiceField(choices=ProposalTransition.choices))
    )
    def get_allowed_transitions(self, proposal: Proposal) -> list[str]:
        """By the table of transitions."""
        return [
            transition.value for transition in allowed_transitions(self.context["request"].user, proposal)
        ]


def text(label: str, length: int, **more: Any) -> serializers.CharField:
    """A few words."""
    return serializers.CharField(label=label, max_length=length, **more)


class RegisterBody(serializers.Serializer):
    kind = serializers.ChoiceField(choices=ProposalKind.choices, label="类别")
    sitting = serializers.ChoiceField(choices=Sitting.choices, default=Sitting.SESSION, label="提出时间")
    session = optional_words("届次", 60)
    number = text("编号", 30)
    title = text("案由", 300)
    proposers = text("提出人", 300)
    text = optional_words("建议内容", LONGEST_TEXT)
    region: Any = serializers.PrimaryKeyRelatedField(
        queryset=Region.objects.all(), required=False, allow_null=True, default=None, label="地区编号"
    )


class ReplyFileBody(serializers.Serializer):
    file = serializers.FileField(label="答复件")
    outcome = serializers.ChoiceField(choices=Outcome.choices, label="办理结果")
    answered_on = serializers.DateField(required=False, label="答复日期（不填用成文日期）")
    dispatched_on = serializers.DateField(required=False, label="交办日期")


class DispatchProposalBody(serializers.Serializer):
    lead = unit("主办单位编号")
    joint: Any = unit("会办单位编号", many=True, required=False, default=list)


class ReassignProposalBody(DispatchProposalBody):
    """改派: all units that handle it from now on."""

    reason = words("改派原因")


class UrgeProposalBody(serializers.Serializer):
    message = words("催办内容")


class OpinionBody(serializers.Serializer):
    opinion = words("会办意见")


class AskProposalExtensionBody(serializers.Serializer):
    to_date = serializers.DateField(label="申请延至")
    reason = words("延期原因")


class AnswerProposalExtensionBody(serializers.Serializer):
    grant = serializers.BooleanField(label="是否同意")
    to_date = serializers.DateField(required=False, allow_null=True, default=None, label="另定日期")
    answer = optional_words("答复意见（不同意时必填）")


class AnswerProposalBody(serializers.Serializer):
    file = serializers.FileField(label="答复件（docx或pdf）")
    outcome = serializers.ChoiceField(choices=Outcome.choices, label="办理结果")
    number = optional_words("答复文号", 60)
    summary = optional_words("答复要点")
    answered_on = serializers.DateField(required=False, label="答复日期（不填为今天）")


class RateBody(serializers.Serializer):
    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices, label="评价")
    rated_on = serializers.DateField(required=False, label="评价日期（不填为今天）")
    comment = optional_words("意见")


class CloseBody(serializers.Serializer):
    note = optional_words("说明")
