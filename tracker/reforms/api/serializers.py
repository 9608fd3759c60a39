"""How a reform of the units looks in the API, and what callers send to plan one."""

from typing import Any

from rest_framework import serializers

from common.api.serializers import RowSerializer
from departments.models.departments import Department
from tracker.reforms.models import Reform, ReformKind
from tracker.reforms.services.plan import Choice, Members, ReformPlan
from tracker.work.api.serializers.bodies import optional_words, unit, words


class ReformSerializer(RowSerializer):
    class Meta:
        model = Reform
        fields = [
            "id",
            "kind",
            "department",
            "successors",
            "effective_on",
            "note",
            "old_name",
            "old_short_name",
            "made_by_name",
            "made_at",
            "undone_by_name",
            "undone_at",
            "undone_reason",
        ]


class ReformDetailSerializer(ReformSerializer):
    """One reform with how much it moved, and why it cannot be undone."""

    moved = serializers.IntegerField(label="变动条数", read_only=True)
    forbidden = serializers.CharField(label="不能撤销的原因（可以撤销的为空）", read_only=True)

    class Meta(ReformSerializer.Meta):
        fields = [*ReformSerializer.Meta.fields, "moved", "forbidden"]


class TakesDocument(serializers.Serializer):
    document = serializers.IntegerField(min_value=1, label="文件编号")
    department = unit("承接单位编号")


class TakesSection(TakesDocument):
    section = serializers.CharField(max_length=20, label="章节序号，如三")


class TakesAssignment(serializers.Serializer):
    assignment = serializers.IntegerField(min_value=1, label="交办事项编号")
    department = unit("承接单位编号")


class TakesProposal(serializers.Serializer):
    sponsor = serializers.IntegerField(min_value=1, label="承办单位记录编号")
    department = unit("承接单位编号")


class TakesItem(serializers.Serializer):
    item = serializers.IntegerField(min_value=1, label="批示回复事项编号")
    department = unit("承接单位编号")


class TakesUnit(serializers.Serializer):
    below = serializers.IntegerField(min_value=1, label="下属单位编号")
    department = unit("承接单位编号")


class TakesPerson(serializers.Serializer):
    user = serializers.IntegerField(min_value=1, label="用户编号")
    department = unit("任职单位编号")


class ReformBody(serializers.Serializer):
    """A plan: which unit, what becomes of it, when, and who takes what."""

    kind = serializers.ChoiceField(choices=ReformKind.choices, label="方式")
    department = unit("原单位编号")
    successors: Any = unit("承接单位编号", many=True, required=False, default=list)
    effective_on = serializers.DateField(label="生效日期")
    members = serializers.ChoiceField(choices=Members.choices, default=Members.COPY, label="原单位人员")
    default: Any = unit("默认承接单位编号（分立）", required=False, allow_null=True)
    documents = TakesDocument(many=True, required=False, default=list, label="按文件选择（分立）")
    sections = TakesSection(many=True, required=False, default=list, label="按章节选择（分立）")
    assignments = TakesAssignment(many=True, required=False, default=list, label="逐项选择（分立）")
    proposals = TakesProposal(many=True, required=False, default=list, label="建议提案去向（分立）")
    items = TakesItem(many=True, required=False, default=list, label="待回复批示去向（分立）")
    units = TakesUnit(many=True, required=False, default=list, label="下属单位去向（分立）")
    people = TakesPerson(many=True, required=False, default=list, label="人员去向（分立）")
    new_name = optional_words("新全称", 100)
    new_short_name = optional_words("新简称", 60)
    note = optional_words("依据或说明", 200)


class ConfirmedReformBody(ReformBody):
    shown = optional_words("预览的核对码（有变化则不办理）", 64)


class UndoReformBody(serializers.Serializer):
    reason = words("撤销原因")


class CountOfUnit(serializers.Serializer):
    department = serializers.IntegerField(label="承接单位编号")
    name = serializers.CharField(label="承接单位")
    assignments = serializers.IntegerField(label="项数")


class CollisionSerializer(serializers.Serializer):
    assignment = serializers.IntegerField(source="assignment.pk")
    heir = serializers.IntegerField(source="heir.pk", label="承接单位的同一任务")
    words = serializers.CharField(label="处理")


class ReformPreviewSerializer(serializers.Serializer):
    moving = CountOfUnit(many=True)
    collisions = CollisionSerializer(many=True)
    undecided = serializers.ListField(child=serializers.IntegerField(), label="没有选择承接单位的事项")
    completed = serializers.IntegerField(label="留在原单位的已办结事项")
    resting = serializers.IntegerField(label="移交的事项中已中止的")
    people = serializers.IntegerField(label="任职")
    proposals = serializers.IntegerField(label="建议提案")
    instructions = serializers.IntegerField(label="待回复批示")
    drafts = serializers.IntegerField(label="草稿")
    waiting = serializers.DictField(child=serializers.IntegerField(), label="等待答复的")
    shown = serializers.CharField(label="核对码")


def plan_of(said: dict[str, Any]) -> ReformPlan:
    """The plan in a checked body."""

    def taken(rows: list[dict[str, Any]], *keys: str) -> dict[Any, Department]:
        named = [tuple(row[key] for key in keys) for row in rows]
        units = [row["department"] for row in rows]
        return {key if len(keys) > 1 else key[0]: found for key, found in zip(named, units, strict=True)}

    kind = ReformKind(said["kind"])
    return ReformPlan(
        kind=kind,
        department=said["department"],
        effective_on=said["effective_on"],
        successors=() if kind == ReformKind.RENAME else tuple(said["successors"]),
        choice=Choice(
            said.get("default"),
            taken(said["documents"], "document"),
            taken(said["sections"], "document", "section"),
            taken(said["assignments"], "assignment"),
            taken(said["proposals"], "sponsor"),
            taken(said["items"], "item"),
            taken(said["units"], "below"),
        ),
        members=Members(said["members"]),
        people=taken(said["people"], "user"),
        new_name=said["new_name"],
        new_short_name=said["new_short_name"],
        note=said["note"],
    )
