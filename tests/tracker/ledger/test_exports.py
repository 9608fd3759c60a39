"""The file holds what the page shows, is its owner's alone, and what goes wrong is said in words."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from common.text import clean
from config.celery import app
from tests.admin import as_user, text
from tests.api import as_user as api
from tests.api import read, write
from tests.conftest import World
from tests.world import measure, unit
from tracker.ledger.columns import DEFAULT
from tracker.ledger.models import Export, ExportPart, ExportState
from tracker.ledger.query import TableQuery
from tracker.ledger.services.exporting import (
    AT_ONCE,
    KEPT,
    SILENCE,
    ask_export,
    bytes_of,
    make_export,
    tidy_exports,
)
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 10)
PAGE = "/ledger/"
SAID = '=HYPERLINK("http://example.test") 已选址\x0b'  # a formula, to a careless program


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


@pytest.fixture
def eager() -> Iterator[None]:
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


def worked(world: World) -> Assignment:
    measures = [
        measure([part, str(n)], f"第{n}项", [unit("省财政厅"), unit("省教育厅")])
        for part in "一二"
        for n in "12"
    ]
    world.dispatched(measures=measures, sections=[{"path": ["一"], "title": "便民服务", "units": []}])
    own = world.assignment("省财政厅")
    acknowledge_assignment(assignment=own, actor=world.filer)
    file_report(assignment=own, actor=world.filer, on=ON, percent=30, narrative=SAID)
    return own


def on_page(client: Client, query: str) -> list[list[str]]:
    """The lines of the page: heads, group lines and cells."""
    context = client.get(f"{PAGE}?{query}").context
    lines = [[column["heading"] for column in context["columns"]]]
    for group in context["groups"]:
        lines += [[group["line"]]] if group["line"] else []
        lines += [[cell["text"] for cell in row.cells] for row in group["rows"]]
    return lines


def in_file(content: bytes) -> list[list[str]]:
    """The same of the file."""
    sheet = load_workbook(io.BytesIO(content))["台账"]
    lines = []
    for row in sheet.iter_rows():
        assert not any(cell.data_type == "f" for cell in row)
        values = [cell.value.date() if hasattr(cell.value, "date") else cell.value for cell in row]
        merged = any(row[0].coordinate in area for area in sheet.merged_cells.ranges)
        lines.append([str(values[0])] if merged else ["" if v is None else str(v) for v in values])
    return lines


@pytest.mark.parametrize("who", ["supervisor", "filer"])
@pytest.mark.parametrize(
    "query",
    [
        "status=open&sort=-department&by=unit",
        "group=section&q=第&by=unit",
        "status=active&by=unit&cols=measure,light,progress,due_on,section,text",
        "late=90&by=unit",
    ],
)
def test_the_file_holds_what_the_page_shows(world: World, who: str, query: str) -> None:
    worked(world)
    client = as_user(getattr(world, who))
    answer = client.post(PAGE + "export/", {"query": query})
    assert answer["Content-Disposition"].startswith("attachment")
    content = answer.getvalue()
    assert len(content) == int(answer["Content-Length"])
    shown = [[clean(cell) for cell in line] for line in on_page(client, query)]
    assert in_file(content) == shown
    assert len(shown) > 1 or query.startswith("late=90")


def test_the_sheet_is_set_up_for_screen_and_print(world: World) -> None:
    worked(world)
    content = as_user(world.leader).post(PAGE + "export/", {"query": "group=section&by=unit"}).getvalue()
    book = load_workbook(io.BytesIO(content))
    sheet = book["台账"]
    assert sheet.freeze_panes == "B2"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A2:J2", "A7:J7"]
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert about["截至日期"] == "2026-07-10"
    assert (about["行数"], about["导出人"]) == ("8", "leader")


def test_a_large_one_is_made_behind_the_page_with_its_progress_shown(
    world: World, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(world)
    monkeypatch.setattr("tracker.ledger.admin.exports.SMALL", 2)
    monkeypatch.setattr("tracker.ledger.services.exporting.BATCH", 3)
    monkeypatch.setattr("tracker.ledger.services.exporting.PART", 1000)
    seen: list[int] = []
    monkeypatch.setattr(
        "tracker.ledger.services.exporting._sign_of_life",
        lambda export, now, rows_done, rows_total: seen.append(rows_done),
    )
    client = as_user(world.leader)
    answer = client.post(PAGE + "export/", {"query": "all=1&by=unit"})
    assert answer["Location"] == PAGE + "exports/"
    assert seen == [3, 6, 8]
    export = Export.objects.get()
    assert export.parts.count() > 2
    assert f"/ledger/exports/{export.pk}/file/" in text(client.get(answer["Location"]))
    content = client.get(f"{PAGE}exports/{export.pk}/file/").getvalue()
    assert len(in_file(content)) == 9


def waiting(world: World) -> Export:
    now = timezone.now()
    return ask_export(actor=world.filer, question=TableQuery(by="unit"), columns=DEFAULT, on=ON, now=now)


def test_a_file_is_its_owners_alone(world: World) -> None:
    worked(world)
    export = waiting(world)
    assert as_user(world.filer).get(f"{PAGE}exports/{export.pk}/file/").status_code == 404  # not made yet
    assert make_export(export_id=export.pk)
    assert as_user(world.filer).get(f"{PAGE}exports/{export.pk}/file/").status_code == 200
    for stranger in (world.head, world.supervisor):
        client = as_user(stranger)
        assert client.get(f"{PAGE}exports/{export.pk}/file/").status_code == 404
        assert client.post(f"{PAGE}exports/{export.pk}/retry/").status_code == 404
        assert export.file_name not in text(client.get(PAGE + "exports/"))
        assert api(stranger).get(f"/api/v1/ledger-exports/{export.pk}/file/").status_code == 404


def test_what_fails_is_said_in_words_and_can_be_tried_again(
    world: World, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(world)
    export = waiting(world)
    with monkeypatch.context() as broken:
        broken.setattr("tracker.ledger.services.exporting.write_book", lambda *a, **k: 1 / 0)
        assert not make_export(export_id=export.pk)
    client = as_user(world.filer)
    page = text(client.get(PAGE + "exports/"))
    assert "生成过程中出错" in page
    assert f"{PAGE}exports/{export.pk}/retry/" in page
    client.post(f"{PAGE}exports/{export.pk}/retry/")
    export.refresh_from_db()
    assert (export.state, export.percent, export.attempt) == (ExportState.DONE, 100, 2)


def test_two_workers_do_not_make_one_file_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    worked(world)
    export = waiting(world)

    def another(*args: Any, **kwargs: Any) -> None:
        assert not make_export(export_id=export.pk)  # the first one has it
        Export.objects.filter(pk=export.pk).update(attempt=7)  # it was silent, and another began anew

    monkeypatch.setattr("tracker.ledger.services.exporting.write_book", another)
    assert not make_export(export_id=export.pk)
    assert Export.objects.get().state == ExportState.RUNNING
    assert not ExportPart.objects.exists()


def test_only_so_many_at_once(world: World) -> None:
    worked(world)
    exports = [waiting(world) for _ in range(AT_ONCE)]
    client = as_user(world.filer)
    assert "请等其中一份完成" in text(client.post(PAGE + "export/", {"query": "all=1&by=unit"}, follow=True))
    make_export(export_id=exports[0].pk)
    assert client.post(PAGE + "export/", {"query": "all=1&by=unit"}).status_code == 200


def test_old_files_go_and_dead_ones_are_owned_up_to(world: World) -> None:
    worked(world)
    old, dead = waiting(world), waiting(world)
    make_export(export_id=old.pk)
    now = timezone.now()
    Export.objects.filter(pk=old.pk).update(created_at=now - KEPT - timedelta(hours=1))
    Export.objects.filter(pk=dead.pk).update(
        state=ExportState.RUNNING, changed_at=now - SILENCE - timedelta(seconds=1)
    )
    assert tidy_exports(now=now) == 1
    assert not ExportPart.objects.exists()
    [left] = Export.objects.all()
    assert (left.pk, left.state) == (dead.pk, ExportState.FAILED)
    assert "重试" in left.message


def test_who_loses_sight_of_a_row_meanwhile_does_not_get_it(world: World) -> None:
    worked(world)
    export = ask_export(
        actor=world.supervisor, question=TableQuery(by="unit"), columns=DEFAULT, on=ON, now=timezone.now()
    )
    world.supervisor.memberships.all().delete()
    assert make_export(export_id=export.pk)
    assert len(in_file(b"".join(bytes_of(export)))) == 1


def test_by_the_api_the_same_rows_and_the_same_file(world: World, eager: None) -> None:
    own = worked(world)
    client = api(world.filer)
    first = read(client, "ledger/", on="2026-07-10", q="第", page_size=3)
    second = read(client, "ledger/", on="2026-07-10", q="第", page_size=3, cursor=first["next"])
    found = [row["id"] for page in (first, second) for row in page["results"]]
    assert sorted(found) == sorted(Assignment.objects.visible_to(world.filer).values_list("pk", flat=True))
    assert second["next"] is None
    row = next(row for page in (first, second) for row in page["results"] if row["id"] == own.pk)
    assert row["cells"]["section"] == "一 便民服务"
    assert client.get("/api/v1/ledger/", {"light": "blue"}).status_code == 400
    assert client.get("/api/v1/ledger/", {"cursor": "xx"}).status_code == 404

    made = write(client, "ledger-exports/", {"query": "q=第", "columns": ["due_on"]}, expect=202)
    assert read(client, f"ledger-exports/{made['id']}/")["state"] == "done"
    content = client.get(f"/api/v1/ledger-exports/{made['id']}/file/").getvalue()
    assert in_file(content)[0] == ["举措", "时限"]
    assert len(in_file(content)) == 5

    view = write(client, "ledger-views/", {"name": "检索", "query": "q=第"}, expect=201)
    assert read(api(world.leader), f"ledger-views/{view['token']}/")["query"] == "q=%E7%AC%AC"
    assert api(world.leader).delete(f"/api/v1/ledger-views/{view['token']}/").status_code == 404
    assert client.delete(f"/api/v1/ledger-views/{view['token']}/").status_code == 204
