"""知悉范围 in the API: read by who may know of the document, set and lifted by 督查室."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.api.bodies import validated
from departments.api.permissions import HandlesMatters, IsSupervisor, user_of
from departments.models.departments import Department
from departments.models.users import User
from policies.api.serializers import ReasonSerializer
from policies.models.documents import PolicyDocument
from policies.readers.models import REASON, Circle, CircleChange
from policies.readers.selectors import changes_of, circle_of, nameable
from policies.readers.services.circles import lift_circle, set_circle


class _Persons(serializers.PrimaryKeyRelatedField):
    def get_queryset(self) -> Any:
        """Those that may be named: of another nobody learns that it exists."""
        return nameable()


class CircleBody(serializers.Serializer):
    units = serializers.PrimaryKeyRelatedField(
        label="单位编号", queryset=Department.objects.all(), many=True, default=list
    )
    persons = _Persons(label="账号编号", queryset=User.objects.none(), many=True, default=list)
    reason = serializers.CharField(label="原因", max_length=REASON)


class NamedUnitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Department
        fields = ["id", "short_name"]


class NamedReaderSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = User
        fields = ["id", "name"]


class CircleChangeSerializer(serializers.ModelSerializer):
    actor_name = serializers.CharField(source="actor", read_only=True)
    in_words = serializers.CharField(read_only=True)

    class Meta:
        model = CircleChange
        fields = ["id", "at", "actor", "actor_name", "lifted", "units", "persons", "reason", "in_words"]
        extra_kwargs = {name: {"read_only": True} for name in ("units", "persons")}


class CircleSerializer(serializers.Serializer):
    """Whether only some may know of the document, and, for 督查室 and leaders, who and since when."""

    closed = serializers.BooleanField(help_text="是否设定了知悉范围")
    units = NamedUnitSerializer(many=True)
    persons = NamedReaderSerializer(many=True)
    changes = CircleChangeSerializer(many=True)


def _said(document: PolicyDocument, user: User) -> Response:
    circle: Circle | None = circle_of(document)
    tells = circle is not None and user.sees_everything
    answer = {
        "closed": circle is not None,
        "units": list(circle.units.all()) if circle and tells else [],
        "persons": list(circle.persons.all()) if circle and tells else [],
        "changes": list(changes_of(document, user)),
    }
    return Response(CircleSerializer(answer).data)


def _document(request: Request, pk: int) -> PolicyDocument:
    rows = PolicyDocument.objects.visible_to(user_of(request)).without_text()
    found: PolicyDocument = get_object_or_404(rows, pk=pk)
    return found


class CircleView(APIView):
    """知悉范围 of a document."""

    def get_permissions(self) -> Any:
        return [HandlesMatters() if self.request.method in ("GET", None) else IsSupervisor()]

    @extend_schema(summary="文件的知悉范围", responses=CircleSerializer, tags=["documents"])
    def get(self, request: Request, pk: int) -> Response:
        """谁可以知道这份文件；名单和变更记录只给督查室和领导。"""
        return _said(_document(request, pk), user_of(request))

    @extend_schema(
        summary="设定文件的知悉范围", request=CircleBody, responses=CircleSerializer, tags=["documents"]
    )
    def put(self, request: Request, pk: int) -> Response:
        """整个替换；设定人总在其中，承担任务的单位不必列入。须写明原因。"""
        document = _document(request, pk)
        asked = validated(CircleBody, request)
        set_circle(document=document, actor=user_of(request), on=clock.today(), **asked)
        return _said(document, user_of(request))


class LiftCircleView(APIView):
    """取消知悉范围."""

    permission_classes = (IsSupervisor,)

    @extend_schema(
        summary="取消文件的知悉范围", request=ReasonSerializer, responses={204: None}, tags=["documents"]
    )
    def post(self, request: Request, pk: int) -> Response:
        """此后按角色和单位查看；原来的记录保留。须写明原因。"""
        document = _document(request, pk)
        lift_circle(document=document, actor=user_of(request), **validated(ReasonSerializer, request))
        return Response(status=status.HTTP_204_NO_CONTENT)
