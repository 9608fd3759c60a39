"""填报 in the browser: drafts, files, and who may fetch them."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from policies.models.measures import Task
from tests.admin import as_user, page, said, steps_offered, text
from tests.conftest import World
from tracker.work.filing.models.drafts import Attachment, ReportDraft
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.drafting import attach_file, save_draft
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.status_changes import acknowledge_assignment

TODAY = date(2026, 3, 10)
PDF = b"%PDF-1.4\n%made up for the test\n"
LIST = "work_assignment"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


def draft_url(assignment: Assignment) -> str:
    return reverse("admin:work_draft", args=[assignment.pk])


def keep(client: Any, assignment: Assignment, seen: int, **words: str) -> Any:
    return client.post(draft_url(assignment), {"seen": str(seen), **words})


def upload(name: str = "验收单.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


class TestDrafts:
    def test_what_is_typed_is_kept_right_or_wrong(self, world: World, signed: Assignment) -> None:
        indicator = signed.document.indicators.get()
        client = as_user(world.filer)
        answer = keep(client, signed, 0, percent="很多", narrative="半句", **{f"figure-{indicator.pk}": "56"})
        assert answer.json()["revision"] == 1
        assert answer.json()["saved"].count(":") == 1
        content = ReportDraft.objects.get().content
        assert (content["percent"], content["narrative"]) == ("很多", "半句")
        assert content["figures"] == {str(indicator.pk): "56"}
        html = text(client.get(page(LIST, signed, "report")))
        assert "半句" in html
        assert 'value="很多"' in html
        assert 'value="56"' in html

    def test_the_second_window_is_told_and_given_what_the_first_kept(
        self, world: World, signed: Assignment
    ) -> None:
        client = as_user(world.filer)
        keep(client, signed, 0, narrative="第一个窗口")
        answer = keep(client, signed, 0, narrative="第二个窗口")
        assert answer.status_code == 409
        assert answer.json()["code"] == "draft_saved_elsewhere"
        assert answer.json()["content"]["narrative"] == "第一个窗口"
        assert keep(client, signed, answer.json()["revision"], narrative="第二个窗口").status_code == 200

    def test_filing_from_a_window_that_is_behind_is_refused_and_keeps_what_was_typed(
        self, world: World, signed: Assignment
    ) -> None:
        client = as_user(world.filer)
        keep(client, signed, 0, narrative="第一个窗口")
        data = {"seen": "0", "percent": "50", "narrative": "第二个窗口"}
        html = text(client.post(page(LIST, signed, "report"), data))
        assert "该草稿已在另一个窗口中保存" in html
        assert "第二个窗口" in html
        assert not ProgressReport.objects.exists()
        assert ReportDraft.objects.get().content["narrative"] == "第一个窗口"

    def test_a_report_that_cannot_be_filed_is_kept_as_a_draft(self, world: World, signed: Assignment) -> None:
        data = {"percent": "160", "narrative": "写了很久的内容"}
        html = text(as_user(world.filer).post(page(LIST, signed, "report"), data))
        assert "写了很久的内容" in html
        assert ReportDraft.objects.get().content["narrative"] == "写了很久的内容"

    def test_after_a_refusal_the_same_window_goes_on(self, world: World, signed: Assignment) -> None:
        client = as_user(world.filer)
        first = client.post(page(LIST, signed, "report"), {"seen": "0", "percent": "", "narrative": "一"})
        seen = first.context["state"]["revision"]
        data = {"seen": str(seen), "percent": "20", "narrative": "一"}
        assert said(client.post(page(LIST, signed, "report"), data)) == ["进展已报送。"]
        assert not ReportDraft.objects.exists()

    def test_saving_without_scripts_files_nothing(self, world: World, signed: Assignment) -> None:
        client = as_user(world.filer)
        data = {"_save": "1", "percent": "", "narrative": "先存着", "files": [upload()]}
        assert said(client.post(page(LIST, signed, "report"), data)) == ["草稿已保存。"]
        draft = ReportDraft.objects.get()
        assert [f.name for f in draft.attachments.all()] == ["验收单.pdf"]
        html = text(client.get(page(LIST, signed, "report")))
        assert "先存着" in html
        removing = {"_remove": str(draft.attachments.get().pk), "narrative": "先存着"}
        client.post(page(LIST, signed, "report"), removing)
        assert not Attachment.objects.exists()
        assert not ProgressReport.objects.exists()

    def test_the_desk_and_the_list_show_one_s_own_drafts_only(self, world: World, signed: Assignment) -> None:
        save_draft(assignment=signed, actor=world.filer, content={"narrative": "半句"})
        for user, count in ((world.filer, 1), (world.head, 0), (world.supervisor, 0)):
            client = as_user(user)
            assert client.get(page("work_reportdraft")).context["cl"].result_count == count
        shown = as_user(world.filer).get("/?list=drafts").context["shown"]["rows"]
        assert [row["assignment"] for row in shown] == [signed]

    def test_a_draft_is_read_and_thrown_away_by_its_author(self, world: World, signed: Assignment) -> None:
        draft = save_draft(
            assignment=signed,
            actor=world.filer,
            content={
                "narrative": "半句",
                "claims_completion": True,
                "milestone": signed.milestones.first().pk,
            },
        )
        client = as_user(world.filer)
        html = text(client.get(page("work_reportdraft", draft)))
        assert "半句" in html
        assert "6月底前" in html
        assert steps_offered(client, page("work_reportdraft", draft)) == ["go-on", "discard"]
        answer = client.post(page("work_reportdraft", draft, "discard"))
        assert said(answer) == ["草稿已删除。"]
        assert answer.headers["Location"] == page("work_reportdraft")
        assert not ReportDraft.objects.exists()

    def test_a_draft_outlives_the_state_in_which_it_could_be_filed(
        self, world: World, signed: Assignment
    ) -> None:
        draft = save_draft(assignment=signed, actor=world.filer, content={"narrative": "半句"})
        Assignment.objects.filter(pk=signed.pk).update(status="suspended")
        client = as_user(world.filer)
        assert steps_offered(client, page("work_reportdraft", draft)) == ["discard"]
        assert "半句" in text(client.get(page("work_reportdraft", draft)))
        assert "查看草稿" in text(client.get(page(LIST, signed)))

    def test_any_number_may_stand_where_the_page_says_what_it_saw(
        self, world: World, signed: Assignment
    ) -> None:
        client = as_user(world.filer)
        for seen in ("9" * 5000, "-1", "x", "①"):
            answer = client.post(draft_url(signed), {"seen": seen, "narrative": "句"})
            assert answer.status_code in (200, 409), seen


class TestTheForm:
    def test_figures_and_files_go_with_the_report(self, world: World, signed: Assignment) -> None:
        indicator = signed.document.indicators.get()
        data = {
            "percent": "40",
            "narrative": "正在安装。",
            f"figure-{indicator.pk}": "56个",
            "files": [upload(), upload("照片.png", b"\x89PNG\r\n\x1a\nmade up")],
        }
        assert said(as_user(world.filer).post(page(LIST, signed, "report"), data)) == ["进展已报送。"]
        report = ProgressReport.objects.get()
        assert [(r.indicator, r.value) for r in report.readings.all()] == [(indicator, "56个")]
        assert sorted(f.name for f in report.attachments.all()) == ["照片.png", "验收单.pdf"]
        html = text(as_user(world.supervisor).get(page(LIST, signed)))
        assert "照片.png" in html
        assert "56个" in html

    def test_a_refused_file_stops_the_filing_and_is_named(self, world: World, signed: Assignment) -> None:
        data = {"percent": "40", "narrative": "正在安装。", "files": [upload("程序.exe", b"MZ")]}
        html = text(as_user(world.filer).post(page(LIST, signed, "report"), data))
        assert "“程序.exe”的类型不在允许范围内" in html
        assert not ProgressReport.objects.exists()

    def test_a_lower_percentage_is_asked_why(self, world: World, signed: Assignment) -> None:
        report = file_report(assignment=signed, actor=world.filer, on=TODAY, percent=60, narrative="过半。")
        approve_report(report=report, actor=world.supervisor)
        client = as_user(world.filer)
        data = {"percent": "40", "narrative": "返工。"}
        assert "请写明下降原因" in text(client.post(page(LIST, signed, "report"), data))
        data["drop_reason"] = "验收不合格返工"
        assert said(client.post(page(LIST, signed, "report"), data)) == ["进展已报送。"]

    def test_a_department_whose_head_endorses_is_told_so(self, world: World, signed: Assignment) -> None:
        Department.objects.filter(pk=signed.department_id).update(head_endorses=True)
        data = {"percent": "40", "narrative": "正在安装。"}
        answer = as_user(world.filer).post(page(LIST, signed, "report"), data)
        assert said(answer) == ["进展已提交，经本单位负责人审签后报送督查室。"]
        report = ProgressReport.objects.get()
        office, head = as_user(world.supervisor), as_user(world.head)
        assert "正在安装。" not in text(office.get(page(LIST, signed)))
        assert office.get(page("work_progressreport", report)).status_code == 404
        assert "待审签进展" in text(head.get("/"))
        assert steps_offered(head, page("work_progressreport", report)) == [
            "endorse",
            "send-back",
            "withdraw",
        ]
        assert said(head.post(page("work_progressreport", report, "endorse"))) == [
            "已审签，进展已报送督查室。"
        ]
        assert "正在安装。" in text(office.get(page(LIST, signed)))

    def test_the_office_switches_whether_heads_endorse(self, world: World, signed: Assignment) -> None:
        unit = signed.department
        client = as_user(world.supervisor)
        form = client.get(page("departments_department", unit)).context["adminform"].form
        assert "head_endorses" in form.fields

    def test_evidence_is_asked_for_where_the_document_demands_it(
        self, world: World, signed: Assignment
    ) -> None:
        office = as_user(world.supervisor)
        address = page("policies_policydocument", signed.document, "switch_evidence")
        assert said(office.post(address, {"required": "yes"})) == ["申请办结须附佐证材料。"]
        client = as_user(world.filer)
        data: dict[str, Any] = {"percent": "100", "narrative": "完成。", "claims_completion": "on"}
        assert "请先上传附件" in text(client.post(page(LIST, signed, "report"), data))
        data["files"] = [upload()]
        assert "并已申请办结" in said(client.post(page(LIST, signed, "report"), data))[-1]
        assert said(office.post(address, {"required": "no"}))[-1] == "申请办结不再要求附佐证材料。"
        assert not PolicyDocument.objects.get(pk=signed.document_id).evidence_required
        assert client.post(address, {"required": "yes"}).status_code == 403

    def test_the_leading_unit_reads_what_the_others_filed(self, world: World) -> None:
        world.dispatched()
        lead, other = world.assignment("省财政厅"), world.assignment("省教育厅")
        acknowledge_assignment(assignment=lead, actor=world.filer)
        acknowledge_assignment(assignment=other, actor=world.other_filer)
        file_report(
            assignment=other, actor=world.other_filer, on=TODAY, percent=10, narrative="配合单位的进展。"
        )
        for address in (page(LIST, lead), page(LIST, lead, "report")):
            assert "配合单位的进展。" in text(as_user(world.filer).get(address))
        assert "配合单位的进展。" in text(as_user(world.supervisor).get(page(LIST, lead)))

    def test_no_change_is_offered_only_where_it_would_be_taken(
        self, world: World, signed: Assignment
    ) -> None:
        client = as_user(world.filer)
        assert "no-change" not in steps_offered(client, page(LIST, signed))
        answer = client.get(page(LIST, signed, "no_change"))
        assert said(answer) == ["尚无可沿用的进展，请填写一份进展报告。"]
        before = TODAY - timedelta(days=1)
        file_report(assignment=signed, actor=world.filer, on=before, percent=30, narrative="正在办理。")
        assert "no-change" in steps_offered(client, page(LIST, signed))
        assert "正在办理。" in text(client.get(page(LIST, signed, "no_change")))
        assert ProgressReport.objects.count() == 1
        assert "进展已报送。" in said(client.post(page(LIST, signed, "no_change")))
        assert ProgressReport.objects.filter(no_change=True).count() == 1
        signed.milestones.update(due_on=TODAY)
        Assignment.objects.filter(pk=signed.pk).update(due_on=TODAY, must_due_on=TODAY)
        assert "no-change" not in steps_offered(client, page(LIST, signed))
        assert "临近或已过时限" in text(client.post(page(LIST, signed, "no_change")))

    def test_where_a_cycle_is_set_the_form_says_whether_this_period_is_reported(
        self, world: World, signed: Assignment
    ) -> None:
        Task.objects.filter(pk=signed.task_id).update(cycle="FREQ=MONTHLY")
        client = as_user(world.filer)
        form = text(client.get(page(LIST, signed, "report")))
        assert "报告期2026-03，须于2026-03-31前报送，本期尚未报送" in form
        client.post(page(LIST, signed, "report"), {"percent": "10", "narrative": "三月进展。"})
        assert "须于2026-03-31前报送，本期已报送" in text(client.get(page(LIST, signed, "report")))


class TestFiles:
    @pytest.fixture
    def filed(self, world: World, signed: Assignment) -> Attachment:
        attachment = attach_file(assignment=signed, actor=world.filer, name="验收单（首批）.pdf", data=PDF)
        draft = ReportDraft.objects.get()
        file_report(
            assignment=signed, actor=world.filer, on=TODAY, percent=10, narrative="进展。", draft=draft
        )
        attachment.refresh_from_db()
        return attachment

    def test_whoever_may_see_the_report_downloads_its_files(self, world: World, filed: Attachment) -> None:
        address = reverse("admin:work_attachment", args=[filed.pk])
        for user in (world.filer, world.head, world.supervisor, world.leader):
            answer = as_user(user).get(address)
            assert answer.status_code == 200
            assert answer.content == PDF
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            disposition = answer.headers["Content-Disposition"]
            assert disposition.startswith("attachment;")
            assert "filename*=utf-8''%E9%AA%8C%E6%94%B6%E5%8D%95" in disposition

    def test_strangers_get_no_file(self, world: World, filed: Attachment) -> None:
        address = reverse("admin:work_attachment", args=[filed.pk])
        assert as_user(world.other_filer).get(address).status_code == 404

    def test_a_file_of_a_draft_is_its_author_s_alone(self, world: World, signed: Assignment) -> None:
        file = attach_file(assignment=signed, actor=world.filer, name="草稿附件.pdf", data=PDF)
        address = reverse("admin:work_attachment", args=[file.pk])
        assert as_user(world.filer).get(address).status_code == 200
        for user in (world.head, world.supervisor, world.leader, world.other_filer):
            assert as_user(user).get(address).status_code == 404, user

    def test_files_come_one_by_one_and_go_again(self, world: World, signed: Assignment) -> None:
        client = as_user(world.filer)
        attach, detach = (reverse(f"admin:work_{n}", args=[signed.pk]) for n in ("attach", "detach"))
        answer = client.post(attach, {"file": upload()})
        assert answer.status_code == 201
        facts = json.loads(answer.content)
        assert (facts["name"], facts["size"]) == ("验收单.pdf", f"{len(PDF)} 字节")
        refused = client.post(attach, {"file": upload("空.pdf", b"")})
        assert refused.status_code == 400
        assert refused.json()["code"] == "file_empty"
        nothing = client.post(attach, {})
        assert (nothing.status_code, nothing.json()["code"]) == (400, "file_required")
        for wrong in ("", "x", "999999", "9" * 400):
            assert client.post(detach, {"file": wrong}).status_code == 404
        assert client.post(detach, {"file": str(facts["id"])}).json() == {"removed": True}
        assert not Attachment.objects.exists()

    def test_a_filed_file_is_not_taken_out(self, world: World, filed: Attachment) -> None:
        detach = reverse("admin:work_detach", args=[filed.assignment_id])
        answer = as_user(world.filer).post(detach, {"file": str(filed.pk)})
        assert answer.status_code == 400
        assert answer.json()["code"] == "file_filed_already"

    def test_of_a_file_that_is_too_large_no_more_is_read_than_is_needed(
        self, world: World, signed: Assignment
    ) -> None:
        OfficeSettings.objects.create(pk=1, attachment_megabytes=1)
        big = upload("大.pdf", PDF + b"0" * (3 * 1024 * 1024))
        answer = as_user(world.filer).post(reverse("admin:work_attach", args=[signed.pk]), {"file": big})
        assert answer.status_code == 400
        assert answer.json()["code"] == "file_too_large"

    def test_only_the_department_s_people_send_files_and_drafts(
        self, world: World, signed: Assignment
    ) -> None:
        addresses = [reverse(f"admin:work_{n}", args=[signed.pk]) for n in ("attach", "draft")]
        for user, status in ((world.supervisor, 403), (world.leader, 403), (world.other_filer, 404)):
            for address in addresses:
                answer = as_user(user).post(address, {"file": upload(), "narrative": "句"})
                assert answer.status_code == status, (user, address)
        assert not ReportDraft.objects.exists()


def test_a_report_that_was_returned_says_why_above_the_next_form(world: World, signed: Assignment) -> None:
    report = file_report(assignment=signed, actor=world.filer, on=TODAY, percent=10, narrative="进展。")
    as_user(world.supervisor).post(page("work_progressreport", report, "send_back"), {"reason": "请补充数据"})
    report.refresh_from_db()
    assert report.status == ReportStatus.RETURNED
    assert "请补充数据" in text(as_user(world.filer).get(page(LIST, signed, "report")))
