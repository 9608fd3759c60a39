"""The ledger by measure before both screens: units folded, groups, filters, many at once, all on paper."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from tests.browser.conftest import DESK, PHONE, barriers
from tests.browser.test_ledger import a_ledger
from tests.conftest import World
from tracker.ledger.models import LedgerStep
from tracker.work.models.assignments import Assignment
from tracker.work.states import Status

pytestmark = pytest.mark.browser
SMALL = {**DESK, "height": 768}


def test_units_unfold_by_keys_and_by_hand(world: World, desks: Any) -> None:
    a_ledger(world)
    for unit, day in (("省财政厅", date(2026, 12, 31)), ("省教育厅", date(2027, 12, 2))):
        Assignment.objects.filter(department__short_name=unit).update(due_on=day, must_due_on=day)
    desk = desks("supervisor", SMALL)
    desk.open("台账")
    desk.sees("共60条举措，120项")
    desk.picture("ledger-by-measure")
    heads = [head.rstrip(" ▲▼") for head in desk.page.locator("thead th").all_inner_texts()][1:]
    said = "序号 重点任务 牵头 配合 时限 最新进展 存在问题 灯 责任人 文号"
    assert heads == said.split()
    # Up to 责任人 all is to be seen, dates from a day to a day as well; 文号 may lie to the right.
    assert re.search("\\d至\\d", desk.page.locator("tbody .dc-ledger-due_on").first.inner_text())
    box = desk.page.locator("thead .dc-ledger-persons").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= SMALL["width"]
    first = desk.page.locator("tr[data-row]").first
    assert "已在三个区县试点" in first.inner_text()

    # By keys: to the first row, open its units, on to the second of them, and closed again.
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("ArrowRight")
    units = desk.page.locator("tr.dc-ledger-unit")
    units.nth(1).wait_for()
    assert ["省财政厅" in units.nth(0).inner_text(), "省教育厅" in units.nth(1).inner_text()] == [True, True]
    fold = first.get_by_role("button", name="2项")
    assert fold.get_attribute("aria-expanded") == "true"
    desk.picture("ledger-unfolded")
    desk.page.keyboard.press("j")
    assert desk.page.locator("tr.dc-is-here").inner_text() == units.nth(0).inner_text()
    assert not barriers(desk)
    fold.focus()
    desk.page.keyboard.press("Space")
    assert units.first.is_hidden()
    fold.click()
    assert units.first.is_visible()
    assert desk.is_no_wider_than_the_screen()

    # In groups, which fold; the subtotals on a page of their own lead back to each.
    desk.page.locator("summary", has_text="分组").click()
    desk.click("章节")
    desk.sees("一 优化便民服务（20条举措，40项")
    desk.page.get_by_role("button", name="全部折叠").click()
    assert not desk.page.locator("tr[data-row]").locator("visible=true").count()
    desk.picture("ledger-folded")
    desk.page.get_by_role("button", name="一 优化便民服务").click()
    assert desk.page.locator("tr[data-row]").locator("visible=true").count() == 20
    desk.click("各组小计")
    desk.sees("合计")
    desk.picture("ledger-outline")
    desk.page.get_by_role("link", name="二 加强数据治理").click()
    assert "二 加强数据治理" in desk.page.locator(".dc-ledger-group").first.inner_text()

    # Several values of one filter.
    desk.go("/ledger/?all=1")
    desk.page.locator(".dc-ledger-filters > summary").click()
    desk.page.locator(".dc-ledger-choice summary", has_text="时限月份").click()
    desk.page.get_by_label("2026年5月").check()
    desk.page.get_by_label("2026年9月").check()
    desk.picture("ledger-several")
    desk.click("查询")
    desk.sees("时限在2026年5月、2026年9月")
    assert "month=2026-05" in desk.page.url
    assert not barriers(desk)


def test_many_are_put_off_after_a_look_and_taken_back(world: World, desks: Any) -> None:
    a_ledger(world)
    desk = desks("supervisor", SMALL)
    desk.go("/ledger/?status=open&by=measure")
    step = desk.page.get_by_role("button", name="中止")
    assert step.is_disabled()
    boxes = desk.page.locator("tbody .dc-ledger-tick input")
    boxes.nth(0).check()
    boxes.nth(1).check()
    desk.sees("已选2条举措")
    desk.picture("ledger-ticked")
    step.click()
    desk.sees("将办理4项")
    assert not LedgerStep.objects.exists()
    desk.page.get_by_label("中止原因").fill("政策调整，暂停实施")
    desk.picture("ledger-step")
    desk.page.locator("#main button[type=submit]", has_text="中止4项").click()
    desk.sees("已中止4项")
    desk.picture("ledger-step-done")
    assert Assignment.objects.filter(status=Status.SUSPENDED).count() == 4
    desk.page.get_by_role("button", name="撤回中止").click()
    desk.sees("已撤回4项")
    assert not Assignment.objects.filter(status=Status.SUSPENDED).exists()

    # All that fits, on all pages: 120 are done by a worker, in batches.
    desk.page.get_by_role("button", name="全选符合条件的120项").click()
    desk.sees("已选符合条件的全部120项")
    desk.page.get_by_role("button", name="催办").click()
    desk.sees("将办理120项")
    desk.page.get_by_label("催办内容").fill("请于本周内报送进展。")
    desk.page.locator("#main button[type=submit]", has_text="催办120项").click()
    desk.sees("共120项")
    desk.picture("ledger-step-page")
    assert LedgerStep.objects.count() == 2


def test_all_rows_stand_on_paper_with_the_head_on_each_sheet(
    world: World, desks: Any, tmp_path: Path
) -> None:
    a_ledger(world)
    desk = desks("supervisor", SMALL)
    # The page prints itself as soon as it is there; a browser prints one thing at a time.
    desk.page.add_init_script("window.print = () => { window.asked = true; }")
    for by, rows in (("measure", 60), ("unit", 120)):
        desk.go(f"/ledger/?all=1&by={by}")
        desk.page.keyboard.press("Control+p")
        desk.page.wait_for_url("**/ledger/print/**")
        desk.page.wait_for_function("window.asked")
        assert desk.page.locator("tr[data-row]").count() == rows
        sheet = tmp_path / f"{by}.pdf"
        desk.page.pdf(path=str(sheet), prefer_css_page_size=True)
        with pdfium.PdfDocument(sheet) as pdf:
            texts = [page.get_textpage().get_text_bounded() for page in pdf]
            width, height = pdf[0].get_size()
        assert (round(width), round(height)) == (1191, 842)  # A3 across, in points
        head = "重点任务" if by == "measure" else "责任单位"
        assert len(texts) > 1
        assert all(head in text for text in texts)
    desk.picture("ledger-paper")


def test_on_a_phone(world: World, desks: Any) -> None:
    a_ledger(world)
    phone = desks("leader", PHONE)
    phone.go("/ledger/?all=1")
    # Two lines a row: what it is; who, until when and its lights. Fifty rows in four screens.
    table = phone.page.locator(".dc-ledger-table")
    assert phone.page.locator("tr[data-row]").count() == 50
    assert table.bounding_box()["height"] < 4 * PHONE["height"]
    assert phone.page.locator("tr[data-row] .dc-ledger-lead").first.is_visible()
    assert not phone.page.locator("tr[data-row] .dc-ledger-support").first.is_visible()
    phone.picture("ledger-phone-list")
    phone.go("/ledger/?all=1&group=light")
    phone.page.get_by_role("button", name="2项").first.click()
    phone.page.locator("tr.dc-ledger-unit").first.wait_for()
    assert phone.page.locator("tr[data-row] .dc-ledger-support").first.is_visible()
    assert phone.is_no_wider_than_the_screen()
    phone.picture("ledger-by-measure-phone")
    assert not phone.page.locator("[data-bulk]").count()
    assert not barriers(phone)
    phone.go("/ledger/outline/?all=1&group=unit")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("ledger-outline-phone")
