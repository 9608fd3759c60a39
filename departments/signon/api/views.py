"""Where a token is got, and given back."""

from typing import cast

from django.contrib.auth import authenticate
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import PermissionDenied, Throttled, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.bodies import validated
from departments.api.authentication import RoleTokenAuthentication
from departments.api.permissions import user_of
from departments.signon.api.serializers import IssuedTokenSerializer, LogInBody
from departments.signon.middleware import must_change_first
from departments.signon.models import AccessToken
from departments.signon.second_factor.gate import has_second_factor, must_have_second_factor
from departments.signon.services.tokens import issue_token, make_room_for_log_in, revoke_token

LOG_IN = "接口登录"


class TokenView(APIView):
    """A token for a name and a password; wrong passwords are counted as at the login page."""

    own_token = True

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Nobody is asked who he is when he logs in, whatever else he sends along."""
        return [RoleTokenAuthentication()] if self._gives_back() else []

    def get_permissions(self) -> list[IsAuthenticated]:
        """A token is given back by who has it."""
        return [IsAuthenticated()] if self._gives_back() else []

    def _gives_back(self) -> bool:
        return getattr(self.request, "method", "") == "DELETE"  # without a request while it is described

    @extend_schema(
        summary="登录，取得令牌",
        request=LogInBody,
        responses={
            200: IssuedTokenSerializer,
            400: OpenApiResponse(description="用户名或密码不正确"),
            403: OpenApiResponse(description="须先在网页上修改密码，或者账号须有第二重验证"),
            429: OpenApiResponse(description="失败次数过多，暂时不能登录"),
        },
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """令牌默认一天有效，修改密码后失效；库中只存其摘要，不能再次查看。"""
        said = validated(LogInBody, request)
        user = authenticate(request, username=said["username"], password=said["password"])
        if getattr(request, "axes_locked_out", False):
            raise Throttled(detail="登录失败次数过多，请稍后再试。")
        if user is None:
            raise ValidationError("用户名或密码不正确。", code="authorization")
        now = timezone.now()
        if must_change_first(user):
            raise PermissionDenied("请先登录网页修改密码，再取得令牌。", code="password_must_change")
        if has_second_factor(user) or must_have_second_factor(user):
            raise PermissionDenied(
                "该账号登录须有第二重验证，不能只凭密码取得令牌；请登录网页，在“接口令牌”中建立。",
                code="second_factor_required",
            )
        name = said.get("name") or LOG_IN
        make_room_for_log_in(user=user, name=name)
        token, key = issue_token(actor=user, name=name, scope=said["scope"], days=said["days"], now=now)
        answer = {"token": key, "name": token.name, "scope": token.scope, "expiry": token.expiry}
        return Response(IssuedTokenSerializer(answer).data, headers={"Cache-Control": "no-store"})

    @extend_schema(summary="退出，停用所用的令牌", responses={204: None})
    def delete(self, request: Request) -> Response:
        """此后该令牌不能再用。"""
        revoke_token(actor=user_of(request), token=cast(AccessToken, request.auth))
        return Response(status=status.HTTP_204_NO_CONTENT)
