"""The record of how every assignment stood at the end of every day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from departments.models.users import User
from policies.models.measures import Task
from tests.conftest import World
from tests.tracker.cycle import Cycle
from tracker.work import snapshots
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.snapshots import FOREVER, AssignmentSnapshot
from tracker.work.services.dates import add_date, change_date
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    reopen_assignment,
    resume_assignment,
    suspend_assignment,
)
from tracker.work.states import Status

pytestmark = pytest.mark.django_db

MARCH, JUNE, JULY = date(2026, 3, 2), date(2026, 6, 30), date(2026, 7, 10)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False) as traveller:
        yield traveller


def stood(assignment: Assignment) -> list[tuple[Any, ...]]:
    """Since, until and state of each snapshot, oldest first."""
    found = AssignmentSnapshot.objects.filter(assignment=assignment).order_by("since")
    return [(str(s.since), str(s.until) if s.until < FOREVER else "", s.status) for s in found]


def agrees() -> None:
    """The record's open end says what the ledger says."""
    names = ("document_id", *snapshots.FIELDS)
    held = {s.pop("assignment_id"): s for s in _open_end().values("assignment_id", *names)}
    assert {a.pop("pk"): a for a in Assignment.objects.values("pk", *names)} == held


def _open_end() -> Any:
    return AssignmentSnapshot.objects.filter(until=FOREVER)


def test_every_step_is_recorded_on_its_day(world: World, clock: Any) -> None:
    world.dispatched()
    assignment = world.assignment("省财政厅")
    clock.move_to("2026-03-05 09:00+08:00")
    acknowledge_assignment(assignment=assignment, actor=world.filer)
    clock.move_to("2026-04-01 00:01+08:00")  # still the day before in Greenwich
    suspend_assignment(assignment=assignment, reason="停", actor=world.supervisor)
    clock.move_to("2026-05-01 23:59+08:00")
    resume_assignment(assignment=assignment, reason="续", actor=world.supervisor)
    assert stood(assignment) == [
        ("2026-03-02", "2026-03-05", "pending"),
        ("2026-03-05", "2026-04-01", "active"),
        ("2026-04-01", "2026-05-01", "suspended"),
        ("2026-05-01", "", "active"),
    ]
    agrees()


def test_of_one_day_only_its_end_is_kept(world: World, clock: Any) -> None:
    world.dispatched()
    assignment = world.assignment("省财政厅")
    acknowledge_assignment(assignment=assignment, actor=world.filer)
    clock.move_to("2026-03-09 09:00+08:00")
    suspend_assignment(assignment=assignment, reason="停", actor=world.supervisor)
    resume_assignment(assignment=assignment, reason="续", actor=world.supervisor)
    assert [s[::2] for s in stood(assignment)] == [("2026-03-02", "active"), ("2026-03-09", "active")]
    for day in (MARCH, date(2026, 3, 9)):
        assert AssignmentSnapshot.objects.as_of(day).filter(assignment=assignment).count() == 1


def test_dates_that_move_are_recorded(world: World, clock: Any) -> None:
    world.dispatched()
    assignment = world.assignment("省财政厅")
    clock.move_to("2026-07-10 09:00+08:00")
    assert AssignmentSnapshot.objects.as_of(JULY).overdue(JULY).filter(assignment=assignment).exists()
    change_date(
        milestone=assignment.milestones.get(phrase="6月底前"),
        to_date=date(2026, 8, 1),
        reason="上级要求",
        actor=world.supervisor,
    )
    assert not AssignmentSnapshot.objects.as_of(JULY).overdue(JULY).filter(assignment=assignment).exists()
    day_before = date(2026, 7, 9)
    assert (
        AssignmentSnapshot.objects.as_of(day_before)
        .overdue(day_before)
        .filter(assignment=assignment)
        .exists()
    )
    add_date(assignment=assignment, due_on=date(2026, 7, 20), reason="提前", actor=world.supervisor)
    agrees()


def test_what_is_delegated_closed_and_reopened_is_recorded(world: World, clock: Any) -> None:
    cycle = Cycle(world)
    clock.move_to("2026-03-04 09:00+08:00")
    cycle.bring_to(Status.COMPLETED)
    clock.move_to("2026-05-04 09:00+08:00")
    reopen_assignment(
        assignment=cycle.assignment, reason="未达标", due_on=JULY, on=JUNE, actor=world.supervisor
    )
    assert [s[2] for s in stood(cycle.assignment)] == ["pending", "completed", "active"]
    agrees()


def test_a_change_of_what_is_not_recorded_leaves_no_trace(world: World, clock: Any) -> None:
    world.dispatched()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    clock.move_to("2026-04-01 09:00+08:00")
    report = file_report(
        assignment=assignment, actor=world.filer, on=date(2026, 4, 1), percent=30, narrative="办理中"
    )
    approve_report(report=report, actor=world.supervisor)
    # That something was reported is recorded, once; how far it is, and what else is reported, is not.
    spans = [("2026-03-02", "2026-04-01", "active"), ("2026-04-01", "", "active")]
    assert stood(assignment) == spans
    clock.move_to("2026-05-01 09:00+08:00")
    file_report(assignment=assignment, actor=world.filer, on=date(2026, 5, 1), percent=40, narrative="办理中")
    assert stood(assignment) == spans


def test_many_written_at_once_are_recorded_as_one_by_one(world: World, clock: Any) -> None:
    world.dispatched()
    agrees()
    clock.move_to("2026-04-01 09:00+08:00")
    moved = Assignment.objects.filter(department=world.departments["省教育厅"])
    total = moved.update(department=world.departments["省农业农村厅"], percent=5)
    assert total == 2
    agrees()
    clock.move_to("2026-04-02 09:00+08:00")
    changed = list(Assignment.objects.all())
    for assignment in changed:
        assignment.must_due_on = assignment.due_on = JUNE
    Assignment.objects.bulk_update(changed, ["due_on", "must_due_on"])
    agrees()
    assert (
        AssignmentSnapshot.objects.as_of(MARCH).filter(department=world.departments["省教育厅"]).count() == 2
    )
    with pytest.raises(NotImplementedError):
        Assignment.objects.bulk_create([], ignore_conflicts=True)


def test_bulk_writing_takes_the_same_statements_for_many(
    world: World, clock: Any, django_assert_num_queries: Any
) -> None:
    world.dispatched()
    pattern = Task.objects.first()
    assert pattern is not None
    tasks = Task.objects.bulk_create(
        Task(measure=pattern.measure, position=100 + n, text="任务") for n in range(40)
    )
    finance, education = world.departments["省财政厅"], world.departments["省教育厅"]
    fresh = [
        Assignment(
            document_id=pattern.measure.document_id,
            task=task,
            department=finance,
            role="lead",
            dispatched_on=MARCH,
        )
        for task in tasks
    ]
    with django_assert_num_queries(2):
        Assignment.objects.bulk_create(fresh)
    clock.move_to("2026-04-01 09:00+08:00")
    mine = Assignment.objects.filter(task__in=tasks)
    with django_assert_num_queries(7, exact=False) as few:
        mine.filter(pk__lte=fresh[1].pk).update(department=education)
    with django_assert_num_queries(len(few)):
        mine.filter(department=finance).update(department=education)
    agrees()


def test_a_clock_put_back_breaks_nothing(world: World, clock: Any) -> None:
    world.dispatched()
    assignment = world.assignment("省财政厅")
    clock.move_to("2026-04-01 09:00+08:00")
    acknowledge_assignment(assignment=assignment, actor=world.filer)
    clock.move_to("2026-03-02 09:00+08:00")
    suspend_assignment(assignment=assignment, reason="停", actor=world.supervisor)
    assert stood(assignment) == [("2026-03-02", "2026-04-01", "pending"), ("2026-04-01", "", "suspended")]


def _suspend(assignment: Assignment, actor: User) -> None:
    suspend_assignment(assignment=assignment, reason="停", actor=actor)


def _resume(assignment: Assignment, actor: User) -> None:
    resume_assignment(assignment=assignment, reason="续", actor=actor)


def test_the_trend_counts_what_was_overdue_when_each_day_ended(world: World, clock: Any) -> None:
    world.dispatched()
    clock.move_to("2026-07-20 09:00+08:00")
    suspend_assignment(assignment=world.assignment("省财政厅"), reason="停", actor=world.supervisor)
    days = [date(2026, 2, 28), JUNE, date(2026, 7, 1), date(2026, 7, 19), date(2026, 7, 20)]
    counts = AssignmentSnapshot.objects.trend(days)
    assert counts == [0, 0, 2, 2, 1]
    assert counts == [AssignmentSnapshot.objects.as_of(day).overdue(day).count() for day in days]
    assert AssignmentSnapshot.objects.recorded_since() == MARCH
    assert AssignmentSnapshot.objects.visible_to(world.other_filer).trend(days) == [0, 0, 1, 1, 1]
    assert AssignmentSnapshot.objects.trend([]) == []
