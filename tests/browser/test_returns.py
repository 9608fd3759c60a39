"""File → the row changes → returned → the form holds what was returned → filed again → approved."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESK, PDF, PHONE, TODAY, address, saved, write
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
def test_a_report_goes_out_comes_back_and_goes_out_again(
    world: World, signed: Assignment, desks: Any, tmp_path: Path, size: Any
) -> None:
    filer = desks("filer", size)
    proof = tmp_path / "验收单.pdf"
    proof.write_bytes(PDF)
    filer.go(address(signed, "report"))
    write(filer, "完成比例", "70")
    write(filer, "进展情况", "首批窗口已投入使用。")
    filer.page.locator("input[type=file]").set_input_files(str(proof))
    filer.page.get_by_role("link", name=proof.name, exact=True).wait_for()
    saved(filer)
    filer.click("填报进展")
    filer.page.wait_for_url("**/change/")
    filer.sees("进展已报送。")

    filer.go("/?list=open")
    filer.sees("已报70%，待审核")
    filer.sees("撤回")
    assert filer.is_no_wider_than_the_screen()
    filer.picture(f"returns-row-{size['width']}")

    report = ProgressReport.objects.get()
    return_report(report=report, actor=world.supervisor, reason="请补充使用数据")
    filer.go("/?list=returned")
    filer.sees("请补充使用数据")
    filer.go(address(signed, "report"))
    filer.sees("请补充使用数据")
    assert filer.page.get_by_label("完成比例").input_value() == "70"
    assert filer.page.get_by_label("进展情况").input_value() == "首批窗口已投入使用。"
    filer.page.get_by_role("link", name=proof.name, exact=True).wait_for()
    assert filer.is_no_wider_than_the_screen()
    filer.picture(f"returns-form-{size['width']}")

    write(filer, "进展情况", "首批窗口已投入使用，日均接待三百人次。")
    filer.click("填报进展")
    filer.page.wait_for_url("**/change/")
    filer.sees("进展已报送。")
    again = ProgressReport.objects.get(status=ReportStatus.SUBMITTED)
    assert [file.name for file in again.attachments.all()] == [proof.name]
    approve_report(report=again, actor=world.supervisor)
    filer.go("/?list=open")
    filer.sees("70%")
    assert filer.page.get_by_text("待审核").locator("visible=true").count() == 0


def test_fifty_rows_are_four_screens_of_a_phone(world: World, desks: Any) -> None:
    world.dispatched(
        measures=[
            measure(
                ["一", str(n + 1)],
                f"第{n + 1}项举措的标题写得相当长，在手机上一行放不下",
                [unit("省财政厅", "牵头")],
                [deadline("8月底前", "2026-08-31")],
            )
            for n in range(50)
        ]
    )
    Assignment.objects.update(status="active", acknowledged_at=f"{TODAY}T00:00:00Z")
    filer = desks("filer", PHONE)
    filer.go("/work/assignment/")
    box = filer.page.locator("#result_list").bounding_box()
    assert filer.page.locator("tr.data-row").count() == 50
    filer.picture("returns-phone-list")
    assert box["height"] <= 4.2 * PHONE["height"], box
    assert filer.is_no_wider_than_the_screen()


def test_signing_many_is_asked_and_taken_back(world: World, desks: Any) -> None:
    world.dispatched()
    filer = desks("filer")
    filer.go("/work/assignment/?status__exact=pending")
    filer.page.locator("input.action-select").first.check()
    filer.page.locator("select[name=action]").select_option("acknowledge_many")
    run = "#changelist-actions button[type=submit], #changelist-form button[name=index]"
    filer.page.locator(run).first.click()
    filer.sees("签收表示本单位已收到")
    filer.page.locator("main form [type=submit]").first.click()
    filer.page.locator("form.dc-undo button").click()
    filer.sees("已撤回1项签收")
    assert not Assignment.objects.filter(status="active").exists()
