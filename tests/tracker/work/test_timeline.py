"""The timeline: every step is on it, and nothing takes a line away or writes over one."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.models.deletion import ProtectedError

from tests.conftest import World
from tests.refusals import refused
from tests.tracker.cycle import Cycle
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.services.dates import change_date
from tracker.work.states import Status
from tracker.work.transitions import Transition

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 20)


def _lines() -> list[tuple]:
    return list(Event.objects.order_by("id").values_list())


def _save_again(event: Event) -> None:
    event.note = "改写"
    event.save()


def _save_a_new_object_with_its_key(event: Event) -> None:
    Event(pk=event.pk, assignment=event.assignment, kind=EventKind.ACKNOWLEDGED, note="改写").save()


def _write_in_bulk(event: Event) -> None:
    event.note = "改写"
    Event.objects.bulk_update([event], ["note"])


def _overwrite_in_bulk(event: Event) -> None:
    event.note = "改写"
    Event.objects.bulk_create([event], update_conflicts=True, update_fields=["note"], unique_fields=["id"])


def _move_to_another_assignment(event: Event) -> None:
    other = Assignment.objects.exclude(pk=event.assignment_id)[0]
    other.events.add(event)


WAYS: list[Callable[[Event], object]] = [
    _save_again,
    _save_a_new_object_with_its_key,
    _write_in_bulk,
    _overwrite_in_bulk,
    _move_to_another_assignment,
    lambda e: Event.objects.filter(pk=e.pk).update(note="改写"),
    lambda e: e.assignment.events.update(note="改写"),
    lambda e: Event.objects.update_or_create(pk=e.pk, defaults={"note": "改写"}),
    lambda e: Event._base_manager.filter(pk=e.pk).update(note="改写"),
    lambda e: e.delete(),
    lambda e: Event.objects.filter(pk=e.pk).delete(),
    lambda e: e.assignment.events.all().delete(),
    lambda e: Event._base_manager.all().delete(),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_line_is_not_changed_or_deleted_in_any_way_the_models_know(
    signed: Assignment, way: Callable[[Event], object]
) -> None:
    before = _lines()
    with refused("row_append_only"), transaction.atomic():
        way(signed.events.latest("id"))
    assert _lines() == before


def test_what_a_line_hangs_on_is_not_deleted_either(world: World, signed: Assignment) -> None:
    before = _lines()
    held: list[models.Model] = [signed, signed.document, signed.task, signed.department, world.filer]
    for thing in held:
        with pytest.raises(ProtectedError), transaction.atomic():
            thing.delete()
    assert _lines() == before


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE work_event SET note = '改写' WHERE id = %s",
        "DELETE FROM work_event WHERE id = %s",
        "INSERT INTO work_event SELECT * FROM work_event WHERE id = %s"
        " ON CONFLICT (id) DO UPDATE SET note = '改写'",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_a_line(signed: Assignment, statement: str) -> None:
    before = _lines()
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [signed.events.latest("id").pk])
    assert _lines() == before


def test_a_line_says_who_did_what_and_from_where_to_where(world: World, signed: Assignment) -> None:
    event = signed.events.latest("id")
    assert (event.kind, event.actor, event.from_status, event.to_status) == (
        "acknowledged",
        world.filer,
        "pending",
        "active",
    )
    assert event.at is not None


def test_no_line_claims_a_state_that_the_one_before_did_not_leave(world: World) -> None:
    cycle = Cycle(world)
    cycle.bring_to(Status.COMPLETED)
    cycle.attempt(Transition.REOPEN, cycle.users["office"])
    approve_report(report=cycle.claim(), actor=cycle.users["office"])
    lines = list(cycle.assignment.events.exclude(kind__in=["milestone_done", "completed"]))
    for before, after in pairwise(lines):
        assert after.from_status == before.to_status, f"{before.kind} → {after.kind}"
    assert lines[-1].to_status == cycle.assignment.status == Status.COMPLETED


CHANGING = [
    (Transition.ACKNOWLEDGE, "filer", Status.PENDING),
    (Transition.SUSPEND, "office", Status.ACTIVE),
    (Transition.RESUME, "office", Status.SUSPENDED),
    (Transition.REOPEN, "office", Status.COMPLETED),
    (Transition.CHANGE_DATE, "office", Status.ACTIVE),
    (Transition.ANSWER_EXTENSION, "office", Status.ACTIVE),
    (Transition.APPROVE, "delegator", Status.ACTIVE),
]


@pytest.mark.parametrize(("step", "who", "status"), CHANGING)
def test_a_step_adds_to_the_timeline_and_changes_no_line_of_it(
    world: World, step: Transition, who: str, status: Status
) -> None:
    cycle = Cycle(world)
    cycle.bring_to(status)
    before = _lines()
    cycle.attempt(step, cycle.users[who])
    after = _lines()
    assert len(after) > len(before)
    assert after[: len(before)] == before


def test_the_timeline_says_of_a_date_every_day_it_had(world: World) -> None:
    cycle = Cycle(world)
    cycle.bring_to(Status.ACTIVE)
    first, moved_to = cycle.milestone, [date(2026, 8, 31), date(2026, 7, 31)]
    for to_date in moved_to:
        change_date(milestone=first, to_date=to_date, reason="上级要求", actor=cycle.users["office"])
    lines = cycle.assignment.events.filter(kind=EventKind.DATE_CHANGED).order_by("id")
    assert [(line.actor, line.note) for line in lines] == [
        (cycle.users["office"], "6月底前由2026-06-30调整为2026-08-31。上级要求。"),
        (cycle.users["office"], "6月底前由2026-08-31调整为2026-07-31。上级要求。"),
    ]
    first.refresh_from_db()
    assert first.first_due_on == date(2026, 6, 30)
