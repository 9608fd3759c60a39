"""A large upload is read behind the page, outlives its worker, and leaves nothing where it cannot be read."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from common.errors import NotAllowed, ServiceError
from extraction.bounded import extract_bounded
from extraction.model import ExtractionError, SecretError
from policies.imports.models import EntryState, Import, ImportContent, ImportEntry, ImportState
from policies.imports.services import reading, taking
from policies.imports.services.deciding import drop_entries
from policies.imports.services.reading import (
    BROKEN_OFF,
    SILENCE,
    TRIES,
    may_retry,
    read_import,
    retry_import,
    take_up_imports,
)
from policies.imports.services.taking import reads_at_once, take_file
from policies.models.documents import PolicyDocument, SourceFile
from policies.services.importing import import_text
from tests.conftest import World
from tests.policies.imports.files import OTHER, SECRET, THIRD, zipped
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "SMALL", 10)


def waiting(world: World, content: bytes | str = SAMPLE, name: str = "方案.txt") -> Import:
    content = content.encode() if isinstance(content, str) else content
    return take_file(name=name, content=content, actor=world.supervisor).record


def test_it_waits_with_its_bytes_and_becomes_drafts_when_it_is_read(world: World) -> None:
    record = waiting(world)
    assert (record.state, record.percent, PolicyDocument.objects.count()) == (ImportState.WAITING, 0, 0)
    assert read_import(import_id=record.pk)
    record.refresh_from_db()
    assert (record.state, record.percent, record.attempt) == (ImportState.READY, 100, 1)
    [entry] = record.entries.all()
    assert (entry.state, entry.number) == (EntryState.READY, "云政发〔2026〕7号")
    assert entry.document.measures.count() == 3
    assert SourceFile.objects.get().uploaded_by == world.supervisor
    assert not ImportContent.objects.exists()


def test_what_is_read_behind_the_page_is_what_is_read_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = waiting(world)
    read_import(import_id=record.pk)
    behind = PolicyDocument.objects.get()
    facts = list(behind.measures.values_list("path", "title", "text", "span_start", "span_end"))
    doubts = list(behind.check_items.values_list("message", "span_start"))
    drop_entries(record=record, actor=world.supervisor)
    [document] = import_text(text=SAMPLE, actor=world.supervisor).created
    assert list(document.measures.values_list("path", "title", "text", "span_start", "span_end")) == facts
    assert list(document.check_items.values_list("message", "span_start")) == doubts


def test_progress_is_told_in_words_and_percent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int]] = []
    tell = reading._tell

    def listen(record: Import, now: Any, words: str, percent: int | None) -> None:
        tell(record, now, words, percent)
        seen.append((record.step, record.percent))
        record.refresh_from_db()
        seen[-1] = (record.step, record.percent)

    monkeypatch.setattr(reading, "_tell", listen)
    read_import(import_id=waiting(world, zipped({"甲.txt": SAMPLE, "乙.txt": OTHER}), "包.zip").pk)
    assert ("正在读取第1个文件，共2个", 0) in seen
    assert ("正在读取第2个文件，共2个", 45) in seen
    assert seen[-1] == ("正在登记", 95)


@pytest.mark.parametrize(
    ("name", "content", "at_once"),
    [
        ("方案.txt", b"x" * 200, True),
        ("方案.docx", b"PK\x03\x04", True),
        ("方案.txt", b"x" * 401, False),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", False),
        ("照片.jpg", b"\xff\xd8\xff\xe0", False),
        ("扫描.pdf", b"%PDF-1.4 /Subtype /Image", False),
        ("文字.pdf", b"%PDF-1.4 /Font", True),
        ("图表.docx", zipped({"word/document.xml": "", "word/media/image1.png": ""}), False),
        ("文字.xlsx", zipped({"xl/workbook.xml": "", "xl/styles.xml": ""}), True),
        ("包.zip", zipped({"a.txt": "a"})[:80], True),  # broken off: no archive, and refused at once
    ],
    ids=[
        "text",
        "docx",
        "large",
        "doc",
        "picture",
        "scan",
        "pdf",
        "pictures",
        "xlsx",
        "broken zip",
    ],
)
def test_what_is_small_and_not_slow_is_read_at_once(
    name: str, content: bytes, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "SMALL", 400)
    assert reads_at_once(name, content) is at_once


def test_an_archive_and_a_mail_are_never_read_while_the_user_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "SMALL", 10_000)
    assert not reads_at_once("包.zip", zipped({"a.txt": "a"}))
    assert not reads_at_once("信.eml", b"From: a\n\nb")


def test_the_same_bytes_once_more_lead_to_the_same_record(world: World) -> None:
    record = waiting(world)
    again = take_file(name="另名.txt", content=SAMPLE.encode(), actor=world.supervisor)
    assert (again.record, again.same_file) == (record, True)
    assert "后台读取" in again.message
    read_import(import_id=record.pk)
    again = take_file(name="另名.txt", content=SAMPLE.encode(), actor=world.supervisor)
    assert (again.record, len(again.already)) == (record, 1)
    assert Import.objects.count() == 1


def test_two_workers_do_not_read_one_upload_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    record = waiting(world)
    extract = extract_bounded

    def meanwhile(data: bytes, **more: Any) -> Any:
        assert not read_import(import_id=record.pk)  # the first one has it
        Import.objects.filter(pk=record.pk).update(attempt=7)  # it was silent, and another began anew
        return extract(data, **more)

    monkeypatch.setattr(reading, "extract_bounded", meanwhile)
    assert not read_import(import_id=record.pk)
    assert Import.objects.get().state == ImportState.READING
    assert not PolicyDocument.objects.exists()


def dead(record: Import, attempt: int) -> None:
    Import.objects.filter(pk=record.pk).update(
        state=ImportState.READING, attempt=attempt, changed_at=timezone.now() - SILENCE - timedelta(seconds=1)
    )


def test_what_a_dead_worker_left_is_taken_again(world: World) -> None:
    record = waiting(world)
    dead(record, attempt=1)
    assert take_up_imports(now=timezone.now()) == [record.pk]
    assert read_import(import_id=record.pk)
    record.refresh_from_db()
    assert (record.state, record.attempt) == (ImportState.READY, 2)


def test_what_kills_its_worker_is_not_tried_for_ever(world: World) -> None:
    record = waiting(world)
    dead(record, attempt=TRIES)
    assert take_up_imports(now=timezone.now()) == []
    record.refresh_from_db()
    assert (record.state, record.message) == (ImportState.FAILED, BROKEN_OFF)
    retry_import(record=record, actor=world.supervisor, now=timezone.now())
    assert read_import(import_id=record.pk)


def test_who_lives_is_left_alone_and_what_has_waited_long_is_sent_again(world: World) -> None:
    record = waiting(world)
    assert take_up_imports(now=timezone.now()) == []
    assert take_up_imports(now=timezone.now() + timedelta(minutes=3)) == [record.pk]
    Import.objects.update(state=ImportState.READING)
    assert take_up_imports(now=timezone.now() + timedelta(minutes=3)) == []
    with pytest.raises(ServiceError, match="正在读取"):
        retry_import(record=record, actor=world.supervisor, now=timezone.now())


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise error

    return fail


def test_what_cannot_be_read_is_said_and_not_kept(world: World) -> None:
    record = waiting(world, b"%PDF-1.7 broken, and longer than ten bytes", "坏.pdf")
    assert not read_import(import_id=record.pk)
    record.refresh_from_db()
    assert record.state == ImportState.FAILED
    assert "坏.pdf" in record.message
    assert not ImportContent.objects.exists()
    assert not SourceFile.objects.exists()
    assert not may_retry(record, timezone.now())
    with pytest.raises(ServiceError, match="请重新导入"):
        retry_import(record=record, actor=world.supervisor, now=timezone.now())
    assert waiting(world, b"%PDF-1.7 broken, and longer than ten bytes", "坏.pdf").pk != record.pk


def test_beyond_the_limits_of_time_and_memory_there_is_one_clear_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = extract_bounded
    for limit, words in (({"seconds": 0.01}, "超过 0.01 秒"), ({"memory": 80 << 20}, "异常庞大")):
        record = waiting(world, "一、做好工作。\n" * 40_000)
        monkeypatch.setattr(
            reading, "extract_bounded", lambda data, limit=limit, **more: extract(data, **more, **limit)
        )
        assert not read_import(import_id=record.pk)
        record.refresh_from_db()
        assert words in record.message, record.message
        assert not ImportContent.objects.exists()
        record.delete()


def test_trouble_is_said_in_words_and_the_upload_can_be_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = waiting(world)
    with monkeypatch.context() as broken:
        broken.setattr(reading, "extract_bounded", raising(RuntimeError("no space left")))
        assert not read_import(import_id=record.pk)
    record.refresh_from_db()
    assert (record.state, record.message) == (ImportState.FAILED, reading.TROUBLE)
    assert may_retry(record, timezone.now())
    retry_import(record=record, actor=world.supervisor, now=timezone.now())
    assert read_import(import_id=record.pk)


def test_where_the_database_was_away_it_waits_for_its_next_turn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = waiting(world)
    monkeypatch.setattr(reading, "keep_pieces", raising(OperationalError("away")))
    for attempt in range(1, TRIES + 1):
        assert not read_import(import_id=record.pk)
        record.refresh_from_db()
        assert record.attempt == attempt
        assert record.state == (ImportState.WAITING if attempt < TRIES else ImportState.FAILED)


def test_what_was_dropped_meanwhile_is_thrown_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    record = waiting(world)
    extract = extract_bounded

    def meanwhile(data: bytes, **more: Any) -> Any:
        drop_entries(record=record, actor=world.supervisor)
        return extract(data, **more)

    monkeypatch.setattr(reading, "extract_bounded", meanwhile)
    assert not read_import(import_id=record.pk)
    record.refresh_from_db()
    assert record.state == ImportState.DROPPED
    assert not PolicyDocument.objects.exists()
    assert not ImportContent.objects.exists()


def test_recognised_pages_go_when_nobody_wants_the_upload_any_more(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    wanted, dropped = waiting(world), waiting(world, OTHER)
    for record in (wanted, dropped):
        reading._pages_of(record)["key-1"] = b"a page"
    drop_entries(record=dropped, actor=world.supervisor)
    take_up_imports(now=timezone.now())
    assert len(list(tmp_path.iterdir())) == 1
    assert reading._pages_of(wanted)["key-1"] == b"a page"
    assert read_import(import_id=wanted.pk)
    assert list(tmp_path.iterdir()) == []


def test_who_may_no_longer_import_gets_nothing_read(world: World) -> None:
    record = waiting(world)
    world.supervisor.memberships.all().delete()
    assert not read_import(import_id=record.pk)
    record.refresh_from_db()
    assert record.state == ImportState.FAILED
    assert not PolicyDocument.objects.exists()
    with pytest.raises(NotAllowed):
        take_file(name="x.txt", content=b"x" * 20, actor=world.filer)


def test_a_secret_paper_leaves_nothing_but_that_there_was_one(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    record = waiting(world, SECRET, "涉密工程方案.txt")
    assert not read_import(import_id=record.pk)
    record.refresh_from_db()
    assert (record.state, record.sha256, record.size) == (ImportState.FAILED, "", 0)
    assert "不得在本系统" in record.message
    assert "涉密工程" not in f"{record.name}{record.message}{caplog.text}"
    for model in (ImportContent, ImportEntry, SourceFile, PolicyDocument):
        assert not model.objects.exists()


def test_a_small_secret_paper_stops_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "SMALL", 200_000)
    with pytest.raises(SecretError):
        waiting(world, SECRET)
    assert not Import.objects.exists()
    assert not SourceFile.objects.exists()


def test_of_an_archive_the_secret_one_alone_is_refused_by_its_place(world: World) -> None:
    record = waiting(world, zipped({"甲.txt": SAMPLE, "涉密工程.txt": SECRET, "丙.txt": THIRD}), "包.zip")
    assert read_import(import_id=record.pk)
    entries = list(record.entries.order_by("position"))
    assert [entry.state for entry in entries] == ["ready", "unread", "ready"]
    assert entries[1].place == "第2个文件"
    assert "不得在本系统" in entries[1].message
    assert SourceFile.objects.count() == 2
    kept = [*Import.objects.values_list("message"), *ImportEntry.objects.values_list("place", "message")]
    assert "涉密工程" not in str(kept)


def test_too_large_a_file_is_refused_before_it_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MAX_BYTES", 100)
    with pytest.raises(ExtractionError, match="上限"):
        waiting(world)
    assert not Import.objects.exists()
