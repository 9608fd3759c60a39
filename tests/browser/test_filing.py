"""Less filing: one sheet for all that is owed; two documents side by side. Every page fits its screen."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from policies.alignment.services import align_documents
from tests.browser.conftest import PHONE
from tests.conftest import World
from tests.policies.alignment.test_aligning import CLINICS, ROADS, SCHOOLS
from tests.policies.alignment.test_aligning import said as ordered
from tests.tracker.work.filing.test_sheets import work
from tests.tracker.work.merging.test_merging import two
from tests.tracker.work.test_reporting_obligations import cyclic
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.sheets.columns import FIRST_ROW, LETTERS
from tracker.work.models.assignments import Assignment

__all__ = ["two"]
pytestmark = pytest.mark.browser


def filled(path: Path, percent: Any) -> bytes:
    """The downloaded sheet with its first row filled in."""
    book = load_workbook(path)
    sheet = book["填报"]
    sheet[f"{LETTERS['percent']}{FIRST_ROW}"] = percent
    sheet[f"{LETTERS['narrative']}{FIRST_ROW}"] = "已完成招标，正在安装首批设备。"
    sheet[f"{LETTERS['claims_completion']}{FIRST_ROW}"] = "是"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_department_fills_one_sheet_mends_it_and_files_it(world: World, desks: Any, tmp_path: Path) -> None:
    work(world)
    filer = desks("filer")
    filer.open("我的事项")
    filer.click("批量填报")
    filer.sees("应报3 · 已报0 · 差3")
    filer.picture("sheet")
    with filer.page.expect_download() as coming:
        filer.click("下载本期应报（差3项）")
    path = tmp_path / "填报表.xlsx"
    coming.value.save_as(path)

    def upload(desk: Any, percent: Any) -> None:
        book = tmp_path / "填好的表.xlsx"
        book.write_bytes(filled(path, percent))
        desk.page.locator("input[type=file]").set_input_files(str(book))
        desk.page.locator("[data-chosen]").get_by_text("填好的表.xlsx").wait_for()
        desk.click("上传并预览")

    upload(filer, "一半")
    filer.sees("第4行“完成比例（%）”（H4）：“一半”不是0到100之间的整数")
    filer.picture("sheet-errors")
    assert not filer.page.get_by_role("button", name="确认报送").count()
    filer.click("改好后重新上传")
    upload(filer, 100)
    filer.sees("将为省财政厅报送1项进展，其中1项申请办结；另有2行未填写，不报送")
    filer.picture("sheet-preview")

    phone = desks("filer", PHONE)
    phone.go("/work/assignment/sheet/")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("sheet-phone")
    phone.click("继续核对")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("sheet-preview-phone")
    phone.click("确认报送")
    phone.sees("已报送1项进展。")
    assert ProgressReport.objects.get().percent == 100


def test_two_documents_side_by_side_are_checked_by_the_keyboard(world: World, desks: Any) -> None:
    upper = world.document(
        measures=[
            ordered("修建公路", ROADS.format(300), "2026-06-30"),
            ordered("建设学校", SCHOOLS),
            ordered("改善卫生院", CLINICS),
        ]
    )
    lower = world.document(
        number="青政发〔2026〕1号",
        title="青川市便民服务提升行动方案",
        measures=[
            ordered("修建全市公路", ROADS.format(40), "2026-12-31"),
            ordered("改善卫生院", CLINICS),
        ],
    )
    alignment = align_documents(upper=upper, lower=lower, actor=world.supervisor)
    office = desks("supervisor")
    office.open("上下对照")
    office.page.get_by_role("link", name="青政发〔2026〕1号").first.click()
    office.sees("数值不同：上级300公里，下级40公里")
    office.picture("alignment")
    keyboard = office.page.keyboard
    keyboard.press("j")
    keyboard.press("j")
    with office.page.expect_navigation():
        keyboard.press("y")
    assert alignment.pairs.get(state="confirmed").upper.title == "修建公路"
    with office.page.expect_navigation():
        keyboard.press("n")
    assert alignment.pairs.get(state="rejected").upper.title == "改善卫生院"
    leader = desks("leader", PHONE)
    leader.go(f"/policies/alignment/{alignment.pk}/change/")
    leader.sees("下级时限晚于上级")
    assert leader.is_no_wider_than_the_screen()
    leader.picture("alignment-phone")


def test_two_tasks_are_joined_and_one_report_serves_both(
    world: World, desks: Any, two: list[Assignment]
) -> None:
    office = desks("supervisor")
    office.open("并案")
    office.click("查找可并案的事项")
    finance = world.departments["省财政厅"]
    office.page.get_by_label("单位").first.select_option(str(finance.pk))
    office.click("查看")
    office.sees("扶持合作社")
    office.picture("mergeable")
    office.page.get_by_label("理由").fill("同一奖补政策")
    office.page.get_by_role("button", name="并案", exact=True).first.click()
    office.sees("已并案，今后填报一次即可。")

    filer = desks("filer", PHONE)
    filer.go(f"/work/assignment/{two[0].pk}/report/")
    filer.sees("这份进展同时用于")
    assert filer.is_no_wider_than_the_screen()
    filer.page.get_by_label("完成比例").first.fill("60")
    filer.page.get_by_label("进展情况").first.fill("首批奖补已经兑现。")
    filer.page.locator("[data-saved]").get_by_text("已保存").wait_for(timeout=8000)
    filer.picture("joined-report-phone")
    filer.page.locator("#report-form").get_by_role("button", name="填报进展").click()
    filer.sees("进展已报送。")
    for assignment in two:
        filer.go(f"/work/assignment/{assignment.pk}/change/")
        filer.sees("首批奖补已经兑现。")

    office.open("待审核")
    office.sees("并案填报，另有1项一并审核")
    office.picture("joined-queue")
    office.click("通过")
    office.open("并案")
    office.page.locator("#main").get_by_role("link", name="扶持合作社").first.click()
    office.sees("填报一次即可")
    office.picture("joined-work")
    office.click("拆案")
    office.page.get_by_label("原因").fill("奖补标准不同")
    office.click("拆案")
    office.sees("已拆案")
    assert [Assignment.objects.get(pk=a.pk).percent for a in two] == [60, 60]
    office.go("/work/mergedwork/found/")
    phone = desks("supervisor", PHONE)
    phone.go("/work/mergedwork/found/")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("mergeable-phone")


def test_before_dispatch_the_office_sees_what_it_will_ask(world: World, desks: Any) -> None:
    document = cyclic(world, 2, ["省财政厅", "省教育厅"])
    office = desks("supervisor")
    office.go(f"/policies/policydocument/{document.pk}/dispatch/")
    office.sees("本次交办后各单位需报送的进展")
    office.picture("dispatch")
    phone = desks("supervisor", PHONE)
    phone.go(f"/policies/policydocument/{document.pk}/dispatch/")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("dispatch-phone")
