"""导入 on the pages and by the API: large files behind the page, their progress, and what is decided."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from config.celery import app
from policies.imports.models import Import, ImportState
from policies.imports.services import taking
from policies.imports.services.reading import SILENCE
from policies.models.documents import DocumentStatus, PolicyDocument, SourceFile
from tests.admin import as_user, text
from tests.api import ROOT, read, write
from tests.api import as_user as api
from tests.conftest import World
from tests.policies.imports.files import OTHER, SECRET, zipped
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.django_db
PAGE = "/policies/policydocument/import/"
RECORDS = "/policies/import/"


@pytest.fixture
def eager() -> Iterator[None]:
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The tasks that were sent, which nobody takes."""
    tasks: list[int] = []
    monkeypatch.setattr("policies.imports.tasks.read_uploaded.delay", tasks.append)
    return tasks


def post(world: World, content: bytes, name: str = "包.zip") -> Any:
    body = {"file": SimpleUploadedFile(name, content)}
    return api(world.supervisor).post(f"{ROOT}imports/", body, format="multipart")


BOTH = zipped({"甲.txt": SAMPLE, "乙.txt": OTHER})


def test_a_small_file_is_there_at_once_by_the_api(world: World) -> None:
    answer = post(world, SAMPLE.encode(), "方案.txt")
    assert answer.status_code == 201, answer.content.decode()
    body = answer.json()
    assert (body["state"], body["percent"], body["open_count"]) == ("ready", 100, 1)
    assert answer["Location"].endswith(f"/api/v1/imports/{body['id']}/")
    assert body["entries"][0]["number"] == "云政发〔2026〕7号"
    assert post(world, SAMPLE.encode(), "方案.txt").status_code == 200


def test_a_large_one_is_accepted_and_its_address_tells_how_far_it_is(world: World, sent: list[int]) -> None:
    answer = post(world, BOTH)
    assert answer.status_code == 202
    body = answer.json()
    assert (body["state"], body["state_label"], body["entries"]) == ("waiting", "排队中", [])
    assert sent == [body["id"]]
    assert post(world, BOTH).json()["id"] == body["id"]
    assert sent == [body["id"]]  # not sent once more
    Import.objects.update(state=ImportState.READING, percent=40, step="正在拆解")
    shown = api(world.supervisor).get(answer["Location"]).json()
    assert (shown["state"], shown["percent"], shown["step"]) == ("reading", 40, "正在拆解")


def test_the_old_address_tells_of_the_record_too(world: World, sent: list[int]) -> None:
    body = {"file": SimpleUploadedFile("包.zip", BOTH)}
    answer = api(world.supervisor).post(f"{ROOT}documents/import/", body, format="multipart")
    assert answer.status_code == 202
    assert answer["Location"].endswith(f"/imports/{answer.json()['record']}/")
    assert "后台" in answer.json()["message"]


def test_documents_are_confirmed_and_dropped_by_the_api(world: World, eager: None) -> None:
    client = api(world.supervisor)
    made = post(world, BOTH).json()
    assert made["state"] == "ready"
    first, _second = (entry["id"] for entry in made["entries"])
    body = write(client, f"imports/{made['id']}/confirm/", {"entries": [first]}, expect=200)
    assert [entry["state"] for entry in body["entries"]] == ["confirmed", "ready"]
    assert body["entries"][0]["decided_by_name"]
    body = write(client, f"imports/{made['id']}/drop/", {}, expect=200)
    assert [entry["state"] for entry in body["entries"]] == ["confirmed", "dropped"]
    assert (body["state"], body["open_count"]) == ("confirmed", 0)
    again = write(client, f"imports/{made['id']}/drop/", {}, expect=409)
    assert again["code"] == "import_nothing_open"
    assert [row["id"] for row in read(client, "imports/", state="confirmed")["results"]] == [made["id"]]
    assert read(client, "imports/", text="别的")["results"] == []


def test_what_cannot_be_read_is_400_at_once_and_a_state_behind_the_page(
    world: World, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(world, b"%PDF-1.7 broken", "坏.pdf").json()["code"] == "file_unreadable"
    assert not Import.objects.exists()
    monkeypatch.setattr(taking, "SMALL", 5)
    body = post(world, b"%PDF-1.7 broken", "坏.pdf").json()
    assert (body["state"], body["may_retry"]) == ("failed", False)
    assert "坏.pdf" in body["message"]
    write(api(world.supervisor), f"imports/{body['id']}/retry/", {}, expect=409)


def test_what_was_silent_for_long_may_be_tried_again(world: World, sent: list[int]) -> None:
    body = post(world, BOTH).json()
    Import.objects.update(state=ImportState.READING, changed_at=timezone.now() - 2 * SILENCE)
    assert read(api(world.supervisor), f"imports/{body['id']}/")["may_retry"]
    answer = write(api(world.supervisor), f"imports/{body['id']}/retry/", {}, expect=202)
    assert (answer["state"], sent) == ("waiting", [body["id"]] * 2)


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_imports_are_the_supervision_offices_alone(world: World, who: str, sent: list[int]) -> None:
    record = post(world, BOTH).json()["id"]
    stranger = api(getattr(world, who))
    assert stranger.get(f"{ROOT}imports/").status_code == 403
    assert stranger.get(f"{ROOT}imports/{record}/").status_code == 403
    assert stranger.post(f"{ROOT}imports/{record}/drop/").status_code == 403
    client = as_user(getattr(world, who))
    assert client.get(f"{RECORDS}{record}/change/").status_code in (403, 404)
    assert client.post(f"{RECORDS}{record}/decide/", {"decision": "drop"}).status_code in (403, 404)
    assert Import.objects.get().state == ImportState.WAITING


def test_the_page_shows_progress_then_the_documents(world: World, sent: list[int]) -> None:
    client = as_user(world.supervisor)
    page = text(client.post(PAGE, {"uploads": [SimpleUploadedFile("包.zip", BOTH)]}))
    record = Import.objects.get()
    assert f'data-import="/api/v1/imports/{record.pk}/"' in page
    assert "关闭页面不影响读取" in page
    assert f'data-import="/api/v1/imports/{record.pk}/"' in text(client.get(RECORDS))
    one = text(client.get(f"{RECORDS}{record.pk}/change/"))
    assert "<progress" in one
    assert "放弃导入" in one


def test_on_the_page_documents_are_decided_by_ticking_them(world: World, eager: None) -> None:
    client = as_user(world.supervisor)
    page = text(client.post(PAGE, {"uploads": [SimpleUploadedFile("包.zip", BOTH)]}))
    record = Import.objects.get()
    assert f"{RECORDS}{record.pk}/change/" in page or "新导入2份文件" in page
    first, _second = record.entries.order_by("position")
    decide = f"{RECORDS}{record.pk}/decide/"
    shown = text(client.post(decide, {"decision": "confirm", "entry": [first.pk]}, follow=True))
    assert "已确认1份文件" in shown
    shown = text(client.post(decide, {"decision": "drop"}, follow=True))
    assert "已放弃1份文件" in shown
    assert [d.status for d in PolicyDocument.objects.all()] == [DocumentStatus.CONFIRMED]
    assert SourceFile.objects.count() == 1
    assert "没有待确认的文件" in text(client.post(decide, {"decision": "drop"}, follow=True))


def test_one_that_waits_is_dropped_on_the_page_and_never_read(world: World, sent: list[int]) -> None:
    client = as_user(world.supervisor)
    record = post(world, BOTH).json()["id"]
    shown = client.post(f"{RECORDS}{record}/decide/", {"decision": "drop"}, follow=True)
    assert "已放弃，不再读取" in text(shown)
    assert Import.objects.get().state == ImportState.DROPPED


def test_of_a_secret_paper_the_page_says_no_name(world: World) -> None:
    client = as_user(world.supervisor)
    page = text(client.post(PAGE, {"uploads": [SimpleUploadedFile("某工程.txt", SECRET.encode())]}))
    assert "不得在本系统" in page
    assert "某工程" not in page
    assert not Import.objects.exists()
