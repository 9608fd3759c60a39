"""Reads behind the page what was taken in, tells how far it has come, and outlives the death of a worker."""

import hashlib
import logging
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from common.errors import ServiceError
from departments.daysoff.selectors import days_off
from departments.models.users import User, UserRole
from departments.services.access import require_role
from extraction.bounded import extract_bounded
from extraction.model import Extraction, ExtractionError, SecretError
from extraction.ocr.kept import Folder
from policies.imports.models import Import, ImportContent, ImportState
from policies.imports.services.keeping import is_kept, keep_pieces
from policies.imports.services.pieces import pieces_of

logger = logging.getLogger(__name__)

SILENCE = timedelta(minutes=5)  # without a sign of life the worker is taken for dead
LOST = timedelta(minutes=2)  # after so long in the queue its message is sent once more
TRIES = 3  # times that a reading is begun by itself
TROUBLE = "读取过程中出错，请点“重试”；仍不成功时，请与系统管理员联系。"
BROKEN_OFF = "读取多次中断，请点“重试”；仍不成功时，请拆分后再导入。"
NAMELESS = "（涉密文件，未保留名称）"

Clock = Callable[[], datetime]


class _TakenOver(Exception):
    """Another worker, or nobody, reads this now: it was given up or dropped meanwhile."""


def read_import(*, import_id: int, now: Clock = timezone.now) -> bool:
    """Read an upload that waits; false where there is none, another worker has it, or it cannot be read.

    Nothing is raised: what goes wrong stands in the record, in words. What cannot be read is not kept.
    """
    waiting = Import.objects.filter(pk=import_id, state=ImportState.WAITING)
    claimed = waiting.update(
        state=ImportState.READING, attempt=F("attempt") + 1, percent=0, step="正在读取", changed_at=now()
    )
    if not claimed:
        return False
    record = Import.objects.select_related("imported_by").get(pk=import_id)
    try:
        require_active(record.imported_by)
        _read(record, now)
    except _TakenOver:
        logger.warning("import %s was taken over", import_id)
        _drop_pages()
        return False
    except SecretError as error:
        _refuse_secret(record, str(error), now)
        return False
    except (ExtractionError, ServiceError) as error:
        _fail(record, str(error), now, kept=False)
        return False
    except (IntegrityError, OperationalError):
        logger.exception("import %s met another", import_id)
        _again_or_fail(record, now)
        return False
    except Exception:
        logger.exception("import %s failed", import_id)
        _fail(record, TROUBLE, now, kept=True)
        return False
    return True


def require_active(actor: User | None) -> None:
    """Raise `ServiceError` where who asked may no longer import."""
    if actor is not None and not actor.is_active:
        raise ServiceError("account_inactive", "账号已停用，不再读取。")
    require_role(actor, UserRole.SUPERVISOR, to="导入文件")


@transaction.atomic
def retry_import(*, record: Import, actor: User, now: datetime) -> Import:
    """Have an upload read again that failed, or of which nothing was heard for long.

    Raises `ServiceError` for one that was read, is read, or is kept no more, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="重试导入")
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if not may_retry(record, now):
        sentence = "该文件正在读取，请稍候。" if record.is_under_way else "该文件不能重试，请重新导入。"
        raise ServiceError("import_not_retriable", sentence)
    record.state, record.percent, record.step, record.message = ImportState.WAITING, 0, "排队中", ""
    record.changed_at = now
    record.save(update_fields=["state", "percent", "step", "message", "changed_at"])
    return record


def may_retry(record: Import, now: datetime) -> bool:
    """Whether it failed and is kept still, or has been silent for so long that its worker must be dead."""
    if record.state == ImportState.FAILED:
        return ImportContent.objects.filter(record=record.pk).exists()
    return record.is_under_way and record.changed_at < now - SILENCE


def take_up_imports(*, now: datetime) -> list[int]:
    """The uploads that wait and whose task is to be sent once more; what a dead worker left is among them.

    A reading that was begun `TRIES` times and never ended is given up, for a person to look at.
    """
    dead = Import.objects.filter(state=ImportState.READING).under_way(now - SILENCE)
    given_up = dead.filter(attempt__gte=TRIES).update(
        state=ImportState.FAILED, message=BROKEN_OFF, step="", changed_at=now
    )
    again = dead.update(state=ImportState.WAITING, step="排队中", percent=0)
    _drop_pages()
    if given_up or again:
        logger.warning("imports of dead workers: %d given up, %d taken again", given_up, again)
    waiting = Import.objects.filter(state=ImportState.WAITING).under_way(now - LOST)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _reading(record: Import) -> "QuerySet[Import]":
    return Import.objects.filter(pk=record.pk, state=ImportState.READING, attempt=record.attempt)


def _read(record: Import, now: Clock) -> None:
    content = bytes(ImportContent.objects.get(record=record).content)
    tell = partial(_tell, record, now)

    off = days_off()
    pages = _pages_of(record)

    def read(data: bytes, name: str) -> Extraction:
        # Within an archive the files count, not how far each of them has come.
        told = tell if name == record.name else lambda words, percent: _tell(record, now, "", None)
        return extract_bounded(data, name=name, days_off=off, pages=pages.path, told=told)

    try:
        pieces = pieces_of(record.name, content, read=read, is_known=is_kept, pages=pages, told=tell)
    except (ExtractionError, ServiceError):
        pages.clear()  # what cannot be read, or may not be here, leaves nothing behind
        raise
    tell("正在登记", 95)
    with transaction.atomic():
        if _reading(record).select_for_update(of=("self",)).first() is None:
            raise _TakenOver
        keep_pieces(record, pieces, actor=record.imported_by)
        ImportContent.objects.filter(record=record).delete()
    pages.clear()


def _pages_of(record: Import) -> Folder:
    """Where recognised pages are kept until the reading ends, for the next try on this machine."""
    folder = Path(tempfile.gettempdir()) / f"{_pages_prefix()}{record.pk}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return Folder(folder)


def _pages_prefix() -> str:
    """How such folders are called: another installation on this machine has others."""
    place = "|".join(str(connection.settings_dict.get(key)) for key in ("HOST", "PORT", "NAME"))
    return f"import-pages-{hashlib.sha256(place.encode()).hexdigest()[:12]}-"


def _drop_pages() -> None:
    """Pages of an upload whose bytes are there no more, since it was dropped meanwhile, go too."""
    prefix = _pages_prefix()
    folders = {path.name: path for path in Path(tempfile.gettempdir()).glob(f"{prefix}*")}
    if not folders:
        return
    living = ImportContent.objects.values_list("record_id", flat=True)
    for name in folders.keys() - {f"{prefix}{pk}" for pk in living}:
        Folder(folders[name]).clear()


def _tell(record: Import, now: Clock, words: str, percent: int | None) -> None:
    """A sign of life, with the progress where there is any."""
    said = {} if percent is None else {"step": words[:60], "percent": min(percent, 99)}
    if not _reading(record).update(changed_at=now(), **said):
        raise _TakenOver


def _again_or_fail(record: Import, now: Clock) -> None:
    """The same file came in twice at once, or the database was away: it is tried again."""
    if record.attempt >= TRIES:
        _fail(record, TROUBLE, now, kept=True)
    else:
        _reading(record).update(state=ImportState.WAITING, step="排队中", percent=0, changed_at=now())


@transaction.atomic
def _fail(record: Import, message: str, now: Clock, *, kept: bool) -> None:
    failed = _reading(record).update(
        state=ImportState.FAILED, message=message[:500], step="", percent=0, changed_at=now()
    )
    if failed and not kept:
        ImportContent.objects.filter(record=record).delete()


@transaction.atomic
def _refuse_secret(record: Import, message: str, now: Clock) -> None:
    """Nothing of it stays: no bytes, no name, no name of its bytes."""
    ImportContent.objects.filter(record=record).delete()
    _reading(record).update(
        state=ImportState.FAILED,
        name=NAMELESS,
        sha256="",
        size=0,
        message=message,
        step="",
        percent=0,
        changed_at=now(),
    )
