"""Four people work one measure through; what is typed is never lost; every page fits its screen."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from departments.models import Department
from tests.browser.conftest import PHONE, TODAY
from tests.conftest import World
from tracker.models import Assignment, ProgressReport, ReportDraft, Status
from tracker.services import (
    approve_report,
    ask_extension,
    delegate_assignment,
    file_report,
    raise_objection,
    sign_assignment,
    write_instruction,
    write_note,
)

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n%made up for the test\n"
MEASURE = "一 / 1 建设一站式窗口"


def saved(desk: Any) -> None:
    """Wait until the form says that it is saved."""
    desk.page.locator("[data-saved]").get_by_text("已保存").wait_for(timeout=8000)


def write(desk: Any, label: str, words: str) -> None:
    desk.page.get_by_label(label, exact=False).first.fill(words)


def address(assignment: Assignment, step: str = "change") -> str:
    return f"/tracker/assignment/{assignment.pk}/{step}/"


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
    filer = desks("filer")
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
    filer.page.get_by_role("link", name="首批设备验收单.pdf").wait_for()
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


class TestNothingTypedIsLost:
    @pytest.fixture
    def signed(self, world: World) -> Assignment:
        world.dispatched()
        return sign_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)

    def test_while_the_server_cannot_be_reached_it_is_kept_here_and_sent_later(
        self, signed: Assignment, desks: Any
    ) -> None:
        filer = desks("filer")
        filer.go(address(signed, "report"))
        filer.context.set_offline(True)
        write(filer, "进展情况", "断网时写下的内容。")
        filer.sees("无法连接服务器，内容已暂存在本机，将自动重试")
        filer.picture("draft-offline")
        assert not ReportDraft.objects.exists()
        filer.context.set_offline(False)
        saved(filer)
        assert ReportDraft.objects.get().content["narrative"] == "断网时写下的内容。"
        _forgive_refusals(filer)

    def test_what_never_reached_the_server_is_there_when_the_page_opens_again(
        self, signed: Assignment, desks: Any
    ) -> None:
        filer = desks("filer")
        filer.go(address(signed, "report"))
        filer.page.route("**/draft/", lambda route: route.abort())
        write(filer, "进展情况", "没有送达的内容。")
        filer.sees("将自动重试")
        filer.go("/")
        filer.page.unroute("**/draft/")
        filer.go(address(signed, "report"))
        assert filer.page.get_by_label("进展情况").input_value() == "没有送达的内容。"
        saved(filer)
        _forgive_refusals(filer)

    def test_what_was_typed_before_the_script_came_is_saved_as_well(
        self, signed: Assignment, desks: Any, tmp_path: Path
    ) -> None:
        proof = tmp_path / "早选的材料.pdf"
        proof.write_bytes(PDF)
        filer = desks("filer")
        held: list[Any] = []
        filer.page.route("**/report/draft.js", lambda route: held.append(route))
        filer.page.goto(f"{filer.url}{address(signed, 'report')}", wait_until="commit")
        write(filer, "进展情况", "网页还没有完全打开。")
        filer.page.get_by_label("申请办结").check()
        filer.page.locator("input[type=file]").set_input_files(str(proof))
        while not held:
            filer.page.wait_for_timeout(50)
        for route in held:
            route.continue_()
        saved(filer)
        filer.page.get_by_role("link", name=proof.name).wait_for()
        content = ReportDraft.objects.get().content
        assert (content["narrative"], content["claims_completion"]) == ("网页还没有完全打开。", True)

    def test_a_page_that_is_left_in_the_middle_of_a_word_sends_it(
        self, signed: Assignment, desks: Any
    ) -> None:
        filer = desks("filer")
        filer.go(address(signed, "report"))
        filer.page.get_by_label("进展情况").press_sequentially("刚写了一半")
        filer.go("/")
        filer.go(address(signed, "report"))
        assert filer.page.get_by_label("进展情况").input_value() == "刚写了一半"

    def test_of_two_windows_the_second_is_told_and_chooses(self, signed: Assignment, desks: Any) -> None:
        one = desks("filer")
        one.go(address(signed, "report"))
        two = desks("filer")
        two.go(address(signed, "report"))
        write(one, "进展情况", "第一个窗口。")
        saved(one)
        write(two, "进展情况", "第二个窗口。")
        two.sees("该草稿已在另一个窗口中保存")
        two.picture("draft-conflict")
        assert ReportDraft.objects.get().content["narrative"] == "第一个窗口。"
        two.click("填报进展")
        assert not ProgressReport.objects.exists()
        two.click("以本页内容为准")
        saved(two)
        assert ReportDraft.objects.get().content["narrative"] == "第二个窗口。"
        write(one, "进展情况", "又在第一个窗口。")
        one.sees("该草稿已在另一个窗口中保存")
        one.click("载入另一窗口保存的内容")
        one.page.wait_for_function("document.querySelector('[name=narrative]').value === '第二个窗口。'")
        _forgive_refusals(one)
        _forgive_refusals(two)

    def test_why_it_fell_is_asked_only_when_it_has(
        self, world: World, signed: Assignment, desks: Any
    ) -> None:
        report = file_report(assignment=signed, actor=world.filer, on=TODAY, percent=60, narrative="过半。")
        approve_report(report=report, actor=world.supervisor, on=TODAY)
        filer = desks("filer")
        filer.go(address(signed, "report"))
        why = filer.page.get_by_label("比例下降原因")
        assert not why.is_visible()
        write(filer, "完成比例", "50")
        why.wait_for()
        saved(filer)

    def test_files_are_sent_refused_in_words_and_taken_out(
        self, signed: Assignment, desks: Any, tmp_path: Path
    ) -> None:
        filer = desks("filer")
        filer.go(address(signed, "report"))
        good, bad = tmp_path / "材料.pdf", tmp_path / "程序.exe"
        good.write_bytes(PDF)
        bad.write_bytes(b"MZ")
        filer.page.locator("input[type=file]").set_input_files([str(good), str(bad)])
        filer.sees("“程序.exe”的类型不在允许范围内")
        filer.page.get_by_role("link", name="材料.pdf").wait_for()
        filer.picture("draft-files")
        with filer.page.expect_download() as waiting:
            filer.page.get_by_role("link", name="材料.pdf").click()
        assert waiting.value.suggested_filename == "材料.pdf"
        drop(filer, "拖入.pdf")
        filer.page.get_by_role("link", name="拖入.pdf").wait_for()
        filer.page.get_by_role("button", name="移除材料.pdf").click()
        filer.page.get_by_role("link", name="材料.pdf").wait_for(state="detached")
        assert [f.name for f in ReportDraft.objects.get().attachments.all()] == ["拖入.pdf"]
        _forgive_refusals(filer)

    def test_without_scripts_the_page_is_a_form_like_any_other(
        self, signed: Assignment, desks: Any, browser: Any, tmp_path: Path
    ) -> None:
        filer = desks("filer")
        cookies = filer.context.cookies()
        plain = browser.new_context(java_script_enabled=False, locale="zh-CN")
        plain.add_cookies(cookies)
        page = plain.new_page()
        page.goto(f"{filer.url}{address(signed, 'report')}")
        page.locator("[name=narrative]").fill("没有脚本也能写。")
        page.locator("[name=percent]").fill("30")
        proof = tmp_path / "佐证.pdf"
        proof.write_bytes(PDF)
        page.locator("input[type=file]").set_input_files(str(proof))
        page.locator("button:has-text('保存草稿'):visible").click()
        assert "草稿已保存。" in page.content()
        assert page.locator("[name=narrative]").input_value() == "没有脚本也能写。"
        page.locator("button:has-text('填报进展'):visible").click()
        assert "进展已报送。" in page.content()
        plain.close()
        report = ProgressReport.objects.get()
        assert (report.narrative, report.percent) == ("没有脚本也能写。", 30)
        assert [f.name for f in report.attachments.all()] == ["佐证.pdf"]


def _forgive_refusals(desk: Any) -> None:
    """The browser complains of each answer that is a refusal; here they were meant."""
    desk.complaints[:] = [c for c in desk.complaints if "Failed to load resource" not in c]


def drop(desk: Any, name: str) -> None:
    """Let go of a file over the box for files."""
    transfer = desk.page.evaluate_handle(
        """(name) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["%PDF-1.4 made up"], name, { type: "application/pdf" }));
            return transfer;
        }""",
        name,
    )
    desk.page.dispatch_event("[data-drop]", "drop", {"dataTransfer": transfer})


@pytest.fixture
def busy(world: World) -> Assignment:
    """An assignment on which everything has happened that a page can show."""
    document = world.dispatched()
    other = world.assignment("省教育厅")
    raise_objection(
        assignment=other,
        reason="不属于本部门职责，建议由省财政厅承办。",
        actor=world.other_filer,
        on=date(2026, 3, 4),
    )
    assignment = sign_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    first = file_report(
        assignment=assignment,
        actor=world.filer,
        on=TODAY,
        percent=40,
        narrative="已完成招标，正在安装首批设备。\n计划7月底前完成全部安装。",
        problems="场地移交推迟。",
    )
    approve_report(report=first, actor=world.supervisor, on=TODAY)
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
        milestone=milestone, to_date=date(2027, 3, 1), reason="二期设备到货推迟。", actor=world.filer
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
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_no_page_of_the_cycle_is_wider_than_its_screen(
    world: World, busy: Assignment, desks: Any, user: str, size: str
) -> None:
    desk = desks(user, PHONE) if size == "phone" else desks(user)
    extension, report = busy.extensions.get(), busy.reports.first()
    assert report is not None
    item = busy.document.instructions.get().items.get(department=busy.department)
    objection = world.assignment("省教育厅").objections.get()
    pages = {
        "index": "/",
        "assignment": address(busy),
        "list": "/tracker/assignment/",
        "report": f"/tracker/progressreport/{report.pk}/change/",
        "extensions": "/tracker/extension/",
        "extension": f"/tracker/extension/{extension.pk}/change/",
        "items": "/tracker/instructionitem/",
        "item": f"/tracker/instructionitem/{item.pk}/change/",
        "document": f"/policies/policydocument/{busy.document_id}/change/",
        "task": f"/policies/task/{busy.task_id}/change/",
    }
    if user == "supervisor":
        pages |= {
            "queue": "/tracker/progressreport/queue/",
            "objection": f"/tracker/objection/{objection.pk}/change/",
            "answer": f"/tracker/objection/{objection.pk}/answer/",
            "settings": "/tracker/officesettings/",
            "deadline": f"/policies/policydocument/{busy.document_id}/deadline/",
            "return": f"/tracker/progressreport/{report.pk}/return/",
        }
    if user == "leader":
        pages |= {"instruct": f"/policies/policydocument/{busy.document_id}/instruct/"}
    if user in ("filer", "head"):
        Assignment.objects.filter(pk=busy.pk).update(status=Status.ACTIVE)
        pages |= {
            "form": address(busy, "report"),
            "drafts": "/tracker/reportdraft/",
            "reply": f"/tracker/instructionitem/{item.pk}/reply/",
            "delegate": address(busy, "delegate"),
        }
    for name, path in pages.items():
        desk.go(path)
        desk.picture(f"{size}-{user}-{name}")
        assert desk.is_no_wider_than_the_screen(), path
    if user == "supervisor":
        desk.go(pages["deadline"])
        desk.page.get_by_label("调整为").fill("2026-08-31")
        write(desk, "调整原因", "上级统一调整进度安排。")
        desk.click("预览")
        desk.sees("将要调整的时限")
        desk.picture(f"{size}-{user}-deadline-preview")
        assert desk.is_no_wider_than_the_screen()
