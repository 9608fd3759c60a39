"""One file for each backup: what the database holds, and a list by which a restored copy is compared."""

import contextlib
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

PREFIX, SUFFIX = "ducha-", ".backup.tar"
_MANIFEST, _CONTENT = "manifest.json", "database"
_FORMAT = 1


class BackupError(Exception):
    """Nothing was written; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table held at the moment of the backup: its rows, and a sum over all their values."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    `vendor` is Django's word for the kind of database; `sha256` that of the content; `migrations` the
    `app.name` that had been applied.
    """

    made_at: str
    vendor: str
    sha256: str
    migrations: list[str]
    tables: dict[str, Table]
    version: int = _FORMAT


def name_for(now: datetime) -> str:
    """The file's name; names in their order are backups in their order."""
    return f"{PREFIX}{now:%Y%m%d-%H%M%S}{SUFFIX}"


def pack(folder: Path, *, content: Path, manifest: Manifest, now: datetime) -> Path:
    """The finished file in `folder`; under its name only when it is whole and on the disk."""
    target = folder / name_for(now)
    if target.exists():
        raise BackupError(f"{target} 已经存在，没有覆盖。请稍后再备份。")
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".unfinished-", delete=False) as unfinished:
        try:
            with tarfile.open(fileobj=unfinished, mode="w") as archive:
                words = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
                entry = tarfile.TarInfo(_MANIFEST)
                entry.size, entry.mtime = len(words), int(now.timestamp())
                archive.addfile(entry, io.BytesIO(words))
                archive.add(content, _CONTENT)
            unfinished.flush()
            os.fsync(unfinished.fileno())
            os.replace(unfinished.name, target)  # readable by its owner alone, as temporary files are
        except BaseException:
            Path(unfinished.name).unlink(missing_ok=True)
            raise
    return target


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[tuple[Manifest, Path]]:
    """What a backup says of itself and its content, as a file that is gone afterwards.

    Raises BackupError where the file is no backup, or not as it was written.
    """
    with tempfile.TemporaryDirectory(prefix="ducha-restore-") as folder:
        content = Path(folder) / _CONTENT
        try:
            with tarfile.open(path, "r:") as archive:
                words = archive.extractfile(_MANIFEST)
                packed = archive.extractfile(_CONTENT)
                if words is None or packed is None:
                    raise KeyError(_CONTENT)
                manifest = _understood(json.load(words))
                with content.open("wb") as target:
                    shutil.copyfileobj(packed, target)
        except FileNotFoundError:
            raise BackupError(f"找不到文件 {path}。") from None
        except (tarfile.TarError, KeyError, TypeError, ValueError, EOFError, OSError) as error:
            raise BackupError(f"{path} 不是本程序的备份，或者不完整（{error}）。") from error
        if sha256_of(content) != manifest.sha256:
            raise BackupError(f"{path} 的内容与写入时不同，已损坏，没有恢复。请改用另一份备份。")
        yield manifest, content


def _understood(words: dict[str, object]) -> Manifest:
    if words.get("version") != _FORMAT:
        raise ValueError(f"format {words.get('version')}")
    tables = words.pop("tables")
    if not isinstance(tables, dict):
        raise TypeError("tables")
    return Manifest(tables={name: Table(**table) for name, table in tables.items()}, **words)  # type: ignore[arg-type]


def sha256_of(path: Path) -> str:
    """The file's SHA-256."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def clear_out(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of `folder`; those removed."""
    old = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))[:-keep]
    for path in old:
        path.unlink()
    return old
