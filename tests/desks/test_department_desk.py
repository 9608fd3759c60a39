"""工作台: what a department finds on its desk, and that it can be done there."""

from datetime import date
from typing import Any

import pytest

from policies.models.measures import Task
from tests.admin import as_user, page, queries, said, text
from tests.conftest import World
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.drafting import save_draft
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.services.declining import delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

TODAY = date(2026, 7, 10)  # a Friday
QUERIED = [
    ("filer", ""),
    ("filer", "?list=drafts"),
    ("head", "?list=returned"),
    ("head", "?list=day&day=2026-08-03"),
]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


def desk(world: World, query: str = "", user: Any = None) -> Any:
    response = as_user(user or world.filer).get(f"/{query}")
    assert response.status_code == 200
    found: Any = response.context
    return found


def counts(context: Any) -> dict[str, int]:
    return {tile["name"]: tile["count"] for tile in context["tiles"]}


def labels(context: Any) -> list[str]:
    return [row["assignment"].task.measure.label for row in context["shown"]["rows"]]


def due(assignment: Assignment, day: date) -> None:
    assignment.milestones.filter(completed_on=None).update(due_on=day)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=day, must_due_on=day)


def report(world: World, assignment: Assignment, **more: Any) -> ProgressReport:
    filed: ProgressReport = file_report(
        assignment=assignment, actor=world.filer, on=TODAY, percent=50, narrative="过半。", **more
    )
    return filed


def test_every_tile_leads_to_as_many_rows_as_it_counts(world: World) -> None:
    world.dispatched()
    late, undated = world.assignment("省财政厅"), world.assignment("省财政厅", "一 / 2")
    acknowledge_assignment(assignment=undated, actor=world.filer)
    return_report(report=report(world, undated), actor=world.supervisor, reason="请补充数据")
    due(undated, date(2026, 7, 12))
    save_draft(assignment=undated, actor=world.filer, content={"narrative": "半句"}, seen=None)
    context = desk(world)
    assert counts(context) == {
        "overdue": 1,
        "week": 1,
        "acknowledge": 1,
        "returned": 1,
        "mine": 0,
        "drafts": 1,
        "open": 2,
    }
    for tile in context["tiles"]:
        rows = desk(world, tile["url"])["shown"]["rows"]
        assert len(rows) == tile["count"], tile["label"]
    assert labels(context) == [late.task.measure.label]
    assert "退回原因：请补充数据" in text(as_user(world.filer).get("/?list=returned"))


def test_this_week_ends_on_sunday_and_what_is_late_is_not_in_it(world: World) -> None:
    world.dispatched()
    assignment = world.assignment("省财政厅", "一 / 2")
    for day, expected in ((9, 0), (10, 1), (12, 1), (13, 0)):
        due(assignment, date(2026, 7, day))
        assert counts(desk(world))["week"] == expected, day


def test_a_report_that_was_filed_again_is_not_among_the_returned(world: World) -> None:
    world.dispatched()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    return_report(report=report(world, assignment), actor=world.supervisor, reason="请补充")
    assert counts(desk(world))["returned"] == 1
    again = report(world, assignment)
    assert counts(desk(world))["returned"] == 0
    approve_report(report=again, actor=world.supervisor)
    assert counts(desk(world))["returned"] == 0


def test_a_department_finds_its_own_work_alone(world: World) -> None:
    world.dispatched()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    centre = world.departments["省国库支付中心"]
    delegate_assignment(assignment=assignment, department=centre, actor=world.filer, on=TODAY)
    context = desk(world, "?list=open")
    assert {str(row["assignment"].department) for row in context["shown"]["rows"]} == {"省财政厅"}
    pages = Assignment.objects.filter(department=world.departments["省财政厅"])
    assert {item.url for item in on_the_calendar(context)} <= {page("work_assignment", a) for a in pages}
    assert "省教育厅" not in text(as_user(world.filer).get("/?list=open"))


def test_an_empty_list_says_what_to_do_next(world: World) -> None:
    html = text(as_user(world.filer).get("/"))
    assert "督查室交办后，会出现在这里。" in html
    assert "可以翻到其他月份查看" in html


def test_signing_and_filing_come_back_to_the_list(world: World) -> None:
    world.dispatched()
    client = as_user(world.filer)
    assignment = world.assignment("省财政厅")
    html = text(client.get("/?list=open"))
    here = "%2F%3Flist%3Dopen"
    sign = f"{page('work_assignment', assignment, 'acknowledge')}?next={here}"
    assert sign in html
    signed = client.post(sign)
    assert (signed.status_code, signed["Location"]) == (302, "/?list=open")
    assert Assignment.objects.get(pk=assignment.pk).status == Status.ACTIVE
    file = f"{page('work_assignment', assignment, 'report')}?next={here}"
    assert file in text(client.get("/?list=open"))
    filed = client.post(file, {"percent": "30", "narrative": "进行中。", "seen": "0"})
    assert (filed.status_code, filed["Location"]) == (302, "/?list=open")
    assert ProgressReport.objects.get().percent == 30


def test_a_form_in_a_panel_may_be_framed_by_our_own_pages_alone(world: World) -> None:
    world.dispatched()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    client, address = as_user(world.filer), page("work_assignment", assignment, "report")
    assert client.get(address)["X-Frame-Options"] == "DENY"
    assert client.get(f"{address}?panel=1")["X-Frame-Options"] == "SAMEORIGIN"
    done = client.post(f"{address}?panel=1", {"percent": "30", "narrative": "进行中。", "seen": "0"})
    assert (done.status_code, done["X-Frame-Options"]) == (200, "SAMEORIGIN")
    assert "data-filed" in text(done)
    assert "进展已报送。" in text(client.get("/"))  # the list says what happened in its panel


def test_a_form_never_leads_to_another_host(world: World) -> None:
    world.dispatched()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    address = f"{page('work_assignment', assignment, 'report')}?next=https://elsewhere.example/"
    filed = as_user(world.filer).post(address, {"percent": "30", "narrative": "进行中。", "seen": "0"})
    assert filed["Location"] == page("work_assignment", assignment)
    assert said(filed) == ["进展已报送。"]


def on_the_calendar(context: Any) -> list[Any]:
    return [item for week in context["month"]["weeks"] for day in week for item in day.items]


def test_the_calendar_turns_and_shows_what_is_to_be_met(world: World) -> None:
    world.dispatched()
    assert on_the_calendar(desk(world)) != []  # 6月30日 stands in the first week of July
    december = desk(world, "?month=2026-12")
    [item] = on_the_calendar(december)
    assert (item.due_on, item.light) == (date(2026, 12, 31), "green")
    assert "month=2026-11" in december["month"]["before"]
    assert "month=2027-01" in december["month"]["after"]
    assert "month=2026-12" in december["tiles"][0]["url"]
    for nonsense in ("2026-13", "0001-01", "x", "9999-12"):
        assert desk(world, f"?month={nonsense}")["month"]["first"] == date(2026, 7, 1)
    AssignmentMilestone.objects.update(completed_on=TODAY)
    assert on_the_calendar(desk(world, "?month=2026-12")) == []


def test_a_day_with_much_to_do_shows_three_and_leads_to_all(world: World) -> None:
    world.dispatched()
    many(world, 14)
    context = desk(world, "?month=2026-08")
    [day] = [day for week in context["month"]["weeks"] for day in week if day.total]
    assert (day.day, day.total, len(day.items), day.more) == (date(2026, 8, 3), 14, 3, 11)
    listed = desk(world, day.url)
    assert len(listed["shown"]["rows"]) == 12
    assert len(desk(world, listed["shown"]["after"])["shown"]["rows"]) == 2


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("filer", ""),
        ("filer", "?list=drafts"),
        ("head", "?list=returned"),
        ("head", "?list=day&day=2026-08-03"),
    ],
)
def test_a_desk_takes_at_most_24_queries_however_much_there_is(world: World, name: str, query: str) -> None:
    client = as_user(getattr(world, name))
    world.dispatched()
    many(world, 1)
    few = queries(client, f"/{query}")
    many(world, 30, first=200)
    assert queries(client, f"/{query}") == few <= 24


def many(world: World, count: int, first: int = 100) -> None:
    """That many more assignments of 省财政厅, each due on 3 August and sent back."""
    pattern = world.assignment("省财政厅")
    tasks = Task.objects.bulk_create(
        Task(measure=pattern.task.measure, position=first + n, text="任务") for n in range(count)
    )
    day = date(2026, 8, 3)
    made = Assignment.objects.bulk_create(
        Assignment(
            document=pattern.document,
            task=task,
            department=pattern.department,
            role="lead",
            status=Status.ACTIVE,
            dispatched_on=TODAY,
            due_on=day,
            must_due_on=day,
        )
        for task in tasks
    )
    AssignmentMilestone.objects.bulk_create(
        AssignmentMilestone(assignment=a, phrase="8月初", first_due_on=day, due_on=day) for a in made
    )
    for assignment in made:
        assignment.reports.create(author=world.filer, percent=1, narrative="略", submitted_on=TODAY)
        save_draft(assignment=assignment, actor=world.filer, content={}, seen=None)
    ProgressReport.objects.filter(assignment__in=made).update(
        status="returned", review_comment="请补充", reviewed_at="2026-07-09T08:00+08:00"
    )
