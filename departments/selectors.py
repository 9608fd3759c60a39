"""Reads across departments and their people."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from departments.models.departments import Department
from departments.models.users import Membership, UserRole


def without_people(departments: Collection[int]) -> list[Department]:
    """Those of the departments in which nobody has an account to sign and file with; one query.

    The query names none of them: those with open work are a thousand and more, and a list as long as that
    takes longer to write than the answer.
    """
    peopled = Membership.objects.filter(
        department=OuterRef("pk"), role__in=(UserRole.FILER, UserRole.HEAD), user__is_active=True
    )
    return [
        unit for unit in Department.objects.exclude(Exists(peopled)).order_by("pk") if unit.pk in departments
    ]
