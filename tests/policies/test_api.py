"""Documents by the API: found, checked, archived, handed out; and who may do what."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.checking.models.items import CheckItem
from policies.models.documents import DocumentStatus, PolicyDocument
from tests.api import ROOT, as_user, read, rows, walk, write
from tests.conftest import World
from tests.world import measure, unit

pytestmark = pytest.mark.django_db


def test_a_draft_is_confirmed_once(world: World) -> None:
    document = world.document(confirmed=False)
    supervisor = as_user(world.supervisor)
    assert write(supervisor, f"documents/{document.pk}/confirm/")["status"] == "confirmed"
    again = write(supervisor, f"documents/{document.pk}/confirm/", expect=409)
    assert again["code"] == "document_not_draft"


def test_a_document_is_archived_with_a_reason(world: World) -> None:
    document = world.document()
    supervisor = as_user(world.supervisor)
    refused = write(supervisor, f"documents/{document.pk}/archive/", {"reason": " "}, expect=400)
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [("reason", "blank")]
    shown = write(supervisor, f"documents/{document.pk}/archive/", {"reason": "重复印发"})
    assert (shown["status"], shown["archived_reason"]) == ("archived", "重复印发")


def test_what_has_been_handed_out_is_not_archived(world: World) -> None:
    document = world.dispatched()
    write(as_user(world.supervisor), f"documents/{document.pk}/archive/", {"reason": "试"}, expect=409)


@pytest.mark.parametrize("step", ["confirm", "archive", "dispatch"])
@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_only_the_supervision_office_takes_a_document_further(world: World, who: str, step: str) -> None:
    document = world.document(confirmed=step != "confirm")
    before = document.status
    client = as_user(getattr(world, who))
    write(client, f"documents/{document.pk}/{step}/", {"reason": "试"}, expect=403)
    document.refresh_from_db()
    assert document.status == before


def test_a_department_sees_a_document_once_work_of_it_is_handed_over(world: World) -> None:
    document = world.document()
    filer = as_user(world.filer)
    assert rows(filer, "documents/") == []
    assert filer.get(f"{ROOT}documents/{document.pk}/").status_code == 404
    write(as_user(world.supervisor), f"documents/{document.pk}/dispatch/")
    assert [row["id"] for row in rows(filer, "documents/")] == [document.pk]
    assert len(rows(filer, "measures/")) == 4
    stranger = world.departments["省政府"]
    assert not stranger.received_documents.exists()


def test_documents_measures_and_tasks_of_others_are_not_there(world: World) -> None:
    mine = world.dispatched()
    others = world.dispatched(
        number="云政发〔2026〕4号", measures=[measure(["一"], "排练合唱", [unit("省教育厅")])]
    )
    filer, other = as_user(world.filer), as_user(world.other_filer)
    assert [row["id"] for row in rows(filer, "documents/")] == [mine.pk]
    assert [row["id"] for row in rows(other, "documents/")] == [others.pk, mine.pk]
    song = others.measures.get()
    assert filer.get(f"{ROOT}measures/{song.pk}/").status_code == 404
    assert filer.get(f"{ROOT}tasks/{song.tasks.get().pk}/").status_code == 404
    assert {row["document"] for row in rows(filer, "tasks/")} == {mine.pk}
    assert len(rows(as_user(world.leader), "tasks/")) == 5


def test_a_document_shows_its_sections_and_indicators(world: World) -> None:
    shown = read(as_user(world.leader), f"documents/{world.document().pk}/")
    assert shown["sections"][0]["path"] == ["一"]
    assert (shown["indicators"][0]["name"], shown["indicators"][0]["target"]) == ("窗口数（个）", "80")
    assert shown["measure_count"] == 4
    assert shown["open_check_count"] == CheckItem.objects.open().count() > 0


def test_a_measure_shows_its_tasks_units_and_time_limits(world: World) -> None:
    document = world.document()
    first = document.measures.get(position=0)
    shown = read(as_user(world.leader), f"measures/{first.pk}/")
    assert (shown["label"], shown["title"]) == ("一 / 1", "建设一站式窗口")
    [task] = shown["tasks"]
    assert [u["department_name"] for u in task["responsibilities"]] == ["省财政厅", "省教育厅"]
    assert [(m["phrase"], m["due_on"]) for m in task["milestones"]] == [
        ("6月底前", "2026-06-30"),
        ("年底前", "2026-12-31"),
    ]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"status": "draft"}, [5]),
        ({"status": "draft,confirmed"}, [5, 3]),
        ({"number": "[2026]5"}, [5]),
        ({"number": "云政发（2026）3号"}, [3]),
        ({"issuer": "青川"}, [5]),
        ({"issued_from": "2026-03-02"}, [5]),
        ({"issued_to": "2026-03-01"}, [3]),
        ({"issued_from": "2026-03-01", "issued_to": "2026-03-09"}, [5, 3]),
        ({"text": "便民"}, [3]),
        ({"text": "[2026]3号"}, [3]),
        ({"text": "青川"}, [5]),
        ({"kind": "other"}, []),
    ],
)
def test_documents_are_found_by(world: World, query: dict[str, str], numbers: list[int]) -> None:
    world.document()
    world.document(
        confirmed=False,
        number="青政发〔2026〕5号",
        title="合唱活动方案",
        issuer="青川市人民政府",
        issued_on="2026-03-09",
    )
    found = rows(as_user(world.leader), "documents/", **query)
    assert [row["number"] for row in found] == [
        f"{'青' if n == 5 else '云'}政发〔2026〕{n}号" for n in numbers
    ]


@pytest.mark.parametrize(
    ("query", "positions"),
    [
        ({"department": "省财政厅"}, [0, 1]),
        ({"department": "青川市政府"}, [2]),  # as a member of 各市政府
        ({"department": "省教育厅", "role": "lead"}, [1]),
        ({"department": "省财政厅", "role": "lead"}, []),
        ({"role": "support"}, [1]),
        ({"due_from": "2026-07-01", "due_to": "2026-09-30"}, [2]),
        ({"due_to": "2026-06-30"}, [0]),
        # One limit before the span and one after it are not a limit within it.
        ({"due_from": "2026-10-01", "due_to": "2026-11-30"}, []),
        ({"text": "上门"}, [3]),
        ({"text": "[2026]3号"}, [0, 1, 2, 3]),
        ({"cycle": "month"}, []),
    ],
)
def test_tasks_are_found_by(world: World, query: dict[str, Any], positions: list[int]) -> None:
    document = world.document()
    if "department" in query:
        query = query | {"department": world.departments[query["department"]].pk}
    found = [row["measure"] for row in rows(as_user(world.leader), "tasks/", **query)]
    assert found == list(
        document.measures.filter(position__in=positions).order_by("position").values_list("pk", flat=True)
    )


def test_tasks_are_found_by_cycle_and_measures_by_unit_and_words(world: World) -> None:
    monthly = measure(["一"], "调度进度", [unit("省财政厅")])
    monthly["tasks"][0]["frequency"] = "每月"
    document = world.document(measures=[monthly, measure(["二"], "排练合唱", [unit("省教育厅")])])
    leader = as_user(world.leader)
    assert [row["cycle_label"] for row in rows(leader, "tasks/", cycle="month")] == ["每月"]
    by_unit = rows(leader, "measures/", department=world.departments["省教育厅"].pk)
    assert [row["title"] for row in by_unit] == ["排练合唱"]
    assert [row["title"] for row in rows(leader, "measures/", text="调度")] == ["调度进度"]
    assert len(rows(leader, "measures/", document=document.pk)) == 2


def test_measures_come_in_the_order_of_the_document_across_pages(world: World) -> None:
    second = world.document(number="云政发〔2026〕4号")
    first = world.document()
    pages = walk(as_user(world.leader), "measures/", page_size=3)
    walked = [pk for page in pages for pk in page]
    expected = [
        pk
        for document in (second, first)
        for pk in document.measures.order_by("position").values_list("pk", flat=True)
    ]
    assert walked == expected


def test_a_document_that_arrives_meanwhile_shifts_no_page(world: World) -> None:
    for number in range(4):
        world.document(number=f"云政发〔2026〕{number + 20}号")
    leader = as_user(world.leader)
    first = read(leader, "documents/", page_size=2)
    world.document(number="云政发〔2026〕30号")
    second = leader.get(first["next"]).json()
    assert [row["number"] for row in second["results"]] == ["云政发〔2026〕21号", "云政发〔2026〕20号"]


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_things_to_check_are_the_supervision_offices(world: World, who: str) -> None:
    world.dispatched()
    item = CheckItem.objects.open().first()
    assert item is not None
    client = as_user(getattr(world, who))
    assert client.get(f"{ROOT}check-items/").status_code == 403
    assert client.get(f"{ROOT}check-items/{item.pk}/").status_code == 403
    write(client, f"check-items/{item.pk}/settle/", {"settlement": "已核"}, expect=403)
    write(client, f"check-items/{item.pk}/resolve/", {}, expect=403)
    item.refresh_from_db()
    assert item.settled_at is None


def test_an_unknown_unit_is_resolved_and_handed_out_by_the_next_dispatch(world: World) -> None:
    document = world.dispatched()
    supervisor = as_user(world.supervisor)
    [item] = rows(supervisor, "check-items/", open="true", text="便民中心")
    assert (item["printed_name"], item["kind_label"]) == ("省便民中心", "单位待定")
    bureau = world.departments["省政府"]
    body = {"department": bureau.pk, "remember": True}
    settled = write(supervisor, f"check-items/{item['id']}/resolve/", body)
    assert settled["settlement"] == "对应为省政府"
    assert settled["settled_by_name"] == "supervisor"
    assert bureau.aliases.filter(text="省便民中心").exists()
    handed = write(supervisor, f"documents/{document.pk}/dispatch/")
    assert handed["created"] == 1
    assert "省便民中心" not in handed["unassigned"]


def test_one_answer_serves_every_clause_with_the_same_name(world: World) -> None:
    clauses = [measure(["一", str(n)], f"事项{n}", [unit("省便民中心")]) for n in range(3)]
    world.document(measures=clauses)
    supervisor = as_user(world.supervisor)
    item = rows(supervisor, "check-items/")[0]
    body = {"department": world.departments["省政府"].pk, "everywhere": True}
    write(supervisor, f"check-items/{item['id']}/resolve/", body)
    assert rows(supervisor, "check-items/", open="true") == []


def test_an_open_group_is_resolved_with_its_members(world: World) -> None:
    world.document()
    supervisor = as_user(world.supervisor)
    [item] = rows(supervisor, "check-items/", text="有关市政府")
    [group] = rows(supervisor, "groups/", text="有关")
    body = {"group": group["id"]}
    assert (
        write(supervisor, f"check-items/{item['id']}/resolve/", body, expect=409)["code"]
        == "group_members_open"
    )
    body["chosen"] = [world.departments["青川市政府"].pk]
    assert write(supervisor, f"check-items/{item['id']}/resolve/", body)["settlement"] == "对应为青川市政府"


@pytest.mark.parametrize(
    ("body", "expect"), [({}, 409), ({"department": 999_999}, 400), ({"department": "甲"}, 400)]
)
def test_a_unit_is_not_resolved_to_nobody(world: World, body: dict[str, Any], expect: int) -> None:
    world.document()
    item = CheckItem.objects.open().filter(responsibility__isnull=False).first()
    assert item is not None
    write(as_user(world.supervisor), f"check-items/{item.pk}/resolve/", body, expect=expect)


def test_a_thing_that_is_no_unit_is_settled_in_words_and_once(world: World) -> None:
    world.document(warnings=["编号不连续"])
    supervisor = as_user(world.supervisor)
    [item] = rows(supervisor, "check-items/", kind="other")
    path = f"check-items/{item['id']}"
    bureau = world.departments["省政府"].pk
    write(supervisor, f"{path}/resolve/", {"department": bureau}, expect=409)
    write(supervisor, f"{path}/settle/", {"settlement": ""}, expect=400)
    assert write(supervisor, f"{path}/settle/", {"settlement": "原文如此"})["settlement"] == "原文如此"
    write(supervisor, f"{path}/settle/", {"settlement": "改口"}, expect=409)
    assert rows(supervisor, "check-items/", kind="other", open="true") == []
    assert len(rows(supervisor, "check-items/", kind="other", open="false")) == 1


@pytest.mark.parametrize("path", ["documents/", "measures/", "tasks/", "check-items/"])
def test_a_longer_list_asks_the_database_no_more_often(world: World, path: str) -> None:
    world.document(warnings=["编号不连续"])
    few = _statements(world, path)
    for number in range(8):
        world.document(number=f"云政发〔2026〕{number + 20}号", warnings=["编号不连续"])
    assert len(rows(as_user(world.supervisor), path)) >= 9
    assert _statements(world, path) == few


def test_a_list_of_documents_leaves_their_texts_in_the_database(world: World) -> None:
    world.document(text="很长的原文")
    with CaptureQueriesContext(connection) as asked:
        rows(as_user(world.supervisor), "documents/")
    assert not any('"text"' in query["sql"] for query in asked.captured_queries)


def test_the_ledger_of_documents_takes_no_other_writes(world: World) -> None:
    document = world.document()
    supervisor = as_user(world.supervisor)
    for path in ("documents", "measures", "tasks", "check-items"):
        assert supervisor.post(f"{ROOT}{path}/", {}).status_code in (403, 405)
    for method in (supervisor.put, supervisor.patch, supervisor.delete):
        assert method(f"{ROOT}documents/{document.pk}/", {}).status_code == 405
    assert PolicyDocument.objects.filter(status=DocumentStatus.CONFIRMED).count() == 1


def test_dispatch_tells_what_it_did_and_repeats_nothing(world: World) -> None:
    document = world.document()
    supervisor = as_user(world.supervisor)
    first = write(supervisor, f"documents/{document.pk}/dispatch/")
    assert first["created"] == 7
    assert sorted(first["unassigned"]) == ["有关市政府", "省便民中心"]
    second = write(supervisor, f"documents/{document.pk}/dispatch/")
    assert (second["created"], second["existing"]) == (0, 7)


def test_a_draft_is_not_handed_out(world: World) -> None:
    document = world.document(confirmed=False)
    answer = write(as_user(world.supervisor), f"documents/{document.pk}/dispatch/", expect=409)
    assert answer["code"] == "document_not_checked"


def test_a_document_that_is_not_there_is_not_handed_out(world: World) -> None:
    write(as_user(world.supervisor), "documents/999999/dispatch/", expect=404)


def _statements(world: World, path: str) -> int:
    client = as_user(type(world.supervisor).objects.get(pk=world.supervisor.pk))  # its roles not yet asked
    with CaptureQueriesContext(connection) as asked:
        rows(client, path)
    return len(asked)
