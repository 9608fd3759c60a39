"""我的: the work that is one person's."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from departments.inside.models import Section, Substitution
from departments.models.users import User
from tracker.work.inside.holding import OF_ASSIGNMENT

# That a piece of work was given to somebody inside its unit.
GIVEN = OF_ASSIGNMENT.given()


def mine(user: User, on: date) -> Q:
    """The work of the user's units given to the user, to a section of the user, or to whom the user acts for.

    A condition on assignments, within the statement that asks for them.
    """
    acting = Substitution.objects.holding(on).filter(substitute=user, department=OuterRef("department"))
    belongs = Section.members.through.objects.filter(user=user, section=OuterRef("section"))
    own = Q(assignee=user) | Q(Exists(belongs))
    for_another = Q(Exists(acting.filter(person=OuterRef("assignee"))))
    for_a_section = Q(Exists(acting.filter(person__sections=OuterRef("section"))))
    return Q(department__in=user.department_ids()) & GIVEN & (own | for_another | for_a_section)
