"""How the inbox, its choices and the news look in the API."""

from typing import Any

from rest_framework import serializers

from tracker.reminders.kinds import EVENTS, Way
from tracker.reminders.models.reminders import Reminder

_KINDS = [(rule.value, rule.label) for rule in EVENTS]


class InboxSerializer(serializers.ModelSerializer[Reminder]):
    rule_name = serializers.CharField(source="get_rule_display", label="事由名称")
    subject = serializers.CharField(label="事项")
    department = serializers.IntegerField(
        source="department.pk", default=None, allow_null=True, label="责任单位编号"
    )
    department_name = serializers.CharField(source="department.short_name", default="", label="责任单位")
    link = serializers.CharField(label="页面地址（不是交办事项和建议提案的）")
    proposal = serializers.IntegerField(
        source="sponsor.proposal_id", default=None, allow_null=True, label="建议提案编号"
    )

    class Meta:
        model = Reminder
        fields = [
            *("id", "on", "rule", "rule_name", "message", "subject", "assignment", "proposal", "link"),
            *("department", "department_name", "way", "created_at", "opened_at", "settled_at"),
        ]
        read_only_fields = fields


class ReadAllBody(serializers.Serializer[Any]):
    upto = serializers.IntegerField(
        label="标到这一条为止（编号）", min_value=1, max_value=2**63 - 1, help_text="此后新到的仍为未读"
    )


class ReadAllSerializer(serializers.Serializer[Any]):
    message = serializers.CharField()
    count = serializers.IntegerField(label="标为已读的条数")


class WaySerializer(serializers.Serializer[Any]):
    rule = serializers.ChoiceField(choices=_KINDS, label="事件")
    way = serializers.ChoiceField(choices=Way.choices, label="告知方式")


class WaysBody(serializers.Serializer[Any]):
    ways = WaySerializer(many=True, label="各类事件的告知方式", allow_empty=False)


class NewsLineSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(label="时间")
    kind = serializers.CharField(label="事件")
    assignment = serializers.IntegerField(source="assignment_id", label="交办事项编号")
    subject = serializers.CharField(source="assignment.label", label="举措")
    note = serializers.CharField(label="说明")
    actor = serializers.CharField(label="操作人", allow_null=True)
    who = serializers.CharField(label="由谁办理；代理的为“某代某”，系统所做的为空")


class UnitNewsSerializer(serializers.Serializer[Any]):
    department = serializers.IntegerField(source="department_id", label="单位编号")
    name = serializers.CharField(label="单位")
    total = serializers.IntegerField(label="办理记录条数")
    counts = serializers.SerializerMethodField(label="各类事件的条数")
    lines = NewsLineSerializer(many=True, label="最新的几条")

    def get_counts(self, unit: Any) -> list[dict[str, Any]]:
        return [{"kind": kind.value, "name": str(kind.label), "count": n} for kind, n in unit.counts]


class NewsSerializer(serializers.Serializer[Any]):
    since = serializers.DateField(label="自哪一天零时起")
    total = serializers.IntegerField(label="办理记录条数")
    units = UnitNewsSerializer(many=True, label="各单位，多的在前")
