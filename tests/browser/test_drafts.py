"""What is typed is never lost: a dead line, a closed page, two windows, no scripts."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PDF, TODAY, address, saved, write
from tests.conftest import World
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.browser


class TestNothingTypedIsLost:
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
        filer.page.get_by_role("link", name=proof.name, exact=True).wait_for()
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
        # Once, though the page was hidden, too, and its box lost the focus.
        assert ReportDraft.objects.get().revision == 1

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
        approve_report(report=report, actor=world.supervisor)
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
        filer.page.get_by_role("link", name="材料.pdf", exact=True).wait_for()
        filer.picture("draft-files")
        with filer.page.expect_download() as waiting:
            filer.page.get_by_role("link", name="材料.pdf", exact=True).click()
        assert waiting.value.suggested_filename == "材料.pdf"
        drop(filer, "拖入.pdf")
        filer.page.get_by_role("link", name="拖入.pdf", exact=True).wait_for()
        filer.page.get_by_role("button", name="移除材料.pdf").click()
        filer.page.get_by_role("link", name="材料.pdf", exact=True).wait_for(state="detached")
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
