"""Who is calling: the token, its user and the user's roles, in one compiled query."""

from django.db import DEFAULT_DB_ALIAS
from drf_spectacular.authentication import SessionScheme as _SessionScheme
from rest_framework import authentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from common.db.compiled import CompiledQuery
from departments.models.users import User

_FIELDS = [field.attname for field in User._meta.concrete_fields]
# A role and its unit, then the columns of the user.
_CALLER = CompiledQuery(
    lambda key: Token.objects.filter(key=key).values_list(
        "user__memberships__role", "user__memberships__department_id", *(f"user__{name}" for name in _FIELDS)
    )
)


class SessionAuthentication(authentication.SessionAuthentication):
    """REST framework's own, whose refusal of a page that was open before a new log-in has a code."""

    def enforce_csrf(self, request: Request) -> None:
        """As REST framework's."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied("登录状态已变化，请刷新页面后重试。", code="csrf_failed") from error


class SessionScheme(_SessionScheme):  # type: ignore[no-untyped-call]
    """How the description of the API names it: as REST framework's."""

    target_class = "departments.api.authentication.SessionAuthentication"


class RoleTokenAuthentication(authentication.TokenAuthentication):
    """REST framework's own, which brings `User.roles` along: no call does without them."""

    def authenticate_credentials(self, key: str) -> tuple[User, Token]:
        """The user and the token; `AuthenticationFailed` for a key that is none or a user who is gone."""
        found = _CALLER.all(key=key)
        if not found:
            raise AuthenticationFailed("认证令牌无效。")
        user = User.from_db(DEFAULT_DB_ALIAS, _FIELDS, found[0][2:])
        if not user.is_active:
            raise AuthenticationFailed("用户未激活或已删除。")
        # One row for each membership; of a user without any, one row without a role.
        user.roles = frozenset((role, unit) for role, unit, *_ in found if role is not None)
        return user, Token(key=key, user=user)
