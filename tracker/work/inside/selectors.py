"""What the people and sections of a unit have to do, and whom its documents name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from departments.inside.models import Section
from departments.inside.querysets import keeps_people
from departments.inside.selectors import working
from departments.models.departments import Department
from departments.models.users import User, UserRole
from policies.models.measures import NamedPerson
from tracker.work.lights import OF_ASSIGNMENTS
from tracker.work.models.assignments import Assignment
from tracker.work.states import SOON_DAYS, Light

MOST = 500  # people that a list of who has work names


def named_in_document(assignments: Iterable[Assignment]) -> dict[int, list[User]]:
    """For each assignment those who work in its unit and whom its document names; two queries.

    By the whole name as the account shows it. Assignments for which nobody is found are left out.
    """
    rows = list(assignments)
    people: dict[tuple[int, str], set[User]] = defaultdict(set)
    held = working().filter(department__in={a.department_id for a in rows}).select_related("user")
    for one in held:
        people[one.department_id, str(one.user)].add(one.user)
    if not people:
        return {}
    names: dict[int, list[NamedPerson]] = defaultdict(list)
    for named in NamedPerson.objects.filter(task__in={a.task_id for a in rows}):
        names[named.task_id].append(named)
    found: dict[int, list[User]] = {}
    for row in rows:
        meant = [n.name.replace(" ", "") for n in names[row.task_id] if n.is_of(row.responsibility_id)]
        users = set().union(*(people.get((row.department_id, name), set()) for name in meant))
        if users:
            found[row.pk] = sorted(users, key=lambda user: user.pk)
    return found


@dataclass(frozen=True, slots=True)
class Load:
    """What one person or section of a unit has, or what nobody in it has."""

    department: int
    person: User | None = None
    section: Section | None = None
    open: int = 0
    soon: int = 0
    overdue: int = 0

    @property
    def name(self) -> str:
        """Whose it is."""
        return str(self.person or self.section or "未分办")


def soon_until(on: date) -> date:
    """The last day that counts as near."""
    return on + timedelta(days=SOON_DAYS)


def loads_of(departments: Collection[int], on: date) -> list[Load]:
    """What each person and section of the units has, open, due within 15 days and overdue; five queries.

    First what nobody has, then the sections, then the people, those with nothing included: a person is told
    of here as well when the work is a section's and that person's at once.
    """
    open_work = Assignment.objects.open().filter(department__in=departments).order_by()
    counts: dict[str, Any] = {
        "open": Count("pk"),
        "soon": Count("pk", filter=Q(due_on__range=(on, soon_until(on)))),
        "overdue": Count("pk", filter=OF_ASSIGNMENTS.among_open(Light.RED, on)),
    }
    nobody = open_work.filter(assignee=None, section=None).values("department_id").annotate(**counts)
    by_section = open_work.exclude(section=None).values("section_id").annotate(**counts)
    by_person = open_work.exclude(assignee=None).values("department_id", "assignee_id").annotate(**counts)
    loads = [_load(row["department_id"], row) for row in nobody]
    of_section = {row["section_id"]: row for row in by_section}
    sections = Section.objects.filter(Q(closed=False) | Q(pk__in=of_section), department__in=departments)
    loads += [
        _load(one.department_id, of_section.get(one.pk, {}), section=one) for one in sections.order_by("pk")
    ]
    of_person = {(row["department_id"], row["assignee_id"]): row for row in by_person}
    members = {
        (one.department_id, one.user_id): one.user
        for one in working().filter(department__in=departments).select_related("user")
    }
    gone = {user for _, user in of_person} - {user for _, user in members}
    others = User.objects.in_bulk(gone) if gone else {}
    for unit, pk in [*members, *(key for key in of_person if key not in members)]:
        user = members.get((unit, pk)) or others.get(pk)
        loads.append(_load(unit, of_person.get((unit, pk), {}), person=user))
    return loads


def _load(department: int, row: Mapping[str, Any], **whose: Any) -> Load:
    counted = {name: row[name] for name in ("open", "soon", "overdue") if name in row}
    return Load(department, **whose, **counted)


def open_work_of(person: User, department: Department) -> int:
    """How much open work of the unit the person has."""
    return Assignment.objects.open().filter(assignee=person, department=department).count()


@dataclass(frozen=True, slots=True)
class HeldWork:
    """How much open work of a unit one person has."""

    department: Department
    person: User
    open: int


def hands_over(user: User) -> bool:
    """Who may hand over: heads of units, and who keeps the accounts."""
    return bool(user.department_ids(UserRole.HEAD)) or keeps_people(user)


def held_work(user: User) -> list[HeldWork]:
    """Who has open work, in which unit, how much, as far as the user may hand it over; three queries."""
    rows = Assignment.objects.open().exclude(assignee=None)
    if not keeps_people(user):
        rows = rows.filter(department__in=user.department_ids(UserRole.HEAD))
    counts = rows.order_by("department_id", "assignee_id").values_list("department_id", "assignee_id")
    found = list(counts.annotate(n=Count("pk"))[:MOST])
    units = Department.objects.in_bulk({unit for unit, _, _ in found})
    people = User.objects.in_bulk({person for _, person, _ in found})
    return [HeldWork(units[unit], people[person], n) for unit, person, n in found]
