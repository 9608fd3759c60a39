"""File → the row changes → returned → told → the form holds it → filed again → approved → told."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from departments.models.departments import Department
from tests.browser.conftest import DESK, PDF, PHONE, TODAY, address, barriers, saved, write
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.reminders.models.reminders import Reminder
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import Assignment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.mark.long
@SIZES
def test_a_report_goes_out_comes_back_and_goes_out_again(
    world: World, signed: Assignment, desks: Any, tmp_path: Path, size: Any
) -> None:
    """As filer, head and leader: filed, sent back, endorsed, returned by 督查室, filed anew by the
    head, approved; each is told of each, and every page on the way can be read by everybody.
    """
    Department.objects.filter(short_name="省财政厅").update(head_endorses=True)
    walk = Walk(desks, size)
    filer, head, leader = walk.filer, walk.head, walk.leader
    leader.go(f"/overview/instruct/{signed.task.measure_id}/")
    write(leader, "批示内容", "请说明窗口何时启用。")
    leader.click("下一步")
    walk.looks_well(leader)
    leader.click("送出批示")
    walk.is_told(filer, "请说明窗口何时启用。")

    proof = tmp_path / "验收单.pdf"
    proof.write_bytes(PDF)
    filer.go(address(signed, "report"))
    write(filer, "完成比例", "70")
    write(filer, "进展情况", "首批窗口已投入使用。")
    filer.page.locator("input[type=file]").set_input_files(str(proof))
    filer.page.get_by_role("link", name=proof.name, exact=True).wait_for()
    saved(filer)
    walk.files(filer, "进展已提交，经本单位负责人审签后报送督查室。")
    walk.row_says(filer, "已报70%，待负责人审签", "撤回")

    walk.is_told(head, "等待您审签")
    head.go("/")
    head.page.locator("#main").get_by_role("link", name="待审签进展").click()
    walk.looks_well(head)
    head.page.locator("#result_list tbody th a").first.click()
    walk.looks_well(head)
    head.click("退回填报人")
    write(head, "原因", "请写明使用人数。")
    walk.looks_well(head)
    head.page.locator("#main form [type=submit]").last.click()
    head.sees("已退回填报人")

    walk.is_told(filer, "单位负责人退回进展")
    walk.form_holds(filer, signed, "请写明使用人数。", "首批窗口已投入使用。", proof.name)
    write(filer, "进展情况", "首批窗口已投入使用，日均接待三百人次。")
    saved(filer)
    walk.files(filer, "进展已提交")
    report = ProgressReport.objects.get(status=ReportStatus.ENDORSING)
    head.go(f"/work/progressreport/{report.pk}/endorse/")
    head.page.locator("#main form [type=submit]").last.click()
    head.sees("已审签，进展已报送督查室。")
    walk.row_says(head, "已报70%，待审核")
    leader.go(f"/policies/measure/{signed.task.measure_id}/change/")
    leader.sees("70%，待审核")
    walk.looks_well(leader)

    report.refresh_from_db()
    return_report(report=report, actor=world.supervisor, reason="请补充使用数据")
    walk.is_told(filer, "进展被退回：请补充使用数据")
    walk.is_told(head, "进展被退回：请补充使用数据")
    filer.go("/?list=returned")
    filer.sees("请补充使用数据")
    walk.form_holds(head, signed, "请补充使用数据", "首批窗口已投入使用，日均接待三百人次。", proof.name)
    write(head, "完成比例", "75")
    saved(head)
    walk.files(head, "进展已报送。")
    again = ProgressReport.objects.get(status=ReportStatus.SUBMITTED)
    assert [file.name for file in again.attachments.all()] == [proof.name]
    approve_report(report=again, actor=world.supervisor)
    for who in (filer, head):
        walk.is_told(who, "进展已审核通过")
    filer.go("/?list=open")
    filer.sees("75%")
    assert filer.page.get_by_text("待审核").locator("visible=true").count() == 0
    leader.go(f"/policies/measure/{signed.task.measure_id}/change/")
    leader.sees("75%，已通过")

    filer.go(f"/work/instructionitem/{InstructionItem.objects.get(department=signed.department).pk}/reply/")
    write(filer, "回复", "窗口已经启用。")
    filer.page.locator("#main form [type=submit]").last.click()
    walk.is_told(leader, "窗口已经启用。")


class Walk:
    """Three people before screens of one size, and what each looks at."""

    def __init__(self, desks: Any, size: Any) -> None:
        self.size = size
        self.filer, self.head, self.leader = (desks(name, size) for name in ("filer", "head", "leader"))

    def looks_well(self, desk: Any) -> None:
        assert barriers(desk) == [], desk.page.url
        assert desk.is_no_wider_than_the_screen(), desk.page.url

    def files(self, desk: Any, words: str) -> None:
        self.looks_well(desk)
        desk.click("填报进展")
        desk.page.wait_for_url("**/change/")
        desk.sees(words)

    def row_says(self, desk: Any, *words: str) -> None:
        desk.go("/?list=open")
        for said in words:
            desk.sees(said)
        self.looks_well(desk)

    def is_told(self, desk: Any, words: str) -> None:
        """In the inbox; what is held for ten seconds is over by then. On a phone a row has two lines."""
        Reminder.objects.exclude(held_until=None).update(held_until=timezone.now())
        desk.go("/reminders/inboxreminder/")
        desk.sees(words)
        self.looks_well(desk)
        if self.size is PHONE:
            assert desk.page.locator("tr.data-row").first.bounding_box()["height"] <= 2 * PHONE["height"] / 25

    def form_holds(self, desk: Any, assignment: Assignment, reason: str, words: str, file: str) -> None:
        desk.go(address(assignment, "report"))
        desk.sees(reason)
        assert desk.page.get_by_label("完成比例").input_value() == "70"
        assert desk.page.get_by_label("进展情况").input_value() == words
        desk.page.get_by_role("link", name=file, exact=True).wait_for()
        self.looks_well(desk)


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
