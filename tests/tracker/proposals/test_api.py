"""建议提案 by the API: the same services, the same refusals."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from departments.models.users import UserRole
from tests.api import ROOT, as_user, read, rows, write
from tests.conftest import World
from tests.tracker.proposals.test_proposals import FACTS, ON, TestReplyFile, answered, dispatched, paper
from tracker.proposals.models import Proposal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 7, 10))


def _upload(client: Any, path: str, body: dict[str, Any], *, expect: int = 200) -> Any:
    answer = client.post(ROOT + path, body, format="multipart")
    assert answer.status_code == expect, answer.content.decode()
    return answer.json()


def test_a_whole_life(world: World) -> None:
    office, lead = as_user(world.supervisor), as_user(world.filer)
    joint = as_user(world.other_filer)
    pk = write(office, "proposals/", FACTS, expect=201)["id"]
    units = {"lead": world.departments["省财政厅"].pk, "joint": [world.departments["省教育厅"].pk]}
    path = f"proposals/{pk}/"
    assert write(office, f"{path}dispatch/", units)["due_on"] == "2026-10-10"
    assert "acknowledge" in read(lead, path)["allowed_transitions"]
    body = {"lead": units["joint"][0], "joint": [units["lead"]], "reason": "职责调整"}
    write(lead, f"{path}reassign/", body, expect=403)
    handed = write(office, f"{path}reassign/", body)
    assert [(s["department"], s["role"]) for s in handed["sponsors"]] == [
        (units["lead"], "joint"),
        (units["joint"][0], "lead"),
    ]
    write(office, f"{path}reassign/", {**units, "reason": "改回"})
    write(lead, f"{path}urge/", {"message": "请抓紧"}, expect=403)
    assert write(office, f"{path}urge/", {"message": "请抓紧"})["events"][-1]["kind"] == "urged"
    write(lead, f"{path}acknowledge/")
    write(joint, f"{path}opinion/", {"opinion": "同意"})
    write(lead, f"{path}ask-extension/", {"to_date": "2026-12-31", "reason": "调研"})
    assert write(office, f"{path}answer-extension/", {"grant": True})["due_on"] == "2026-12-31"
    for satisfaction, status in (("dissatisfied", "active"), ("satisfied", "answered")):
        body = {"file": SimpleUploadedFile("答复.docx", paper()), "outcome": "A"}
        _upload(lead, f"{path}answer/", body)
        assert write(office, f"{path}rate/", {"satisfaction": satisfaction})["status"] == status
    closed = write(office, f"{path}close/")
    assert closed["status"] == "closed"
    assert [a["satisfaction"] for a in closed["answers"]] == ["dissatisfied", "satisfied"]
    answer = closed["answers"][0]["id"]
    assert lead.get(f"{ROOT}proposal-answers/{answer}/file/").content.startswith(b"PK")


def test_a_reply_file_is_registered(world: World) -> None:
    file = SimpleUploadedFile("答复.txt", TestReplyFile.REPLY.encode())
    body = {"file": file, "outcome": "A"}
    made = _upload(as_user(world.supervisor), "proposals/from-reply/", body, expect=201)
    assert (made["number"], made["status"], made["answers"][0]["answered_on"]) == (
        "58",
        "answered",
        "2026-06-05",
    )
    no_reply = {"file": SimpleUploadedFile("a.txt", "云岭省方案\n一、任务\n1.甲。".encode()), "outcome": "A"}
    _upload(as_user(world.supervisor), "proposals/from-reply/", no_reply, expect=409)


def test_others_are_refused(world: World) -> None:
    proposal = answered(dispatched(world), world.filer, ON)
    stranger = as_user(world.user("stranger", UserRole.FILER, "青川市政府"))
    path = f"proposals/{proposal.pk}/"
    assert stranger.get(f"{ROOT}{path}").status_code == 404
    paper_of = f"{ROOT}proposal-answers/{proposal.answers.get().pk}/file/"
    assert stranger.get(paper_of).status_code == 404
    assert rows(stranger, "proposals/") == []
    for user in (world.filer, world.leader):
        write(as_user(user), "proposals/", FACTS, expect=403)
        write(as_user(user), f"{path}rate/", {"satisfaction": "satisfied"}, expect=403)
    write(as_user(world.supervisor), f"{path}close/", expect=409)


def test_the_list_is_filtered_and_exported(world: World) -> None:
    dispatched(world, number="1")
    dispatched(world, number="2", kind="congress", on=date(2026, 7, 1))
    office = as_user(world.supervisor)
    assert [r["number"] for r in rows(office, "proposals/", light="red")] == ["1"]
    assert [r["number"] for r in rows(office, "proposals/", kind="congress")] == ["2"]
    assert rows(office, "proposals/")[0]["lead_name"] == "省财政厅"
    file = office.get(f"{ROOT}proposals/export/?light=red")
    assert file.status_code == 200
    assert file.content.startswith(b"PK")


def test_a_control_character_is_left_out_and_stops_no_export(world: World) -> None:
    office = as_user(world.supervisor)
    facts = {**FACTS, "title": "关于测试\u000b的提案", "proposers": "甲\u000b"}
    proposal = Proposal.objects.get(pk=write(office, "proposals/", facts, expect=201)["id"])
    assert (proposal.title, proposal.proposers) == ("关于测试的提案", "甲")
    # One that stands in the register from elsewhere is left out of the file.
    Proposal.objects.filter(pk=proposal.pk).update(title="关于测试\u000b的提案")
    sheet: Any = load_workbook(io.BytesIO(office.get(f"{ROOT}proposals/export/").content)).active
    assert sheet["D2"].value == "关于测试的提案"


def test_a_number_typed_as_it_is_printed_is_the_same_number(world: World) -> None:
    office = as_user(world.supervisor)
    pk = write(office, "proposals/", FACTS | {"number": "第0123号"}, expect=201)["id"]
    assert str(Proposal.objects.get(pk=pk)).endswith("第0123号")
    assert "第第" not in str(Proposal.objects.get(pk=pk))
    again = write(office, "proposals/", FACTS | {"number": "0123"}, expect=409)
    assert again["code"] == "proposal_invalid"
