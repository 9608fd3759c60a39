"""总览: what each kind of user finds on the first page."""

from datetime import date
from typing import Any

import pytest

from common.workdays import is_workday
from desks.office import uncharted_year
from policies.models.measures import Task
from tests.admin import as_user, queries, text
from tests.conftest import World
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

TODAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


def shown(user: Any) -> Any:
    response = as_user(user).get("/")
    assert response.status_code == 200
    found: Any = response.context
    return found


def counts(context: Any) -> dict[str, int]:
    return {light["light"]: light["count"] for light in context["lights"]}


def report(world: World, assignment: Assignment) -> Any:
    return file_report(
        assignment=assignment,
        actor=world.filer,
        on=TODAY,
        percent=100,
        narrative="已完成。",
        claims_completion=True,
    )


def test_a_count_leads_to_the_list_that_it_counts(world: World) -> None:
    world.dispatched()
    client = as_user(world.supervisor)
    context = client.get("/").context
    assert len(context["beside"]) == 4
    for item in [*context["lights"], *context["beside"], *context["waiting"]]:
        shown = client.get(item["url"]).context
        total = shown["cl"].result_count if "cl" in shown else shown["total"]
        assert total == item["count"], item


def test_the_office_sees_what_waits_for_it(world: World) -> None:
    world.dispatched()
    assignment = world.assignment("省财政厅")
    acknowledge_assignment(assignment=assignment, actor=world.filer)
    report(world, assignment)
    waiting = {item["label"]: item["count"] for item in shown(world.supervisor)["waiting"]}
    assert waiting == {
        "待审核进展": 1,
        "延期申请": 0,
        "退办申请": 0,
        "待回复批示": 0,
        "待校核文件": 0,
        "发送失败": 0,
        "未签收事项": 6,
    }


def test_what_is_long_shows_its_head_and_leads_to_the_rest(world: World) -> None:
    many(world, 30)
    context = shown(world.supervisor)
    assert 0 < len(context["overdue"]) < context["overdue_total"]
    html = text(as_user(world.supervisor).get("/"))
    assert f"查看全部{context['overdue_total']}项" in html


@pytest.mark.parametrize("name", ["supervisor", "head", "filer"])  # the leader's: test_leader_board.py
def test_the_first_page_takes_at_most_nineteen_queries_however_much_there_is(world: World, name: str) -> None:
    client = as_user(getattr(world, name))
    world.dispatched()
    few = queries(client, "/")
    many(world, 30)
    assert queries(client, "/") == few
    assert few <= 19


def many(world: World, count: int) -> None:
    """That many more overdue assignments of each department."""
    document = world.dispatched(number="云政发〔2026〕40号")
    pattern = Task.objects.filter(measure__document=document).first()
    assert pattern is not None
    tasks = Task.objects.bulk_create(
        Task(measure=pattern.measure, position=100 + n, text="任务") for n in range(count)
    )
    Assignment.objects.bulk_create(
        Assignment(
            document=document,
            task=task,
            department=department,
            role="lead",
            status=Status.ACTIVE,
            dispatched_on=TODAY,
            due_on=date(2026, 5, 1),
            must_due_on=date(2026, 5, 1),
        )
        for task in tasks
        for department in (world.departments["省财政厅"], world.departments["省教育厅"])
    )


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2025, 6, 30), None), (date(2030, 3, 1), 2030), (date(2029, 12, 2), 2029)],
)
def test_the_office_is_told_where_the_published_calendar_ends(
    world: World, monkeypatch: pytest.MonkeyPatch, day: date, year: int | None
) -> None:
    monkeypatch.setattr("common.clock.today", lambda: day)
    shown = text(as_user(world.supervisor).get("/"))
    assert ("法定节假日安排" in shown) == (year is not None)
    assert year is None or f"{year}年的法定节假日安排" in shown
    assert "法定节假日安排" not in text(as_user(world.filer).get("/"))


@pytest.mark.django_db
def test_the_calendar_of_the_coming_year_is_asked_for_two_months_ahead() -> None:
    last = max(year for year in range(2020, 2100) if is_workday(date(year, 1, 1))[1])
    assert uncharted_year(date(last, 10, 31)) is None
    assert uncharted_year(date(last, 11, 1)) == last + 1
