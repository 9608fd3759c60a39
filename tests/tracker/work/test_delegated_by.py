"""`delegated_by`, the department that handed a part on: it follows the parent, and by it the part is seen."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from departments.models.users import UserRole
from tests.conftest import World
from tracker.work.models.assignments import Assignment
from tracker.work.services.declining import delegate_assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(world: World, signed: Assignment) -> Assignment:
    centre = world.departments["省国库支付中心"]
    return delegate_assignment(
        assignment=signed, department=centre, actor=world.filer, on=signed.dispatched_on
    )


def test_a_part_knows_the_unit_that_handed_it_on(world: World, part: Assignment) -> None:
    assert Assignment.objects.get(pk=part.pk).delegated_by == world.departments["省财政厅"]
    assert part in Assignment.objects.visible_to(world.filer)
    assert part not in Assignment.objects.visible_to(world.other_filer)


@pytest.mark.parametrize("how", ["save", "save of the column", "update", "bulk_update"])
def test_a_part_follows_its_parent_to_another_unit(world: World, part: Assignment, how: str) -> None:
    parent = Assignment.objects.get(delegated=part)
    holding = set(Assignment.objects.filter(task=parent.task_id).values_list("department", flat=True))
    other = next(unit for unit in world.departments.values() if unit.pk not in holding)
    new = world.user("new", UserRole.FILER, other.short_name)
    parent.department = other
    changes: dict[str, Any] = {
        "save": lambda: parent.save(),
        "save of the column": lambda: parent.save(update_fields=["department"]),
        "update": lambda: Assignment.objects.filter(pk=parent.pk).update(department=other),
        "bulk_update": lambda: Assignment.objects.bulk_update([parent], ["department"]),
    }
    changes[how]()
    assert Assignment.objects.get(pk=part.pk).delegated_by == other
    assert part in Assignment.objects.visible_to(new)
    assert part not in Assignment.objects.visible_to(world.filer)


@pytest.mark.parametrize("name", ["parent", "parent_id"])
def test_a_part_that_many_are_told_of_at_once_follows_too(world: World, part: Assignment, name: str) -> None:
    own, rows = part.parent, Assignment.objects.filter(pk=part.pk)
    rows.update(**{name: None})
    assert rows.get().delegated_by is None
    rows.update(**{name: own if name == "parent" else own and own.pk})
    assert rows.get().delegated_by == world.departments["省财政厅"]


def test_a_part_that_a_reform_hangs_on_another_follows_that(world: World, part: Assignment) -> None:
    other = Assignment.objects.exclude(department=world.departments["省财政厅"]).exclude(pk=part.pk)[0]
    part.parent = other
    Assignment.objects.bulk_update([part], ["parent"])  # as a reform writes
    assert Assignment.objects.get(pk=part.pk).delegated_by == other.department


def test_a_part_that_becomes_its_own_is_seen_from_above_no_more(world: World, part: Assignment) -> None:
    part.parent = None
    part.save(update_fields=["parent"])
    assert Assignment.objects.get(pk=part.pk).delegated_by is None
    assert part not in Assignment.objects.visible_to(world.filer)


def test_the_database_keeps_no_part_without_the_unit_above(part: Assignment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        super(type(Assignment.objects.all()), Assignment.objects.filter(pk=part.pk)).update(delegated_by=None)
