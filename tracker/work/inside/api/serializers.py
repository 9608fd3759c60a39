"""What callers send for 内部分办, and what they get."""

from typing import Any

from rest_framework import serializers

from departments.inside.api.serializers import account, unit
from departments.inside.models import Section
from tracker.work.api.serializers.bodies import ids, optional_words


class AssignInsideBody(serializers.Serializer[Any]):
    assignee = account("经办人的用户编号", required=False, allow_null=True, default=None)
    section = serializers.PrimaryKeyRelatedField(
        queryset=Section.objects.all(), label="处室编号", required=False, allow_null=True, default=None
    )
    note = optional_words("说明", 200)


class UnassignBody(serializers.Serializer[Any]):
    note = optional_words("说明", 200)


class AssignManyBody(AssignInsideBody):
    assignments = ids("交办事项编号", allow_empty=False)


class GivenSerializer(serializers.Serializer[Any]):
    changed = serializers.IntegerField(label="分办的项数")
    same = serializers.IntegerField(label="原已如此、没有变化的项数")


class LoadSerializer(serializers.Serializer[Any]):
    department = serializers.IntegerField(label="单位编号")
    assignee = serializers.IntegerField(source="person", allow_null=True, label="经办人的用户编号")
    section = serializers.IntegerField(allow_null=True, label="处室编号")
    name = serializers.CharField(label="姓名、处室，或“未分办”")
    open = serializers.IntegerField(label="在办项数")
    soon = serializers.IntegerField(label="15日内到期的项数")
    overdue = serializers.IntegerField(label="已逾期项数")


class HandOverBody(serializers.Serializer[Any]):
    department = unit()
    person = account("移交人的用户编号")
    to = account("接手人的用户编号")
    expected = serializers.IntegerField(
        label="核对过的在办项数；与现在不符的不移交",
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
    )
    note = optional_words("说明", 200)


class HeldWorkSerializer(serializers.Serializer[Any]):
    department = serializers.IntegerField(source="department.pk", label="单位编号")
    department_name = serializers.CharField(source="department.short_name", label="单位")
    person = serializers.IntegerField(source="person.pk", label="经办人的用户编号")
    person_name = serializers.CharField(source="person.__str__", label="经办人")
    open = serializers.IntegerField(label="在办项数")


class HandedOverSerializer(serializers.Serializer[Any]):
    message = serializers.CharField()
    assignments = serializers.IntegerField(label="移交的项数")
