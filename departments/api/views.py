"""Departments and their groups, readable by everybody with an account."""

from django.db.models import QuerySet
from rest_framework.viewsets import ReadOnlyModelViewSet

from common.api.described import listed
from departments.api.filters import DepartmentFilter, GroupFilter
from departments.api.serializers import DepartmentDetailSerializer, DepartmentSerializer, GroupSerializer
from departments.models.departments import Department, DepartmentGroup


@listed("单位列表", "单位详情")
class DepartmentViewSet(ReadOnlyModelViewSet):
    """单位及其别名、承接单位。"""

    queryset = Department.objects.all()
    filterset_class = DepartmentFilter
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[Department]:
        """Every department: names are no secret."""
        queryset = super().get_queryset().select_related("region")
        return queryset if self.action == "list" else queryset.prefetch_related("aliases", "successors")

    def get_serializer_class(self) -> type[DepartmentSerializer]:
        return DepartmentSerializer if self.action == "list" else DepartmentDetailSerializer


@listed("单位组列表", "单位组详情")
class GroupViewSet(ReadOnlyModelViewSet):
    """单位组及其成员。"""

    queryset = DepartmentGroup.objects.select_related("region").prefetch_related("members")
    serializer_class = GroupSerializer
    filterset_class = GroupFilter
    lookup_value_regex = "[0-9]+"
