"""督办事项 by the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common import clock
from policies.models.documents import PolicyDocument
from tests.api import ROOT, as_user, fields, read, rows, write
from tests.conftest import World
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db


def _body(world: World, **changes: Any) -> dict[str, Any]:
    due = clock.today() + timedelta(days=10)
    body = {
        "origin": "hotline",
        "text": "核实供暖不足的反映。",
        "units": [{"role": "lead", "department": world.departments["省财政厅"].pk}],
        "due_on": due.isoformat(),
        "dispatch": True,
    }
    return body | changes


def test_a_matter_is_entered_handed_out_listed_and_taken_back(world: World) -> None:
    office = as_user(world.supervisor)
    made = write(office, "matters/", _body(world), expect=201)
    assert made["dispatched"]["created"] == 1
    assert (made["document"]["origin_label"], made["document"]["status"]) == ("12345热线", "dispatched")
    assert [row["id"] for row in rows(office, "matters/", origin="hotline")] == [made["document"]["id"]]
    assert rows(office, "matters/", origin="meeting") == []
    assert rows(as_user(world.filer), "matters/") != []
    assert rows(as_user(world.other_filer), "matters/") == []
    back = write(office, f"documents/{made['document']['id']}/recall/", {"reason": "写错了"})
    assert (back["rows"], back["units"]) == (1, 1)


def test_imported_documents_are_no_matters(world: World) -> None:
    document = world.document()
    assert rows(as_user(world.supervisor), "matters/") == []
    assert rows(as_user(world.supervisor), "documents/", origin="file")[0]["id"] == document.pk


def test_what_is_missing_is_said_at_its_field(world: World) -> None:
    office = as_user(world.supervisor)
    assert fields(write(office, "matters/", {}, expect=400)) == ["text", "origin"]
    problem = write(office, "matters/", _body(world, units=[]), expect=409)
    assert (problem["code"], problem["field"]) == ("matter_without_unit", "units")
    wrong = _body(world, units=[{"role": "lead"}])
    assert fields(write(office, "matters/", wrong, expect=400)) == ["units.0"]


def test_only_the_office_may(world: World) -> None:
    for user in (world.leader, world.filer):
        for path in ("matters/", "matters/read/"):
            write(as_user(user), path, {"text": "请省财政厅清理。"}, expect=403)
        assert as_user(user).get(f"{ROOT}matters/form/").status_code == 403
    document = world.document()
    write(as_user(world.filer), f"documents/{document.pk}/recall/", {"reason": "x"}, expect=403)


def test_the_form_offers_sources_with_their_days(world: World) -> None:
    form = read(as_user(world.supervisor), "matters/form/")
    assert [one["label"] for one in form["origins"]][:2] == ["领导批示", "会议议定"]
    meeting = next(one for one in form["origins"] if one["value"] == "meeting")
    assert meeting["due_on"] == (clock.today() + timedelta(days=30)).isoformat()
    assert form["cycles"][0] == {"value": "", "label": "不定期"}


def test_a_sentence_is_read_into_the_form(world: World) -> None:
    text = "请省财政厅牵头，会同省审计局，于12月20日前完成专项资金清理。"
    found = write(as_user(world.supervisor), "matters/read/", {"text": text})
    lead, support = found["units"]
    assert (lead["role"], lead["unit"]["name"], lead["unit"]["without_account"]) == ("lead", "省财政厅", 0)
    assert (support["role"], support["printed"], support["unit"]) == ("support", "省审计局", None)
    assert (found["due_on"][5:], found["title"]) == ("12-20", "完成专项资金清理")


def test_units_are_found_by_name_alias_and_said_to_have_no_account(world: World) -> None:
    found = read(as_user(world.supervisor), "matters/units/", text="农业农村")
    assert [(unit["name"], unit["without_account"]) for unit in found] == [("省农业农村厅", 1)]
    [group] = read(as_user(world.supervisor), "matters/units/", text="各市")
    assert (group["name"], group["count"], group["without_account"]) == ("各市政府", 2, 2)


def test_a_file_is_added_and_downloaded_by_who_sees_the_matter(world: World) -> None:
    made = write(as_user(world.supervisor), "matters/", _body(world), expect=201)
    file = SimpleUploadedFile("批示件.pdf", b"%PDF-1.4\n%%EOF")
    path = f"{ROOT}matters/{made['document']['id']}/files/"
    answer = as_user(world.supervisor).post(path, {"file": file}, format="multipart")
    assert answer.status_code == 201
    there = f"{ROOT}matter-files/{answer.json()['id']}/"
    assert as_user(world.filer).get(there).content == b"%PDF-1.4\n%%EOF"
    assert as_user(world.other_filer).get(there).status_code == 404


def test_a_missed_measure_is_supplemented(world: World) -> None:
    document = world.dispatched()
    body = {name: value for name, value in _body(world).items() if name in ("text", "units", "due_on")}
    made = write(as_user(world.supervisor), f"documents/{document.pk}/supplement/", body, expect=201)
    assert (made["dispatched"]["created"], made["measure"]["label"]) == (1, "补1")


def test_the_preview_says_it_in_one_line(world: World) -> None:
    document = world.document()
    preview = read(as_user(world.supervisor), f"documents/{document.pk}/dispatch/")
    assert preview["message"].startswith("将产生7项，5个单位，3个单位没有账号")
    assert (preview["units"], preview["without_unit"], preview["revived"]) == (5, 0, 0)
    assert preview["without_accounts"][0]["name"] == "省农业农村厅"


def test_a_signed_dispatch_is_not_recalled(world: World) -> None:
    document = world.dispatched()
    acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    path = f"documents/{document.pk}/recall/"
    problem = write(as_user(world.supervisor), path, {"reason": "改期"}, expect=409)
    assert problem["code"] == "dispatch_signed"
    assert not Assignment.objects.filter(recalled_on__isnull=False).exists()


def test_a_checked_document_is_returned_and_what_orders_nothing_is_set_aside(world: World) -> None:
    office, document = as_user(world.supervisor), world.document()
    answer = write(office, f"documents/{document.pk}/back-to-checking/")
    assert answer["status"] == "draft"
    speech = PolicyDocument.objects.create(title="讲话", kind="other")
    body = {"documents": [document.pk, speech.pk]}
    assert write(office, "documents/set-aside/", body) == {"archived": 1}
    assert write(office, "documents/set-aside/", body, expect=409)["code"] == "nothing_to_set_aside"


def test_the_list_costs_the_same_however_long_it_is(world: World, django_assert_max_num_queries: Any) -> None:
    office = as_user(world.supervisor)
    for number in range(6):
        write(office, "matters/", _body(world, text=f"核实第{number}件反映。"), expect=201)
    with django_assert_max_num_queries(6):
        assert len(rows(office, "matters/")) == 6
