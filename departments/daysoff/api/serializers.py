"""How days off look in the API, and what is sent to enter them."""

from typing import Any

from rest_framework import serializers

from common.api.serializers import RowSerializer
from departments.daysoff.models import DayKind, DayOff


class DayOffSerializer(RowSerializer):
    class Meta:
        model = DayOff
        fields = ["day", "kind", "kind_label", "name", "entered_by_name", "entered_at"]


class CalendarSerializer(serializers.Serializer[Any]):
    known_until = serializers.DateField(label="放假安排已知到哪一天；本年的也不知道时为空", allow_null=True)
    days = DayOffSerializer(many=True, label="督查室录入的日期")


class EnterDayBody(serializers.Serializer[Any]):
    day = serializers.DateField(label="日期")
    kind = serializers.ChoiceField(label="安排", choices=DayKind.choices)
    name = serializers.CharField(label="说明", max_length=30, required=False, allow_blank=True, default="")


class EnterDaysBody(serializers.Serializer[Any]):
    """Either the days, or a text or a sheet that is read as the page reads it."""

    days = EnterDayBody(many=True, required=False, label="逐日给出")
    text = serializers.CharField(label="放假安排通知的正文，或每行一天", max_length=20_000, required=False)
    file = serializers.FileField(label="按模板填好的 xlsx", required=False)
    year = serializers.IntegerField(
        label="正文里没有写年份时的年份", min_value=2000, max_value=2100, required=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(name in attrs for name in ("days", "text", "file")) != 1:
            raise serializers.ValidationError({"days": ["days、text 和 file 须给出一项，且只给出一项。"]})
        return attrs


class DaysEnteredSerializer(serializers.Serializer[Any]):
    added = serializers.IntegerField(label="新增天数")
    changed = serializers.IntegerField(label="改动天数")
    same = serializers.IntegerField(label="与原有相同的天数")
    message = serializers.CharField(label="一句话说明")
