"""Ctrl+K: words, Enter, and one is there; by keys alone, at a desk and on a phone."""

from typing import Any

import pytest

from tests.browser.conftest import PHONE, barriers
from tests.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_keys_and_the_words_open_an_item(world: World, desks: Any) -> None:
    world.dispatched()
    office = desks("supervisor")
    page = office.page
    for words, heading in (
        ("sczt", "台账"),
        ("云政发[2026]3号", "便民服务提升行动方案"),
        ("窗口 财政", "建设一站式窗口"),
    ):
        page.keyboard.press("Control+k")
        page.keyboard.type(words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        office.sees(heading)


def test_the_box_is_a_combobox_that_keys_walk_through(world: World, desks: Any) -> None:
    world.dispatched()
    office = desks("supervisor")
    page = office.page
    page.locator(".dc-find-box").click()
    box = page.get_by_role("combobox", name="查找文件、举措、单位、人员、页面")
    page.get_by_role("option", name="导入文件").wait_for()
    box.fill("服务")
    page.get_by_role("option", name="公布服务清单").wait_for()
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") != first
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == first
    assert page.locator(f"#{first}").get_attribute("aria-selected") == "true"
    assert barriers(office) == []
    office.picture("desk-find")
    box.fill("没有这样的词")
    page.get_by_text("没有找到").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#dc-find").is_visible()


def test_on_a_phone_the_box_stands_in_the_head(world: World, desks: Any) -> None:
    world.dispatched()
    filer = desks("filer", PHONE)
    page = filer.page
    page.get_by_role("link", name="查找", exact=True).click()
    page.keyboard.type("窗口")
    page.get_by_role("option", name="建设一站式窗口").wait_for()
    assert filer.is_no_wider_than_the_screen()
    assert barriers(filer) == []
    filer.picture("phone-find")
    with page.expect_navigation():
        page.get_by_role("option", name="建设一站式窗口").click()
    filer.sees("签收")
