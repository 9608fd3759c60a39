"""Who is told: the people of a department, the leader in charge of it, 督查室.

The one place where that is decided. Inside a department whoever has the work (`tracker.work.inside.holding`)
stands in the place of its filers; where nobody has it, or nobody who has it can be told, it is the filers.
Its heads are told as the rule says, whoever has it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Value

from departments.models.departments import Department
from departments.models.users import Membership, User, UserRole
from policies.models.documents import PolicyDocument
from policies.readers.models import Circle
from policies.readers.rule import closed_to
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.triggers import Trigger
from tracker.work.inside.holding import OF_ASSIGNMENT, holders
from tracker.work.models.assignments import Assignment
from tracker.work.states import OPEN

UNIT = (UserRole.FILER, UserRole.HEAD)


def people_of(departments: Iterable[int], roles: Sequence[UserRole] = UNIT) -> Mapping[int, set[int]]:
    """The active accounts that hold one of the roles, by id of the department."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = people_holding(*roles).filter(department__in=departments)
    for department, user in rows.values_list("department_id", "user_id"):
        found[department].add(user)
    return found


def holders_of(*roles: UserRole) -> set[int]:
    """Ids of the active accounts that hold one of the roles anywhere."""
    return set(people_holding(*roles).values_list("user_id", flat=True))


def told_of(
    assignments: Sequence[Assignment], on: date, roles: Sequence[UserRole] = UNIT
) -> dict[int, set[int]]:
    """Ids of the people who are told of each of the assignments on the day, as those of the roles are.

    Three queries at most, one where none of them was given to anybody inside its unit.
    """
    unit = people_of({a.department_id for a in assignments}, roles)
    have = holders(assignments, on) if UserRole.FILER in roles else {}
    others = [role for role in roles if role != UserRole.FILER]
    beside = people_of({a.department_id for a in assignments if a.pk in have}, others) if have else {}
    return {
        a.pk: have[a.pk] | beside.get(a.department_id, set())
        if a.pk in have
        else unit.get(a.department_id, set())
        for a in assignments
    }


def people_holding(*roles: UserRole) -> QuerySet[Membership]:
    """The memberships of active accounts that hold one of the roles, anywhere."""
    return Membership.objects.filter(role__in=roles, user__is_active=True)


class Recipients:
    """The active accounts by what they are to a department on the day; asked for once in a sweep."""

    def __init__(self, on: date) -> None:
        self._on = on

    def rows(self, trigger: Trigger) -> Iterator[QuerySet]:
        """The rows of the trigger with `told`, the id of a user; one query set for each way to be told."""
        rule, rows, members = trigger.rule, trigger.rows, trigger.members
        told = {"told": F(f"{members}__user_id")}
        if rule.roles:
            wanted = Q(**{f"{members}__role__in": rule.roles})
            others = [role for role in rule.roles if role != UserRole.FILER]
            if rule.to_filer and self.given_inside:
                filers = Q(**{f"{members}__role": UserRole.FILER}) & ~trigger.inside.held()
                wanted = filers | Q(**{f"{members}__role__in": others})
            yield rows.filter(wanted, **{f"{members}__user__is_active": True}).annotate(**told)
            if rule.to_filer and self.given_inside:
                have = trigger.inside.given() & trigger.inside.held_by(members, self._on)
                told_anyway = Membership.objects.filter(
                    user=OuterRef(f"{members}__user"),
                    department=OuterRef(trigger.department),
                    role__in=others,
                )
                yield rows.filter(have & Q(~Exists(told_anyway))).annotate(**told)
        for user, departments in self._single(rule).items():
            mine = rows if departments is None else rows.filter(**{f"{trigger.department}__in": departments})
            mine = mine.filter(self._may_know(trigger, user)) if user in self._minding else mine
            yield mine.annotate(told=Value(user, output_field=BigIntegerField()))

    def unreachable(self, trigger: Trigger) -> list[str]:
        """Short names of the departments that the trigger speaks of and in which it reaches nobody."""
        rule = trigger.rule
        if rule.to_office and self.office:
            return []
        empty = self._without(tuple(rule.roles))
        if rule.to_leader:
            led = {pk for departments in self.in_charge.values() for pk in departments}
            empty = {pk: name for pk, name in empty.items() if pk not in led}
        if not empty:
            return []
        concerned = trigger.rows.filter(**{f"{trigger.department}__in": list(empty)})
        if rule.to_filer and self.given_inside:
            concerned = concerned.exclude(trigger.inside.held())
        ids = concerned.order_by().values_list(trigger.department, flat=True).distinct()
        return [empty[pk] for pk in ids]

    def _single(self, rule: ReminderRule) -> dict[int, list[int] | None]:
        """Users told one by one, with the departments they are told about (`None`: all)."""
        single: dict[int, list[int] | None] = {}
        if rule.to_leader:
            single.update(self.in_charge)
        if rule.to_office:
            single.update(dict.fromkeys(self.office))
        return dict(sorted(single.items()))

    def _may_know(self, trigger: Trigger, user: int) -> Q:
        """Rows of what is not closed to one who is told one by one (知悉范围)."""
        person = self._minding[user]
        closed = Q(**{f"{trigger.document}__in": closed_to(PolicyDocument, person)})
        return ~closed | Q(**{f"{trigger.department}__in": person.department_ids()})

    @cached_property
    def _minding(self) -> dict[int, User]:
        """Those told one by one, where there is anything that only some may know of."""
        if not Circle.objects.exists():
            return {}
        return User.objects.in_bulk({*self.office, *self.in_charge})

    @cached_property
    def given_inside(self) -> bool:
        """Whether any open work was given to somebody inside a unit."""
        return Assignment.objects.filter(OPEN, OF_ASSIGNMENT.given()).exists()

    @cached_property
    def office(self) -> list[int]:
        """Ids of 督查室's users."""
        return sorted({user for _, user in self._holders(UserRole.SUPERVISOR)})

    @cached_property
    def in_charge(self) -> dict[int, list[int]]:
        """Ids of departments by the leader in charge (分管领导) of them.

        That is who holds the role of a leader in the department itself, else in the nearest department
        above it, else where 督查室 sits.
        """
        leaders: dict[int, set[int]] = defaultdict(set)
        for department, user in self._holders(UserRole.LEADER):
            leaders[department].add(user)
        offices = {department for department, _ in self._holders(UserRole.SUPERVISOR)}
        at_office = {user for department in offices for user in leaders.get(department, ())}
        parents = dict(Department.objects.order_by().values_list("pk", "parent_id"))
        charges: dict[int, list[int]] = defaultdict(list)
        for department in parents:
            for user in _nearest(department, parents, leaders) or at_office:
                charges[user].append(department)
        return dict(charges)

    def _without(self, roles: tuple[UserRole, ...]) -> dict[int, str]:
        if roles not in self._empty:
            members = Membership.objects.filter(
                department=OuterRef("pk"), role__in=roles, user__is_active=True
            )
            rows = Department.objects.filter(~Exists(members)).order_by("pk")
            self._empty[roles] = dict(rows.values_list("pk", "short_name"))
        return self._empty[roles]

    @cached_property
    def _empty(self) -> dict[tuple[UserRole, ...], dict[int, str]]:
        return {}

    def _holders(self, role: UserRole) -> list[tuple[int, int]]:
        rows = people_holding(role).order_by("department_id", "user_id")
        return list(rows.values_list("department_id", "user_id"))


def _nearest(department: int, parents: Mapping[int, int | None], leaders: dict[int, set[int]]) -> set[int]:
    """The leaders of the department, else of the nearest one above it that has any."""
    passed: set[int] = set()
    at: int | None = department
    while at is not None and at not in passed:
        if at in leaders:
            return leaders[at]
        passed.add(at)
        at = parents.get(at)
    return set()
