"""The filters that 台账, the API, exports and the admin list share."""

from datetime import date

import pytest

from tests.admin import as_user, page, text
from tests.api import as_user as api
from tests.api import read, rows
from tests.conftest import World
from tracker.ledger.query import TableQuery, decode_query
from tracker.work.ledger_query import LedgerQuery, LedgerQueryForm, read_query
from tracker.work.models.assignments import Assignment

ON = date(2026, 7, 20)


def test_every_filter_is_read_into_the_query() -> None:
    data = {
        "q": "窗口",
        "light": "red,yellow",
        "status": "open",
        "role": "lead",
        "cycle": "month",
        "origin": "instruction,meeting",
        "person": "张明远",
        "document": "1",
        "assignment": "8",
        "measure": "2,3",
        "department": "4",
        "region": "5",
        "section": "6",
        "due_from": "2026-01-01",
        "due_to": "2026-12-31",
        "month": "2026-06,none",
        "undated": "0",
        "late": "15",
        "returned": "1",
        "mark": "past_at_dispatch,strive_passed",
        "unreported": "0",
        "assignee": "9",
        "unit_section": "10",
        "assigned": "1",
        "mine": "1",
    }
    query, errors = read_query(data, query=LedgerQuery)
    assert errors == {}
    assert data.keys() == LedgerQueryForm.base_fields.keys()
    assert not [name for name in data if getattr(query, name) == getattr(LedgerQuery(), name)]
    assert (query.measure, query.undated, query.returned) == ((2, 3), False, True)


def test_what_means_nothing_is_said_at_its_name_and_left_out() -> None:
    query, errors = read_query({"light": "blue", "lihgt": "red", "document": "7"}, query=LedgerQuery)
    assert query == LedgerQuery(document=(7,))
    assert errors == {"lihgt": ["没有这个筛选条件，请核对名称。"], "light": ["灯：没有“blue”这个选项。"]}


@pytest.mark.parametrize(
    "query",
    [
        TableQuery(),
        TableQuery(undated=False, returned=True, sort="-percent", cols=("measure", "role")),
        TableQuery(q="窗口 2022", light=("red", "none"), group="section", due_from=ON, region=(3,)),
    ],
)
def test_a_question_reads_back_from_its_address(query: TableQuery) -> None:
    assert decode_query(query.encode()) == query


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["status=open", "role=support", "late=15", "light=red", "cycle=month", "status=suspended"]
)
def test_the_same_question_finds_the_same_rows_everywhere(
    world: World, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)
    world.dispatched()
    name, value = query.split("=")
    wanted, _ = read_query({name: value}, query=LedgerQuery)
    every, _ = wanted.narrowed(Assignment.objects.all(), world.leader, ON)
    found = {row.pk for row in every}
    client, pages = api(world.leader), as_user(world.leader)
    assert {row["id"] for row in rows(client, "assignments/", **{name: value})} == found
    assert {row["id"] for row in read(client, "ledger/", **{name: value})["results"]} == found
    table = pages.get("/ledger/", {name: value, "by": "unit"})
    assert {row.id for group in table.context["groups"] for row in group["rows"]} == found
    address = {"status": "status__exact", "role": "role__exact"}.get(name, name)
    listed = pages.get(page("work_assignment"), {address: value})
    assert {row.pk for row in listed.context["cl"].result_list} == found


@pytest.mark.django_db
def test_the_page_says_that_a_name_is_none(world: World) -> None:
    assert "“lihgt”：没有这个筛选条件" in text(as_user(world.leader).get("/ledger/?lihgt=red"))


@pytest.mark.django_db
def test_the_admin_list_refuses_a_value_that_is_none(world: World) -> None:
    answer = as_user(world.leader).get(page("work_assignment"), {"status__exact": "lost"})
    assert answer["Location"].endswith("?e=1")


@pytest.mark.django_db
def test_a_compiled_query_gives_what_the_plain_one_gives(world: World) -> None:
    document = world.dispatched()
    query = LedgerQuery(document=(document.pk,), status=("open",), due_to=date(2026, 6, 30))
    shape, values = query.by_value() or pytest.fail("it needs no look at texts")
    assert shape == LedgerQuery(status=("open",))
    assert values == {"document": [document.pk], "due_to": date(2026, 6, 30)}
    assert shape.replace(**values).narrowed(Assignment.objects.all(), world.leader, ON)[0].count() == 2
