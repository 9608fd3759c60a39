"""The ledger before a desk's and a phone's screen: search, keys, columns, a shared view."""

from datetime import date
from typing import Any

import pytest

from tests.browser.conftest import PHONE
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.browser


def a_ledger(world: World) -> Assignment:
    """Sixty measures in three parts, one of them reported on."""
    units = [unit("省财政厅", "牵头"), unit("省教育厅", "配合")]
    titles = ["建设一站式服务窗口", "推动政务数据共享", "规范收费清单管理", "开展干部业务培训"]
    measures = [
        measure(
            [part, str(n + 1)],
            f"{titles[n % 4]}（第{n + 1}批）",
            units,
            [deadline("月底前", f"2026-{5 + n % 5:02}-28")] if n % 6 else None,
        )
        for part in "一二三"
        for n in range(20)
    ]
    parts = [("一", "优化便民服务"), ("二", "加强数据治理"), ("三", "强化队伍建设")]
    sections = [{"path": [path], "title": title, "units": []} for path, title in parts]
    world.dispatched(measures=measures, sections=sections)
    own = world.assignment("省财政厅")
    acknowledge_assignment(assignment=own, actor=world.filer)
    said = "已在三个区县试点，完成选址并通过验收，窗口人员已到岗，下一步全面铺开。"
    file_report(assignment=own, actor=world.filer, on=date(2026, 7, 1), percent=60, narrative=said)
    return own


def test_the_ledger_at_a_desk_and_on_a_phone(world: World, desks: Any) -> None:
    own = a_ledger(world)
    desk = desks("supervisor")
    desk.open("台账")
    desk.sees("共60条举措，120项")
    desk.click("按单位")
    desk.sees("共120项")
    desk.picture("ledger-desk")
    frame = desk.page.locator(".dc-ledger-frame")
    assert desk.is_no_wider_than_the_screen()

    # Heading and first column stay where they are while the table moves inside its frame.
    at = "e => [e.getBoundingClientRect().x, e.getBoundingClientRect().y]"
    corner = desk.page.locator("thead th").first
    before = corner.evaluate(at)
    frame.evaluate("e => e.scrollTo(200, 400)")
    assert corner.evaluate(at) == before
    desk.picture("ledger-scrolled")
    frame.evaluate("e => e.scrollTo(0, 0)")

    # By keys: / to search, j to a row, Enter to its page.
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("选址 财政厅")
    desk.page.keyboard.press("Enter")
    desk.sees("共1项")
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(f"**/work/assignment/{own.pk}/change/")

    # What was asked last is there again; by section, with other columns.
    desk.open("台账")
    desk.sees("共1项")
    desk.click("全部")
    desk.page.locator("summary", has_text="分组").click()
    desk.click("章节")
    desk.sees("优化便民服务")
    desk.page.get_by_text("选择列").click()
    desk.picture("ledger-columns")
    desk.page.get_by_label("文件标题").check()
    desk.click("显示所选列")
    desk.page.locator("thead").get_by_text("文件标题").wait_for()
    desk.picture("ledger-grouped")

    # A unit is found by what is typed, and the view is kept and shared.
    desk.page.locator(".dc-ledger-filters > summary").click()
    desk.page.get_by_role("combobox", name="责任单位").fill("财政")
    desk.page.get_by_role("option", name="省财政厅").click()
    desk.click("查询")
    desk.sees("共60项")
    desk.page.locator("summary", has_text="视图").click()
    desk.page.get_by_label("视图名称").fill("财政厅的事项")
    desk.click("保存为视图")
    desk.sees("已保存视图")
    desk.page.locator("summary", has_text="视图").click()
    desk.picture("ledger-views")
    link = desk.page.get_by_role("link", name="财政厅的事项").get_attribute("href")

    phone = desks("other", PHONE)
    phone.go(link)
    phone.sees("没有符合条件的事项")
    phone.click("查看全部")
    phone.sees("共60项")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("ledger-phone")
    phone.page.locator(".dc-ledger-filters > summary").click()
    phone.page.locator("summary", has_text="选择列").click()
    assert phone.is_no_wider_than_the_screen()
    phone.picture("ledger-phone-open")
