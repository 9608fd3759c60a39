"""Filing by the API: drafts, files and reports, and who is shown what of them."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from rest_framework.test import APIClient

from policies.models.measures import Indicator
from tests.api import ROOT, as_user, fields, read, rows, write
from tests.conftest import World
from tracker.work.filing.models.drafts import Attachment, ReportDraft
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 4)
REPORT = {"percent": 60, "narrative": "已完成选址。"}
CLAIM = {"percent": 100, "narrative": "窗口已经启用。", "claims_completion": True}


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: ON)


@pytest.fixture
def mine(world: World) -> Assignment:
    world.dispatched()
    return world.assignment("省财政厅")


@pytest.fixture
def signed(world: World, mine: Assignment) -> Assignment:
    return acknowledge_assignment(assignment=mine, actor=world.filer)


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


def _attach(client: APIClient, assignment: Assignment, name: str = "照片.png", expect: int = 201) -> Any:
    file = SimpleUploadedFile(name, _png())
    answer = client.post(
        f"{ROOT}assignments/{assignment.pk}/attachments/", {"file": file}, format="multipart"
    )
    assert answer.status_code == expect, answer.content.decode()
    return answer.json()


def _put(client: APIClient, assignment: Assignment, body: Any, expect: int = 200) -> Any:
    answer = client.put(f"{ROOT}assignments/{assignment.pk}/draft/", body, format="json")
    assert answer.status_code == expect, answer.content.decode()
    return answer.json()


class TestDrafts:
    def test_what_was_typed_is_there_again(self, world: World, signed: Assignment) -> None:
        typed = {"percent": "六十", "narrative": "已完成选址，", "figures": {"1": "62"}}
        assert (
            _put(as_user(world.filer), signed, {"content": {**typed, "status": "approved"}})["revision"] == 1
        )
        shown = read(as_user(world.filer), f"assignments/{signed.pk}/draft/")
        assert (shown["content"], shown["revision"]) == (typed, 1)

    def test_a_draft_begins_with_the_last_report(self, world: World, signed: Assignment) -> None:
        filer = as_user(world.filer)
        address = f"assignments/{signed.pk}/draft/"
        assert read(filer, address)["content"] == {}
        write(filer, f"assignments/{signed.pk}/report/", REPORT | {"coordination": "请协调用地"}, expect=201)
        begun = read(filer, address)
        assert (begun["revision"], begun["updated_at"], begun["attachments"]) == (0, None, [])
        assert begun["content"] == REPORT | {"problems": "", "next_steps": "", "coordination": "请协调用地"}
        assert not ReportDraft.objects.exists()

    def test_a_window_that_has_not_seen_the_last_save_overwrites_nothing(
        self, world: World, signed: Assignment
    ) -> None:
        filer = as_user(world.filer)
        _put(filer, signed, {"content": {"narrative": "甲"}, "seen": 0})
        assert _put(filer, signed, {"content": {}, "seen": 0}, expect=409)["code"] == "draft_saved_elsewhere"
        assert _put(filer, signed, {"content": {"narrative": "乙"}, "seen": 1})["revision"] == 2

    @pytest.mark.parametrize(
        "body",
        [
            b'{"content": {"percent": 1e999}}',
            b'{"content": {"percent": NaN}}',
            b'{"content": "\xe6\xad\xa3\xe6\x96\x87"}',
            b'{"content": {"narrative": ' + b"[" * 200_000 + b"]" * 200_000 + b"}}",
            b'{"content": {"narrative": "' + b"a" * 600_000 + b'"}}',
            b"[1]",
        ],
        ids=["infinite", "not a number", "not a form", "deep", "long", "a list"],
    )
    def test_what_no_database_could_hold_is_refused_in_chinese(
        self, world: World, signed: Assignment, body: bytes
    ) -> None:
        address = f"{ROOT}assignments/{signed.pk}/draft/"
        answer = as_user(world.filer).put(address, body, content_type="application/json")
        assert answer.status_code == 400
        assert not ReportDraft.objects.exists()

    def test_a_colleague_and_the_office_do_not_see_it(self, world: World, signed: Assignment) -> None:
        filer = as_user(world.filer)
        _put(filer, signed, {"content": {"narrative": "还没想好"}})
        file = _attach(filer, signed)["id"]
        assert read(as_user(world.head), f"assignments/{signed.pk}/draft/")["revision"] == 0
        for other in (world.head, world.supervisor, world.leader, world.other_filer):
            client = as_user(other)
            assert client.get(f"{ROOT}attachments/{file}/").status_code == 404
            assert client.delete(f"{ROOT}attachments/{file}/").status_code == 404
        assert as_user(world.supervisor).get(f"{ROOT}assignments/{signed.pk}/draft/").status_code == 403
        assert as_user(world.other_filer).get(f"{ROOT}assignments/{signed.pk}/draft/").status_code == 404

    def test_a_draft_is_thrown_away_with_its_files(self, world: World, signed: Assignment) -> None:
        filer = as_user(world.filer)
        _attach(filer, signed)
        address = f"{ROOT}assignments/{signed.pk}/draft/"
        assert filer.delete(address).status_code == 204
        assert not Attachment.objects.exists()
        assert filer.delete(address).json()["code"] == "not_found"


class TestFiles:
    def test_a_file_goes_with_the_report_and_comes_back_as_it_was(
        self, world: World, signed: Assignment
    ) -> None:
        filer = as_user(world.filer)
        file = _attach(filer, signed, "窗口 照片.png")
        assert (file["name"], file["media_type"], file["size"]) == ("窗口 照片.png", "image/png", len(_png()))
        body = REPORT | {"with_draft": True}
        report = write(filer, f"assignments/{signed.pk}/report/", body, expect=201)
        assert [f["id"] for f in report["attachments"]] == [file["id"]]
        answer: Any = None
        for user in (world.filer, world.head, world.supervisor, world.leader):
            answer = as_user(user).get(f"{ROOT}attachments/{file['id']}/", HTTP_ACCEPT="text/html")
            assert answer.status_code == 200
            assert answer.content == _png()
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Length"] == str(len(_png()))
        assert as_user(world.other_filer).get(f"{ROOT}attachments/{file['id']}/").status_code == 404

    def test_a_filed_file_stays(self, world: World, signed: Assignment) -> None:
        filer = as_user(world.filer)
        file = _attach(filer, signed)["id"]
        assert filer.delete(f"{ROOT}attachments/{file}/").status_code == 204
        file = _attach(filer, signed)["id"]
        write(filer, f"assignments/{signed.pk}/report/", REPORT | {"with_draft": True}, expect=201)
        assert filer.delete(f"{ROOT}attachments/{file}/").status_code == 409
        assert Attachment.objects.filter(pk=file).exists()

    def test_a_file_that_is_none_is_refused(self, world: World, signed: Assignment) -> None:
        filer = as_user(world.filer)
        assert _attach(filer, signed, "程序.exe", expect=409)["code"] == "file_type_not_allowed"
        OfficeSettings.objects.create(pk=1, attachment_megabytes=1)
        big = SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * 2**20)
        address = f"{ROOT}assignments/{signed.pk}/attachments/"
        answer = filer.post(address, {"file": big}, format="multipart")
        assert (answer.status_code, answer.json()["code"]) == (409, "file_too_large")
        assert filer.post(address, {"file": "字"}, format="json").status_code == 415
        assert filer.post(address, {}, format="multipart").status_code == 400

    def test_a_report_without_a_draft_cannot_bring_its_files(self, world: World, signed: Assignment) -> None:
        body = REPORT | {"with_draft": True}
        write(as_user(world.filer), f"assignments/{signed.pk}/report/", body, expect=404)
        assert not ProgressReport.objects.exists()

    def test_a_claim_needs_evidence_where_the_office_wants_it(self, world: World, signed: Assignment) -> None:
        office, filer = as_user(world.supervisor), as_user(world.filer)
        switched = write(office, f"documents/{signed.document_id}/evidence/", {"evidence_required": True})
        assert switched == {"evidence_required": True}
        assert read(filer, f"assignments/{signed.pk}/")["evidence_required"] is True
        address = f"assignments/{signed.pk}/report/"
        assert write(filer, address, CLAIM, expect=409)["code"] == "evidence_required"
        _attach(filer, signed)
        write(filer, address, CLAIM | {"with_draft": True}, expect=201)


class TestReports:
    def test_figures_are_given_by_indicator(self, world: World, signed: Assignment) -> None:
        indicator = Indicator.objects.get(document=signed.document)
        body = REPORT | {"figures": {str(indicator.pk): "62个"}}
        report = write(as_user(world.filer), f"assignments/{signed.pk}/report/", body, expect=201)
        assert report["figures"] == [
            {"indicator": indicator.pk, "indicator_name": "窗口数（个）", "value": "62个"}
        ]

    @pytest.mark.parametrize("key", ["0", "x", "٣", "999999"])
    def test_figures_of_no_such_indicator_are_refused(
        self, world: World, signed: Assignment, key: str
    ) -> None:
        body = REPORT | {"figures": {key: "1"}}
        answer = write(as_user(world.filer), f"assignments/{signed.pk}/report/", body, expect=400)
        assert fields(answer) == ["figures"]

    def test_what_waits_for_the_head_has_not_left_the_department(
        self, world: World, signed: Assignment
    ) -> None:
        signed.department.head_endorses = True
        signed.department.save()
        report = write(as_user(world.filer), f"assignments/{signed.pk}/report/", CLAIM, expect=201)
        assert report["status"] == "endorsing"
        office = as_user(world.supervisor)
        assert rows(office, "reports/") == []
        assert read(office, f"assignments/{signed.pk}/")["reports"] == []
        write(office, f"reports/{report['id']}/approve/", expect=404)
        endorsed = write(as_user(world.head), f"reports/{report['id']}/endorse/")
        assert (endorsed["status"], endorsed["endorsed_by_name"]) == ("submitted", "head")
        assert [row["id"] for row in rows(office, "reports/")] == [report["id"]]

    def test_a_report_is_taken_back_and_the_work_goes_on(self, world: World, signed: Assignment) -> None:
        filer = as_user(world.filer)
        report = write(filer, f"assignments/{signed.pk}/report/", CLAIM, expect=201)
        assert write(filer, f"reports/{report['id']}/withdraw/")["status"] == "withdrawn"
        assert read(filer, f"assignments/{signed.pk}/")["status"] == "active"

    def test_no_change_says_again_what_was_said(self, world: World, signed: Assignment) -> None:
        filer = as_user(world.filer)
        address = f"assignments/{signed.pk}/no-change/"
        assert write(filer, address, expect=409)["code"] == "no_change_not_allowed"
        report = write(filer, f"assignments/{signed.pk}/report/", REPORT, expect=201)
        assert write(filer, address, expect=409)["code"] == "no_change_not_allowed"
        write(as_user(world.supervisor), f"reports/{report['id']}/approve/", {})
        again = write(filer, address, expect=201)
        assert (again["percent"], again["no_change"]) == (60, True)

    def test_twelve_equal_posts_are_one_report(self, world: World, signed: Assignment) -> None:
        filer, address = as_user(world.filer), f"assignments/{signed.pk}/report/"
        write(filer, address, {"percent": 30, "narrative": "同一内容"}, expect=201)
        for _ in range(11):
            answer = write(filer, address, {"percent": 30, "narrative": "同一内容"}, expect=409)
            assert answer["code"] == "report_repeated"
        assert signed.reports.count() == 1

    def test_a_report_without_measure_is_refused_with_the_number(
        self, world: World, signed: Assignment
    ) -> None:
        filer, address = as_user(world.filer), f"assignments/{signed.pk}/report/"
        for part in ("narrative", "problems", "next_steps", "coordination"):
            said = {"percent": 30, "narrative": "内容", part: "长" * 2_000_000}
            [error] = write(filer, address, said, expect=400)["errors"]
            assert (error["field"], "20000" in error["title"]) == (part, True)

    def test_many_are_approved_and_one_that_cannot_be_stops_no_other(
        self, world: World, signed: Assignment
    ) -> None:
        filer, office = as_user(world.filer), as_user(world.supervisor)
        address = f"assignments/{signed.pk}/report/"
        ids = [
            write(filer, address, {**REPORT, "narrative": f"第{n}次。"}, expect=201)["id"] for n in range(3)
        ]
        write(office, f"reports/{ids[0]}/return/", {"reason": "不具体"})
        outcome = write(office, "reports/approve-many/", {"reports": ids})
        assert (outcome["done"], len(outcome["refused"])) == (2, 1)
        assert (
            write(office, "reports/approve-many/", {"reports": ids}, expect=409)["code"]
            == "reports_not_approved"
        )
        write(office, "reports/approve-many/", {"reports": [*ids, 999_999]}, expect=404)

    def test_the_leading_unit_reads_what_its_partners_filed(self, world: World, signed: Assignment) -> None:
        partner = acknowledge_assignment(assignment=world.assignment("省教育厅"), actor=world.other_filer)
        client = as_user(world.other_filer)
        filed = write(client, f"assignments/{partner.pk}/report/", REPORT, expect=201)
        [seen] = read(as_user(world.filer), f"assignments/{signed.pk}/")["partner_reports"]
        assert (seen["id"], seen["department_name"], seen["narrative"]) == (
            filed["id"],
            "省教育厅",
            "已完成选址。",
        )
        write(as_user(world.filer), f"assignments/{signed.pk}/report/", REPORT, expect=201)
        assert read(client, f"assignments/{partner.pk}/")["partner_reports"] == []
