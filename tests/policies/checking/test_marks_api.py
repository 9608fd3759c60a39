"""对账 by the API: the list of marks with its filters, page by page; decisions and the new reading."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models.documents import PolicyDocument
from policies.services.importing import import_text
from tests.api import ROOT, as_user, fields, read, write
from tests.conftest import World
from tests.extraction.test_marked import RULE
from tests.policies.checking.test_api import Page
from tests.policies.checking.township import MINUTES, load_township

pytestmark = pytest.mark.django_db


@pytest.fixture
def minutes(world: World) -> PolicyDocument:
    load_township()
    [document] = import_text(text=MINUTES, actor=world.supervisor).created
    return document


@pytest.fixture
def page(world: World, minutes: PolicyDocument) -> Page:
    return Page(world.supervisor, minutes)


def marks(page: Page, **query: Any) -> Any:
    return read(page.client, f"{page.path}marks/", **query)


def key(row: dict[str, Any]) -> list[Any]:
    return [row["kind"], *row["span"]]


def test_the_page_carries_the_sums(page: Page) -> None:
    duty = next(row for row in page.state["account"]["kinds"] if row["kind"] == "duty")
    assert duty["kind_label"] == "责任词"
    assert (duty["marks"], duty["read"], duty["set_aside"], duty["open"]) == (6, 4, 0, 2)
    assert [check["marks"] for check in page.state["checks"]] == ["duty"]


def test_every_mark_says_what_became_of_it(page: Page) -> None:
    found = marks(page)
    assert found["next"] is None
    assert found["count"] == len(found["results"]) == sum(row["marks"] for row in found["sums"])
    assert {row["state"] for row in found["results"]} == {"read", "set_aside", "open"}
    for row in found["results"]:
        start, end = row["span"]
        assert page.state["text"][start:end] == row["text"]
        assert bool(row["reason"]) == bool(row["rule"]) == (row["state"] == "set_aside")
        assert bool(row["entry"]) <= (row["state"] == "read")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"state": "open"}, ["牵头", "配合"]),
        ({"kind": "duty", "state": "read"}, ["牵头", "配合", "负责", "负责"]),
        ({"rule": "CLOSING", "kind": "time"}, ["7月20日前"]),
        ({"text": "党政"}, ["镇党政办"]),
    ],
)
def test_they_are_found_by_kind_state_rule_and_words(
    page: Page, query: dict[str, str], words: list[str]
) -> None:
    assert [row["text"] for row in marks(page, **query)["results"]] == words


def test_pages_follow_each_other_without_gap_or_repetition(page: Page) -> None:
    whole = [row["number"] for row in marks(page)["results"]]
    walked: list[int] = []
    after: dict[str, Any] = {}
    while True:
        found = marks(page, page_size=5, **after)
        walked += [row["number"] for row in found["results"]]
        if found["next"] is None:
            break
        after = {"after": found["next"]}
    assert walked == whole


def test_a_long_account_costs_as_many_queries_as_a_short_one(world: World, minutes: PolicyDocument) -> None:
    lines = "\n".join(f"会议要求，第{n}组由镇规建办牵头负责，8月底前完成。" for n in range(200))
    [long] = import_text(text=MINUTES.replace("7号", "8号") + lines, actor=world.supervisor).created

    def queries(document: PolicyDocument) -> int:
        client = as_user(world.supervisor)
        with CaptureQueriesContext(connection) as found:
            read(client, f"documents/{document.pk}/checking/marks/")
        return len(found)

    queries(minutes)  # the user's roles are read once
    assert queries(long) == queries(minutes) <= 7


def test_one_call_settles_a_doubt_and_one_undoes_it(page: Page) -> None:
    first, second = marks(page, state="open")["results"]
    page.edit("dismiss_marks", marks=[key(first)])
    duty = next(row for row in page.state["account"]["kinds"] if row["kind"] == "duty")
    assert (duty["open"], duty["decided"]) == (1, 1)
    [row] = marks(page, state="decided")["results"]
    assert (row["text"], row["verdict"], row["verdict_label"]) == ("牵头", "none", "不是任务")
    assert (row["decided_by"], row["decided_at"] is not None) == ("supervisor", True)
    page.edit("reopen_marks", marks=[key(first)])
    page.undo()
    page.undo()
    assert marks(page, state="open")["count"] == 2
    page.edit("dismiss_marks", marks=[key(first), key(second)])
    assert page.state["checks"] == []


def test_one_call_makes_a_measure_of_a_doubt(page: Page) -> None:
    answer = page.edit("take_mark", mark=key(marks(page, state="open")["results"][0]))
    assert page.measures[answer["result"]]["path"] == ["增1"]
    assert [u["name"] for u in page.row(3)["tasks"][0]["units"]] == ["镇农业农村办", "镇应急办"]
    page.undo()
    assert len(page.measures) == 3


@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("dismiss_marks", {"marks": []}),
        ("dismiss_marks", {"marks": [["duty", 3]]}),
        ("dismiss_marks", {"marks": [["dance", 1, 2]]}),
        ("dismiss_marks", {"marks": [["duty", 2, 2]]}),
        ("dismiss_marks", {"marks": [["duty", 1, 10**12]]}),
        ("take_mark", {"mark": "duty"}),
        ("take_mark", {}),
    ],
)
def test_a_mark_that_is_none_is_refused_in_chinese(page: Page, action: str, args: Any) -> None:
    body = {"action": action, "args": args, "seen": page.seen}
    answer = page.client.post(f"{ROOT}{page.path}edits/", body, format="json")
    assert answer.status_code == 400
    assert any("\u4e00" <= character <= "\u9fff" for character in answer.content.decode())


def test_a_mark_that_the_text_has_not_is_a_conflict(page: Page) -> None:
    assert page.edit("take_mark", mark=["duty", 0, 1], expect=409)["code"] == "mark_gone"


@pytest.mark.parametrize(
    "query", [{"kind": "dance"}, {"state": "lost"}, {"page_size": 0}, {"page_size": 501}, {"after": -1}]
)
def test_a_question_that_makes_no_sense_is_refused(page: Page, query: dict[str, Any]) -> None:
    answer = page.client.get(f"{ROOT}{page.path}marks/", query)
    assert answer.status_code == 400
    assert fields(answer.json()) == list(query)


def test_a_draft_is_read_again_from_a_line_counted_from_one(world: World) -> None:
    [rule] = import_text(text=RULE, actor=world.supervisor).created
    page = Page(world.supervisor, rule)
    assert page.state["account"]["offer"]
    answer = write(page.client, f"{page.path}reread/", {"first": 10, "lost": 0})
    assert [row["path"] for row in answer["measures"]] == [["第八条"], ["第九条"]]
    assert answer["account"]["marked"] == [9, None]
    assert (answer["document"]["read_only"], answer["undo"]) == ("", None)
    refused = write(page.client, f"{page.path}reread/", {"first": 99}, expect=409)
    assert refused["code"] == "lines_not_in_text"
    assert fields(write(page.client, f"{page.path}reread/", {"first": 0}, expect=400)) == ["first"]


@pytest.mark.parametrize("who", ["filer", "leader"])
def test_the_account_is_for_the_supervision_office_alone(world: World, page: Page, who: str) -> None:
    client = as_user(getattr(world, who))
    assert client.get(f"{ROOT}{page.path}marks/").status_code == 403
    assert client.post(f"{ROOT}{page.path}reread/", {"first": 1}, format="json").status_code == 403
