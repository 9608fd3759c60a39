"""What is late, what is soon, what is on track: asked with a day, never stored."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tests.conftest import World
from tracker.work import snapshots
from tracker.work.lights import WORKING, Mark, days_late, light_of, mark_condition, marks_of
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


def test_a_task_without_a_date_and_without_a_cycle_is_grey(world: World) -> None:
    world.dispatched()
    assert _light(world, date(2030, 1, 1), "省教育厅", "一 / 2") == "grey"


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
    for light in WORKING:
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
REPORTS = [None, *(ON + timedelta(days=days) for days in (-1, 0, 20))]
SINCE = [ON - timedelta(days=200), ON - timedelta(days=10)]
GRID = [
    (status, due, must, report, since)
    for status in Status
    for due in NEAR
    for must in NEAR
    if must is None or (due is not None and due <= must)
    for report in REPORTS
    for since in SINCE
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
            is_open=row.status in OPEN_STATUSES,
            must_due_on=row.must_due_on,
            due_on=row.due_on,
            report_due_on=row.report_due_on,
            on=ON,
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


def test_the_lights_of_the_grid_are_those_of_the_design() -> None:
    def light(due: int | None, must: int | None, report: int | None = None) -> str:
        dates = {"due_on": due, "must_due_on": must, "report_due_on": report}
        told = {name: None if days is None else ON + timedelta(days=days) for name, days in dates.items()}
        return light_of(is_open=True, on=ON, **told)

    assert [light(days, days) for days in (-1, 0, 15, 16)] == ["red", "yellow", "yellow", "green"]
    assert [light(-1, must) for must in (None, 400, -1)] == ["yellow", "yellow", "red"]
    # A report: owed after its day, not yet on it; and what is neither dated nor reported on is grey.
    assert [light(None, None, report) for report in (-1, 0, 400, None)] == [
        "yellow",
        "green",
        "green",
        "grey",
    ]
    assert [light(400, 400, report) for report in (-1, 0)] == ["yellow", "green"]
    assert light(-1, -1, -1) == "red"


def test_marks_are_the_same_as_condition_as_count_and_in_python(world: World) -> None:
    _on_the_grid(world)
    rows = list(Assignment.objects.all())
    for mark in Mark:
        marked = {row.pk for row in rows if mark in row.marks(ON)}
        assert (
            set(Assignment.objects.open().filter(mark_condition(mark, ON)).values_list("pk", flat=True))
            == marked
        )
        assert Assignment.objects.standing_counts(ON)[mark] == len(marked) > 0
        assert AssignmentSnapshot.objects.standing_counts(ON)[mark] == len(marked)


def test_what_was_past_when_it_was_handed_out_is_late_from_then_on() -> None:
    late = {"is_open": True, "must_due_on": date(2017, 6, 30), "on": ON}
    assert days_late(**late, dispatched_on=ON - timedelta(days=10)) == 10
    assert days_late(**late, dispatched_on=ON) == 0
    assert days_late(**late, dispatched_on=date(2017, 6, 1)) == (ON - date(2017, 6, 30)).days
    dates = {"is_open": True, "due_on": date(2017, 6, 30), "must_due_on": date(2017, 6, 30), "on": ON}
    assert marks_of(**dates, dispatched_on=ON) == [Mark.PAST_AT_DISPATCH]
    assert marks_of(**dates, dispatched_on=date(2017, 6, 30)) == []
    strive = {**dates, "must_due_on": None}
    assert marks_of(**strive, dispatched_on=date(2017, 1, 1)) == [Mark.STRIVE_PASSED]
    assert marks_of(**{**strive, "is_open": False}, dispatched_on=date(2017, 1, 1)) == []


def test_units_are_counted_by_the_same_lights(world: World) -> None:
    _on_the_grid(world)
    [row] = Assignment.objects.load_by_department(ON)
    counts = Assignment.objects.standing_counts(ON)
    assert {name: row[name] for name in counts} == counts
    assert row["open"] == sum(row[light] for light in WORKING)


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
            dispatched_on=since,
            completed_on=ON if status == Status.COMPLETED else None,
            due_on=due,
            must_due_on=must,
        )
        for task, (status, due, must, _, since) in zip(tasks, GRID, strict=True)
    )
    rows = list(Assignment.objects.order_by("id"))
    for row, (_, _, _, report, _) in zip(rows, GRID, strict=True):
        row.report_due_on = report
    Assignment.objects.bulk_update(rows, ["report_due_on"])
    snapshots.renew(row.pk for row in rows)
