"""我的: the work that is one person's."""

from datetime import date

from django.db.models import Q

from departments.inside.selectors import acts_for, sections_of
from departments.models.users import User

# That a piece of work was given to somebody inside its unit.
GIVEN = Q(assignee__isnull=False) | Q(section__isnull=False)


def mine(user: User, on: date) -> Q:
    """The work of the user's units given to the user, to a section of the user, or to whom the user acts for.

    Two queries, so that the rows are then found by the indexes of persons and sections.
    """
    units = user.department_ids()
    acting = [(unit, person) for unit, person in acts_for(user, on) if unit in units]
    people = [user.pk, *(person for _, person in acting)]
    sections = [
        section
        for unit, section, person in sections_of(people, units)
        if person == user.pk or (unit, person) in acting
    ]
    own = Q(assignee=user.pk) | Q(section__in=sections)
    for unit, person in acting:
        own |= Q(department=unit, assignee=person)
    return Q(department__in=units) & own
