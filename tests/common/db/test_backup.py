"""A backup restored elsewhere holds the same, or says that it does not."""

import json
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from common.db.backup import postgresql
from common.db.backup.archives import BackupError, Manifest, Table, clear_out, pack, sha256_of, unpacked
from common.db.backup.services import differing, restore_backup, write_backup
from tests.conftest import World

NOW = datetime(2026, 3, 2, 3, 30)


@pytest.fixture
def elsewhere(tmp_path: Path, db: None) -> Iterator[BaseDatabaseWrapper]:
    """An empty database beside the one of the tests."""
    other = connection.copy()
    if connection.vendor == "sqlite":
        other.settings_dict["NAME"] = str(tmp_path / "restored.sqlite3")
        yield other
        other.close()
        return
    name = other.settings_dict["NAME"] = f"restored_{uuid4().hex[:12]}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield other
    other.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


def packed(folder: Path, *, content: bytes = b"rows", now: datetime = NOW, **changes: str) -> Path:
    """A backup put together by hand, changed."""
    (folder / "content").write_bytes(content)
    manifest = Manifest(
        made_at=NOW.isoformat(),
        vendor=connection.vendor,
        sha256=sha256_of(folder / "content"),
        migrations=[],
        tables={"any": Table(rows=1, digest="1")},
    )
    return pack(folder, content=folder / "content", manifest=replace(manifest, **changes), now=now)


@pytest.mark.django_db(transaction=True)
def test_all_tables_are_equal_at_the_moment_of_the_backup(
    world: World, elsewhere: BaseDatabaseWrapper, tmp_path: Path
) -> None:
    world.dispatched()
    backup = write_backup(tmp_path / "backups", connection=connection, now=NOW)
    assert backup.stat().st_mode & 0o077 == 0, "others read it"
    with pytest.raises(BackupError, match="不是空的"):
        restore_backup(backup, connection=connection)

    manifest = restore_backup(backup, connection=elsewhere)
    assert manifest.tables["work_assignment"].rows == 7
    assert differing(manifest, connection=elsewhere) == []
    with elsewhere.cursor() as cursor:
        cursor.execute("UPDATE departments_department SET name = 'x' WHERE short_name = '省财政厅'")
    assert differing(manifest, connection=elsewhere) == ["departments_department"]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_what_is_written_meanwhile_is_not_in_it(
    world: World, elsewhere: BaseDatabaseWrapper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = postgresql._run

    def written_meanwhile(*args: object, **options: object) -> None:
        with closing(connection.copy()) as other, other.cursor() as cursor:
            cursor.execute("UPDATE departments_department SET name = name || '新'")
        run(*args, **options)

    monkeypatch.setattr(postgresql, "_run", written_meanwhile)
    backup = write_backup(tmp_path, connection=connection, now=NOW)
    monkeypatch.undo()
    restore_backup(backup, connection=elsewhere)
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM departments_department WHERE name LIKE '%新'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sha256": "0" * 64}, "已损坏"),
        ({"vendor": "oracle"}, "不能恢复"),
        ({"migrations": ["work.9999_later"]}, "较新的程序"),
        ({"version": 2}, "不完整"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    with pytest.raises(BackupError, match=said):
        restore_backup(packed(tmp_path, **changes), connection=connection)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    backup = packed(tmp_path, content=b"rows" * 5000)
    backup.write_bytes(backup.read_bytes()[:9000])
    with pytest.raises(BackupError, match="不完整"), unpacked(backup):
        pass


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("您好")
    with pytest.raises(CommandError, match="不是本程序的备份"):
        call_command("restore", str(tmp_path / "letter.txt"))
    with pytest.raises(CommandError, match="找不到文件"):
        call_command("restore", str(tmp_path / "none.tar"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="不能写入"):
        call_command("backup", str(tmp_path / "file" / "inside"))


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    backups = [packed(tmp_path, now=NOW.replace(day=day)) for day in (1, 2, 3)]
    assert clear_out(tmp_path, keep=2) == backups[:1]
    assert [path.exists() for path in backups] == [False, True, True]


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    before = packed(tmp_path).read_bytes()
    with pytest.raises(BackupError, match="已经存在"):
        packed(tmp_path, content=b"others")
    assert [path.read_bytes() for path in tmp_path.glob("*.tar")] == [before]
    assert not list(tmp_path.glob(".unfinished*"))


def test_what_a_backup_says_of_itself_is_read_back(tmp_path: Path) -> None:
    backup = packed(tmp_path)
    with unpacked(backup) as (manifest, content), tarfile.open(backup) as archive:
        assert asdict(manifest) == json.loads(archive.extractfile("manifest.json").read())
        assert content.read_bytes() == b"rows"
