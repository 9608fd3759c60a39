"""交办: from responsibilities to assignments."""

from datetime import date

import pytest
from django.db import IntegrityError

from common.errors import NotAllowed
from departments.models.departments import Succession
from policies.checking.services.settling import archive_document, resolve_responsibility
from policies.models.measures import Responsibility, Role
from tests.conftest import World
from tests.refusals import refused
from tests.world import deadline, measure, unit
from tracker.work.models.assignments import Assignment
from tracker.work.services.dispatching import dispatch_document
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def _names(label: str) -> dict[str, str]:
    return {
        a.department.short_name: a.role
        for a in Assignment.objects.select_related("department", "task__measure")
        if a.task.measure.label == label
    }


def test_each_unit_of_a_task_gets_an_assignment_with_the_tasks_dates(world: World) -> None:
    world.dispatched()
    mine = world.assignment("省财政厅")
    assert mine.status == Status.PENDING
    assert (mine.due_on, mine.must_due_on) == (date(2026, 6, 30), date(2026, 6, 30))
    assert [m.due_on for m in mine.milestones.all()] == [date(2026, 6, 30), date(2026, 12, 31)]
    assert mine.events.get().kind == "dispatched"


def test_the_first_unit_leads_where_nobody_is_marked(world: World) -> None:
    world.dispatched()
    assert _names("一 / 1") == {"省财政厅": Role.LEAD, "省教育厅": Role.RESPONSIBLE}
    assert _names("一 / 2") == {"省教育厅": Role.LEAD, "省财政厅": Role.SUPPORT}


def test_the_first_unit_does_not_lead_where_the_document_switches_it_off(world: World) -> None:
    document = world.document()
    document.first_unit_leads = False
    document.save()
    dispatch_document(document=document, actor=world.supervisor, on=ON)
    assert _names("一 / 1") == {"省财政厅": Role.RESPONSIBLE, "省教育厅": Role.RESPONSIBLE}


def test_a_group_expands_and_an_abolished_body_is_replaced(world: World) -> None:
    world.dispatched()
    assert set(_names("二 / 3")) == {"省农业农村厅", "青川市政府", "白石市政府"}


def test_a_mere_hope_gives_a_date_but_none_that_must_be_met(world: World) -> None:
    world.dispatched()
    mine = world.assignment("青川市政府", "二 / 3")
    assert (mine.due_on, mine.must_due_on) == (date(2026, 9, 30), None)


def test_unknown_units_and_open_groups_are_reported_and_never_dropped(world: World) -> None:
    document = world.document()
    outcome = dispatch_document(document=document, actor=world.supervisor, on=ON)
    assert {r.printed_name for r in outcome.unassigned} == {"省便民中心", "有关市政府"}
    assert "省便民中心" in outcome.message
    assert document.check_items.open().count() == 2


def test_dispatching_again_adds_only_what_a_person_has_settled_since(world: World) -> None:
    document = world.dispatched()
    before = Assignment.objects.count()
    unknown = Responsibility.objects.get(printed_name="省便民中心")
    resolve_responsibility(
        responsibility=unknown, department=world.departments["省财政厅"], actor=world.supervisor
    )
    group = Responsibility.objects.get(printed_name="有关市政府")
    resolve_responsibility(
        responsibility=group,
        group=world.groups["有关市政府"],
        chosen=[world.departments["青川市政府"]],
        actor=world.supervisor,
    )
    outcome = dispatch_document(document=document, actor=world.supervisor, on=ON)
    assert (len(outcome.created), outcome.existing, outcome.unassigned) == (2, before, [])
    again = dispatch_document(document=document, actor=world.supervisor, on=ON)
    assert (again.created, again.existing) == ([], before + 2)


def test_the_stronger_role_holds_where_a_department_is_named_twice(world: World) -> None:
    world.dispatched(
        measures=[measure(["一"], "合署", [unit("各市政府", "配合"), unit("青川市政府", "牵头")])]
    )
    assert _names("一") == {"青川市政府": Role.LEAD, "白石市政府": Role.SUPPORT}


def test_work_of_a_split_body_waits_for_a_person(world: World) -> None:
    old = world.departments["省农委"]
    Succession.objects.create(
        predecessor=old, successor=world.departments["省财政厅"], effective_on=date(2018, 10, 26)
    )
    outcome = dispatch_document(document=world.document(), actor=world.supervisor, on=ON)
    assert "省农委" in {r.printed_name for r in outcome.unassigned}


def test_a_validity_period_is_no_date_to_be_met(world: World) -> None:
    world.dispatched(
        measures=[
            measure(["一"], "缓缴", [unit("省财政厅")], [deadline("至年底", "2026-12-31", "validity")]),
        ]
    )
    assert world.assignment("省财政厅", "一").due_on is None


def test_inherited_units_are_handed_every_task(world: World) -> None:
    world.dispatched(inherited_units=[unit("各市政府")])
    assert {"青川市政府", "白石市政府"} <= set(_names("一 / 2"))


def test_a_draft_is_not_handed_out(world: World) -> None:
    document = world.document(confirmed=False)
    with refused("document_not_checked"):
        dispatch_document(document=document, actor=world.supervisor, on=ON)


def test_only_the_supervision_office_hands_out(world: World) -> None:
    document = world.document()
    for user in (world.filer, world.head, world.leader):
        with pytest.raises(NotAllowed):
            dispatch_document(document=document, actor=user, on=ON)


def test_a_document_in_hand_is_not_archived(world: World) -> None:
    with refused("document_dispatched"):
        archive_document(document=world.dispatched(), reason="重复", actor=world.supervisor)


def test_the_database_refuses_a_second_assignment_of_a_task_to_a_department(world: World) -> None:
    world.dispatched()
    row = world.assignment("省财政厅")
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_the_number_of_statements_does_not_grow_with_the_document(
    world: World, django_assert_max_num_queries
) -> None:
    many = [measure(["一", str(i)], f"事项{i}", [unit("省财政厅"), unit("各市政府")]) for i in range(40)]
    document = world.document(measures=many)
    with django_assert_max_num_queries(26):
        outcome = dispatch_document(document=document, actor=world.supervisor, on=ON)
    assert len(outcome.created) == 120
