"""What callers of the API send with a transition: each body is what its service asks for, and no more."""

import json
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from common.api.bodies import an_id
from common.text import LONGEST_NOTE
from departments.models.departments import Department
from departments.models.users import User
from policies.models.measures import Indicator
from tracker.work.filing.models.reports import Mark
from tracker.work.filing.services.checks import LONGEST
from tracker.work.filing.services.drafting import DRAFT_FIELDS
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.models.settings import OfficeSettings

DRAFT = 500_000  # characters of a draft: far more than a report, far less than what would choke a server
MANY = 500


def words(label: str, **more: Any) -> serializers.CharField:
    """Some sentences that must be there."""
    return serializers.CharField(label=label, **{"max_length": LONGEST_NOTE, **more})


def optional_words(label: str, most: int = LONGEST_NOTE) -> serializers.CharField:
    """Some sentences that may be there."""
    return words(label, max_length=most, required=False, allow_blank=True, default="")


def ids(label: str, **more: Any) -> serializers.ListField:
    """Ids of many."""
    return serializers.ListField(child=an_id(), max_length=MANY, label=label, **more)


def unit(label: str, **more: Any) -> serializers.PrimaryKeyRelatedField[Department]:
    """A department by its id."""
    return serializers.PrimaryKeyRelatedField(queryset=Department.objects.all(), label=label, **more)


class ReasonBody(serializers.Serializer):
    reason = words("原因")


class WithdrawBody(serializers.Serializer):
    reason = optional_words("原因")


class CommentBody(serializers.Serializer):
    comment = optional_words("审核意见")


def _mark() -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices=Mark.choices, required=False, allow_null=True, default=None, label="质量评分（1至5，可不填）"
    )


class ApproveBody(CommentBody):
    mark = _mark()


class ReturnBody(ReasonBody):
    mark = _mark()


class ApproveManyBody(serializers.Serializer):
    reports = ids("进展编号", allow_empty=False)


class UrgePreviewBody(serializers.Serializer):
    assignments = ids("交办事项编号", allow_empty=False)


class UrgeBody(UrgePreviewBody):
    message = words("催办内容")


class DelegateBody(serializers.Serializer):
    """转办: to which unit below."""

    department = unit("下属单位编号")
    note = optional_words("说明")


class ReassignBody(serializers.Serializer):
    """改派: to which unit, and why."""

    department = unit("改由哪个单位承办")
    reason = words("改派原因")


class DeclineAnswerBody(serializers.Serializer):
    """答复退办: the unit that has the task now, or a reason for the refusal."""

    department = unit("改由哪个单位承办（不填为不同意）", required=False, allow_null=True, default=None)
    answer = optional_words("答复意见（不同意时必填）")


class AskExtensionBody(serializers.Serializer):
    to_date = serializers.DateField(label="申请延至")
    reason = words("延期原因")


class ExtensionAnswerBody(serializers.Serializer):
    grant = serializers.BooleanField(label="是否同意")
    to_date = serializers.DateField(
        label="同意延至（不填为所申请的日期）", required=False, allow_null=True, default=None
    )
    answer = optional_words("答复意见（不同意时必填）")


class ChangeDateBody(serializers.Serializer):
    to_date = serializers.DateField(label="新的时限")
    reason = words("调整原因")


class AddDateBody(serializers.Serializer):
    due_on = serializers.DateField(label="时限")
    phrase = optional_words("时限名称", 100)
    reason = words("原因")


class DocumentDeadlineBody(serializers.Serializer):
    """调整文件时限: every open date that stands on one day moves to another."""

    from_date = serializers.DateField(label="现行时限")
    to_date = serializers.DateField(label="新的时限")
    reason = words("调整原因")


class EvidenceBody(serializers.Serializer):
    evidence_required = serializers.BooleanField(label="办结是否须附佐证")


class ReopenBody(serializers.Serializer):
    reason = words("重办原因")
    due_on = serializers.DateField(label="重办时限")
    percent = serializers.IntegerField(
        label="重办后的完成比例", min_value=0, max_value=99, required=False, default=0
    )


class InstructBody(serializers.Serializer):
    text = words("批示内容")
    due_on = serializers.DateField(label="回复时限")


class InstructManyBody(InstructBody):
    """批示 on a document or a task, to all who have open work on it or to some of them."""

    departments = ids("须回复的单位编号（不填为全部在办单位）", required=False, default=list)

    def validate_departments(self, value: list[int]) -> list[Department]:
        found = list(Department.objects.filter(pk__in=value))
        if len(found) < len(set(value)):
            raise serializers.ValidationError("没有这个单位。")
        return found


class AskAgainBody(InstructBody):
    """请再答复."""


class PaperInstructionBody(InstructManyBody):
    """登记纸质批示: the leader's account, the day on paper, and the scan."""

    leader = serializers.PrimaryKeyRelatedField(label="批示领导的账号编号", queryset=User.objects.all())
    written_on = serializers.DateField(label="批示日期")
    scan = serializers.FileField(label="扫描件（pdf、png、jpg）", required=False)


class ReplyBody(serializers.Serializer):
    reply = words("回复内容")


class NoteBody(serializers.Serializer):
    text = words("备注内容")


class DraftBody(serializers.Serializer):
    content = serializers.DictField(
        label="内容",
        help_text=f"填报的各栏，对错均予保存：{'、'.join(DRAFT_FIELDS)}；其他栏不保存",
    )
    seen = serializers.IntegerField(
        label="所见版本（revision）",
        help_text="给出后，若他处已保存过则不覆盖",
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        allow_null=True,
        default=None,
    )

    def validate_content(self, value: dict[str, Any]) -> dict[str, Any]:
        """Whatever is in it, as long as a database can hold it."""
        try:
            text = json.dumps(value, allow_nan=False)
        except ValueError:
            raise serializers.ValidationError("内容中有无法保存的数。") from None
        if len(text) > DRAFT:
            raise serializers.ValidationError("内容过长，无法保存。")
        return value


class UploadBody(serializers.Serializer):
    """One file; whether it may be attached is for the service to say."""

    file = serializers.FileField(label="文件", allow_empty_file=True, max_length=255)


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


def _part(label: str) -> serializers.CharField:
    """A further part of a report, which may be left out."""
    return serializers.CharField(required=False, allow_blank=True, max_length=LONGEST, label=label)


class ReportBody(serializers.Serializer):
    """What a department files; `context["assignment"]` is what it files on."""

    percent = serializers.IntegerField(min_value=0, max_value=100, label="完成比例")
    narrative = serializers.CharField(label="进展情况", max_length=LONGEST)
    problems = _part("存在问题")
    next_steps = _part("下一步安排")
    coordination = _part("需协调事项")
    drop_reason = serializers.CharField(
        required=False, allow_blank=True, max_length=200, label="比例下降原因（低于此前填报时必填）"
    )
    claims_completion = serializers.BooleanField(required=False, default=False, label="申请办结")
    milestone = own_milestone(AssignmentMilestone.objects.none())
    figures = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=100),
        required=False,
        label="指标数值",
        help_text='键为该文件指标的编号，值为数值，如 {"12": "85%"}',
    )
    with_draft = serializers.BooleanField(
        required=False, default=False, label="连同草稿中的附件一并报送（草稿随之删除）"
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        if "assignment" in self.context:
            own = AssignmentMilestone.objects.filter(assignment=self.context["assignment"])
            fields["milestone"] = own_milestone(own)
        return fields

    def validate_figures(self, value: dict[str, str]) -> dict[Indicator, str]:
        assignment: Assignment = self.context["assignment"]
        own = {str(i.pk): i for i in Indicator.objects.filter(document=assignment.document_id)}
        if unknown := [key for key in value if key not in own]:
            raise serializers.ValidationError(f"该文件没有编号为{unknown[0][:20]}的指标。")
        return {own[key]: figure for key, figure in value.items()}


class OfficeSettingsSerializer(serializers.ModelSerializer):
    return_reasons = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=50, label="常用退回原因", required=False
    )

    class Meta:
        model = OfficeSettings
        fields = [
            "decline_days",
            "max_extensions",
            "two_reviewers",
            "attachment_megabytes",
            "departments_see_rank",
            "return_reasons",
        ]
