"""What callers send of a matter, and how one looks."""

from typing import Any

from rest_framework import serializers

from departments.models.departments import Department, DepartmentGroup
from policies.api.serializers import DocumentSerializer, MeasureDetailSerializer
from policies.cycles import LONGEST
from policies.models.documents import BY_HAND, Importance
from policies.models.measures import Firmness, Role
from policies.readers.api import CircleBody
from policies.readers.models import REASON
from policies.services.entering import MOST_WORDS, PersonAsked, UnitAsked, Work
from tracker.matters.services.entering import CircleAsked
from tracker.work.api.serializers.outcomes import DispatchOutcomeSerializer

MANY = 200  # units of one matter


class UnitBody(serializers.Serializer):
    role = serializers.ChoiceField(label="分工", choices=Role.choices)
    department = serializers.PrimaryKeyRelatedField(
        label="单位编号", queryset=Department.objects.all(), required=False, allow_null=True, default=None
    )
    group = serializers.PrimaryKeyRelatedField(
        label="单位组编号",
        queryset=DepartmentGroup.objects.all(),
        required=False,
        allow_null=True,
        default=None,
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["department"] is None) == (attrs["group"] is None):
            raise serializers.ValidationError("请指定一个单位，或者一个单位组。")
        return attrs


class PersonBody(serializers.Serializer):
    name = serializers.CharField(label="姓名", max_length=50)
    title = serializers.CharField(label="职务", max_length=100, default="", allow_blank=True)
    phone = serializers.CharField(label="电话", max_length=50, default="", allow_blank=True)


class WorkBody(serializers.Serializer):
    """A piece of work as it is entered."""

    text = serializers.CharField(label="事项内容", max_length=MOST_WORDS)
    title = serializers.CharField(label="标题", max_length=200, default="", allow_blank=True)
    units = UnitBody(many=True, label="责任单位", default=list, max_length=MANY)  # type: ignore[call-arg]
    due_on = serializers.DateField(label="完成时限", required=False, allow_null=True, default=None)
    firmness = serializers.ChoiceField(label="力度", choices=Firmness.choices, default=Firmness.MUST)
    cycle = serializers.CharField(
        label="报送周期",
        max_length=LONGEST,
        default="",
        allow_blank=True,
        help_text="RFC 5545的规则，如每月5日前：FREQ=MONTHLY;BYMONTHDAY=5；空为不定期",
    )
    persons = PersonBody(many=True, label="责任人", default=list, max_length=20)  # type: ignore[call-arg]

    def work(self) -> Work:
        """What the service asks for."""
        sent: dict[str, Any] = dict(self.validated_data)
        return Work(
            text=sent["text"],
            title=sent["title"],
            units=[UnitAsked(**unit) for unit in sent["units"]],
            due_on=sent["due_on"],
            firmness=Firmness(sent["firmness"]),
            cycle=sent["cycle"],
            persons=[PersonAsked(**person) for person in sent["persons"]],
        )


class MatterCircleBody(CircleBody):
    """As of a document, where the reason may be left out."""

    reason = serializers.CharField(label="原因", max_length=REASON, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> CircleAsked:
        return CircleAsked(**attrs)


class MatterBody(WorkBody):
    origin = serializers.ChoiceField(label="来源", choices=BY_HAND)
    importance = serializers.ChoiceField(
        label="重要程度", choices=Importance.choices, default=Importance.NORMAL
    )
    said_by = serializers.CharField(
        label="来源说明", max_length=300, default="", allow_blank=True, help_text="如批示领导、会议名称"
    )
    given_on = serializers.DateField(
        label="来源日期", required=False, allow_null=True, default=None, help_text="空为今天"
    )
    dispatch = serializers.BooleanField(label="立即交办", default=False)
    circle = MatterCircleBody(
        label="知悉范围", required=False, allow_null=True, default=None, help_text="不给出则不限定"
    )


class SupplementBody(WorkBody):
    number = serializers.CharField(label="序号", max_length=20, default="", allow_blank=True)


class ReadBody(serializers.Serializer):
    text = serializers.CharField(label="文字", max_length=MOST_WORDS)


class FoundUnitSerializer(serializers.Serializer):
    """A unit as the form shows it."""

    department = serializers.IntegerField(required=False)
    group = serializers.IntegerField(required=False)
    name = serializers.CharField()
    full_name = serializers.CharField()
    region = serializers.CharField()
    count = serializers.IntegerField(help_text="单位数；单位组为其成员数")
    without_account = serializers.IntegerField(help_text="其中没有账号的单位数")


class ReadUnitSerializer(serializers.Serializer):
    printed = serializers.CharField(help_text="文中的名称")
    role = serializers.ChoiceField(choices=Role.choices)
    unit = FoundUnitSerializer(allow_null=True, help_text="对应的单位；不在单位库中的为空")


class ReadMatterSerializer(serializers.Serializer):
    text = serializers.CharField()
    title = serializers.CharField()
    origin = serializers.ChoiceField(choices=BY_HAND)
    units = ReadUnitSerializer(many=True)
    due_on = serializers.DateField(allow_null=True)
    phrase = serializers.CharField(help_text="文中的时限")
    firmness = serializers.ChoiceField(choices=Firmness.choices)
    cycle = serializers.CharField()
    cycle_label = serializers.CharField()
    persons = PersonBody(many=True)
    doubts = serializers.ListField(child=serializers.CharField(), help_text="须核对之处")


class ChoiceSerializer(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not a caption


class UsualDaysSerializer(ChoiceSerializer):
    days = serializers.IntegerField(allow_null=True)
    working_days = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True, help_text="今天新增时默认的时限")


class FormSerializer(serializers.Serializer):
    """What the form of a new matter offers."""

    today = serializers.DateField()
    origins = UsualDaysSerializer(many=True)
    cycles = ChoiceSerializer(many=True)
    importances = ChoiceSerializer(many=True)
    roles = ChoiceSerializer(many=True)


class EnteredSerializer(serializers.Serializer):
    message = serializers.CharField()
    document = DocumentSerializer()
    measure = MeasureDetailSerializer()
    dispatched = DispatchOutcomeSerializer(allow_null=True, help_text="没有交办的为空")


class MatterFileSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    size = serializers.IntegerField()


class FileBody(serializers.Serializer):
    file = serializers.FileField(label="文件")
