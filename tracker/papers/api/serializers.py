"""How 通报 and 督办单 look in the API, and what callers send to have one issued."""

from typing import Any

from rest_framework import serializers

from common.api.serializers import RowSerializer
from tracker.papers.models import BulletinCycle, BulletinDraft, BulletinSchedule, Paper
from tracker.scorecard.api.serializers import ScorecardSerializer
from tracker.work.api.serializers.bodies import ids, optional_words, words


class PaperSerializer(RowSerializer):
    """A row of the archive; the file is at `{id}/download/`."""

    withdrawn = serializers.BooleanField(source="is_withdrawn", read_only=True, label="已撤回")
    withdrawal_reason = serializers.SerializerMethodField(label="撤回原因")

    class Meta:
        model = Paper
        fields = [
            "id",
            "number",
            "title",
            "issued_on",
            "issued_at",
            "issued_by_name",
            "withdrawn",
            "withdrawal_reason",
        ]

    def get_withdrawal_reason(self, paper: Paper) -> str:
        return paper.withdrawal.reason if paper.is_withdrawn else ""


class LateRowSerializer(serializers.Serializer[Any]):
    assignment = serializers.IntegerField(label="交办事项编号")
    document = serializers.CharField(label="文号或标题")
    measure = serializers.CharField(label="举措")
    measure_title = serializers.CharField(label="举措标题")
    department = serializers.IntegerField(label="单位编号")
    name = serializers.CharField(label="牵头（负责）单位")
    role = serializers.CharField(label="分工")
    due_on = serializers.DateField(label="时限")
    days = serializers.IntegerField(label="逾期天数")


class BulletinFiguresSerializer(ScorecardSerializer):
    period = serializers.CharField(label="期间", read_only=True)
    scope = serializers.CharField(label="范围", read_only=True)
    late_list = LateRowSerializer(many=True, read_only=True)
    late_left_out = serializers.IntegerField(label="未列出的逾期项数", read_only=True)


class BulletinRowSerializer(PaperSerializer):
    class Meta(PaperSerializer.Meta):
        fields = [*PaperSerializer.Meta.fields, "first", "last", "document"]


class BulletinSerializer(BulletinRowSerializer):
    figures = BulletinFiguresSerializer(read_only=True)
    words = serializers.DictField(read_only=True, label="文字")

    class Meta(BulletinRowSerializer.Meta):
        fields = [*BulletinRowSerializer.Meta.fields, "figures", "words"]


class NoticeRowSerializer(PaperSerializer):
    class Meta(PaperSerializer.Meta):
        fields = [*PaperSerializer.Meta.fields, "department", "department_name", "answer_by"]


class NoticeSerializer(NoticeRowSerializer):
    figures = serializers.DictField(read_only=True, label="督办的各项")
    words = serializers.DictField(read_only=True, label="文字")

    class Meta(NoticeRowSerializer.Meta):
        fields = [*NoticeRowSerializer.Meta.fields, "figures", "words"]


def _sentences(label: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=2000), max_length=50, required=False, label=label
    )


def _own(label: str, most: int) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, label=f"{label}（不填用系统提出的）")


class BulletinBody(serializers.Serializer[Any]):
    """What a person says in a 通报; what is not given is as the program proposes it."""

    title = _own("标题", 200)
    to = _own("主送机关", 200)
    copies = serializers.CharField(
        max_length=120, required=False, allow_blank=True, label="抄送机关（不填沿用上一份）"
    )
    good = _sentences("落实较好的例子（不填用系统提出的）")
    bad = _sentences("存在的问题（不填用系统提出的）")
    closing = _own("工作要求", 2000)


class NoticeBody(serializers.Serializer[Any]):
    """A 督办单: on which assignments, to be answered by when."""

    assignments = ids("交办事项编号（同一单位、均已逾期）", allow_empty=False)
    answer_by = serializers.DateField(label="要求答复日期")
    title = _own("标题", 200)
    closing = _own("工作要求", 2000)
    copies = serializers.CharField(
        max_length=120, required=False, allow_blank=True, label="抄送机关（不填沿用上一份）"
    )
    signatory = optional_words("签发人", 50)


class WithdrawPaperBody(serializers.Serializer[Any]):
    reason = words("撤回原因")


class BulletinDraftRowSerializer(RowSerializer):
    cycle_name = serializers.CharField(source="get_cycle_display", read_only=True, label="周期名称")
    status_name = serializers.CharField(source="get_status_display", read_only=True, label="状态名称")
    number = serializers.CharField(source="paper.number", default="", read_only=True, label="印发后的文号")

    class Meta:
        model = BulletinDraft
        fields = [
            *("id", "cycle", "cycle_name", "first", "last", "status", "status_name", "made_at"),
            *("decided_by_name", "decided_at", "reason", "paper", "number"),
        ]


class BulletinDraftSerializer(BulletinDraftRowSerializer):
    figures = BulletinFiguresSerializer(read_only=True)
    words = serializers.DictField(read_only=True, label="文字")

    class Meta(BulletinDraftRowSerializer.Meta):
        fields = [*BulletinDraftRowSerializer.Meta.fields, "figures", "words"]


class DiscardDraftBody(serializers.Serializer[Any]):
    reason = words("作废原因")


class BulletinScheduleSerializer(serializers.ModelSerializer[BulletinSchedule]):
    cycle_name = serializers.CharField(source="get_cycle_display", read_only=True, label="周期名称")

    class Meta:
        model = BulletinSchedule
        fields = ["cycle", "cycle_name", "enabled"]


class SwitchScheduleBody(serializers.Serializer[Any]):
    cycle = serializers.ChoiceField(choices=BulletinCycle.choices, label="周期")
    enabled = serializers.BooleanField(label="自动拟稿")
