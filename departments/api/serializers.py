"""How departments look in the API."""

from rest_framework import serializers

from common.api.serializers import NamedSerializer
from departments.models.departments import Department, DepartmentAlias, DepartmentGroup


class DepartmentSerializer(NamedSerializer):
    class Meta:
        model = Department
        fields = [
            "id",
            "name",
            "short_name",
            "level",
            "level_label",
            "kind",
            "kind_label",
            "region",
            "region_name",
            "parent",
            "abolished_on",
        ]


class DepartmentDetailSerializer(DepartmentSerializer):
    """One department with its printings and those that its work went to."""

    aliases: serializers.SlugRelatedField[DepartmentAlias] = serializers.SlugRelatedField(
        many=True, read_only=True, slug_field="text"
    )
    successors: serializers.PrimaryKeyRelatedField[Department] = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True
    )

    class Meta(DepartmentSerializer.Meta):
        fields = [*DepartmentSerializer.Meta.fields, "aliases", "successors"]


class GroupSerializer(NamedSerializer):
    class Meta:
        model = DepartmentGroup
        fields = ["id", "name", "region", "region_name", "is_open", "members"]
