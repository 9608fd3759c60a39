"""Four people work one measure through, and every page that they see fits its screen."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from departments.models.departments import Department
from tests.browser.conftest import PDF, TODAY, address, saved, write
from tests.conftest import World
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.instructions.services import write_instruction, write_note
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import ask_extension
from tracker.work.services.declining import decline_assignment, delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.browser

MEASURE = "一 / 1 建设一站式窗口"


def test_four_people_work_one_measure_through(world: World, desks: Any, tmp_path: Path) -> None:
    world.document()
    office = desks("supervisor")
    office.open("文件")
    office.page.get_by_role("link", name="云政发〔2026〕3号").first.click()
    office.click("交办")
    office.click("交办文件")
    office.sees("新交办7项")

    filer = desks("filer")
    filer.page.get_by_role("link", name=MEASURE).first.click()
    filer.click("签收")
    filer.click("签收")
    filer.sees("已签收，请按时限办理并填报进展。")
    filer.picture("cycle-signed")
    assignment = world.assignment("省财政厅")

    # Typed and not filed: the browser is closed, and everything is there again after logging in.
    filer.click("填报进展")
    write(filer, "完成比例", "40")
    write(filer, "进展情况", "已完成招标，正在安装首批设备。")
    saved(filer)
    filer.picture("cycle-draft")
    filer.context.close()
    filer = desks("filer", password="pw")
    filer.sees("我的草稿")
    filer.picture("cycle-desk")
    filer.open("我的草稿")
    filer.page.get_by_role("link", name=MEASURE).click()
    filer.sees("已完成招标，正在安装首批设备。")
    filer.click("继续填报")
    assert filer.page.get_by_label("完成比例").input_value() == "40"
    assert filer.page.get_by_label("进展情况").input_value() == "已完成招标，正在安装首批设备。"

    proof = tmp_path / "首批设备验收单.pdf"
    proof.write_bytes(PDF)
    filer.page.locator("input[type=file]").set_input_files(str(proof))
    filer.page.get_by_role("link", name="首批设备验收单.pdf", exact=True).wait_for()
    write(filer, "窗口数（个）", "56")
    filer.picture("cycle-form")
    filer.click("填报进展")
    filer.sees("进展已报送。")
    filer.sees("首批设备验收单.pdf")

    office.open("待审核")
    office.sees("0% → 40%")
    office.picture("cycle-queue")
    office.page.locator("summary", has_text="退回").click()
    office.page.get_by_role("button", name="进展情况不具体，请补充量化数据").click()
    office.picture("cycle-queue-return")
    office.click("退回进展")
    office.sees("进展已退回，填报单位将看到退回原因。")
    office.sees("没有待审核的进展。")

    filer.go("/")
    filer.page.get_by_role("link", name=MEASURE).first.click()
    filer.sees("进展情况不具体，请补充量化数据")
    filer.click("填报进展")
    filer.sees("上次填报已退回")
    write(filer, "进展情况", "已完成招标，已安装首批设备56套。")
    write(filer, "完成比例", "45")
    saved(filer)
    filer.click("填报进展")
    filer.sees("进展已报送。")

    office.open("待审核")
    office.page.locator("ins", has_text="56套").wait_for()
    office.picture("cycle-queue-compared")
    office.click("通过")
    office.sees("进展已审核通过。")

    filer.click("申请延期")
    filer.page.get_by_label("申请延至").fill(str(TODAY + timedelta(days=60)))
    write(filer, "延期原因", "二期设备到货推迟。")
    filer.picture("cycle-extension")
    filer.click("申请延期")
    filer.sees("督查室答复前仍按现行时限执行")
    office.go("/")
    office.page.locator("#main").get_by_text("延期申请").first.click()
    office.page.get_by_role("link", name=MEASURE).click()
    office.click("答复延期")
    office.page.get_by_label("同意延至申请的日期").check()
    office.picture("cycle-answer")
    office.click("答复延期")
    office.sees("已同意延至2026-09-08。")

    leader = desks("leader")
    leader.go(address(assignment))
    leader.sees("已调整")
    leader.click("批示")
    write(leader, "批示内容", "请确保国庆前全部投入使用。")
    leader.page.get_by_label("回复时限").fill(str(TODAY + timedelta(days=5)))
    leader.picture("cycle-instruct")
    leader.click("批示")
    leader.sees("批示已送省财政厅，请其按时回复。")

    filer.go("/")
    filer.sees("待回复批示")
    filer.go(address(assignment))
    filer.sees("请确保国庆前全部投入使用。")
    filer.click("回复批示")
    write(filer, "回复内容", "已排定工期，9月20日前投入使用。")
    filer.click("回复批示")
    filer.sees("批示已回复。")
    leader.page.reload()
    leader.sees("已排定工期，9月20日前投入使用。")

    for words in ("首批窗口已投入使用。", "全部窗口已投入使用。"):
        filer.go(address(assignment, "report"))
        write(filer, "完成比例", "100")
        write(filer, "进展情况", words)
        filer.page.get_by_label("申请办结").check()
        filer.click("填报进展")
        filer.sees("并已申请办结")
        office.open("待审核")
        office.page.get_by_label("选择省财政厅").check()
        office.click("通过所选")
        office.sees("已通过1份。")
    filer.page.reload()
    filer.sees("已办结")
    filer.picture("cycle-done")
    assignment.refresh_from_db()
    assert assignment.status == Status.COMPLETED
    assert not ReportDraft.objects.exists()


@pytest.fixture
def busy(world: World) -> Assignment:
    """An assignment on which everything has happened that a page can show."""
    document = world.dispatched()
    other = world.assignment("省教育厅")
    decline_assignment(
        assignment=other,
        reason="不属于本部门职责，建议由省财政厅承办。",
        actor=world.other_filer,
        on=date(2026, 3, 4),
    )
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    first = file_report(
        assignment=assignment,
        actor=world.filer,
        on=TODAY,
        percent=40,
        narrative="已完成招标，正在安装首批设备。\n计划7月底前完成全部安装。",
        problems="场地移交推迟。",
    )
    approve_report(report=first, actor=world.supervisor)
    file_report(
        assignment=assignment,
        actor=world.filer,
        on=TODAY,
        percent=60,
        narrative="已完成招标，已安装首批设备56套。\n计划8月底前完成全部安装。",
        next_steps="调试设备。",
        figures={document.indicators.get(): "56"},
        claims_completion=True,
    )
    milestone = assignment.milestones.last()
    assert milestone is not None
    center: Department = world.departments["省国库支付中心"]
    Assignment.objects.filter(pk=assignment.pk).update(status=Status.ACTIVE)
    ask_extension(
        milestone=milestone,
        to_date=date(2027, 3, 1),
        reason="二期设备到货推迟。",
        actor=world.filer,
        on=date(2026, 3, 2),
    )
    delegate_assignment(assignment=assignment, department=center, actor=world.filer, on=TODAY)
    Assignment.objects.filter(pk=assignment.pk).update(status=Status.IN_REVIEW)
    write_instruction(
        target=document,
        text="请各单位按月调度，确保年底前见效。",
        due_on=date(2026, 7, 20),
        actor=world.leader,
        on=TODAY,
    )
    write_note(assignment=assignment, text="7月8日电话催问，答复月底可完成首批。", actor=world.supervisor)
    return assignment


@pytest.mark.parametrize("user", ["supervisor", "leader", "filer", "head"])
def test_no_page_of_the_cycle_is_wider_than_its_screen(
    world: World, busy: Assignment, desks: Any, user: str
) -> None:
    desk = desks(user)
    extension, report = busy.extensions.get(), busy.reports.first()
    assert report is not None
    item = busy.document.instructions.get().items.get(department=busy.department)
    decline = world.assignment("省教育厅").declines.get()
    pages = {
        "index": "/",
        "assignment": address(busy),
        "list": "/work/assignment/",
        "report": f"/work/progressreport/{report.pk}/change/",
        "extensions": "/work/extension/",
        "extension": f"/work/extension/{extension.pk}/change/",
        "items": "/work/instructionitem/",
        "item": f"/work/instructionitem/{item.pk}/change/",
        "document": f"/policies/policydocument/{busy.document_id}/change/",
        "task": f"/policies/task/{busy.task_id}/change/",
    }
    if user == "supervisor":
        pages |= {
            "queue": "/work/progressreport/queue/",
            "decline": f"/work/decline/{decline.pk}/change/",
            "answer": f"/work/decline/{decline.pk}/answer/",
            "settings": "/work/officesettings/",
            "deadline": f"/policies/policydocument/{busy.document_id}/deadline/",
            "return": f"/work/progressreport/{report.pk}/return/",
        }
    if user == "leader":
        pages |= {"instruct": f"/policies/policydocument/{busy.document_id}/instruct/"}
    if user in ("filer", "head"):
        Assignment.objects.filter(pk=busy.pk).update(status=Status.ACTIVE)
        pages |= {
            "form": address(busy, "report"),
            "drafts": "/work/reportdraft/",
            "reply": f"/work/instructionitem/{item.pk}/reply/",
            "delegate": address(busy, "delegate"),
        }
    for name, path in pages.items():
        desk.go(path)
        desk.fits_both_screens(f"{user}-{name}")
    if user == "supervisor":
        desk.go(pages["deadline"])
        desk.page.get_by_label("调整为").fill("2026-08-31")
        write(desk, "调整原因", "上级统一调整进度安排。")
        desk.click("预览")
        desk.sees("将要调整的时限")
        desk.fits_both_screens(f"{user}-deadline-preview")
