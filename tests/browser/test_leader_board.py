"""驾驶舱 in a real browser: at a desk and on a phone, today and on a past day, and 批示 from a row."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from departments.models.users import User
from tests.browser.conftest import PHONE
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.filing.services.reporting import file_report
from tracker.work.instructions.models import Instruction
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment

pytestmark = pytest.mark.browser


@pytest.fixture
def _a_year(world: World) -> None:
    """A document each month, of which some work gets late and some of that is stopped later.

    Asked for before `desks`, which stops the clock: the snapshots are of the days travelled to.
    """
    User.objects.filter(pk=world.head.pk).update(phone="0999-1234567")
    start = date(2025, 8, 4)
    for month in range(11):
        day = start + timedelta(days=30 * month)
        with time_machine.travel(f"{day} 10:00+08:00", tick=False):
            limits = [deadline("限期完成", str(day + timedelta(days=25)))]
            units = [unit("省财政厅"), unit("省教育厅"), unit("青川市政府")][: 1 + month % 3]
            titles = ["推进政务服务“一窗受理”", "规范收费公示"][: 1 + month % 2]
            document = world.dispatched(
                on=day,
                number=f"云政发〔{day.year}〕{month + 1}号",
                measures=[measure(["一", str(n)], title, units, limits) for n, title in enumerate(titles, 1)],
            )
            mine = document.assignments.filter(department=world.departments["省财政厅"]).first()
            assert mine is not None
            words = "窗口改造已完成设计，正在招标；因供货延迟，设备安装预计推迟两周。" * 2
            assignment = acknowledge_assignment(assignment=mine, actor=world.filer)
            file_report(assignment=assignment, actor=world.filer, on=day, percent=30, narrative=words)
        if month % 4 == 1:
            with time_machine.travel(f"{day + timedelta(days=50)} 10:00+08:00", tick=False):
                for assignment in document.assignments.all():
                    suspend_assignment(assignment=assignment, reason="政策调整", actor=world.supervisor)


def test_a_leader_finds_what_is_late_looks_back_and_instructs(
    world: World, _a_year: None, desks: Any
) -> None:
    desk = desks("leader")
    desk.sees("近12个月逾期事项")
    desk.sees("0999-1234567")
    assert desk.page.locator("svg.dc-leader-trend circle").count() >= 11
    desk.picture("leader-board")
    desk.page.locator(".dc-leader-bars a").first.click()
    desk.sees("单位：省财政厅")
    desk.page.get_by_label("查看日期").fill("2026-03-31")
    desk.click("查看")
    desk.sees("2026年3月31日当日结束时的情况")
    assert desk.page.get_by_role("link", name="批示：").count() == 0
    desk.picture("leader-board-past")
    desk.click("回到今天")
    desk.page.get_by_role("link", name="批示：").first.click()
    desk.page.get_by_label("批示内容").fill("请说明原因，限期完成。")
    desk.picture("leader-instruct")
    desk.click("下一步")
    desk.sees("不能撤回")
    desk.picture("leader-instruct-confirm")
    desk.click("送出批示")
    desk.sees("批示已送")
    desk.sees("单位：省财政厅")
    assert Instruction.objects.get().text == "请说明原因，限期完成。"

    phone = desks("leader", PHONE)
    phone.picture("leader-board-phone")
    assert phone.is_no_wider_than_the_screen()
    phone.page.get_by_role("link", name="批示：").first.click()
    phone.picture("leader-instruct-phone")
    assert phone.is_no_wider_than_the_screen()
    office = desks("supervisor")
    office.open("驾驶舱")
    office.sees("近12个月逾期事项")


def test_one_click_chooses_which_units_are_to_answer(world: World, desks: Any) -> None:
    """W5: to reach one of many that are ticked takes one click, and not one for each of the others."""
    units = [unit("省财政厅", "牵头"), unit("省教育厅", "配合"), unit("各市政府", "配合")]
    late = measure(["一", "1"], "建设一站式窗口", units, [deadline("6月底前", "2026-06-30")])
    document = world.dispatched(measures=[late])
    desk = desks("leader")
    desk.go(f"/overview/instruct/{document.measures.get().pk}/")
    boxes = desk.page.locator(".dc-leader-units")

    def chosen() -> set[str]:
        ticked = boxes.locator("label:has(input:checked)").all_inner_texts()
        return {words.strip() for words in ticked}

    every = {"省财政厅", "省教育厅", "青川市政府", "白石市政府"}
    assert chosen() == every
    for words, units_then in (
        ("全不选", set()),
        ("逾期单位", every),
        ("全选", every),
        ("只牵头", {"省财政厅"}),
    ):
        boxes.get_by_role("button", name=words, exact=True).click()
        assert chosen() == units_then, words
    desk.page.get_by_label("批示内容").fill("请说明原因。")
    desk.click("下一步")
    desk.click("送出批示")
    desk.sees("批示已送1个单位")
    assert [item.department.short_name for item in Instruction.objects.get().items.all()] == ["省财政厅"]
