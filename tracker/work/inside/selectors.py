"""What the people and sections of a unit have to do, and whom its documents name."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q

from departments.inside.querysets import arranges_everywhere
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
    people: dict[tuple[int | None, str], set[User]] = defaultdict(set)
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
    name: str = "未分办"
    person: int | None = None
    section: int | None = None
    open: int = 0
    soon: int = 0
    overdue: int = 0


def soon_until(on: date) -> date:
    """The last day that counts as near."""
    return on + timedelta(days=SOON_DAYS)


def loads_of(departments: Collection[int], on: date) -> list[Load]:
    """What nobody, each section and each person of the units has: open, due within 15 days, overdue.

    People with nothing included, sections only with work. Work that is a section's and a person's at once is
    told of with both. Two queries, a third where somebody has work who is no longer there.
    """
    rows = Assignment.objects.open().filter(department__in=departments).order_by()
    counted = rows.values("department_id", "assignee_id", "section_id").annotate(
        open=Count("pk"),
        soon=Count("pk", filter=Q(due_on__range=(on, soon_until(on)))),
        overdue=Count("pk", filter=OF_ASSIGNMENTS.among_open(Light.RED, on)),
        section_name=F("section__name"),
    )
    nobody: dict[int, Counter[str]] = defaultdict(Counter)
    sections: dict[tuple[int, int, str], Counter[str]] = defaultdict(Counter)
    people: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for row in counted:
        unit, numbers = row["department_id"], {name: row[name] for name in ("open", "soon", "overdue")}
        if row["assignee_id"] is None and row["section_id"] is None:
            nobody[unit].update(numbers)
        if row["section_id"] is not None:
            sections[unit, row["section_id"], row["section_name"]].update(numbers)
        if row["assignee_id"] is not None:
            people[unit, row["assignee_id"]].update(numbers)
    held = working().filter(department__in=departments).select_related("user")
    members = held.order_by("user__display_name", "pk")
    known = {(one.department_id, one.user_id): one.user for one in members if one.department_id}
    gone = [key for key in people if key not in known]
    others = User.objects.in_bulk([pk for _, pk in gone]) if gone else {}
    return [
        *(_load(unit, numbers) for unit, numbers in nobody.items()),
        *(_load(unit, n, section=pk, name=name) for (unit, pk, name), n in sorted(sections.items())),
        *(_load(unit, people[unit, pk], person=pk, name=str(who)) for (unit, pk), who in known.items()),
        *(_load(unit, people[unit, pk], person=pk, name=str(others[pk])) for unit, pk in gone),
    ]


def _load(department: int, numbers: Counter[str], **whose: Any) -> Load:
    counted = {"open": numbers["open"], "soon": numbers["soon"], "overdue": numbers["overdue"]}
    return Load(department, **{**whose, **counted})


def open_work_of(person: User, department: Department, reader: User) -> int:
    """How much open work of the unit the person has, of what the reader may know of."""
    return (
        Assignment.objects.counted_for(reader).open().filter(assignee=person, department=department).count()
    )


@dataclass(frozen=True, slots=True)
class HeldWork:
    """How much open work of a unit one person has."""

    department: Department
    person: User
    open: int


def hands_over(user: User) -> bool:
    """Who may hand over: heads of units, and 督查室."""
    return bool(user.department_ids(UserRole.HEAD)) or arranges_everywhere(user)


def held_work(user: User) -> list[HeldWork]:
    """Who has open work, in which unit, how much, as far as the user may hand it over; three queries."""
    rows = Assignment.objects.counted_for(user).open().exclude(assignee=None)
    if not arranges_everywhere(user):
        rows = rows.filter(department__in=user.department_ids(UserRole.HEAD))
    counts = rows.order_by("department_id", "assignee_id").values_list("department_id", "assignee_id")
    found = list(counts.annotate(n=Count("pk"))[:MOST])
    units = Department.objects.in_bulk({unit for unit, _, _ in found})
    people = User.objects.in_bulk({person for _, person, _ in found})
    return [HeldWork(units[unit], people[person], n) for unit, person, n in found]
