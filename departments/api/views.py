"""Departments and their groups, readable by everybody with an account."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from common.api.described import listed
from departments.api.filters import DepartmentFilter, GroupFilter
from departments.api.serializers import DepartmentDetailSerializer, DepartmentSerializer, GroupSerializer
from departments.models.departments import Department, DepartmentGroup
from departments.register.api import NewUnitBody, added


@listed("单位列表", "单位详情")
class DepartmentViewSet(ReadOnlyModelViewSet):
    """单位及其别名、承接单位。"""

    queryset = Department.objects.all()
    permission_classes = (IsAuthenticated,)
    filterset_class = DepartmentFilter
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Department]:
        """Every department: names are no secret."""
        queryset = super().get_queryset().select_related("region")
        return queryset if self.action == "list" else queryset.prefetch_related("aliases", "successors")

    def get_serializer_class(self) -> type[DepartmentSerializer]:
        return DepartmentSerializer if self.action == "list" else DepartmentDetailSerializer

    @extend_schema(summary="新增单位", request=NewUnitBody, responses={201: DepartmentDetailSerializer})
    def create(self, request: Request) -> Response:
        """文件中出现、单位库中没有的单位；不给出地区的，为督查室所在地区。仅督查室。"""
        unit = added(request)
        return Response(DepartmentDetailSerializer(unit).data, status=status.HTTP_201_CREATED)


@listed("单位组列表", "单位组详情")
class GroupViewSet(ReadOnlyModelViewSet):
    """单位组及其成员。"""

    queryset = DepartmentGroup.objects.select_related("region").prefetch_related("members")
    permission_classes = (IsAuthenticated,)
    serializer_class = GroupSerializer
    filterset_class = GroupFilter
    lookup_value_regex = "[0-9]+"
