"""Reads across departments and their people."""

from collections.abc import Collection

from departments.models.departments import Department
from departments.models.users import Membership, UserRole


def without_people(departments: Collection[int]) -> list[Department]:
    """Those of the departments in which nobody has an account to sign and file with; one query."""
    peopled = Membership.objects.filter(
        department__in=departments, role__in=(UserRole.FILER, UserRole.HEAD), user__is_active=True
    )
    found = Department.objects.filter(pk__in=departments).exclude(pk__in=peopled.values("department"))
    return list(found.order_by("pk"))
