"""Who in a unit has a piece of work: the one definition that lists, steps and reminders ask.

The person to whom it was given, while that person works in the unit; else the people of the section to which
it was given; whoever acts for one of them that day has it as well. Where nobody has it, it is the unit's.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from departments.inside.models import Section, Substitution
from departments.inside.selectors import WORKING, working
from tracker.work.models.assignments import Assignment

_AT_ONCE = 5000  # keys in one statement


class Columns(NamedTuple):
    """Where a row names the person, the section and the unit of an assignment."""

    assignee: str = "assignee"
    section: str = "section"
    department: str = "department"

    def given(self) -> Q:
        """That it was given to somebody inside the unit."""
        return Q(**{f"{self.assignee}__isnull": False}) | Q(**{f"{self.section}__isnull": False})

    def person_works(self) -> Q:
        """That it was given to a person who works in the unit and can be told."""
        held = working().filter(user=OuterRef(self.assignee), department=OuterRef(self.department))
        return Q(**{f"{self.assignee}__isnull": False}) & Q(Exists(held))

    def section_works(self) -> Q:
        """That it was given to a section in which somebody works and can be told."""
        held = working().filter(
            user__sections=OuterRef(self.section),
            user__sections__closed=False,
            department=OuterRef(self.department),
        )
        return Q(**{f"{self.section}__isnull": False}) & Q(Exists(held))

    def held(self) -> Q:
        """That somebody in the unit has it."""
        return self.person_works() | self.section_works()

    def held_by(self, members: str, on: date) -> Q:
        """That the member of the unit (`members`: the way to the unit's memberships) has it on the day.

        To be used in the `filter` that narrows the members down, with nothing else between.
        """
        user = f"{members}__user"
        acting = Substitution.objects.holding(on).filter(
            substitute=OuterRef(user), department=OuterRef(self.department)
        )
        of_section = acting.filter(person__sections=OuterRef(self.section))
        belongs = Section.members.through.objects.filter(user=OuterRef(user), section=OuterRef(self.section))
        by_person = Q(**{user: F(self.assignee)}) | Q(Exists(acting.filter(person=OuterRef(self.assignee))))
        by_section = Q(Exists(belongs)) | Q(Exists(of_section))
        works = Q(**{f"{members}__role__in": WORKING, f"{user}__is_active": True})
        return works & (
            (self.person_works() & by_person) | (~self.person_works() & self.section_works() & by_section)
        )


OF_ASSIGNMENT = Columns()
_MEMBERS = "department__memberships"


def holders(assignments: Iterable[Assignment], on: date) -> dict[int, set[int]]:
    """Ids of the people who have each of the assignments on the day; those that nobody has are left out.

    One query for each few thousand, and none where none of them was given to anybody inside its unit.
    """
    given = [a.pk for a in assignments if a.assignee_id or a.section_id]
    found: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(given), _AT_ONCE):
        rows = Assignment.objects.filter(pk__in=given[start : start + _AT_ONCE]).order_by()
        rows = rows.filter(OF_ASSIGNMENT.held_by(_MEMBERS, on))
        for pk, user in rows.values_list("pk", f"{_MEMBERS}__user"):
            found[pk].add(user)
    return dict(found)
