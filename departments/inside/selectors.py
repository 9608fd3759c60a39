"""Who works in a unit, and for whom somebody acts in it: the definitions that all others ask."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from departments.inside.models import Section, Substitution
from departments.models.departments import Department
from departments.models.users import Membership, User, UserRole

WORKING = (UserRole.FILER, UserRole.HEAD)  # the roles whose holders do a unit's work


def working() -> QuerySet[Membership]:
    """The memberships of those who do a unit's work and can be told of it."""
    return Membership.objects.filter(role__in=WORKING, user__is_active=True)


def people_in(departments: Iterable[int]) -> QuerySet[User]:
    """The active people who do the work of one of the units, in order of their names."""
    held = working().filter(user=OuterRef("pk"), department__in=list(departments))
    return User.objects.filter(Exists(held)).order_by("display_name", "username", "pk")


def works_in(user: User, department: Department | int) -> bool:
    """Whether the person does the unit's work and can be told of it; one query."""
    pk = department if isinstance(department, int) else department.pk
    return working().filter(user=user, department=pk).exists()


def acts_for(user: User, on: date) -> list[tuple[int, int]]:
    """(unit, person) for whom the user acts on the day, where both still work in that unit."""
    still = working().filter(department=OuterRef("department"))
    held = Substitution.objects.holding(on).filter(
        Exists(still.filter(user=OuterRef("person"))),
        Exists(still.filter(user=OuterRef("substitute"))),
        substitute=user,
    )
    return sorted(set(held.values_list("department_id", "person_id")))


def sections_of(people: Iterable[int], departments: Iterable[int]) -> list[tuple[int, int, int]]:
    """(unit, section, person) of the sections of the units that the people belong to."""
    link = Section.members.through.objects.filter(
        user__in=list(people), section__department__in=list(departments)
    )
    return list(link.order_by("section_id").values_list("section__department_id", "section_id", "user_id"))
