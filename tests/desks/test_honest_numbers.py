"""Every number of the desks, of 考核 and 通报 says what it counts and opens as many rows."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

import pytest
import time_machine
from django.test import Client
from lxml import html

from departments.models.users import User, UserRole
from tests.admin import as_user, text
from tests.conftest import World
from tests.tracker.cycle import filed
from tests.world import deadline, measure, unit
from tracker.scorecard.services import give_points
from tracker.work.filing.services.drafting import save_draft
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import return_report
from tracker.work.instructions.services import reply_instruction, write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import answer_extension, ask_extension
from tracker.work.services.declining import decline_assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = [pytest.mark.long, pytest.mark.django_db]
TODAY = date(2026, 7, 10)
DESK, OVERVIEW, OWING, DAILY = "/", "/overview/", "/owing/", "/overview/daily/"
SCORECARD, BULLETIN = "/scorecard/scoreformula/scorecard/", "/papers/paper/new-bulletin/"
# A rate or an average opens what it is taken over; the number is another.
_WHOLE = re.compile(r"-?\d+")
# These open the parts of the page that they belong to, not a list of rows.
_NARROWS = ("点开只看它", "再点一次取消筛选")


@pytest.fixture
def busy(world: World) -> Iterator[World]:
    """A ledger in which everything that is counted somewhere is there."""
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False) as clock:
        world.dispatched()
        units = [unit("省财政厅", "牵头"), unit("省教育厅", "配合"), unit("青川市政府"), unit("白石市政府")]
        days = ("2026-02-20", "2026-06-20", "2026-07-09", "2026-07-12", "2026-07-20", "2026-12-31")
        measures = [measure([str(n)], f"事项{n}", units, [deadline(day, day)]) for n, day in enumerate(days)]
        world.dispatched(number="云政发〔2026〕4号", measures=measures)
        mine = list(Assignment.objects.filter(department__short_name="省财政厅").order_by("pk"))
        early = date(2026, 3, 4)
        decline_assignment(assignment=mine[-1], reason="不属于我单位职责", actor=world.filer, on=early)
        clock.move_to("2026-06-10 10:00+08:00")
        for one in mine[:-2]:
            acknowledge_assignment(assignment=one, actor=world.filer)
        done = file_report(
            assignment=Assignment.objects.get(pk=mine[0].pk),
            actor=world.filer,
            on=date(2026, 6, 10),
            percent=40,
            narrative="正在安装。",
        )
        return_report(report=done, actor=world.supervisor, reason="请补充")
        for n, grant in ((2, True), (3, None)):
            milestone = Assignment.objects.get(pk=mine[n].pk).milestones.earliest("pk")
            asked = ask_extension(
                milestone=milestone,
                to_date=date(2026, 8, 1 + n),
                reason="需要时间",
                actor=world.filer,
                on=date(2026, 6, 10),
            )
            if grant:
                answer_extension(extension=asked, grant=True, actor=world.supervisor, on=date(2026, 6, 10))
        clock.move_to("2026-07-10 10:00+08:00")
        filed(world, Assignment.objects.get(pk=mine[4].pk))
        save_draft(
            assignment=Assignment.objects.get(pk=mine[1].pk),
            actor=world.filer,
            content={"narrative": "写了一半"},
        )
        for n in (1, 3):
            instruction = write_instruction(
                target=mine[n].task.measure,
                actor=world.leader,
                on=TODAY,
                text="请说明原因。",
                due_on=date(2026, 7, 13),
                departments=[world.departments["省财政厅"]],
            )
        reply_instruction(item=instruction.items.get(), reply="已整改。", actor=world.filer, on=TODAY)
        give_points(
            actor=world.supervisor,
            department=world.departments["省财政厅"],
            points=2,
            on=TODAY,
            reason="主动作为",
        )
        world.user("city", UserRole.FILER, "青川市政府")
        yield world


def described(page: Any) -> list[Any]:
    """The numbers that say what they count: the elements with their words."""
    found: list[Any] = page.xpath("//*[@data-counts or @aria-description]")
    return [one for one in found if not one.xpath("ancestor::nav[@id='nav-sidebar']")]


def shown(element: Any) -> int | None:
    """The whole number that an element shows; a rate, an average and a date are none."""
    words = "".join(element.text_content().split())
    if "%" in words or "天" in words or "." in words:
        return None
    numbers = _WHOLE.findall(words.partition("较上周")[0])
    return int(numbers[0]) if numbers else None


def rows_of(client: Client, address: str) -> int:
    """How many rows the page at the address lists."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    context = answer.context
    if "handpoints" in address:  # not how many there are, but their sum
        return int(sum(row.points for row in context["cl"].result_list))
    if "cl" in context:
        return int(context["cl"].result_count)
    if "shown" in context and "rows" in context["shown"]:
        return len(context["shown"]["rows"])
    if "total" in context:  # the queue of reports
        return int(context["total"])
    raise AssertionError(f"no list at {address}")


def follow(client: Client, address: str) -> int:
    """Follow every number of a page to its rows; returns how many there were."""
    page, followed = html.fromstring(text(client.get(address))), 0
    for one in described(page):
        words = one.get("data-counts") or one.get("aria-description")
        link = one if one.tag == "a" else None
        number = shown(one)
        if link is None or number is None or any(said in words for said in _NARROWS):
            continue
        target = urljoin(address, link.get("href"))
        if target.partition("?")[0] in (OWING, SCORECARD) or "sort=" in target:
            continue
        if "本月应报" in link.text_content():  # 应报8 · 已报3 · 差5: what is missing is opened
            number = int(re.findall(r"差(\d+)", link.text_content())[0])
        if "另有" in link.text_content():
            continue
        assert rows_of(client, target) == number, (address, words, target)
        followed += 1
    return followed


def bare(client: Client, address: str) -> list[str]:
    """The large numbers and linked numbers of a page that do not say what they count."""
    page = html.fromstring(text(client.get(address)))
    [main] = page.xpath("//*[@id='main']") or [page]
    found = []
    for one in main.xpath(".//strong | .//a[contains(@class, 'dc-link') or contains(@class, 'dc-late')]"):
        words = "".join(one.text_content().split())
        if not re.fullmatch(r"(在办|逾期|已逾期|办理中)?\d+[项件个份]?", words):
            continue
        if not one.xpath("ancestor-or-self::*[@data-counts or @aria-description]"):
            found.append(words)
    return found


PAGES = {
    "leader": [DESK, OVERVIEW, OWING, DAILY, SCORECARD],
    "supervisor": [DESK, OVERVIEW, OWING, DAILY, SCORECARD, BULLETIN],
    "filer": [DESK, SCORECARD],
    "head": [DESK, SCORECARD],
    "city": [DESK, SCORECARD],
}


@pytest.mark.parametrize("name", PAGES)
def test_every_number_opens_as_many_rows_as_it_says(busy: World, name: str) -> None:
    client = as_user(User.objects.get(username=name))
    followed = {address: follow(client, address) for address in PAGES[name]}
    at_least = {DESK: 6, OVERVIEW: 8, OWING: 2, DAILY: 20, SCORECARD: 5, BULLETIN: 5}
    for address, count in followed.items():
        assert count >= at_least[address], (address, count)


@pytest.mark.parametrize("name", PAGES)
def test_no_number_stands_without_its_words(busy: World, name: str) -> None:
    client = as_user(User.objects.get(username=name))
    assert {address: bare(client, address) for address in PAGES[name]} == {a: [] for a in PAGES[name]}


def test_each_column_of_the_scorecard_says_what_it_counts(busy: World) -> None:
    page = html.fromstring(text(as_user(busy.leader).get(SCORECARD)))
    heads = page.xpath("//table//thead//a")
    assert len(heads) == 17
    assert all(head.get("data-counts") and head.get("aria-description") for head in heads)
    cells = page.xpath("//table//tbody//td[position() > 2]") + page.xpath(
        "//table//tfoot//td[position() > 2]"
    )
    assert cells
    assert all(cell.get("data-counts") for cell in cells)
    assert all(link.get("aria-description") for link in page.xpath("//table//tbody//td/a"))


def test_the_figures_of_a_bulletin_say_how_they_stand_to_the_first_page(busy: World) -> None:
    client = as_user(busy.supervisor)
    year = {"from": "2026-01-01", "to": "2026-12-31"}  # a period that is over shows its end
    page = html.fromstring(text(client.get(BULLETIN, year)))
    red = client.get(DESK).context["lights"][0]["count"]
    assert red
    assert f"首页红灯{red}项" in page.get_element_by_id("reconciled").text_content()
    assert "得分" in page.get_element_by_id("formula").text_content()


def test_a_day_without_a_record_shows_no_number(busy: World) -> None:
    client = as_user(busy.leader)
    for address in (OVERVIEW, DAILY, "/overview/wall/"):
        page = html.fromstring(text(client.get(f"{address}?on=2026-01-05")))
        assert "没有记录" in page.text_content()
        [main] = page.xpath("//*[@id='main']") or page.xpath("//main")
        assert not main.xpath(".//strong"), address
        assert not main.xpath(".//*[@data-counts]"), address
