"""What leaders print or hang up: the sheet of the day, 驾驶舱 on paper, the form for the meeting room."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine

from departments.models.departments import Department, Region
from departments.models.users import Membership, User, UserRole
from policies.models.measures import Measure
from tests.browser.conftest import PHONE, TODAY, barriers
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.filing.services.reporting import file_report
from tracker.work.instructions.services import write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.browser
WORDS = "窗口改造已完成设计，正在招标；因供货延迟，设备安装预计推迟两周，已约谈供应商并调整了工期安排。" * 2


@pytest.fixture
def _much(world: World) -> None:
    """Thirty measures, most of them late with twenty units that have said much; long names everywhere."""
    titles = ["推进政务服务事项集中办理和收费公示全覆盖并接受社会监督的若干措施", "清理收费"]
    units = [unit("省财政厅"), unit("省教育厅", "牵头"), unit("青川市政府"), unit("白石市政府")]
    for number, (day, limit) in enumerate(
        [("2026-03-02", "2026-05-31"), ("2026-03-03", "2026-07-09"), ("2026-03-04", "2026-07-20")]
    ):
        with time_machine.travel(f"{day} 10:00+08:00", tick=False):
            measures = [
                measure([str(n)], f"{titles[n % 2]}（{n}）", units, [deadline(limit, limit)])
                for n in range(10)
            ]
            world.dispatched(
                on=date.fromisoformat(day),
                number=f"云政办发〔2026〕{number + 11}号",
                title=f"{titles[0]}的通知",
                measures=measures,
            )
    with time_machine.travel("2026-06-01 10:00+08:00", tick=False):
        for mine in Assignment.objects.filter(department__short_name="省财政厅"):
            mine = acknowledge_assignment(assignment=mine, actor=world.filer)
            file_report(assignment=mine, actor=world.filer, on=date(2026, 6, 1), percent=30, narrative=WORDS)
        pattern = Assignment.objects.earliest("id")
        for number in range(24):
            region = Region.objects.get(name="青川市" if number % 2 else "云岭省")
            name = f"第{number}综合行政执法和应急管理监督局"
            department = Department.objects.create(
                name=name, short_name=name, level="city" if number % 2 else "province", region=region
            )
            person = User.objects.create_user(username=f"head{number}", password="pw", phone="0999-12345678")
            Membership.objects.create(user=person, department=department, role=UserRole.HEAD)
            for n, task in enumerate(
                {pattern.task, *Assignment.objects.latest("id").task.measure.tasks.all()}
            ):
                Assignment.objects.create(
                    document=task.measure.document,
                    task=task,
                    department=department,
                    role="support",
                    dispatched_on=pattern.dispatched_on,
                    due_on=date(2026, 5, 31) + timedelta(days=60 * n),
                    must_due_on=date(2026, 5, 31) + timedelta(days=60 * n),
                )
    for late in Measure.objects.filter(document__number__endswith="11号")[:6]:
        write_instruction(
            target=late,
            text=WORDS,
            due_on=TODAY + timedelta(days=3),
            actor=world.leader,
            on=TODAY,
            departments=[world.departments["省财政厅"]],
        )


def pages_of(desk: Any, name: str) -> int:
    """How many pages of A4 the page before the desk prints; none of them is empty."""
    data = desk.page.pdf(prefer_css_page_size=True, print_background=False, format="A4")
    if folder := os.environ.get("SCREENSHOTS"):
        (Path(folder) / f"{name}.pdf").write_bytes(data)
    printed = pypdfium2.PdfDocument(data)
    for number, page in enumerate(printed):
        assert page.get_textpage().get_text_range().strip(), f"page {number + 1} is empty"
        if folder:
            page.render(scale=1.5).to_pil().save(Path(folder) / f"{name}-{number + 1}.png")
    return len(printed)


def test_the_sheet_of_the_day_is_one_page(world: World, _much: None, desks: Any) -> None:
    leader = desks("leader")
    leader.open("日报")
    leader.sees("五、逾期减少的单位")
    leader.picture("daily")
    assert barriers(leader) == []
    assert pages_of(leader, "daily") == 1
    with leader.page.expect_download() as download:
        leader.click("下载docx")
    assert download.value.suggested_filename == "督查日报（2026年7月10日）.docx"
    leader.click("随邮件接收")
    leader.sees("日报将作为附件随邮件发给您")
    leader.click("前一天")
    leader.sees("只有当天的日报列出待回复的批示")
    assert pages_of(leader, "daily-past") == 1
    phone = desks("leader", PHONE)
    phone.go("/overview/daily/")
    phone.picture("daily-phone")
    assert phone.is_no_wider_than_the_screen()


def test_an_empty_sheet_is_one_page_too(world: World, desks: Any) -> None:
    leader = desks("leader")
    leader.go("/overview/daily/")
    leader.picture("daily-empty")
    assert pages_of(leader, "daily-empty") == 1
    leader.go("/overview/daily/?on=2026-01-05")
    leader.sees("没有记录")
    assert pages_of(leader, "daily-unknown") == 1


def test_the_leaders_page_prints_on_one_page(world: World, _much: None, desks: Any) -> None:
    leader = desks("leader")
    leader.go("/overview/")
    leader.sees("近12个月逾期事项")
    assert leader.page.locator(".dc-leader-table tbody tr").count() == 20
    assert pages_of(leader, "leader") == 1
    leader.go("/")
    assert pages_of(leader, "leader-home") == 1
    leader.go("/overview/?on=2026-06-15")
    assert pages_of(leader, "leader-past") == 1


ROOM = {"width": 1920, "height": 1080}
# What stands beyond the screen, or beyond the row that holds it.
CUT_OFF = """() => [...document.querySelectorAll("main li *")]
    .map((e) => [e.getBoundingClientRect(), e.closest("li").getBoundingClientRect(), e])
    .filter(([own, row]) => own.bottom > row.bottom + 2 || row.bottom > innerHeight || own.right > innerWidth)
    .map(([, , e]) => e.outerHTML)"""


def test_the_meeting_room_sees_all_of_it_without_scrolling(world: World, _much: None, desks: Any) -> None:
    room = desks("leader", ROOM)
    room.click("会议室大屏")
    room.page.get_by_role("heading", name="逾期最久").wait_for()
    room.picture("wall")
    assert room.page.evaluate(CUT_OFF) == []
    for side in ("Height", "Width"):
        assert room.page.evaluate(f"document.documentElement.scroll{side} <= window.inner{side}")
    # The last row of the room can read it.
    for name, most in (("li small", 22), ("b", 28), (".dc-wall-lights strong", 70)):
        size = room.page.locator(name).first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert size >= most, (name, size)
    rows = [*room.page.locator(".dc-wall-late li").all(), *room.page.locator(".dc-wall-bars li").all()]
    assert len(rows) == 14
    assert all(row.bounding_box()["y"] + row.bounding_box()["height"] <= 1080 for row in rows)
    assert barriers(room) == []
    room.page.get_by_role("link", name="返回驾驶舱").click()
    room.sees("近12个月逾期事项")
    room.go("/overview/wall/?on=2020-01-01")
    room.page.get_by_text("没有记录").wait_for()
    assert room.page.locator("strong").count() == 0
    for size in ({"width": 1366, "height": 768}, PHONE):
        other = desks("leader", size)
        other.go("/overview/wall/")
        other.picture(f"wall-{size['width']}")
        assert other.is_no_wider_than_the_screen()
