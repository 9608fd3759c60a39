"""The page of one assignment: the order in its place, people, dates and why they moved, reports."""

from datetime import date, timedelta
from typing import Any

import pytest

from departments.models.users import User
from tests.admin import as_user, page, queries, text
from tests.conftest import World
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import answer_extension, ask_extension, change_date

TODAY = date(2026, 7, 10)
LIST = "work_assignment"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


def shown(user: User, assignment: Assignment) -> Any:
    return as_user(user).get(page(LIST, assignment)).context


def report(world: World, assignment: Assignment, percent: int, words: str) -> None:
    filed = file_report(assignment=assignment, actor=world.filer, on=TODAY, percent=percent, narrative=words)
    approve_report(report=filed, actor=world.supervisor)


def test_the_order_stands_in_its_place_in_the_document(world: World, signed: Assignment) -> None:
    place = shown(world.filer, signed)["place"]
    assert [section.title for section in place["above"]] == ["优化服务"]
    assert (place["before"], place["after"].label) == (None, "一 / 2")
    second = world.assignment("省财政厅", "一 / 2")
    place = shown(world.filer, second)["place"]
    assert (place["before"].label, place["after"].label) == ("一 / 1", "二 / 3")
    html = text(as_user(world.filer).get(page(LIST, second)))
    assert f"{page('policies_policydocument', second.document)}#measure-{second.task.measure_id}" in html


def test_who_can_be_called_is_there_heads_first(world: World, signed: Assignment) -> None:
    User.objects.filter(pk=world.head.pk).update(phone="0431-88880000")
    gone = world.filer
    people = shown(world.leader, signed)["people"]
    assert [held.user.username for held in people] == ["head", "filer"]
    assert 'href="tel:0431-88880000"' in text(as_user(world.leader).get(page(LIST, signed)))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert [held.user.username for held in shown(world.leader, signed)["people"]] == ["head"]
    orphan = world.assignment("青川市政府", "二 / 3")
    assert "请督查室为其开设填报员账号" in text(as_user(world.leader).get(page(LIST, orphan)))


def test_a_date_keeps_its_first_day_and_who_moved_it_and_why(world: World, signed: Assignment) -> None:
    first, last = signed.milestones.order_by("due_on")
    asked = ask_extension(
        milestone=first,
        to_date=date(2026, 8, 31),
        reason="设备到货推迟",
        actor=world.filer,
        on=date(2026, 3, 2),
    )
    answer_extension(extension=asked, grant=True, actor=world.supervisor, answer="同意", on=date(2026, 3, 2))
    change_date(milestone=last, to_date=date(2026, 11, 30), reason="上级要求提前", actor=world.supervisor)
    html = text(as_user(world.filer).get(page(LIST, signed)))
    for words in (
        "2026-06-30",
        "2026-08-31",
        "2026-12-31",
        "2026-11-30",
        "已调整",
        "上级要求提前",
        "（supervisor）",
    ):
        assert words in html, words


def test_each_report_stands_beside_the_one_before(world: World, signed: Assignment) -> None:
    report(world, signed, 20, "已安装20套。")
    report(world, signed, 60, "已安装60套。")
    newest, oldest = shown(world.filer, signed)["reports"]
    assert newest["comparison"].previous.percent == 20
    assert [piece.text for piece in newest["comparison"].parts[0].now if piece.changed] == ["60"]
    assert oldest["comparison"].previous is None
    assert "与上次（2026-07-10，20%）比较" in text(as_user(world.filer).get(page(LIST, signed)))


def test_what_is_older_than_ten_reports_is_behind_a_link(world: World, signed: Assignment) -> None:
    for n in range(1, 13):
        report(world, signed, n, f"第{n}次。")
    client = as_user(world.filer)
    context = client.get(page(LIST, signed)).context
    assert (len(context["reports"]), context["reports_total"], context["reports_more"]) == (10, 12, 2)
    older = client.get(f"{page('work_progressreport')}?assignment__id__exact={signed.pk}")
    assert older.context["cl"].result_count == 12


@pytest.mark.parametrize("name", ["supervisor", "filer"])
def test_the_page_takes_as_many_queries_however_much_has_happened(
    world: World, signed: Assignment, name: str
) -> None:
    client = as_user(getattr(world, name))
    report(world, signed, 10, "第一次。")
    report(world, signed, 11, "第二次。")
    queries(client, page(LIST, signed))  # who reads it is recorded once
    few = queries(client, page(LIST, signed))
    milestone = signed.milestones.order_by("due_on").first()
    assert milestone is not None
    for n in range(12):
        report(world, signed, 12 + n, f"又一次{n}。")
        to = date(2026, 9, 1) + timedelta(days=n)
        change_date(milestone=milestone, to_date=to, reason="再议", actor=world.supervisor)
    assert queries(client, page(LIST, signed)) == few <= 45


def test_the_page_says_what_was_filed_and_waits(world: World, signed: Assignment) -> None:
    """W2: not 0% alone, beside a form that says 70%."""
    filed = file_report(
        assignment=signed, actor=world.filer, on=TODAY, percent=70, narrative="首批窗口已投入使用。"
    )
    for user in (world.filer, world.supervisor):
        assert "0%（已报70%，待审核）" in text(as_user(user).get(page(LIST, signed)))
    approve_report(report=filed, actor=world.supervisor)
    shown_then = text(as_user(world.filer).get(page(LIST, signed)))
    assert "<dd>70%</dd>" in shown_then
    assert "待审核）" not in shown_then
