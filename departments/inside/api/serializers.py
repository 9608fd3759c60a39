"""How sections and substitutions look in the API, and what callers send."""

from typing import Any

from rest_framework import serializers

from common.api.serializers import RowSerializer
from departments.inside.models import Section, Substitution
from departments.models.departments import Department
from departments.models.users import User


def unit(label: str = "单位编号") -> serializers.PrimaryKeyRelatedField[Department]:
    """A department by its id."""
    return serializers.PrimaryKeyRelatedField(queryset=Department.objects.all(), label=label)


def account(label: str, **more: Any) -> serializers.PrimaryKeyRelatedField[User]:
    """An account by its id."""
    return serializers.PrimaryKeyRelatedField(queryset=User.objects.all(), label=label, **more)


class MemberSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk", label="用户编号")
    name = serializers.CharField(source="__str__", label="姓名")


class UnitSectionSerializer(RowSerializer):
    members = MemberSerializer(many=True, read_only=True, label="人员")

    class Meta:
        model = Section
        fields = ["id", "department", "department_name", "name", "members", "closed"]


class _SectionWords(serializers.Serializer[Any]):
    name = serializers.CharField(label="名称", max_length=60)
    members = account("人员的用户编号", many=True, required=False, default=list)


class NewSectionBody(_SectionWords):
    department = unit()


class SectionBody(_SectionWords):
    closed = serializers.BooleanField(label="已撤销", required=False, default=False)


class SubstitutionSerializer(RowSerializer):
    class Meta:
        model = Substitution
        fields = [
            "id",
            "department",
            "department_name",
            "person",
            "person_name",
            "substitute",
            "substitute_name",
            "first_day",
            "last_day",
            "reason",
            "ended_on",
            "made_by_name",
        ]


class SubstitutionBody(serializers.Serializer[Any]):
    department = unit()
    person = account("被代理人的用户编号")
    substitute = account("代理人的用户编号")
    first_day = serializers.DateField(label="开始日期")
    last_day = serializers.DateField(label="结束日期，当日结束后自动失效")
    reason = serializers.CharField(label="原因", max_length=100, required=False, allow_blank=True, default="")
