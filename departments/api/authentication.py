"""Who is calling: the token, its user and the user's roles, in one query that is compiled once."""

from functools import cache
from typing import Any

from django.db import connection
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed

from departments.models.users import User
from departments.prepared import prepared

_FIELDS = [field.attname for field in User._meta.concrete_fields]


class RoleTokenAuthentication(TokenAuthentication):
    """REST framework's own, which brings `User.roles` along: no call does without them."""

    def authenticate_credentials(self, key: str) -> tuple[User, Token]:
        """The user and the token; `AuthenticationFailed` for a key that is none or a user who is gone."""
        with prepared(), connection.cursor() as cursor:
            cursor.execute(_statement(connection.vendor), [key])
            found = cursor.fetchall()
        if not found:
            raise AuthenticationFailed("认证令牌无效。")
        user = User.from_db(connection.alias, _FIELDS, found[0][2:])
        if not user.is_active:
            raise AuthenticationFailed("用户未激活或已删除。")
        # One row for each membership; of a user without any, one row without a role.
        user.roles = frozenset((role, unit) for role, unit, *_ in found if role is not None)
        return user, Token(key=key, user=user)


@cache
def _statement(vendor: str) -> str:
    """What Django makes of the query: a role and its unit, then the columns of the user."""
    query: Any = Token.objects.filter(key="").values_list(
        "user__memberships__role", "user__memberships__department_id", *(f"user__{name}" for name in _FIELDS)
    )
    return str(query.query.sql_with_params()[0])
