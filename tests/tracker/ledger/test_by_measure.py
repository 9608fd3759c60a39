"""The ledger by measure: one row for each, its groups and subtotals, and the same in every output."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.admin import as_user, queries, text
from tests.api import as_user as api
from tests.api import read
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.ledger.grouping import GROUPS
from tracker.ledger.measures import MEASURE_COLUMNS
from tracker.ledger.query import MEASURE, UNIT, read_query
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.declining import reassign_assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 10)
PAGE = "/ledger/"
OUTPUTS = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


@pytest.fixture
def ledger(world: World) -> World:
    """Two documents, some of it late, reported, suspended, without dates."""
    sections = [
        {"path": ["一"], "title": "便民服务", "units": []},
        {"path": ["二"], "title": "队伍建设", "units": []},
    ]
    days = ["2026-06-30", "2026-07-20", "2026-12-31", ""]
    three = [unit("省财政厅", "牵头"), unit("省教育厅", "配合"), unit("各市政府", "配合")]
    world.dispatched(
        sections=sections,
        measures=[
            measure(
                ["一" if n < 4 else "二", str(n + 1)],
                f"第{n + 1}项",
                three if n % 3 else [unit("省教育厅"), unit("省农业农村厅")],
                [deadline("限期", days[n % 4])] if days[n % 4] else None,
            )
            for n in range(7)
        ],
    )
    other = [measure([str(n)], f"另{n}", [unit("省教育厅", "牵头"), unit("省财政厅", "配合")]) for n in "12"]
    world.dispatched(number="云政发〔2026〕8号", title="又一方案", sections=[], measures=other)
    mine = world.assignment("省财政厅", "一 / 2")
    acknowledge_assignment(assignment=mine, actor=world.filer)
    file_report(
        assignment=mine,
        actor=world.filer,
        on=date(2026, 7, 1),
        percent=40,
        narrative="已完成选址",
        problems="=资金",
    )
    suspend_assignment(assignment=world.assignment("省教育厅", "一 / 3"), reason="停", actor=world.supervisor)
    return world


def rows_of(response: Any) -> list[list[str]]:
    """The lines of the page: those of groups, and cells."""
    lines = []
    for group in response.context["groups"]:
        lines += [[group["line"]]] if group["line"] else []
        lines += [[cell["text"] for cell in row.cells] for row in group["rows"]]
    return lines


def shown(client: Client, query: str) -> list[list[str]]:
    """The same of all pages, each following its link; a group that goes on is said again on the next."""
    lines: list[list[str]] = []
    address = f"{PAGE}?{query}"
    said = ""
    while address:
        response = client.get(address)
        assert response.status_code == 200
        for line in rows_of(response):
            if len(line) == 1 and line[0] == said:
                continue
            said = line[0] if len(line) == 1 else said
            lines.append(line)
        address = f"{PAGE}{response.context['following']}" if response.context["following"] else ""
    return lines


def in_file(client: Client, query: str) -> list[list[str]]:
    content = client.post(f"{PAGE}export/", {"query": query}).getvalue()
    sheet = load_workbook(io.BytesIO(content))["台账"]
    lines = []
    for row in list(sheet.iter_rows())[1:]:
        values = [cell.value.date() if hasattr(cell.value, "date") else cell.value for cell in row]
        merged = any(row[0].coordinate in area for area in sheet.merged_cells.ranges)
        lines.append([str(values[0])] if merged else ["" if v is None else str(v) for v in values])
    return lines


def by_api(client: Any, query: str) -> list[list[str]]:
    """The cells of all pages of the API."""
    lines, cursor = [], ""
    while True:
        page = read(client, f"ledger/measures/?{query}&page_size=3&cursor={cursor}")
        lines += [
            ["" if value is None else str(value) for value in row["cells"].values()]
            for row in page["results"]
        ]
        cursor = page["next"]
        if not cursor:
            return lines


def on_paper(client: Client, query: str) -> str:
    answer: Any = client.get(f"{PAGE}print/?{query}")
    return b"".join(answer.streaming_content).decode()


def test_a_measure_is_one_row_whatever_the_number_of_its_units(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    lines = shown(client, "all=1&document=" + str(Assignment.objects.earliest("pk").document_id))
    assert [line[0] for line in lines] == list("1234567")
    second = dict(zip(MEASURE_COLUMNS, lines[1], strict=True))
    assert second == {
        "number": "2",
        "matter": "一 / 2 第2项",
        "lead": "省财政厅",
        "support": "省教育厅、青川市政府、白石市政府",
        "due_on": "2026-07-20",
        "progress": "已完成选址",
        "problems": "=资金",
        "lights": "4黄",
        "persons": "未写明",
        "document": "云政发〔2026〕3号",
    }
    first = dict(zip(MEASURE_COLUMNS, lines[0], strict=True))
    assert (first["lead"], first["support"], first["lights"]) == ("省教育厅", "省农业农村厅", "2红")
    assert first["progress"] == "待签收"


def test_the_lights_count_what_fits_and_the_words_are_those_of_the_measure(ledger: World) -> None:
    [line] = shown(as_user(ledger.supervisor), f"department={ledger.departments['省教育厅'].pk}&q=第2项")
    row = dict(zip(MEASURE_COLUMNS, line, strict=True))
    assert (row["lights"], row["lead"], row["progress"]) == ("1黄", "省财政厅", "已完成选址")


def test_who_was_relieved_leads_no_more(ledger: World) -> None:
    reassign_assignment(
        assignment=ledger.assignment("省财政厅", "一 / 2"),
        department=ledger.departments["省农业农村厅"],
        reason="职责调整",
        actor=ledger.supervisor,
        on=ON,
    )
    [line] = shown(as_user(ledger.supervisor), "q=第2项&all=1")
    assert dict(zip(MEASURE_COLUMNS, line, strict=True))["lead"] == "省农业农村厅"


def test_an_empty_cell_says_why(ledger: World) -> None:
    def row(words: str) -> dict[str, str]:
        [line] = shown(as_user(ledger.supervisor), f"q={words}&all=1")
        return dict(zip(MEASURE_COLUMNS, line, strict=True))

    alone = measure(["9"], "独办事项", [unit("省财政厅", "牵头")])
    ledger.dispatched(number="云政发〔2026〕9号", title="第三个方案", sections=[], measures=[alone])
    keys = ("support", "due_on", "progress", "problems", "persons")
    assert [row("独办事项")[key] for key in keys] == ["无", "未定时限", "待签收", "", "未写明"]
    mine = ledger.assignment("省财政厅", "9")
    acknowledge_assignment(assignment=mine, actor=ledger.filer)
    file_report(assignment=mine, narrative="已办一半", percent=50, actor=ledger.filer, on=ON)
    assert [row("独办事项")[key] for key in keys] == ["无", "未定时限", "已办一半", "未反映问题", "未写明"]


def test_the_office_reads_by_measure_and_a_unit_what_it_has_to_do(ledger: World) -> None:
    for user, view in ((ledger.supervisor, MEASURE), (ledger.leader, MEASURE), (ledger.filer, UNIT)):
        client = as_user(user)
        assert client.get(f"{PAGE}?all=1").context["view"] == view
        other = UNIT if view == MEASURE else MEASURE
        assert client.get(f"{PAGE}?all=1&by={other}").context["view"] == other
        assert client.get(PAGE).context["view"] == other  # it is remembered
    assert as_user(ledger.leader).get(f"{PAGE}?all=1&cols=percent").context["view"] == UNIT
    mine = shown(as_user(ledger.filer), "all=1&by=measure")
    assert {line[-3] for line in mine} <= {"1红", "1黄", "1绿", "1灰"}


def test_the_units_of_a_measure_are_read_under_it(ledger: World) -> None:
    own = ledger.assignment("省财政厅", "一 / 2")
    address = f"{PAGE}units/{own.task.measure_id}/"
    page = as_user(ledger.supervisor).get(address + "?status=open")
    assert [one["row"].assignment.department.short_name for one in page.context["rows"]] == [
        "省财政厅",
        "省教育厅",
        "青川市政府",
        "白石市政府",
    ]
    assert text(page).count("<tr") == 4
    assert "已完成选址" in text(page)
    # By the same filters, and of what the reader may see.
    assert len(as_user(ledger.supervisor).get(address + "?status=active").context["rows"]) == 1
    assert len(as_user(ledger.filer).get(address).context["rows"]) == 1
    secret = ledger.assignment("省教育厅", "一 / 1").task.measure_id
    assert "第1项" not in text(as_user(ledger.filer).get(f"{PAGE}units/{secret}/"))


QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["open", "pending,active", "suspended"]),
        "light": st.sampled_from(["red,yellow", "grey", "green,none"]),
        "role": st.sampled_from(["lead", "support,responsible"]),
        "month": st.sampled_from(["2026-06,2026-07", "none", "2026-12,none"]),
        "q": st.sampled_from(["项", "财政", "方案"]),
        "group": st.sampled_from(list(GROUPS)),
        "sort": st.sampled_from(["", "due_on", "-due_on", "light"]),
    },
)


@OUTPUTS
@given(query=QUERIES, who=st.sampled_from(["supervisor", "filer"]))
def test_page_file_paper_and_api_hold_the_same(
    ledger: World, monkeypatch: pytest.MonkeyPatch, query: dict[str, str], who: str
) -> None:
    monkeypatch.setattr("tracker.ledger.admin.page.SIZE", 4)  # so that there are several pages
    user = getattr(ledger, who)
    address = "&".join(["all=1", "by=measure", *(f"{name}={value}" for name, value in query.items())])
    client = as_user(user)
    lines = shown(client, address)
    assert in_file(client, address) == lines
    cells = [line for line in lines if len(line) > 1]
    assert by_api(api(user), address) == cells
    paper = on_paper(client, address)
    assert paper.count("<tr data-row>") == len(cells)
    for line in lines:
        assert all(part in paper for part in line)
    # The subtotals are those of the rows, and together those of the whole.
    said = read(api(user), f"ledger/groups/?{address}")
    assert said["measures"] == len(cells)
    if "group" in query:
        heads = [line[0] for line in lines if len(line) == 1]
        assert [f"{one['name']}（{one['words']}）" for one in said["results"]] == heads
        assert sum(one["measures"] for one in said["results"]) == said["measures"]
        assert sum(one["units"] for one in said["results"]) == said["units"]


@pytest.mark.parametrize("by", [MEASURE, UNIT])
@pytest.mark.parametrize("group", list(GROUPS))
def test_the_outline_leads_to_the_beginning_of_each_group(ledger: World, by: str, group: str) -> None:
    client = as_user(ledger.supervisor)
    outline = client.get(f"{PAGE}outline/?all=1&by={by}&group={group}")
    rows = outline.context["rows"]
    assert rows
    for row in rows:
        table = client.get(row["link"])
        assert table.context["groups"][0]["line"] == row["group"].line
        if row is not rows[0]:
            before = client.get(f"{PAGE}{table.context['previous']}").context["groups"]
            assert before[-1]["line"] != row["group"].line
    assert sum(row["group"].units for row in rows) == Assignment.objects.count()


def measures_more(world: World, count: int) -> None:
    units = [unit("省财政厅", "牵头"), unit("省教育厅", "配合"), unit("各市政府", "配合")]
    more = [measure(["三", str(n)], f"多{n}", units) for n in range(count)]
    world.dispatched(number="云政发〔2026〕99号", title="更多", sections=[], measures=more)


@pytest.mark.parametrize("query", ["all=1", *(f"all=1&group={group}" for group in GROUPS), "light=red,grey"])
def test_as_many_statements_for_many_measures_as_for_few(ledger: World, query: str) -> None:
    client = as_user(ledger.supervisor)
    pages = [f"{PAGE}?by=measure&{query}", f"{PAGE}outline/?{query}", f"{PAGE}print/?by=measure&{query}"]
    for page in pages:
        client.get(page)
    few = [queries(client, page) for page in pages]
    measures_more(ledger, 45)
    for page, before in zip(pages, few, strict=True):
        # A second page is counted, which the few rows of one page are not.
        assert queries(client, page) <= before + 1 <= 26, page


def test_all_are_counted(ledger: World, monkeypatch: pytest.MonkeyPatch) -> None:
    measures_more(ledger, 60)
    client = as_user(ledger.supervisor)
    total = Assignment.objects.count()
    assert client.get(f"{PAGE}?all=1").context["total"] == f"共69条举措，{total}项"
    assert client.get(f"{PAGE}?all=1&by=unit").context["total"] == f"共{total}项"
    monkeypatch.setattr("tracker.ledger.query.COUNTED", 100)
    monkeypatch.setattr("tracker.ledger.admin.page.COUNTED", 100)
    assert client.get(f"{PAGE}?all=1").context["total"] == "共100项以上"


def test_too_much_is_not_sent_to_the_printer(ledger: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.ledger.admin.printing.MOST", 3)
    answer = as_user(ledger.supervisor).get(f"{PAGE}print/?all=1", follow=True)
    assert "超过一次打印的3行" in text(answer)


def walked(result: Any) -> Iterator[int]:
    page = result.page(2)
    while True:
        yield from page.keys
        if not page.following:
            return
        page = result.page(2, page.following)


@pytest.mark.parametrize("by", [MEASURE, UNIT])
@pytest.mark.parametrize("group", ["", *GROUPS])
def test_pages_of_every_group_hold_each_row_once_in_order(ledger: World, by: str, group: str) -> None:
    question, _ = read_query({"all": "1", "by": by, "group": group})
    result = question.result(ledger.supervisor, ON)
    keys = list(walked(result))
    assert keys == list(result.ids())
    assert len(keys) == len(set(keys)) == (9 if by == MEASURE else Assignment.objects.count())
