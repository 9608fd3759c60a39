"""Who is calling: the token, its user and the user's roles, in one compiled query."""

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from drf_spectacular.authentication import SessionScheme as _SessionScheme
from knox.crypto import hash_token
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from common.db.compiled import CompiledQuery
from departments.models.users import User
from departments.narrowing import is_narrowed
from departments.signon.models import AccessToken, Scope

_FIELDS = [field.attname for field in User._meta.concrete_fields]
# A role and its unit, whether anything is for some alone, what the token may do and until when, then the
# columns of the user.
_CALLER = CompiledQuery(
    lambda digest: AccessToken.objects.filter(digest=digest).values_list(
        "user__memberships__role",
        "user__memberships__department_id",
        is_narrowed(),
        "scope",
        "created",
        "expiry",
        *(f"user__{name}" for name in _FIELDS),
    )
)
_SAFE = ("GET", "HEAD", "OPTIONS")


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
    """By knox's tokens, of which only the hash is kept; brings `User.standing` along: no call does without.

    A token ends at its day and with the password under which it was made.
    """

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """The user and the token; `PermissionDenied` for what the token's scope does not cover."""
        found = super().authenticate(request)
        if found is not None and not covers(found[1].scope, request):
            scope = Scope(found[1].scope).label
            raise PermissionDenied(f"该令牌的权限是“{scope}”，不能做此项操作。", code="token_scope")
        return found

    def authenticate_credentials(self, key: str) -> tuple[User, AccessToken]:
        """The user and the token; `AuthenticationFailed` for a key that is none or a user who is gone."""
        digest = hash_token(key)
        found = _CALLER.all(digest=digest)
        if not found:
            raise AuthenticationFailed("认证令牌无效。")
        _, _, _, scope, created, expiry, *columns = found[0]
        user = User.from_db(DEFAULT_DB_ALIAS, _FIELDS, columns)
        if not user.is_active:
            raise AuthenticationFailed("用户未激活或已删除。")
        if expiry <= timezone.now():
            raise AuthenticationFailed("认证令牌已过期，请重新建立。")
        if created < user.password_changed_at:
            raise AuthenticationFailed("密码已修改，原有令牌失效，请重新建立。")
        # One row for each membership; of a user without any, one row without a role.
        user.standing = [(role, unit, narrowed) for role, unit, narrowed, *_ in found if role is not None]
        return user, AccessToken(digest=digest, user=user, scope=scope, created=created, expiry=expiry)


def covers(scope: str, request: Request) -> bool:
    """Whether a token of that scope may make the call.

    Reading is always covered, and what a view does to the token itself (`own_token`); 填报 covers what its
    view names as `filing` (True, or names of actions).
    """
    view = (request.parser_context or {}).get("view")
    if scope == Scope.MANAGE or request.method in _SAFE or getattr(view, "own_token", False):
        return True
    filing = getattr(view, "filing", ())
    return scope == Scope.FILE and (filing is True or getattr(view, "action", "") in (filing or ()))
