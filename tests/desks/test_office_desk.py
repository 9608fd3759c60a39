"""督查室's desk: what waits for it, each count with its first rows and the way to all of them."""

from datetime import date, timedelta
from typing import Any

import pytest

from policies.models.documents import PolicyDocument
from tests.admin import as_user, queries, text
from tests.conftest import World
from tests.desks.test_department_desk import many
from tracker.reminders.models.reminders import Digest, DigestStatus
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Extension
from tracker.work.services.dates import ask_extension
from tracker.work.services.status_changes import acknowledge_assignment

TODAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


@pytest.fixture
def busy(world: World) -> World:
    """Something in every queue."""
    world.dispatched()
    world.document(confirmed=False, number="云政发〔2026〕9号", title="待校核的方案")
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    file_report(assignment=assignment, actor=world.filer, on=TODAY, percent=30, narrative="进行中。")
    date_ = assignment.milestones.first()
    assert date_ is not None
    ask_extension(
        milestone=date_,
        to_date=date_.due_on + timedelta(days=60),
        reason="设备到货推迟",
        actor=world.filer,
        on=date(2026, 3, 2),
    )
    Digest.objects.create(
        user=world.filer,
        on=TODAY,
        subject="督查提醒",
        body="略",
        status=DigestStatus.FAILED,
        error="连接被拒绝",
    )
    return world


def board(world: World) -> Any:
    return as_user(world.supervisor).get("/").context


def test_every_queue_shows_its_first_rows(busy: World) -> None:
    context = board(busy)
    assert [r.assignment.department.short_name for r in context["reports"]] == ["省财政厅"]
    assert [e.reason for e in context["extensions"]] == ["设备到货推迟"]
    assert [(d.title, d.open_check_count) for d in context["drafts"]] == [("待校核的方案", 2)]
    assert [d.error for d in context["failed"]] == ["连接被拒绝"]
    assert [str(a.department) for a in context["overdue"]] == ["省财政厅", "省教育厅"]
    html = text(as_user(busy.supervisor).get("/"))
    for words in ("待核2处", "设备到货推迟", "连接被拒绝", "逾期10天"):
        assert words in html


def test_every_count_leads_to_the_list_that_it_counts(busy: World) -> None:
    client = as_user(busy.supervisor)
    context = client.get("/").context
    for item in [*context["lights"], *context["waiting"]]:
        shown = client.get(item["url"]).context
        total = shown["cl"].result_count if "cl" in shown else shown["total"]
        assert total == item["count"], item


def test_units_that_have_not_signed_stand_longest_waiting_first(world: World) -> None:
    world.dispatched()
    finance, school = world.departments["省财政厅"], world.departments["省教育厅"]
    Assignment.objects.exclude(department__in=[finance, school]).update(status="active")
    Assignment.objects.filter(department=school).update(dispatched_on=date(2026, 2, 1))
    context = board(world)
    assert [(u["name"], u["count"]) for u in context["unacknowledged"]] == [("省教育厅", 2), ("省财政厅", 2)]
    assert context["unacknowledged_units"] == 2
    client = as_user(world.supervisor)
    for unit in context["unacknowledged"]:
        assert client.get(unit["url"]).context["cl"].result_count == unit["count"]


def test_a_bar_of_the_load_leads_to_its_open_and_to_its_overdue_work(world: World) -> None:
    world.dispatched()
    many(world, 20)
    client = as_user(world.supervisor)
    load = client.get("/").context["load"]
    assert (load[0]["name"], load[0]["open"], load[0]["red"]) == ("省财政厅", 22, 1)
    for unit in load:
        assert client.get(unit["open_url"]).context["cl"].result_count == unit["open"]
        assert client.get(unit["red_url"]).context["cl"].result_count == unit["red"]


def test_an_office_with_nothing_to_do_is_told_what_comes_next(world: World) -> None:
    html = text(as_user(world.supervisor).get("/"))
    assert "收到新文件后，请先导入。" in html
    assert "导入文件并完成校核后，即可交办。" in html
    assert "还没有交办的事项。" in html
    assert "都已签收" not in html


def test_all_is_said_to_be_signed_only_where_something_was_handed_out(world: World) -> None:
    world.dispatched()
    client = as_user(world.supervisor)
    assert "都已签收" not in text(client.get("/"))
    Assignment.objects.update(status="active", acknowledged_at=f"{TODAY}T08:00:00+08:00")
    assert "交办的事项都已签收。" in text(client.get("/"))


def test_the_desk_takes_under_twenty_queries_however_much_there_is(busy: World) -> None:
    client = as_user(busy.supervisor)
    few = queries(client, "/")
    many(busy, 30)
    for n in range(8):
        busy.document(confirmed=False, number=f"云政发〔2026〕{20 + n}号")
        Digest.objects.create(
            user=busy.filer, on=TODAY - timedelta(days=n + 1), subject="略", body="略", status="failed"
        )
    assert queries(client, "/") == few < 20
    assert PolicyDocument.objects.filter(status="draft").count() == 9
    assert Extension.objects.open().count() == 1
