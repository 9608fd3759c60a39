"""What is late, what is soon, what is on track: asked with a day, never stored."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tests.conftest import World
from tracker.work.lights import WORKING, light_of
from tracker.work.models.assignments import Assignment
from tracker.work.models.snapshots import AssignmentSnapshot
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment
from tracker.work.states import OPEN_STATUSES, Light, Status

pytestmark = pytest.mark.django_db


def _light(world: World, on: date, department: str = "省财政厅", label: str = "一 / 1") -> str:
    pk = world.assignment(department, label).pk
    return Assignment.objects.with_light(on).get(pk=pk).light


@pytest.mark.parametrize(
    ("on", "light"),
    [
        (date(2026, 6, 14), "green"),
        (date(2026, 6, 15), "yellow"),  # fifteen days ahead
        (date(2026, 6, 30), "yellow"),  # due today is not late
        (date(2026, 7, 1), "red"),  # late starts tomorrow
    ],
)
def test_a_light_follows_from_the_date(world: World, on: date, light: str) -> None:
    world.dispatched()
    assert _light(world, on) == light


def test_a_hoped_for_date_turns_yellow_when_past_and_never_red(world: World) -> None:
    world.dispatched()
    assert _light(world, date(2027, 1, 1), "青川市政府", "二 / 3") == "yellow"


def test_a_task_without_a_date_is_on_track(world: World) -> None:
    world.dispatched()
    assert _light(world, date(2030, 1, 1), "省教育厅", "一 / 2") == "green"


def test_suspended_work_has_no_light_and_is_in_no_overdue_list(world: World) -> None:
    world.dispatched()
    suspend_assignment(assignment=world.assignment("省财政厅"), reason="停", actor=world.supervisor)
    assert _light(world, date(2026, 7, 1)) == "none"
    late = Assignment.objects.overdue(date(2026, 7, 1))
    assert [a.department.short_name for a in late] == ["省教育厅"]


@pytest.mark.parametrize("on", [date(2026, 6, 1), date(2026, 6, 20), date(2026, 7, 1), date(2027, 1, 1)])
def test_lights_lists_and_counts_agree_on_every_day(world: World, on: date) -> None:
    world.dispatched()
    acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    rows = list(Assignment.objects.with_light(on))
    counts = Assignment.objects.light_counts(on)
    for light in ("red", "yellow", "green"):
        shown = {a.pk for a in rows if a.light == light}
        assert {a.pk for a in Assignment.objects.in_light(light, on)} == shown
        assert counts[light] == len(shown)
    assert sum(counts.values()) == len(rows)


def test_overdue_is_counted_by_department_and_by_document(world: World) -> None:
    document = world.dispatched()
    on = date(2026, 7, 1)
    by_department = Assignment.objects.count_by_department(on)
    assert {(r["name"], r["total"]) for r in by_department} == {("省财政厅", 1), ("省教育厅", 1)}
    [row] = Assignment.objects.count_by_document(on)
    assert (row["document_id"], row["total"], row["earliest"]) == (document.pk, 2, date(2026, 6, 30))


def test_a_filer_sees_the_departments_own_and_a_leader_everything(world: World) -> None:
    world.dispatched()
    mine = Assignment.objects.visible_to(world.filer)
    assert {a.department.short_name for a in mine} == {"省财政厅"}
    assert Assignment.objects.visible_to(world.leader).count() == Assignment.objects.count()
    assert Assignment.objects.visible_to(world.supervisor).count() == Assignment.objects.count()


ON = date(2026, 7, 1)
NEAR = [None, *(ON + timedelta(days=days) for days in (-40, -1, 0, 1, 14, 15, 16, 400))]
GRID = [
    (status, due, must)
    for status in Status
    for due in NEAR
    for must in NEAR
    if must is None or (due is not None and due <= must)
]


@pytest.mark.parametrize("kind", [Assignment, AssignmentSnapshot])
def test_a_light_is_the_same_as_condition_as_count_as_column_and_in_python(world: World, kind: Any) -> None:
    """Over every state and every order of dates that the database lets stand."""
    _on_the_grid(world)
    rows = kind.objects.with_light(ON)
    shown = {row.pk: row.light for row in rows}
    assert len(shown) == len(GRID)
    assert shown == {
        row.pk: light_of(
            is_open=row.status in OPEN_STATUSES, must_due_on=row.must_due_on, due_on=row.due_on, on=ON
        )
        for row in rows
    }
    for light in Light:
        assert set(kind.objects.in_light(light, ON).values_list("pk", flat=True)) == {
            pk for pk, shows in shown.items() if shows == light
        }
    counts = Counter(shown.values())
    assert kind.objects.light_counts(ON) == {light: counts[light] for light in WORKING}
    assert set(counts) == set(Light)


def test_the_lights_of_the_grid_are_those_of_the_design(world: World) -> None:
    def light(due: int | None, must: int | None) -> str:
        dates = {"due_on": due, "must_due_on": must}
        told = {name: None if days is None else ON + timedelta(days=days) for name, days in dates.items()}
        return light_of(is_open=True, on=ON, **told)

    assert [light(days, days) for days in (-1, 0, 15, 16)] == ["red", "yellow", "yellow", "green"]
    assert [light(-1, must) for must in (None, 400, -1)] == ["yellow", "yellow", "red"]
    assert light(None, None) == "green"


def test_units_are_counted_by_the_same_lights(world: World) -> None:
    _on_the_grid(world)
    [row] = Assignment.objects.load_by_department(ON)
    counts = Assignment.objects.light_counts(ON)
    assert {light: row[light] for light in counts} == counts
    assert row["open"] == sum(counts.values())


def _on_the_grid(world: World) -> None:
    document = PolicyDocument.objects.create(title="方案")
    measure = Measure.objects.create(document=document, position=0, path=["一"])
    tasks = Task.objects.bulk_create(Task(measure=measure, position=n) for n, _ in enumerate(GRID))
    Assignment.objects.bulk_create(
        Assignment(
            document=document,
            task=task,
            department=world.departments["省财政厅"],
            role="responsible",
            status=status,
            dispatched_on=date(2026, 3, 2),
            completed_on=ON if status == Status.COMPLETED else None,
            due_on=due,
            must_due_on=must,
        )
        for task, (status, due, must) in zip(tasks, GRID, strict=True)
    )
