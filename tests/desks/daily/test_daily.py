"""日报: its figures are those of 驾驶舱, of the lists and of the API; what has no record is not zero."""

import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from docx import Document

from departments.models.departments import Department, Region
from departments.models.users import User
from desks.daily.models import DailySubscription
from desks.daily.printing import printed
from desks.daily.selectors import NUMBERS, ROWS, SHARES, daily_sheet
from desks.daily.wording import WORDS
from tests.admin import as_user, queries, text
from tests.api import as_user as api_as
from tests.api import read
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.filing.services.reporting import file_report
from tracker.work.instructions.services import write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment

pytestmark = pytest.mark.django_db
PAGE, API = "/overview/daily/", "daily/"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def friday(world: World, clock: Any) -> World:
    """Friday 3 July: of two documents one got late on Tuesday, the other the evening before."""
    world.dispatched()
    limit = [deadline("7月2日前", "2026-07-02")]
    units = [unit("省财政厅"), unit("青川市政府")]
    world.dispatched(number="云政发〔2026〕4号", measures=[measure(["一"], "清理收费", units, limit)])
    clock.move_to("2026-06-20 09:00+08:00")
    mine = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    file_report(assignment=mine, actor=world.filer, on=date(2026, 6, 20), percent=40, narrative="正在安装。")
    clock.move_to("2026-07-03 08:30+08:00")
    return world


def sheet(world: World, on: date = date(2026, 7, 3), today: date | None = None) -> Any:
    return daily_sheet(world.leader, on=on, today=today or on)


def numbers(found: Any) -> dict[str, tuple[int, int | None]]:
    return {one.name: (one.count, one.change) for one in found.numbers}


def words_of(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


class TestTheFigures:
    def test_are_those_of_the_morning_beside_those_of_the_last_working_day(self, friday: World) -> None:
        found = sheet(friday)
        assert (found.on, found.since) == (date(2026, 7, 3), date(2026, 7, 2))
        counted = numbers(found)
        assert (counted["red"], counted["open"], counted["unacknowledged"]) == ((4, 2), (9, 0), (8, 0))
        assert [str(row.measure) for row in found.worst] == ["一 / 1 建设一站式窗口", "一 清理收费"]
        assert [str(row.measure) for row in found.newly] == ["一 清理收费"]
        assert found.newly_total == 2
        assert {one.name for one in found.newly[0].units} == {"省财政厅", "青川市政府"}

    def test_of_monday_are_beside_those_of_friday(self, friday: World, clock: Any) -> None:
        clock.move_to("2026-07-03 15:00+08:00")
        late = Assignment.objects.get(department__short_name="青川市政府", task__measure__title="清理收费")
        suspend_assignment(assignment=late, reason="并入", actor=friday.supervisor)
        clock.move_to("2026-07-06 08:30+08:00")
        found = sheet(friday, date(2026, 7, 6))
        assert found.since == date(2026, 7, 3)
        assert numbers(found)["red"] == (3, -1)
        assert [(one.name, one.before, one.now) for one in found.improved] == [("青川市政府", 1, 0)]
        # What the sheet of Friday said and what this one says add up.
        assert numbers(sheet(friday, date(2026, 7, 6)))["red"][0] == 4 - 1

    def test_of_a_past_day_are_those_of_its_end(self, friday: World, clock: Any) -> None:
        clock.move_to("2026-07-03 15:00+08:00")
        late = Assignment.objects.get(department__short_name="青川市政府", task__measure__title="清理收费")
        suspend_assignment(assignment=late, reason="并入", actor=friday.supervisor)
        clock.move_to("2026-07-10 08:30+08:00")
        past = sheet(friday, date(2026, 7, 3), date(2026, 7, 10))
        assert numbers(past)["red"] == (3, 1)
        assert (past.owing, past.waiting, past.waiting_total) == (None, None, None)
        assert past.newly_total == 1

    def test_of_what_comes_due_name_the_nearest_first_and_no_late_one(self, world: World, clock: Any) -> None:
        units = [unit("省财政厅"), unit("省教育厅"), unit("青川市政府")]
        days = ("2026-07-03", "2026-07-18", "2026-07-19", "2026-07-02")
        world.dispatched(
            measures=[
                measure([str(n)], f"事项{n}", units, [deadline(day, day)]) for n, day in enumerate(days)
            ]
        )
        clock.move_to("2026-07-03 08:30+08:00")
        found = sheet(world)
        assert [(str(row.measure), row.days_left, row.total) for row in found.soon] == [
            ("0 事项0", 0, 3),
            ("1 事项1", 15, 3),
        ]
        assert found.soon_total == 6

    def test_share_what_is_late_among_what_each_unit_has(self, friday: World) -> None:
        found = sheet(friday)
        assert [(one.name, one.red, one.open, one.percent) for one in found.cities] == [
            ("青川市", 1, 2, 50),
            ("白石市", 0, 1, 0),
        ]
        assert [(one.name, one.red, one.open, one.percent) for one in found.offices] == [
            ("省财政厅", 2, 3, 67),
            ("省教育厅", 1, 2, 50),
            ("省农业农村厅", 0, 1, 0),
        ]
        county = Region.objects.create(
            name="临溪县", level="county", parent=Region.objects.get(name="青川市")
        )
        Department.objects.filter(short_name="白石市政府").update(region=county, level="county")
        joined = sheet(friday)
        assert [(one.name, one.red, one.open) for one in joined.cities] == [("青川市", 1, 3)]
        found = joined
        everybody = [*found.cities, *found.offices]
        assert sum(one.red for one in everybody) == numbers(found)["red"][0]
        assert sum(one.open for one in everybody) == numbers(found)["open"][0]

    def test_name_the_instructions_that_wait(self, friday: World) -> None:
        write_instruction(
            target=friday.assignment("省财政厅").task.measure,
            actor=friday.leader,
            on=date(2026, 7, 3),
            text="请说明原因。",
            due_on=date(2026, 7, 6),
            departments=[friday.departments["省财政厅"]],
        )
        found = sheet(friday)
        assert (found.waiting_total, [item.department.short_name for item in found.waiting]) == (
            1,
            ["省财政厅"],
        )


class TestWithoutARecord:
    def test_the_first_day_compares_with_nothing(self, world: World, clock: Any) -> None:
        world.dispatched()
        found = sheet(world, date(2026, 3, 2))
        assert not found.compared
        assert {change for _, change in numbers(found).values()} == {None}
        assert (found.newly, found.newly_total, found.improved) == (None, None, None)
        html = text(as_user(world.leader).get(PAGE))
        assert "2月28日早晨没有记录" in html
        assert "没有记录，无法比较" in words_of(printed(found))

    def test_a_day_before_the_record_shows_no_number(self, friday: World) -> None:
        found = sheet(friday, date(2026, 3, 1), date(2026, 7, 3))
        assert (found.recorded, found.numbers) == (False, [])
        html = text(as_user(friday.leader).get(f"{PAGE}?on=2026-03-01"))
        assert "2026年3月1日的情况没有记录" in html
        assert "下载docx" not in html
        assert "dc-daily-numbers" not in html.split("<article")[1]

    def test_an_empty_ledger_says_what_is_not_there(self, world: World) -> None:
        html = text(as_user(world.leader).get(PAGE))
        for words in ("目前没有逾期事项。", "没有到期的事项", "没有等待回复的批示", "没有在办事项"):
            assert words in html


class TestTheSameEverywhere:
    def test_page_file_api_and_leaders_page(self, friday: World) -> None:
        found = sheet(friday)
        client = as_user(friday.leader)
        page = client.get(PAGE).context
        shown = {one["name"]: one["count"] for one in page["numbers"]}
        assert {name: count for name, (count, _) in numbers(found).items()} == {n: shown[n] for n in NUMBERS}
        told = read(api_as(friday.leader), API)
        assert {one["name"]: (one["count"], one["change"]) for one in told["numbers"]} == numbers(found)
        board = read(api_as(friday.leader), "overview/")
        assert {name: shown[name] for name in board["lights"]} == board["lights"]
        assert [row["measure"] for row in told["worst"]] == [
            row["measure"] for row in board["overdue"]["measures"][:ROWS]
        ]
        printed_words = words_of(printed(found))
        for name, (count, change) in numbers(found).items():
            said = f"{change:+d}" if change else "持平"
            assert f"{count}（{said}）" in printed_words, name
        assert "省财政厅" in printed_words

    def test_every_number_of_the_page_opens_as_many_rows(self, friday: World) -> None:
        client = as_user(friday.leader)
        page = client.get(PAGE).context
        counted = [*page["numbers"], page["newly"], page["soon"], page["waiting"]]
        for one in counted:
            if one["name"] == "owed":  # of two lists: what is filed, what is missing
                continue
            assert one["url"], one
            assert client.get(one["url"]).context["cl"].result_count == one["count"], one
            assert one["counts"]
        for side in page["shares"]:
            for row in side["rows"]:
                for name in ("open", "red"):
                    rows = client.get(row[f"{name}_url"]).context["cl"].result_count
                    assert rows == row[name], row

    def test_each_number_has_its_words(self) -> None:
        assert set(NUMBERS) <= set(WORDS)


class TestWhoMay:
    def test_leaders_and_the_office_and_nobody_else(self, friday: World) -> None:
        for user in (friday.leader, friday.supervisor):
            assert as_user(user).get(PAGE).status_code == 200
            assert read(api_as(user), "daily/choice/") == {"wanted": False}
        for user in (friday.filer, friday.head):
            for path in ("", "file/"):
                assert as_user(user).get(PAGE + path).status_code == 403
                assert api_as(user).get(f"/api/v1/daily/{path}").status_code == 403
            assert as_user(user).post(f"{PAGE}choice/", {"wanted": "1"}).status_code in (302, 403)
            assert (
                api_as(user).put("/api/v1/daily/choice/", {"wanted": True}, format="json").status_code == 403
            )
            assert not DailySubscription.objects.exists()


def test_a_page_costs_the_same_whatever_the_ledger_holds(friday: World) -> None:
    client = as_user(friday.leader)
    few = queries(client, PAGE)
    pattern = Assignment.objects.latest("id")
    day = date(2026, 5, 31)
    Assignment.objects.bulk_create(
        Assignment(
            document=pattern.document,
            task=pattern.task,
            department=Department.objects.create(
                name=f"第{n}局", short_name=f"第{n}局", level="province", region=pattern.department.region
            ),
            role="support",
            dispatched_on=day,
            due_on=day,
            must_due_on=day,
        )
        for n in range(SHARES + 30)
    )
    assert queries(client, PAGE) <= few
    assert few < 45
    assert "另有" in text(client.get(PAGE))
    assert User.objects.count() < 20


def test_the_page_says_what_the_file_says_and_nothing_else(friday: World) -> None:
    """Both ways: each text of a cell or line of the file on the page, and each of the page in the file."""
    write_instruction(
        target=friday.assignment("省财政厅").task.measure,
        actor=friday.leader,
        on=date(2026, 7, 3),
        text="请说明原因。",
        due_on=date(2026, 7, 6),
        departments=[friday.departments["省财政厅"]],
    )
    html = text(as_user(friday.leader).get(PAGE))
    article = re.search(r'<article class="dc-daily-paper">(.*?)</article>', html, re.DOTALL)
    assert article
    pieces = re.split(r"</?(?:p|h2|h3|li|td|th|tr|table|span|strong|section)\b[^>]*>", article[1])
    shown = ["".join(unescape(re.sub(r"<[^>]+>", "", piece)).split()) for piece in pieces]
    file = printed(sheet(friday))
    filed = ["".join(line.split()) for line in words_of(file).splitlines()]
    on_page, in_file = "".join(shown), "".join(filed)
    assert [line for line in filed if line not in on_page] == []
    assert [piece for piece in shown if piece not in in_file] == []
