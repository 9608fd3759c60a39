"""What is asked for and what comes back of changes of access."""

from typing import Any, ClassVar

from rest_framework import serializers

from departments.access.models import AccessChange, Kind
from departments.models.departments import Department
from departments.models.users import UserRole


class AccessChangeSerializer(serializers.ModelSerializer[AccessChange]):
    user = serializers.CharField(label="账号（用户名）", source="user.username", default="")
    asked_by = serializers.CharField(label="提出人（用户名）", source="asked_by.username", default="")
    decided_by = serializers.CharField(label="确认人（用户名）", source="decided_by.username", default="")

    class Meta:
        model = AccessChange
        fields: ClassVar[list[str]] = [
            "id",
            "kind",
            "state",
            "user",
            "role",
            "department",
            "username",
            "address",
            "reason",
            "asked_by",
            "asked_at",
            "two_hands",
            "expires_at",
            "decided_by",
            "decided_at",
            "answer",
        ]


class TakenSerializer(AccessChangeSerializer):
    message = serializers.CharField(label="结果")
    password = serializers.CharField(label="一次性密码，只给出这一次")

    class Meta(AccessChangeSerializer.Meta):
        fields: ClassVar[list[str]] = [*AccessChangeSerializer.Meta.fields, "message", "password"]


class AskBody(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(label="事项", choices=Kind.choices)
    username = serializers.CharField(label="用户名", max_length=255)
    role = serializers.ChoiceField(label="角色（任命、免去）", choices=UserRole.choices, required=False)
    department: Any = serializers.PrimaryKeyRelatedField(
        label="单位（任命、免去）", queryset=Department.objects.all(), required=False, allow_null=True
    )
    address = serializers.IPAddressField(label="登录地址（解除锁定）", required=False)
    reason = serializers.CharField(label="原因", max_length=200)


class RefuseBody(serializers.Serializer[Any]):
    reason = serializers.CharField(label="原因", max_length=200)
