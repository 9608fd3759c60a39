"""How the scorecard and its formula look in the API."""

from typing import Any

from rest_framework import serializers

from common.api.serializers import RowSerializer
from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from tracker.scorecard.models import DocumentWeight, HandPoints, ScoreFormula
from tracker.scorecard.selectors import COUNTS

_LABELS = {
    "assignments": "事项数",
    "total": "时限数",
    "completed": "已完成",
    "on_time": "按时完成",
    "extended": "延期办理（延期前的时限已过，在延期之内）",
    "done_late": "逾期完成",
    "overdue": "逾期未完成",
    "past_at_dispatch": "逾期未完成中，交办时已过期的",
    "pending": "未到期",
    "due": "已到期或已完成（各率的分母）",
    "late": "未按时（延期办理、逾期完成、逾期未完成）",
    "late_days": "未按时各项超过时限的天数之和",
    "returns": "退回份数",
    "extensions": "获准延期次数",
    "marks": "已评分份数",
}


def _share(label: str) -> serializers.CharField:
    return serializers.CharField(label=label, allow_null=True, read_only=True)


class FiguresSerializer(serializers.Serializer[Any]):
    on_time_rate = _share("按时完成率（%）")
    completed_rate = _share("完成率（%）")
    average_late = _share("平均逾期天数")
    average_mark = _share("平均质量评分")

    def get_fields(self) -> dict[str, serializers.Field]:
        counts = {name: serializers.IntegerField(label=_LABELS[name], read_only=True) for name in COUNTS}
        return {**counts, **super().get_fields()}


class LineSerializer(FiguresSerializer):
    department = serializers.IntegerField(label="单位编号", read_only=True)
    name = serializers.CharField(label="单位", read_only=True)
    points = serializers.CharField(label="加减分", read_only=True)
    score = _share("得分；没有应完成的时限时为空（无）")
    rank = serializers.IntegerField(label="名次", allow_null=True, read_only=True)


class FormulaSerializer(serializers.ModelSerializer):
    version = serializers.IntegerField(source="pk", read_only=True, allow_null=True, label="版本")

    class Meta:
        model = ScoreFormula
        fields = [
            "version",
            "on_time_weight",
            "lateness_weight",
            "quality_weight",
            "lateness_limit",
            "lead_weight",
            "responsible_weight",
            "return_points",
            "extension_points",
            "most_points",
            "note",
        ]
        validators: list[Any] = []  # what is not given comes from the version in force; the service checks

    def to_internal_value(self, data: Any) -> Any:
        """Only what was given: a default of the model is no wish of the caller."""
        values = super().to_internal_value(data)
        return {name: value for name, value in values.items() if name in data}


class ScorecardSerializer(serializers.Serializer[Any]):
    on = serializers.DateField(label="截至", read_only=True)
    document = serializers.IntegerField(label="文件编号（空为全部）", allow_null=True, read_only=True)
    formula = serializers.DictField(label="所用公式", read_only=True)
    formula_in_words = serializers.CharField(label="公式的文字说明", read_only=True)
    totals = FiguresSerializer(label="合计（责任单位看不到）", allow_null=True, read_only=True)
    departments = LineSerializer(many=True, read_only=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a word of Python's own."""
        days: dict[str, serializers.Field] = {
            "from": serializers.DateField(label="起始日期", read_only=True),
            "to": serializers.DateField(label="截止日期", read_only=True),
        }
        return {**days, **super().get_fields()}


class HandPointsSerializer(RowSerializer):
    class Meta:
        model = HandPoints
        fields = [
            "id",
            "department",
            "department_name",
            "points",
            "on",
            "reason",
            "given_by_name",
            "given_at",
            "taken_back_by_name",
            "taken_back_at",
            "taken_back_reason",
        ]


class PointsBody(serializers.Serializer[Any]):
    department = serializers.PrimaryKeyRelatedField(label="单位编号", queryset=Department.objects.all())
    points = serializers.DecimalField(label="分值，加分为正", max_digits=4, decimal_places=1)
    on = serializers.DateField(label="计入日期；不填为今天", required=False)
    reason = serializers.CharField(label="理由", max_length=200)


class TakeBackBody(serializers.Serializer[Any]):
    reason = serializers.CharField(label="撤销原因", max_length=200)


class DocumentWeightSerializer(RowSerializer):
    class Meta:
        model = DocumentWeight
        fields = ["document", "weight", "reason", "set_by_name", "set_at"]


class _Document(serializers.PrimaryKeyRelatedField[PolicyDocument]):
    def get_queryset(self) -> Any:
        """Those that the reader may see: another one is not there."""
        reader = self.context.get("reader")
        return PolicyDocument.objects.visible_to(reader) if reader else PolicyDocument.objects.none()


class WeightBody(serializers.Serializer[Any]):
    document = _Document(label="文件编号", queryset=PolicyDocument.objects.none())
    weight = serializers.DecimalField(label="权重（0.1至10）", max_digits=3, decimal_places=1)
    reason = serializers.CharField(label="理由", max_length=200)
