"""After a return or a withdrawal the form holds what was given back, with its files and the reason."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from tests.admin import as_user, page, said, text
from tests.api import ROOT, read
from tests.api import as_user as as_program
from tests.conftest import World
from tests.refusals import refused
from tracker.work.filing.models.drafts import Attachment, ReportDraft
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.drafting import attach_file, leave_out, save_draft
from tracker.work.filing.services.reporting import file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
PDF = b"%PDF-1.4\n%made up for the test\n"
LIST = "work_assignment"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


def _file(world: World, assignment: Assignment, percent: int, words: str, **more: Any) -> ProgressReport:
    return file_report(
        assignment=assignment, actor=world.filer, on=TODAY, percent=percent, narrative=words, **more
    )


def _filed_with_a_file(world: World, assignment: Assignment) -> ProgressReport:
    """An older report of 45 % that was approved; then one of 70 % with a file."""
    approve_report(report=_file(world, assignment, 45, "旧的内容。"), actor=world.supervisor)
    attach_file(assignment=assignment, actor=world.filer, name="验收单.pdf", data=PDF)
    draft = ReportDraft.objects.get(assignment=assignment, author=world.filer)
    return _file(world, assignment, 70, "新的内容。", problems="缺少场地", draft=draft)


def _give_back(world: World, report: ProgressReport, how: str) -> None:
    if how == "returned":
        return_report(report=report, actor=world.supervisor, reason="请补充数据")
    else:
        withdraw_report(report=report, actor=world.filer, reason="数字有误")


HOW = pytest.mark.parametrize(("how", "reason"), [("returned", "请补充数据"), ("withdrawn", "数字有误")])


@HOW
def test_the_form_holds_it_with_its_files_and_the_reason(
    world: World, signed: Assignment, how: str, reason: str
) -> None:
    _give_back(world, _filed_with_a_file(world, signed), how)
    answer = as_user(world.filer).get(page(LIST, signed, "report"))
    form = answer.context["form"]
    assert (form.initial["percent"], form.initial["narrative"]) == (70, "新的内容。")
    assert form.initial["problems"] == "缺少场地"
    assert [file["name"] for file in answer.context["files"]] == ["验收单.pdf"]
    assert reason in text(answer)
    assert not ReportDraft.objects.exists()  # looking writes nothing


@HOW
def test_filed_again_it_has_the_file_and_the_first_one_keeps_its_own(
    world: World, signed: Assignment, how: str, reason: str
) -> None:
    before = _filed_with_a_file(world, signed)
    _give_back(world, before, how)
    client = as_user(world.filer)
    client.post(page(LIST, signed, "report"), {"percent": "72", "narrative": "补充了数据。", "seen": "0"})
    again = signed.reports.first()
    assert (again.percent, again.status) == (72, ReportStatus.SUBMITTED)
    assert [file.name for file in Attachment.objects.filter(report=again)] == ["验收单.pdf"]
    assert before.attachments.count() == 1
    assert Attachment.objects.values("content").distinct().count() == 1


def test_a_file_that_is_not_wanted_again_is_left_out(world: World, signed: Assignment) -> None:
    before = _filed_with_a_file(world, signed)
    return_report(report=before, actor=world.supervisor, reason="请换一份附件")
    [file] = before.attachments.all()
    client = as_user(world.filer)
    client.post(
        page(LIST, signed, "report"), {"percent": "70", "narrative": "新的内容。", "_remove": file.pk}
    )
    assert client.get(page(LIST, signed, "report")).context["files"] == []
    client.post(page(LIST, signed, "report"), {"percent": "70", "narrative": "换了附件。"})
    assert [report.attachments.count() for report in signed.reports.all()[:2]] == [0, 1]


def test_a_file_of_a_report_that_stands_is_not_left_out(world: World, signed: Assignment) -> None:
    [file] = _filed_with_a_file(world, signed).attachments.all()
    with refused("file_filed_already"):
        leave_out(attachment=file, actor=world.filer)


def test_a_claim_that_was_returned_is_a_claim_in_the_form(world: World, signed: Assignment) -> None:
    claim = _file(world, signed, 100, "全部完成。", claims_completion=True)
    return_report(report=claim, actor=world.supervisor, reason="缺少佐证")
    form = as_user(world.head).get(page(LIST, signed, "report")).context["form"]
    assert (form.initial["claims_completion"], form.initial["milestone"]) == (True, claim.milestone_id)


def test_the_api_begins_with_it_too(world: World, signed: Assignment) -> None:
    return_report(report=_filed_with_a_file(world, signed), actor=world.supervisor, reason="请补充数据")
    filer, address = as_program(world.filer), f"assignments/{signed.pk}/draft/"
    draft = read(filer, address)
    assert (draft["revision"], draft["content"]["narrative"]) == (0, "新的内容。")
    assert [file["name"] for file in draft["attachments"]] == ["验收单.pdf"]
    saved = filer.put(f"{ROOT}{address}", {"content": draft["content"], "seen": 0}, format="json").json()
    assert [file["name"] for file in saved["attachments"]] == ["验收单.pdf"]


class TestAnOvertakenDraft:
    def test_it_says_so_and_can_be_given_up(self, world: World, signed: Assignment) -> None:
        draft = {"percent": "50", "narrative": "草稿。"}
        with time_machine.travel("2026-03-10T01:00:00Z", tick=False):
            save_draft(assignment=signed, actor=world.filer, content=draft)
        with time_machine.travel("2026-03-10T02:00:00Z", tick=False):
            file_report(assignment=signed, actor=world.head, on=TODAY, percent=70, narrative="填报表。")
            client = as_user(world.filer)
            answer = client.get(page(LIST, signed, "report"))
            assert answer.context["form"].initial["percent"] == "50"
            assert "这份草稿早于最近一次填报" in text(answer)
            client.post(page(LIST, signed, "report"), {**draft, "_restart": "1"})
            answer = client.get(page(LIST, signed, "report"))
        assert answer.context["form"].initial["percent"] == 70
        assert "这份草稿早于最近一次填报" not in text(answer)

    def test_one_that_was_saved_since_says_nothing(self, world: World, signed: Assignment) -> None:
        with time_machine.travel("2026-03-10T01:00:00Z", tick=False):
            _file(world, signed, 40, "已报。")
        with time_machine.travel("2026-03-10T02:00:00Z", tick=False):
            save_draft(assignment=signed, actor=world.filer, content={"percent": "50"})
            answer = as_user(world.filer).get(page(LIST, signed, "report"))
        assert answer.context["overtaken"] is None


class TestSentOnceMore:
    WORDS = {"percent": "30", "narrative": "同一内容"}

    def test_back_and_sent_again_is_one_report(self, world: World, signed: Assignment) -> None:
        client = as_user(world.filer)
        assert "进展已报送。" in said(client.post(page(LIST, signed, "report"), self.WORDS))
        words = said(client.post(page(LIST, signed, "report"), self.WORDS))
        assert "没有重复报送" in words[-1]
        assert (signed.reports.count(), ReportDraft.objects.count()) == (1, 0)

    def test_the_second_window_hears_that_the_first_has_filed(self, world: World, signed: Assignment) -> None:
        client = as_user(world.filer)
        draft = save_draft(assignment=signed, actor=world.filer, content=self.WORDS)
        filed = {**self.WORDS, "seen": str(draft.revision)}
        client.post(page(LIST, signed, "report"), filed)
        answer = client.post(page(LIST, signed, "report"), {**filed, "narrative": "第二个窗口"})
        assert "这份草稿已经报送或删除" in text(answer)
        assert "第二个窗口" in text(answer)
        assert signed.reports.count() == 1


def test_what_was_taken_back_on_another_day_is_still_held(world: World, signed: Assignment) -> None:
    report = _file(world, signed, 30, "三月的内容。")
    withdraw_report(report=report, actor=world.head)
    later = file_report(
        assignment=signed, actor=world.head, on=TODAY + timedelta(days=9), percent=35, narrative="之后。"
    )
    form = as_user(world.filer).get(page(LIST, signed, "report")).context["form"]
    assert form.initial["percent"] == later.percent
