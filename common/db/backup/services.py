"""Backing up and restoring the one database, in which everything lies: words, files, people, the record."""

import tempfile
from datetime import datetime
from pathlib import Path
from types import ModuleType

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from common.db.backup import postgresql, sqlite
from common.db.backup.archives import BackupError, Manifest, Table, clear_out, pack, sha256_of, unpacked


def write_backup(folder: Path, *, connection: BaseDatabaseWrapper, now: datetime, keep: int = 0) -> Path:
    """One file with all that the database holds at one moment; people go on working meanwhile.

    `keep` more than 0 removes all but the newest so many backups of the folder, once the new one is whole.
    Raises BackupError where nothing could be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as beside:
            content = Path(beside) / "database"
            tables = _ways(connection.vendor).copy_out(connection, content)
            manifest = Manifest(
                made_at=now.isoformat(timespec="seconds"),
                vendor=connection.vendor,
                sha256=sha256_of(content),
                migrations=_applied(connection),
                tables=tables,
            )
            target = pack(folder, content=content, manifest=manifest, now=now)
        if keep > 0:
            clear_out(folder, keep=keep)
    except OSError as error:
        raise BackupError(f"不能写入 {folder}：{error.strerror}。请检查目录、权限和剩余空间。") from error
    return target


def restore_backup(path: Path, *, connection: BaseDatabaseWrapper) -> Manifest:
    """Fill an empty database from a backup, and compare every table with what it held then.

    Raises BackupError where the file is damaged, of another kind of database or of a newer program, where the
    database is not empty, or where a table came out otherwise.
    """
    with unpacked(path) as (manifest, content):
        if manifest.vendor != connection.vendor:
            raise BackupError(f"备份来自 {manifest.vendor}，这里的数据库是 {connection.vendor}，不能恢复。")
        if newer := sorted(set(manifest.migrations) - _known()):
            raise BackupError(f"备份由较新的程序建立（{newer[0]}）。请先升级程序，再恢复。")
        if connection.introspection.table_names():
            raise BackupError("数据库不是空的，没有恢复。请先新建一个空数据库，再恢复到那里。")
        _ways(connection.vendor).copy_in(connection, content)
    if other := differing(manifest, connection=connection):
        raise BackupError(f"恢复后有表与备份时不同：{'、'.join(other)}。请勿使用这个数据库，改用另一份备份。")
    return manifest


def differing(manifest: Manifest, *, connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the tables that hold something else now than at the moment of the backup."""
    now: dict[str, Table] = _ways(connection.vendor).tables(connection)
    return sorted(
        name for name in now.keys() | manifest.tables.keys() if now.get(name) != manifest.tables.get(name)
    )


def _ways(vendor: str) -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[vendor]


def _applied(connection: BaseDatabaseWrapper) -> list[str]:
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations)


def _known() -> set[str]:
    """All migrations of this program, and those that later ones replaced."""
    loader = MigrationLoader(None)
    assert loader.disk_migrations is not None  # noqa: S101  (the loader has just read them)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in [*loader.disk_migrations, *replaced]}
