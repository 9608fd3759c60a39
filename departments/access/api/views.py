"""权限变更 by the API: asked for, confirmed, refused, listed."""

from typing import Any

from axes.models import AccessAttempt
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from common.api.bodies import validated
from common.api.described import listed
from departments.access.api.serializers import AccessChangeSerializer, AskBody, RefuseBody, TakenSerializer
from departments.access.models import AccessChange, Kind
from departments.access.services.changing import (
    Taken,
    confirm,
    end_second_factor,
    give_role,
    refuse,
    reset_password,
    take_role,
    unlock,
)
from departments.api.permissions import KeepsPeople, ReadsAccessRecord, user_of
from departments.models.users import Membership, User


@listed("权限变更列表（新的在前）", "权限变更详情")
class AccessChangeViewSet(ReadOnlyModelViewSet):
    """权限变更：任命、免去、重置密码、解除锁定、解除第二重验证；须两人办理的，由另一名安全管理员确认。"""

    queryset = AccessChange.objects.all()
    serializer_class = AccessChangeSerializer
    ordering = ("-id",)
    lookup_value_regex = "[0-9]{1,18}"

    def get_permissions(self) -> list[BasePermission]:
        """审计管理员 reads."""
        return [ReadsAccessRecord() if self.action in ("list", "retrieve") else KeepsPeople()]

    def get_queryset(self) -> Any:
        return AccessChange.objects.with_names()

    @extend_schema(summary="变更权限", request=AskBody, responses={201: TakenSerializer})
    def create(self, request: Request) -> Response:
        """立即生效，或待另一名安全管理员确认；不能变更自己的权限。仅安全管理员。"""
        said = validated(AskBody, request)
        more = {"actor": user_of(request), "reason": said["reason"], "now": timezone.now()}
        if said["kind"] == Kind.UNLOCK:
            tried = AccessAttempt.objects.filter(username=said["username"])
            if address := said.get("address"):
                tried = tried.filter(ip_address=address)
            return _answer(unlock(attempt=get_object_or_404(tried[:1]), **more))
        user = get_object_or_404(User, username=said["username"])
        if said["kind"] == Kind.PASSWORD:
            return _answer(reset_password(user=user, **more))
        if said["kind"] == Kind.FACTOR:
            return _answer(end_second_factor(user=user, **more))
        role, department = said.get("role", ""), said.get("department")
        if said["kind"] == Kind.GIVE:
            return _answer(give_role(user=user, role=role, department=department, **more))
        held = Membership.objects.filter(user=user, role=role)
        held = held.filter(department=department) if department else held
        return _answer(take_role(membership=get_object_or_404(held[:1]), **more))

    @extend_schema(summary="确认权限变更", request=None, responses=TakenSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """由提出人和本人以外的另一名安全管理员确认，随即生效。"""
        taken = confirm(change=self.get_object(), actor=user_of(request), now=timezone.now())
        return _answer(taken, status.HTTP_200_OK)

    @extend_schema(summary="不同意权限变更", request=RefuseBody, responses=AccessChangeSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """写明原因，不生效。"""
        reason = validated(RefuseBody, request)["reason"]
        change = refuse(change=self.get_object(), actor=user_of(request), reason=reason, now=timezone.now())
        return Response(AccessChangeSerializer(change).data)


def _answer(taken: Taken, code: int = status.HTTP_201_CREATED) -> Response:
    row: Any = taken.change
    row.message, row.password = taken.message, taken.password
    return Response(TakenSerializer(row).data, status=code, headers={"Cache-Control": "no-store"})
