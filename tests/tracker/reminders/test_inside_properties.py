"""Whatever is given, handed over, reformed, and whoever leaves: each piece of work has the right people told.

What the program says is compared with the rule written once more in plain Python.
"""

from collections import defaultdict
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import ServiceError
from departments.daysoff.selectors import days_off
from departments.inside.models import Section, Substitution
from departments.inside.services.substitutions import substitute
from departments.models.departments import Succession
from departments.models.users import Membership, User, UserRole
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.reforms.models import ReformKind
from tracker.reforms.services.carrying_out import carry_out_reform
from tracker.reforms.services.plan import Members, ReformPlan
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.nobody import tell_of_units_without_people
from tracker.reminders.services.recipients import Recipients, told_of
from tracker.reminders.services.triggers import triggers
from tracker.work.inside.mine import mine
from tracker.work.inside.services.assigning import assign, hand_over, unassign
from tracker.work.inside.services.releasing import release_gone
from tracker.work.models.assignments import Assignment

pytestmark = [pytest.mark.long, pytest.mark.django_db]
ON = date(2026, 6, 30)  # the day on which all of it is due
PEOPLE, ROWS = 5, 3

person = st.integers(0, PEOPLE - 1)
row = st.integers(0, ROWS - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), row, person),
        st.tuples(st.just("section"), row, st.none()),
        st.tuples(st.just("take back"), row, st.none()),
        st.tuples(st.just("hand over"), person, person),
        st.tuples(st.just("stand in"), person, person),
        st.tuples(st.just("leave"), person, st.none()),
        st.tuples(st.just("off"), person, st.none()),
        st.tuples(st.just("come"), person, st.sampled_from(["filer", "head"])),
        st.tuples(st.just("reform"), st.sampled_from(list(Members)), st.none()),
    ),
    max_size=14,
)


class _RollBack(Exception):
    """Ends an example; nothing of it stays."""


class Walk:
    """省农委 with five people, three of whose measures are due; 省农业农村厅 with one filer takes it over."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.old, self.new = world.departments["省农委"], world.departments["省农业农村厅"]
        Succession.objects.all().delete()
        self.old.abolished_on = None
        self.old.save()
        roles = [UserRole.HEAD, *[UserRole.FILER] * (PEOPLE - 1)]
        self.people = [world.user(f"p{n}", role, "省农委") for n, role in enumerate(roles)]
        world.user("heir", UserRole.FILER, "省农业农村厅")
        limits = [deadline("6月底前", "2026-06-30")]
        world.dispatched(
            measures=[measure(["一", str(n)], f"举措{n}", [unit("省农委")], limits) for n in range(ROWS)]
        )
        self.rows = list(Assignment.objects.filter(department=self.old).order_by("pk"))
        self.section = Section.objects.create(department=self.old, name="综合处")
        self.section.members.set(self.people[3:])

    def step(self, what: str, first: Any, second: Any) -> None:
        """Do it, or be refused; then what follows at the end of a transaction."""
        with suppress(ServiceError), transaction.atomic():
            self._do(what, first, second)
        release_gone()
        tell_of_units_without_people(on=ON)

    def _do(self, what: str, first: Any, second: Any) -> None:
        now = Assignment.objects.select_related("department")
        match what:
            case "give":
                work = now.get(pk=self.rows[first].pk)
                assign(assignments=[work], assignee=self.people[second], actor=self._of(work), on=ON)
            case "section":
                work = now.get(pk=self.rows[first].pk)
                assign(assignments=[work], section=self.section, actor=self._of(work), on=ON)
            case "take back":
                work = now.get(pk=self.rows[first].pk)
                unassign(assignments=[work], actor=self._of(work), on=ON)
            case "hand over":
                moved = {"person": self.people[first], "to": self.people[second]}
                hand_over(department=self.old, actor=self.world.supervisor, on=ON, **moved)
            case "stand in":
                days = {"first_day": ON, "last_day": ON, "on": ON}
                who = {"person": self.people[first], "substitute": self.people[second]}
                substitute(department=self.old, actor=self.world.supervisor, **who, **days)
            case "leave":
                Membership.objects.filter(user=self.people[first]).delete()
            case "off":
                User.objects.filter(pk=self.people[first].pk).update(is_active=False)
            case "come":
                where = {"department": self.old, "role": second}
                Membership.objects.get_or_create(user=self.people[first], **where)
            case "reform":
                plan = ReformPlan(
                    kind=ReformKind.MERGE,
                    department=self.old,
                    successors=(self.new,),
                    effective_on=ON,
                    members=first,
                )
                carry_out_reform(plan=plan, on=ON, actor=self.world.supervisor)

    def _of(self, work: Assignment) -> User:
        """Somebody of the unit, where there is anybody; else a stranger, who is refused."""
        held = Membership.objects.filter(department=work.department, user__is_active=True).first()
        return User.objects.get(pk=held.user_id) if held else self.world.other_filer


def expected(work: Assignment) -> set[int]:
    """The rule once more."""
    roles: dict[int, set[str]] = defaultdict(set)
    for held in Membership.objects.filter(department=work.department, user__is_active=True):
        if held.role in ("filer", "head"):
            roles[held.user_id].add(held.role)
    stands_in = [
        (s.substitute_id, s.person_id)
        for s in Substitution.objects.filter(department=work.department, first_day__lte=ON, last_day__gte=ON)
    ]
    have = {user for user in roles if user == work.assignee_id}
    if not have and work.section is not None:
        have = set(work.section.members.values_list("pk", flat=True)) & set(roles)
    have |= {who for who, whom in stands_in if whom in have and who in roles}
    filers = {user for user, held in roles.items() if "filer" in held}
    return (have or filers) | {user for user, held in roles.items() if "head" in held}


def swept() -> dict[int, set[int]]:
    """Whom the sweep would tell of what is due today."""
    rule = ReminderRule(rule="due_soon", before="0", to_filer=True, to_head=True, pk=1)
    found: dict[int, set[int]] = defaultdict(set)
    recipients = Recipients(ON)
    for trigger in triggers([rule], [ON], told_on=ON, days_off=days_off()):
        for rows in recipients.rows(trigger):
            for work, user in rows.values_list("assignment_id", "told"):
                found[work].add(user)
    return found


def check(walk: Walk) -> None:
    open_work = list(Assignment.objects.open().select_related("section", "department").order_by("pk"))
    told, by_sweep = told_of(open_work, ON), swept()
    silent = set()
    for work in open_work:
        right = expected(work)
        assert told[work.pk] == right
        assert by_sweep.get(work.pk, set()) == right
        if not right:
            silent.add(work.department_id)
        if work.assignee is not None:  # who has it can be told of it, and finds it under 我的
            assert work.assignee_id in right
            assert Assignment.objects.filter(mine(work.assignee, ON), pk=work.pk).exists()
    unsettled = Reminder.objects.filter(rule="nobody_left", settled_at=None)
    assert silent == set(unsettled.values_list("assignment__department_id", flat=True))
    assert not unsettled.exclude(user=walk.world.supervisor).exists()


@given(steps=STEPS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_open_piece_of_work_has_the_right_people_told(world: World, steps: list[Any]) -> None:
    with suppress(_RollBack), transaction.atomic():
        walk = Walk(world)
        check(walk)
        for what, first, second in steps:
            walk.step(what, first, second)
            check(walk)
        raise _RollBack
