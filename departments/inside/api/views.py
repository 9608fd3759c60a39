"""Sections and substitutions of one's units; made and changed by the services of the pages."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from common import clock
from common.api.bodies import validated
from common.api.described import listed
from departments.api.permissions import user_of
from departments.inside.api.serializers import (
    NewSectionBody,
    SectionBody,
    SubstitutionBody,
    SubstitutionSerializer,
    UnitSectionSerializer,
)
from departments.inside.models import Section, Substitution
from departments.inside.services.sections import save_section
from departments.inside.services.substitutions import end_substitution, substitute

_PK = "[0-9]{1,18}"


@listed("处室列表", "处室详情")
class SectionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Section]):
    """处室：本单位的；单位负责人和督查室可以新增、修改。"""

    queryset = Section.objects.all()
    serializer_class = UnitSectionSerializer
    lookup_value_regex = _PK

    def get_queryset(self) -> QuerySet[Section]:
        """Those of the user's units."""
        rows: QuerySet[Section] = Section.objects.visible_to(user_of(self.request))
        return rows.select_related("department").prefetch_related("members")

    @extend_schema(summary="新增处室", request=NewSectionBody, responses={201: UnitSectionSerializer})
    def create(self, request: Request) -> Response:
        """人员须是该单位在任的填报员或单位负责人。"""
        made = save_section(actor=user_of(request), **validated(NewSectionBody, request))
        return Response(UnitSectionSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="修改处室", request=SectionBody, responses=UnitSectionSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """名称、人员，或撤销；撤销后分给它的在办事项退回本单位。"""
        found = self.get_object()
        body = validated(SectionBody, request)
        save_section(department=found.department, section=found, actor=user_of(request), **body)
        return Response(UnitSectionSerializer(self.get_object()).data)


@listed("代理列表（新的在前）", "代理详情")
class SubstitutionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Substitution]):
    """代理：本单位的；本人、单位负责人和督查室可以设定、提前结束。"""

    queryset = Substitution.objects.all()
    serializer_class = SubstitutionSerializer
    lookup_value_regex = _PK
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Substitution]:
        """Those of the user's units."""
        rows: QuerySet[Substitution] = Substitution.objects.visible_to(user_of(self.request))
        return rows.select_related("department", "person", "substitute", "made_by")

    @extend_schema(summary="设定代理", request=SubstitutionBody, responses={201: SubstitutionSerializer})
    def create(self, request: Request) -> Response:
        """两人须同在该单位；到期自动结束；代理人所办的写明“某代某”。"""
        body = validated(SubstitutionBody, request)
        made = substitute(actor=user_of(request), on=clock.today(), **body)
        return Response(SubstitutionSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="提前结束代理", request=None, responses=SubstitutionSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """即刻失效，已办的事项不变。"""
        ended = end_substitution(substitution=self.get_object(), actor=user_of(request), on=clock.today())
        return Response(SubstitutionSerializer(ended).data)
