"""The edits of the checking page: for each its input and the one service that it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from rest_framework import serializers

from common.api.bodies import an_id
from policies.checking.api.items import MeaningBody
from policies.checking.models.items import CheckItem
from policies.checking.models.marks import MarkKind
from policies.checking.services.corrections.dates import (
    add_milestone,
    change_milestone,
    drop_milestone,
    set_cycle,
    set_dates,
)
from policies.checking.services.corrections.items import set_first_unit_leads, settle_items
from policies.checking.services.corrections.marks import dismiss_marks, reopen_marks, take_mark
from policies.checking.services.corrections.measures import add_measure, drop_measure, rename_measure
from policies.checking.services.corrections.persons import add_person, change_person, drop_person
from policies.checking.services.corrections.tasks import (
    add_task,
    drop_task,
    merge_tasks,
    rewrite_task,
    split_task,
)
from policies.checking.services.corrections.units import add_unit, change_role, drop_unit, settle_unit
from policies.checking.services.editing import Conflict
from policies.cycles import LONGEST
from policies.models.documents import PolicyDocument
from policies.models.measures import (
    Firmness,
    Measure,
    Milestone,
    MilestoneKind,
    NamedPerson,
    Responsibility,
    Role,
    Task,
)


class OwnField(serializers.PrimaryKeyRelatedField):
    """A row of the draft; one that is gone is a conflict, since the page showed it a moment ago."""

    def __init__(self, model: type[Model], label: str, lookup: str, *related: str, **options: Any) -> None:
        self.model, self.lookup, self.related = model, lookup, related
        super().__init__(queryset=model._default_manager.all(), label=label, **options)

    def get_queryset(self) -> Any:
        rows = self.model._default_manager.filter(**{self.lookup: self.context["document"]})
        return rows.select_related(*self.related)

    def to_internal_value(self, data: Any) -> Any:
        """The row; raises `Conflict` where there is none any more."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            if error.get_codes() == ["does_not_exist"]:
                raise gone(self.label) from None
            raise


class OwnListField(serializers.ListField):
    """Several rows of the draft, read with one query."""

    child = an_id()

    def __init__(self, row: OwnField, **options: Any) -> None:
        self.row = row
        super().__init__(label=row.label, max_length=5000, **options)

    def to_internal_value(self, data: Any) -> list[Any]:
        """The rows in the order asked for; raises `Conflict` where one is gone."""
        ids = super().to_internal_value(data)
        self.row.bind(str(self.field_name), self.parent)
        found = self.row.get_queryset().in_bulk(ids)
        if len(found) < len(set(ids)):
            raise gone(self.row.label)
        return [found[pk] for pk in dict.fromkeys(ids)]


def gone(label: Any) -> Conflict:
    """What somebody is told whose page shows a row that is there no more."""
    return Conflict("draft_row_gone", f"该{label}已不存在，可能刚被他人修改，请刷新后再试。")


def _measure(**options: Any) -> OwnField:
    return OwnField(Measure, "举措", "document", "document", **options)


def _task() -> OwnField:
    return OwnField(Task, "任务", "measure__document", "measure__document__region")


def _unit(**options: Any) -> OwnField:
    return OwnField(
        Responsibility,
        "责任分工",
        "task__measure__document",
        "task__measure__document__region",
        **options,
    )


def _person() -> OwnField:
    return OwnField(NamedPerson, "责任人", "task__measure__document", "task__measure__document")


def _milestone() -> OwnField:
    return OwnField(Milestone, "时间节点", "task__measure__document", "task__measure__document")


def _item() -> OwnField:
    return OwnField(CheckItem, "待核事项", "document", "document", "measure")


class MeaningSerializer(MeaningBody):
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("department") and attrs.get("group"):
            raise serializers.ValidationError("单位和单位组只能指定其一。")
        return attrs


class AddUnitSerializer(MeaningSerializer):
    task = _task()
    name = serializers.CharField(label="单位名称", max_length=100)
    role = serializers.ChoiceField(label="分工", choices=Role.choices)


class ChangeRoleSerializer(serializers.Serializer):
    responsibility = _unit()
    role = serializers.ChoiceField(label="分工", choices=Role.choices)


class UnitSerializer(serializers.Serializer):
    responsibility = _unit()


class SettleUnitSerializer(MeaningSerializer):
    """Whom a printed name stands for, here or everywhere in the draft."""

    responsibility = _unit()
    everywhere = serializers.BooleanField(label="同名单位一并处理", default=True)
    remember = serializers.BooleanField(label="记住为别名", default=False)


class SettleItemsSerializer(serializers.Serializer):
    """Doubtful things that are settled with the same words."""

    items = OwnListField(_item(), allow_empty=False)
    settlement = serializers.CharField(label="处理结果", max_length=200, default="无误")


class AddMilestoneSerializer(serializers.Serializer):
    task = _task()
    due_on = serializers.DateField(label="日期")
    phrase = serializers.CharField(label="原文时限", max_length=100, default="", allow_blank=True)
    kind = serializers.ChoiceField(label="性质", choices=MilestoneKind.choices, default=MilestoneKind.DUE)
    firmness = serializers.ChoiceField(label="力度", choices=Firmness.choices, default=Firmness.MUST)


class ChangeMilestoneSerializer(serializers.Serializer):
    milestone = _milestone()
    due_on = serializers.DateField(label="日期", allow_null=True)
    kind = serializers.ChoiceField(label="性质", choices=MilestoneKind.choices)
    firmness = serializers.ChoiceField(label="力度", choices=Firmness.choices)


class MilestoneSerializer(serializers.Serializer):
    milestone = _milestone()


class AboutPersonSerializer(serializers.Serializer):
    name = serializers.CharField(label="姓名", max_length=50)
    kind = serializers.CharField(label="类别", max_length=20, default="", allow_blank=True)
    title = serializers.CharField(label="职务", max_length=100, default="", allow_blank=True)
    phone = serializers.CharField(label="电话", max_length=50, default="", allow_blank=True)
    responsibility = _unit(allow_null=True, default=None)


class AddPersonSerializer(AboutPersonSerializer):
    task = _task()


class ChangePersonSerializer(AboutPersonSerializer):
    person = _person()


class PersonSerializer(serializers.Serializer):
    person = _person()


class AddTaskSerializer(serializers.Serializer):
    measure = _measure()
    text = serializers.CharField(label="任务内容", max_length=10_000)


class RewriteTaskSerializer(serializers.Serializer):
    task = _task()
    text = serializers.CharField(label="任务内容", max_length=10_000)


class TaskSerializer(serializers.Serializer):
    task = _task()


class SplitTaskSerializer(serializers.Serializer):
    """Where a task's text is cut, and what goes to the second part."""

    task = _task()
    at = serializers.IntegerField(label="拆分位置", min_value=0)
    units_to_second = OwnListField(_unit(), default=list)
    milestones_to_second = OwnListField(_milestone(), default=list)


class SetDatesSerializer(serializers.Serializer):
    measures = OwnListField(_measure(), allow_empty=False)
    due_on = serializers.DateField(label="日期")
    firmness = serializers.ChoiceField(label="力度", choices=Firmness.choices, default=Firmness.MUST)
    only_undated = serializers.BooleanField(label="只设定未写时限的任务", default=True)


class SetCycleSerializer(serializers.Serializer):
    measures = OwnListField(_measure(), allow_empty=False)
    cycle = serializers.CharField(
        label="报送周期",
        max_length=LONGEST,
        allow_blank=True,
        help_text="RFC 5545的规则，如每月5日前：FREQ=MONTHLY;BYMONTHDAY=5；空为不定期",
    )


class FirstUnitLeadsSerializer(serializers.Serializer):
    leads = serializers.BooleanField(label="首个单位牵头")


class KeyField(serializers.ListField):
    """What names a mark: its kind, and where it begins and ends in the text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=3, max_length=3, **options)

    def to_internal_value(self, data: Any) -> Any:
        """The kind and the two offsets; refused where it is no such thing."""
        match data:
            case [str(kind), int(start), int(end)] if kind in MarkKind.values and 0 <= start < end < 2**31:
                return kind, start, end
        raise serializers.ValidationError("标记须写作 [类别, 起点, 终点]。")


class MarksSerializer(serializers.Serializer):
    marks = serializers.ListField(label="标记", child=KeyField(), allow_empty=False, max_length=5000)


class MarkSerializer(serializers.Serializer):
    mark = KeyField(label="标记")


class RenameMeasureSerializer(serializers.Serializer):
    measure = _measure()
    title = serializers.CharField(label="举措标题", max_length=200, allow_blank=True)


class MeasureSerializer(serializers.Serializer):
    measure = _measure()


class AddMeasureSerializer(serializers.Serializer):
    after = _measure(allow_null=True)
    path = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=8, allow_empty=False, label="序号"
    )
    title = serializers.CharField(label="举措标题", max_length=200)
    text = serializers.CharField(label="原文", max_length=10_000, default="", allow_blank=True)


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of edit: what it needs, and the service that does it.

    `of_document`: the service is told the document, since its arguments do not lead there. `sees`: it is
    told what the user was looking at.
    """

    input: type[serializers.Serializer]
    service: Callable[..., Any]
    of_document: bool = False
    sees: bool = True


ACTIONS: dict[str, Action] = {
    "add_unit": Action(AddUnitSerializer, add_unit),
    "change_role": Action(ChangeRoleSerializer, change_role),
    "drop_unit": Action(UnitSerializer, drop_unit),
    "settle_unit": Action(SettleUnitSerializer, settle_unit),
    "settle_items": Action(SettleItemsSerializer, settle_items, of_document=True),
    "add_milestone": Action(AddMilestoneSerializer, add_milestone),
    "change_milestone": Action(ChangeMilestoneSerializer, change_milestone),
    "drop_milestone": Action(MilestoneSerializer, drop_milestone),
    "add_person": Action(AddPersonSerializer, add_person),
    "change_person": Action(ChangePersonSerializer, change_person),
    "drop_person": Action(PersonSerializer, drop_person),
    "add_task": Action(AddTaskSerializer, add_task),
    "rewrite_task": Action(RewriteTaskSerializer, rewrite_task),
    "drop_task": Action(TaskSerializer, drop_task),
    "split_task": Action(SplitTaskSerializer, split_task),
    "merge_tasks": Action(TaskSerializer, merge_tasks),
    "set_dates": Action(SetDatesSerializer, set_dates, of_document=True),
    "set_cycle": Action(SetCycleSerializer, set_cycle, of_document=True),
    "set_first_unit_leads": Action(
        FirstUnitLeadsSerializer, set_first_unit_leads, of_document=True, sees=False
    ),
    "dismiss_marks": Action(MarksSerializer, dismiss_marks, of_document=True),
    "take_mark": Action(MarkSerializer, take_mark, of_document=True),
    "reopen_marks": Action(MarksSerializer, reopen_marks, of_document=True),
    "add_measure": Action(AddMeasureSerializer, add_measure, of_document=True),
    "rename_measure": Action(RenameMeasureSerializer, rename_measure),
    "drop_measure": Action(MeasureSerializer, drop_measure),
}


class SeenSerializer(serializers.Serializer):
    seen = serializers.DictField(
        child=serializers.IntegerField(min_value=0), label="所见版本（举措编号: 版本）"
    )

    def validate_seen(self, value: dict[str, int]) -> dict[int, int]:
        if not all(key.isdecimal() and key.isascii() and len(key) < 19 for key in value):
            raise serializers.ValidationError("举措编号须为数字。")
        return {int(key): revision for key, revision in value.items()}


class EditSerializer(SeenSerializer):
    action = serializers.ChoiceField(label="修改", choices=sorted(ACTIONS))
    args = serializers.DictField(label="内容", default=dict)


class UndoSerializer(SeenSerializer):
    edit = serializers.IntegerField(label="撤销的修改", min_value=1)


def run(action: Action, args: dict[str, Any], *, document: PolicyDocument, actor: Any, seen: Any) -> Any:
    """Check the arguments and call the service; raises as the serializer and the service do."""
    body = action.input(data=args, context={"document": document})
    body.is_valid(raise_exception=True)
    values = dict(body.validated_data)
    if action.of_document:
        values["document"] = document
    if action.sees:
        values["seen"] = seen
    return action.service(**values, actor=actor)
