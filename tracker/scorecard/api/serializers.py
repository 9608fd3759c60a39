"""How the scorecard and its formula look in the API."""

from typing import Any

from rest_framework import serializers

from tracker.scorecard.models import ScoreFormula
from tracker.scorecard.selectors import COUNTS

_LABELS = {
    "assignments": "事项数",
    "total": "时限数",
    "completed": "已完成",
    "on_time": "按时完成",
    "done_late": "逾期完成",
    "overdue": "逾期未完成",
    "pending": "未到期",
    "due": "已到期或已完成（各率的分母）",
    "late": "逾期（含逾期完成）",
    "late_days": "逾期天数之和",
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
    score = _share("得分")
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
    totals = FiguresSerializer(label="合计（责任单位看不到）", allow_null=True, read_only=True)
    departments = LineSerializer(many=True, read_only=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a word of Python's own."""
        days: dict[str, serializers.Field] = {
            "from": serializers.DateField(label="起始日期", read_only=True),
            "to": serializers.DateField(label="截止日期", read_only=True),
        }
        return {**days, **super().get_fields()}
