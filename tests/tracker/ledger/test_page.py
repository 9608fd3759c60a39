"""The ledger's page: what it shows, to whom, in which order, and what it remembers."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.admin import as_user, queries, text
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.ledger.models import LedgerLayout, SavedView
from tracker.ledger.query import SORTS, TableQuery
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import return_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 10)
PAGE = "/ledger/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


def ids(response: Any) -> list[int]:
    return [row.id for group in response.context["groups"] for row in group["rows"]]


def shown(client: Client, **query: Any) -> list[str]:
    """Unit and label of each row of the first page."""
    response = client.get(PAGE, {"by": "unit", **(query or {"all": 1})})
    assert response.status_code == 200
    rows = Assignment.objects.in_bulk(ids(response))
    return [f"{rows[pk].department.short_name} {rows[pk].task.measure.label}" for pk in ids(response)]


def walk(client: Client, query: dict[str, Any]) -> Iterator[list[int]]:
    """The ids of each page, following its link."""
    while True:
        response = client.get(PAGE, query)
        yield ids(response)
        if not response.context["following"]:
            return
        query = {
            name: values[0]
            for name, values in parse_qs(urlsplit(response.context["following"]).query).items()
        }


def many(world: World, count: int) -> None:
    limits = [[deadline("六月", f"2026-06-{day:02}")] if day % 3 else None for day in range(1, 29)]
    units = [unit("省财政厅", "牵头"), unit("省教育厅", "配合")]
    measures = [
        measure(["一", str(n)], f"第{n}项", units, limits[n % len(limits)]) for n in range(1, count + 1)
    ]
    world.dispatched(measures=measures)


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"light": "red"}, {"省财政厅 一 / 1", "省教育厅 一 / 1"}),
    ({"light": "red,yellow", "role": "support"}, set()),
    ({"status": "active"}, {"省财政厅 一 / 1"}),
    ({"status": "open", "role": "lead", "q": "清单"}, {"省教育厅 一 / 2"}),
    ({"late": "1", "q": "财政厅"}, {"省财政厅 一 / 1"}),
    ({"late": "15"}, set()),
    ({"returned": "1"}, {"省财政厅 一 / 1"}),
    ({"due_from": "2026-06-30", "due_to": "2026-06-30", "role": "lead"}, {"省财政厅 一 / 1"}),
    ({"q": "省财政厅"}, {"省财政厅 一 / 1", "省财政厅 一 / 2"}),
    ({"q": "补充"}, set()),  # the reviewer's words are no report
    ({"q": "已完成选址"}, {"省财政厅 一 / 1"}),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters_show_what_is_asked_for(world: World, query: dict[str, Any], expected: set[str]) -> None:
    world.dispatched()
    own = world.assignment("省财政厅")
    acknowledge_assignment(assignment=own, actor=world.filer)
    report = file_report(
        assignment=own, actor=world.filer, on=date(2026, 3, 4), percent=30, narrative="已完成选址"
    )
    return_report(report=report, actor=world.supervisor, reason="补充数据")
    assert set(shown(as_user(world.supervisor), **query)) == expected


def test_a_department_sees_its_own_and_a_leader_everything(world: World) -> None:
    world.dispatched()
    assert {line.split()[0] for line in shown(as_user(world.filer))} == {"省财政厅"}
    assert len(shown(as_user(world.leader))) == Assignment.objects.count()


def test_pages_by_every_column_hold_each_row_once_and_lead_back(world: World) -> None:
    many(world, 10)
    for sort in SORTS:
        answer = TableQuery(sort=sort).answer(world.leader, ON)
        pages, page = [answer.page(7)], answer.page(7)
        while page.following:
            page = answer.page(7, page.following)
            pages.append(page)
        assert [len(page.keys) for page in pages] == [7, 7, 6], sort
        assert len({key for page in pages for key in page.keys}) == 20, sort
        assert [key for page in pages for key in page.keys] == list(answer.ids()), sort
        for before in pages[-2::-1]:
            page = answer.page(7, page.previous)
            assert (page.keys, page.previous) == (before.keys, before.previous), sort


def test_the_page_leads_to_the_next_and_back(world: World) -> None:
    many(world, 30)
    client = as_user(world.leader)
    first, second = walk(client, {"all": 1, "by": "unit"})
    assert [len(first), len(second)] == [50, 10]
    last = client.get(PAGE + client.get(PAGE, {"all": 1, "by": "unit"}).context["following"])
    assert ids(client.get(PAGE + last.context["previous"])) == first


def test_the_most_urgent_stand_first_and_the_undated_last(world: World) -> None:
    many(world, 12)
    rows = [
        Assignment.objects.get(pk=pk).due_on
        for page in walk(as_user(world.leader), {"all": 1, "by": "unit"})
        for pk in page
    ]
    dated = [day for day in rows if day]
    assert dated == sorted(dated)
    assert rows[len(dated) :] == [None] * (len(rows) - len(dated))
    backwards = walk(as_user(world.leader), {"all": 1, "by": "unit", "sort": "-due_on"})
    rows = [Assignment.objects.get(pk=pk).due_on for page in backwards for pk in page]
    assert rows == [*sorted(dated, reverse=True), *[None] * (len(rows) - len(dated))]


def test_grouped_the_rows_stand_below_their_headings_in_the_order_of_the_document(world: World) -> None:
    world.dispatched(
        sections=[{"path": ["二"], "title": "便民服务", "units": []}],
        measures=[
            measure(["一", "1"], "窗口", [unit("省财政厅")]),
            measure(["二", "1"], "清单", [unit("省财政厅")]),
            measure(["二", "2"], "平台", [unit("省财政厅")]),
        ],
    )
    groups = as_user(world.leader).get(PAGE, {"group": "section", "by": "unit"}).context["groups"]
    name = "云政发〔2026〕3号 云岭省便民服务提升行动方案"
    assert [group["line"].removeprefix(name) for group in groups] == [
        "　一（1条举措，1项：1灰）",
        "　二 便民服务（2条举措，2项：2灰）",
    ]
    assert [[row.cells[0]["text"] for row in group["rows"]] for group in groups] == [
        ["一 / 1 窗口"],
        ["二 / 1 清单", "二 / 2 平台"],
    ]


def test_a_heading_narrows_to_what_stands_under_it(world: World) -> None:
    document = world.dispatched(
        sections=[{"path": ["二"], "title": "便民服务", "units": []}],
        measures=[
            measure(["一", "1"], "窗口", [unit("省财政厅")]),
            measure(["二", "1"], "清单", [unit("省财政厅")]),
        ],
    )
    section = document.sections.get()
    assert shown(as_user(world.leader), section=section.pk) == ["省财政厅 二 / 1"]
    page = as_user(world.leader).get(PAGE, {"document": document.pk})
    assert page.context["sections"] == [(section.pk, "二 便民服务", False)]


def test_the_last_filters_and_columns_are_remembered_for_each_user(world: World) -> None:
    world.dispatched()
    client = as_user(world.filer)
    assert client.get(PAGE).context["query"] == "status=open"
    client.get(PAGE, {"light": "red", "sort": "-percent"})
    assert client.get(PAGE).context["query"] == "light=red&sort=-percent"
    assert as_user(world.head).get(PAGE).context["query"] == "status=open"
    answer = client.post(PAGE + "columns/", {"column": ["due_on", "role"], "query": "light=red"})
    assert answer["Location"] == PAGE + "?light=red"
    page = client.get(answer["Location"])
    assert [column["key"] for column in page.context["columns"]] == ["measure", "role", "due_on"]
    assert LedgerLayout.objects.get(user=world.filer).columns == ["measure", "role", "due_on"]


def test_a_shared_view_shows_its_filters_over_what_the_reader_may_see(world: World) -> None:
    document = world.dispatched()
    query = f"light=red&document={document.pk}&cols=measure,due_on"
    as_user(world.supervisor).post(PAGE + "views/", {"name": "红灯", "query": query})
    view = SavedView.objects.get()
    reader = as_user(world.filer)
    answer = reader.get(f"{PAGE}views/{view.token}/")
    assert answer["Location"] == f"{PAGE}?{query}"
    page = reader.get(answer["Location"])
    assert [Assignment.objects.get(pk=pk).department.short_name for pk in ids(page)] == ["省财政厅"]
    assert [column["key"] for column in page.context["columns"]] == ["measure", "due_on"]
    reader.post(f"{PAGE}views/{view.token}/delete/")
    assert SavedView.objects.exists()  # it is not the reader's
    as_user(world.supervisor).post(f"{PAGE}views/{view.token}/delete/")
    assert not SavedView.objects.exists()
    assert reader.get(f"{PAGE}views/{view.token}/").status_code == 404


def test_a_view_of_another_departments_document_does_not_say_its_name(world: World) -> None:
    limits = [deadline("6月底前", "2026-06-30")]
    world.dispatched()
    secret = world.dispatched(
        title="保密方案",
        number="云密〔2026〕1号",
        measures=[measure(["一"], "密", [unit("省教育厅")], limits)],
    )
    page = as_user(world.filer).get(PAGE, {"document": secret.pk})
    assert ids(page) == []
    assert "保密" not in text(page)


@pytest.mark.parametrize(
    "query",
    ["light=blue", "due_from=昨天", "document=abc", "sort=nobody", "page=xx", "page=WzAsMCxbXV0", "q=%00a"],
)
def test_an_address_that_makes_no_sense_says_so_and_shows_the_rest(world: World, query: str) -> None:
    world.dispatched()
    response = as_user(world.leader).get(f"{PAGE}?all=1&by=unit&{query}")
    assert response.status_code == 200
    assert len(ids(response)) == Assignment.objects.count()
    assert "dc-row" in text(response)


@pytest.mark.parametrize("query", ["all=1", "group=section", "q=第 财政&sort=-department", "returned=1"])
def test_the_page_takes_as_many_queries_for_many_rows_as_for_few(world: World, query: str) -> None:
    many(world, 2)
    client, address = as_user(world.leader), f"{PAGE}?{query}&by=unit&cols=measure,progress,section"
    client.get(address)
    few = queries(client, address)
    many_more = [measure(["一", str(n)], f"第{n}项", [unit("省财政厅")]) for n in range(40)]
    world.dispatched(measures=many_more, number="云政发〔2026〕9号")
    assert queries(client, address) <= few <= 16


def test_an_empty_cell_says_why(world: World) -> None:
    world.dispatched()
    page = text(as_user(world.supervisor).get(PAGE, {"all": 1}))
    assert "未定时限" in page  # 公布服务清单 has neither date nor cycle
    assert "待签收" in page
    acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    page = text(as_user(world.supervisor).get(PAGE, {"all": 1}))
    assert "尚未报送" in page
