"""What is sent for a token, and what comes back once."""

from typing import Any

from rest_framework import serializers

from departments.signon.models import Scope
from departments.signon.services.tokens import LONGEST


class LogInBody(serializers.Serializer[Any]):
    username = serializers.CharField(label="用户名", max_length=150)
    password = serializers.CharField(label="密码", max_length=128, trim_whitespace=False)
    name = serializers.CharField(label="用途", max_length=50, required=False)
    scope = serializers.ChoiceField(
        label="权限；只读、填报（还可签收、填报、申请）、管理（本人能做的一切）",
        choices=Scope.choices,
        default=Scope.MANAGE,
    )
    days = serializers.IntegerField(label="有效期（天）", min_value=1, max_value=LONGEST, default=1)


class IssuedTokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(label="令牌，只给出这一次")
    name = serializers.CharField(label="用途")
    scope = serializers.ChoiceField(label="权限", choices=Scope.choices)
    expiry = serializers.DateTimeField(label="到期时间")
