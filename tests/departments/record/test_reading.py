"""The auditor reads the record, filters it and takes it away; nobody else does, and nobody changes it."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from departments.models.users import User
from departments.record import workbook
from departments.record.chain.sealing import seal
from departments.record.models import UseKind, UseRecord
from departments.record.services import record_use
from tests import api
from tests.admin import as_user, page, queries, said, text
from tests.conftest import World

pytestmark = pytest.mark.django_db
LIST, FILE, SEAL = "/record/userecord/", "/record/userecord/file/", "/record/userecord/seal/"


@pytest.fixture
def auditor(world: World) -> User:
    return world.auditor


def _line(user: User | None, **about: Any) -> UseRecord:
    at = about.pop("at", None)
    row = UseRecord(user=user, name=user.username if user else "", **about)
    if at:
        row.at = at
    row.save()
    return row


def test_the_auditor_sees_who_did_what_from_where(auditor: User, world: World) -> None:
    _line(world.filer, kind=UseKind.DOWNLOAD, words="方案.docx", address="203.0.113.7", roles="filer")
    shown = text(as_user(auditor).get(LIST))
    for words in ("方案.docx", "203.0.113.7", "填报员", "下载"):
        assert words in shown


@pytest.mark.parametrize("who", ["supervisor", "leader", "filer", "head"])
def test_nobody_else_sees_anything_of_it(world: World, who: str) -> None:
    user = getattr(world, who)
    row = _line(world.filer, kind=UseKind.READ)
    client = as_user(user)
    for address in (LIST, FILE, SEAL, page("record_userecord", row)):
        assert client.get(address).status_code in (403, 404), address
    for path in ("use-records/", "use-records/file/", "record-seal/"):
        assert api.as_user(user).get(api.ROOT + path).status_code == 403
    assert "使用记录" not in text(client.get("/settings/"))


def test_not_even_a_superuser(world: World) -> None:
    user = User.objects.create_superuser("root", password="pw")
    assert as_user(user).get(LIST)["Location"].startswith("/login/")
    assert api.as_user(user).get(f"{api.ROOT}use-records/").status_code == 403


def test_the_auditor_finds_the_page_among_the_settings_and_changes_nothing(
    auditor: User, world: World
) -> None:
    client = as_user(auditor)
    assert LIST in text(client.get("/settings/"))
    row = _line(world.filer, kind=UseKind.READ)
    assert client.get(page("record_userecord", row)).status_code == 200
    for step in ("delete", "change"):
        answer = client.post(page("record_userecord", row, step), {"post": "yes", "words": "x"})
        assert answer.status_code in (403, 404)
    row.refresh_from_db()
    assert row.words == ""


def _found(answer: Any) -> list[str]:
    return [row.words for row in answer.context["cl"].result_list]


FILTERS = [
    ({"kind__exact": "export"}, ["b"]),
    ({"q": "filer"}, ["a"]),
    ({"from": "203.0.113.7"}, ["a"]),
    ({"from": "no address"}, []),
    ({"about": "work.assignment:17"}, ["b"]),
    ({"at_from": "2026-06-30", "at_to": "2026-06-30"}, ["b"]),
    ({"at_from": "no day"}, ["b", "a"]),
]


@pytest.fixture
def two(auditor: User, world: World) -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    _line(
        world.filer,
        kind=UseKind.READ,
        words="a",
        address="203.0.113.7",
        at=datetime(2026, 6, 29, 23, 59, tzinfo=shanghai),
    )
    _line(
        world.head,
        kind=UseKind.EXPORT,
        words="b",
        thing="work.assignment",
        thing_id="17",
        at=datetime(2026, 6, 30, 23, 59, tzinfo=shanghai),
    )


@pytest.mark.parametrize(("asked", "found"), FILTERS)
def test_the_list_and_its_file_are_filtered_alike(
    auditor: User, two: None, asked: dict[str, str], found: list[str]
) -> None:
    client, mine = as_user(auditor), {"a", "b"}
    shown = client.get(LIST, asked)
    assert [words for words in _found(shown) if words in mine] == found
    sheet = load_workbook(io.BytesIO(client.get(FILE, asked).content)).worksheets[0]
    assert [row[6] for row in sheet.iter_rows(values_only=True) if row[6] in mine] == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "export"}, ["b"]),
        ({"name": "filer", "thing": ""}, ["a"]),
        ({"address": "203.0.113.7"}, ["a"]),
        ({"thing": "work.assignment", "thing_id": "17"}, ["b"]),
        ({"first": "2026-06-30", "last": "2026-06-30"}, ["b"]),
        ({"last": "2026-06-29"}, ["a"]),
    ],
)
def test_the_interface_filters_by_person_kind_period_address_and_thing(
    auditor: User, two: None, asked: dict[str, str], found: list[str]
) -> None:
    rows = api.rows(api.as_user(auditor), "use-records/", **asked)
    assert [row["words"] for row in rows if row["words"] in ("a", "b")] == found


def test_the_interface_gives_the_file_and_the_head(auditor: User, two: None) -> None:
    client = api.as_user(auditor)
    assert client.get(f"{api.ROOT}use-records/file/").content[:2] == b"PK"
    assert api.read(client, "record-seal/")["number"] is None
    seal(now=timezone.now())
    assert len(api.read(client, "record-seal/")["digest"]) == 64
    refused = client.get(f"{api.ROOT}use-records/", {"address": "here"})
    assert refused.status_code == 400


def test_reading_the_record_is_itself_recorded(auditor: User, two: None) -> None:
    as_user(auditor).get(LIST, {"q": "filer"})
    as_user(auditor).get(FILE)
    kinds = UseRecord.objects.filter(user=auditor).values_list("kind", "words")
    assert ("record", "q=filer") in kinds
    assert any(kind == "export" for kind, _ in kinds)


def test_a_file_that_would_be_too_long_is_refused_with_what_to_do(
    auditor: User, two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST", 1)
    client = as_user(auditor)
    answer = client.get(FILE)
    assert answer.status_code == 302
    assert "请缩小期间" in said(answer)[0]
    assert api.as_user(auditor).get(f"{api.ROOT}use-records/file/").status_code == 409


def test_the_list_asks_no_more_for_more_lines(auditor: User, world: World) -> None:
    client = as_user(auditor)
    client.get(LIST)
    _line(world.filer, kind=UseKind.READ)
    before = queries(client, LIST)
    for user in (world.filer, world.head, world.leader):
        _line(user, kind=UseKind.READ, thing="work.assignment", thing_id="1")
    assert queries(client, LIST) == before


def test_the_head_of_the_chain_is_a_sheet_to_be_printed(auditor: User) -> None:
    client = as_user(auditor)
    assert "还没有封存过" in text(client.get(SEAL))
    record_use(kind=UseKind.READ, user=auditor, request=None)
    seal(now=timezone.now() - timedelta(minutes=1))
    shown = text(client.get(SEAL))
    assert "verify_record --known" in shown
    assert date.today().isoformat()[:4] in shown


def test_a_file_that_is_asked_for_what_there_is_not_is_refused(auditor: User) -> None:
    assert as_user(auditor).get("/record/userecord/file/?document=1").status_code == 404
