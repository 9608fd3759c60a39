"""What is late, what is soon, what is on track: asked with a day, never stored."""

from datetime import date

import pytest

from tests.conftest import World
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment

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
