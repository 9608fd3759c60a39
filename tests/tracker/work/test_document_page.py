"""The page of a document that was handed out: a tree with lights, a line of dates, indicators as charts."""

from datetime import date
from typing import Any

import pytest

from policies.models.measures import Measure
from tests.admin import as_user, page, queries, text
from tests.conftest import World
from tracker.work.admin.charts import Axis, sparkline
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.services.status_changes import acknowledge_assignment

TODAY = date(2026, 7, 10)
DOCUMENTS = "policies_policydocument"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


def shown(world: World, document: Any, name: str = "supervisor") -> Any:
    return as_user(getattr(world, name)).get(page(DOCUMENTS, document)).context


def test_the_tree_counts_the_lights_of_what_stands_under_each_heading(world: World) -> None:
    document = world.dispatched()
    section, third, fourth = shown(world, document)["tree"]
    assert (section.line.section.title, section.measures) == ("优化服务", 2)
    assert section.counts == {"red": 2, "yellow": 0, "green": 0, "grey": 2, "none": 0}
    assert [child.line.measure.label for child in section.children] == ["一 / 1", "一 / 2"]
    assert third.counts["green"] == 3
    assert fourth.works[0].units == []


def test_the_counts_of_the_tree_are_those_of_the_lists(world: World) -> None:
    document = world.dispatched()
    client = as_user(world.supervisor)
    lights = client.get(page(DOCUMENTS, document)).context["lights"]
    for light, count in lights.items():
        rows = client.get(f"{page('work_assignment')}?document={document.pk}&light={light}")
        assert rows.context["cl"].result_count == count, light


def test_a_department_sees_the_lights_of_its_own_work_alone(world: World) -> None:
    document = world.dispatched()
    context = shown(world, document, "filer")
    section, third, _ = context["tree"]
    assert section.counts == {"red": 1, "yellow": 0, "green": 0, "grey": 1, "none": 0}
    assert third.counts == {"red": 0, "yellow": 0, "green": 0, "grey": 0, "none": 0}
    assert [row["measure"].label for row in context["timeline"]["rows"]] == ["一 / 1"]
    html = text(as_user(world.filer).get(page(DOCUMENTS, document)))
    for assignment in Assignment.objects.exclude(department=world.departments["省财政厅"]):
        assert page("work_assignment", assignment) not in html


def test_the_line_of_dates_says_what_is_done_late_and_ahead(world: World) -> None:
    document = world.dispatched()
    AssignmentMilestone.objects.filter(
        assignment=world.assignment("省财政厅"), due_on=date(2026, 6, 30)
    ).update(completed_on=date(2026, 6, 1))
    first, second = shown(world, document)["timeline"]["rows"]
    assert [(m["done"], m["total"], m["state"]) for m in first["marks"]] == [(1, 2, "red"), (0, 2, "green")]
    assert [(m["must"], m["state"]) for m in second["marks"]] == [(False, "green")]
    places = [mark["place"] for mark in first["marks"]]
    assert places == sorted(places)
    assert places[-1] == 100


def test_an_indicator_shows_its_newest_value_and_a_line(world: World) -> None:
    document = world.dispatched()
    indicator = document.indicators.get()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    for month, value in ((4, "48"), (6, "56")):
        file_report(
            assignment=assignment,
            actor=world.filer,
            on=date(2026, month, 1),
            percent=month * 10,
            narrative="进行中。",
            figures={indicator: value},
        )
    [figure] = shown(world, document)["figures"]
    assert figure["latest"].value == "56"
    [line] = figure["chart"]["lines"]
    (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line["points"].split())
    assert x1 < x2
    assert y1 > y2 > figure["chart"]["target"]  # up is smaller; the target is not reached
    assert line["last"] == (x2, y2)
    assert f'cx="{x2}" cy="{y2}"' in text(as_user(world.leader).get(page(DOCUMENTS, document)))
    # What one department reported is not told to another.
    assert shown(world, document, "other_filer")["figures"][0]["latest"] is None


def test_a_draft_keeps_its_table_and_has_no_lights(world: World) -> None:
    document = world.document(confirmed=False)
    html = text(as_user(world.supervisor).get(page(DOCUMENTS, document)))
    assert "举措与责任分工" in html
    assert 'id="gantt"' not in html


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        (date(2026, 11, 5), date(2027, 2, 1), ["12月", "2027年", "2月"]),
        (date(2026, 1, 5), date(2027, 5, 1), ["4月", "7月", "10月", "2027年", "4月"]),
        (date(2026, 1, 1), date(2031, 1, 2), ["2027年", "2028年", "2029年", "2030年", "2031年"]),
    ],
)
def test_the_axis_marks_months_quarters_or_years(first: date, last: date, ticks: list[str]) -> None:
    assert [tick["words"] for tick in Axis(first, last).ticks()] == ticks


def test_words_that_are_no_numbers_make_no_line() -> None:
    assert sparkline(None, []) is None


@pytest.mark.parametrize("name", ["supervisor", "leader", "filer"])
def test_the_page_takes_as_many_queries_however_long_the_document_is(world: World, name: str) -> None:
    few = queries(as_user(getattr(world, name)), page(DOCUMENTS, world.dispatched()))
    long = world.dispatched(number="云政发〔2026〕4号")
    pattern = Measure.objects.filter(document=long).first()
    assert pattern is not None
    task = pattern.tasks.first()
    assert task is not None
    for n in range(20):
        measure = Measure.objects.create(document=long, position=100 + n, path=["三", str(n)], title="举措")
        copy = measure.tasks.create(position=0, text="任务")
        for department in world.departments.values():
            made = Assignment.objects.create(
                document=long, task=copy, department=department, role="lead", dispatched_on=TODAY
            )
            made.milestones.create(phrase="年底", first_due_on=TODAY, due_on=TODAY)
    assert queries(as_user(getattr(world, name)), page(DOCUMENTS, long)) == few <= 33
