"""导出: the ledger as a user sees it, written to an xlsx file behind the page and kept for some days."""

import logging
import tempfile
from array import array
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from common.errors import NotAllowed, ServiceError
from common.files.marking import marked_for
from departments.marks import words_of
from departments.models.users import User, UserRole
from policies.models.documents import PolicyDocument
from tracker.ledger import measures
from tracker.ledger.columns import COLUMNS, EXTRA, Row, column_of
from tracker.ledger.describing import describe, describe_order, names_of
from tracker.ledger.grouping import Group, Key, key_of_unit_row
from tracker.ledger.headings import Headings
from tracker.ledger.measures import MEASURE_COLUMNS, groups_of_rows, read_measures
from tracker.ledger.models import Export, ExportPart, ExportState
from tracker.ledger.query import LedgerResult, Result, TableQuery, decode_query
from tracker.ledger.rows import make_rows, with_merges
from tracker.ledger.workbook import write_book
from tracker.work.models.assignments import Assignment

logger = logging.getLogger(__name__)

SMALL = 500  # rows that are written while the reader waits
BATCH = 1000  # rows read at a time; after each the progress is kept
PART = 1024 * 1024  # bytes of a piece of the file
KEPT = timedelta(days=7)
SILENCE = timedelta(minutes=10)  # without a sign of life the worker is taken for dead
AT_ONCE = 3  # files under way of one user
CLOSED_SINCE = "导出后有文件设定了知悉范围，文件已收回，请重新导出。"
_SEE_ALL = (UserRole.SUPERVISOR, UserRole.LEADER)
TROUBLE = "生成过程中出错，请点“重试”；仍不成功时，请与系统管理员联系。"

Clock = Callable[[], datetime]


class _TakenOver(Exception):
    """Another worker, or nobody, makes this file now."""


def ask_export(
    *, actor: User, question: TableQuery, columns: tuple[str, ...], on: date, now: datetime
) -> Export:
    """Note what is wanted; a worker makes it (`make_export`).

    Raises `ServiceError` where the user has too many files under way.
    """
    # The view is said: who loses or gains the sight of the whole ledger meanwhile gets what was asked for.
    query = question.replace(by=question.view(actor), cols=()).encode()
    if len(query) > 2000:
        raise ServiceError("filters_too_many", "筛选条件过多，请减少所选的文件或单位后再导出。")
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
        if Export.objects.of(actor).under_way(now - SILENCE).count() >= AT_ONCE:
            raise ServiceError("exports_too_many", f"您有{AT_ONCE}份导出正在生成，请等其中一份完成后再导出。")
        export = Export.objects.create(owner=actor, query=query, columns=list(columns), on=on, changed_at=now)
    logger.info("export %s asked for by %s: %s", export.pk, actor, query)
    return export


@transaction.atomic
def retry_export(*, export: Export, actor: User, now: datetime) -> Export:
    """Have a file made again that failed, or of which nothing was heard for long.

    Raises `NotAllowed` for another's, `ServiceError` for one that is made or being made.
    """
    if export.owner_id != actor.pk:
        raise NotAllowed("export_of_another", "只能重试自己的导出。")
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if export.state == ExportState.DONE:
        raise ServiceError("export_ready", "该文件已生成，可直接下载。")
    if not may_retry(export, now):
        raise ServiceError("export_running", "该文件正在生成，请稍候。")
    export.state, export.rows_done, export.message, export.changed_at = ExportState.WAITING, 0, "", now
    export.save(update_fields=["state", "rows_done", "message", "changed_at"])
    return export


def may_retry(export: Export, now: datetime) -> bool:
    """Whether it failed, or has been silent for so long that its worker must be dead."""
    if export.state == ExportState.FAILED:
        return True
    return export.state != ExportState.DONE and export.changed_at < now - SILENCE


def make_export(*, export_id: int, now: Clock = timezone.now) -> bool:
    """Write the file of an export that waits; false where there is none, or another worker has it.

    Nothing is raised: what goes wrong stands in the export, in words, for its owner to try again.
    """
    waiting = Export.objects.filter(pk=export_id, state=ExportState.WAITING)
    if not waiting.update(state=ExportState.RUNNING, changed_at=now(), attempt=F("attempt") + 1, rows_done=0):
        return False
    export = Export.objects.select_related("owner").get(pk=export_id)
    try:
        if not export.owner.is_active:
            raise ServiceError("account_inactive", "账号已停用，不再生成。")
        words = words_of(export.owner, now())
        with tempfile.TemporaryFile() as file, marked_for(words):
            _write(file, export, now)
            _keep(file, export, now)
    except _TakenOver:
        logger.warning("export %s was taken over", export_id)
        return False
    except Exception as error:
        logger.exception("export %s failed", export_id)
        message = str(error) if isinstance(error, ServiceError) else TROUBLE
        _running(export).update(state=ExportState.FAILED, message=message[:200], changed_at=now())
        return False
    logger.info("export %s made: %s rows", export_id, export.rows_total)
    return True


def bytes_of(export: Export) -> Iterator[bytes]:
    """The file of a finished export, piece by piece."""
    for position in export.parts.order_by("position").values_list("position", flat=True):
        yield bytes(export.parts.values_list("content", flat=True).get(position=position))


def tidy_exports(*, now: datetime) -> int:
    """Remove the files older than `KEPT`; of those whose worker died say so. How many were removed."""
    old = Export.objects.older_than(now - KEPT)
    count = old.count()
    ExportPart.objects.filter(export__in=old.values("pk")).delete()
    old.delete()
    dead = Export.objects.filter(state=ExportState.RUNNING, changed_at__lt=now - SILENCE)
    dead.update(state=ExportState.FAILED, message="生成中断，请点“重试”。")
    logger.info("%s old exports removed", count)
    return count


def end_exports_of_outsiders(document: PolicyDocument, **more: Any) -> int:
    """A document was closed: files that may hold it, of those who may no longer know of it, are taken away.

    Each can be made anew, as the owner sees the ledger now. Returns how many there were.
    """
    ended = 0
    kept = Export.objects.exclude(state=ExportState.FAILED).select_related("owner")
    for export in kept.filter(owner__memberships__role__in=_SEE_ALL).distinct():
        if not PolicyDocument.objects.visible_to(export.owner).filter(pk=document.pk).exists():
            export.parts.all().delete()
            Export.objects.filter(pk=export.pk).update(state=ExportState.FAILED, message=CLOSED_SINCE)
            ended += 1
    return ended


def waiting_exports() -> list[int]:
    """Those that wait, in case their message was lost."""
    return list(Export.objects.filter(state=ExportState.WAITING).order_by("pk").values_list("pk", flat=True))


def _running(export: Export) -> "QuerySet[Export]":
    return Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, attempt=export.attempt)


def _write(file: IO[bytes], export: Export, now: Clock) -> None:
    user, question = export.owner, decode_query(export.query)
    result = question.result(user, export.on)
    keys = array("q", result.ids())
    export.rows_total = len(keys)
    said = "，".join(describe(question, names_of(question, user))) or "全部事项"
    about = [
        ("筛选条件", said),
        ("截至日期", export.on.isoformat()),
        ("排列", describe_order(question, question.view(user))),
        ("行数", str(len(keys))),
        ("导出人", str(user)),
        ("导出时间", timezone.localtime(now()).strftime("%Y-%m-%d %H:%M")),
    ]
    groups = result.groups() if result.group and keys else {}
    if isinstance(result, LedgerResult):
        shown = [COLUMNS[key] for key in export.columns if key in COLUMNS and key != EXTRA]
        columns: list[Any] = [*shown, *map(column_of, result.names_of_extra())]
        rows = _units(keys, export, now)
        grouped = ((groups.get(key_of_unit_row(row, result.group)) if groups else None, row) for row in rows)
        write_book(file, grouped, columns, grouped=bool(result.group), about=about)
        return
    columns = [MEASURE_COLUMNS[key] for key in export.columns if key in MEASURE_COLUMNS]
    columns = [*(columns or MEASURE_COLUMNS.values()), *map(measures.column_of, result.names_of_extra())]
    lines = _measures(keys, result, groups, export, now)
    write_book(file, lines, columns, grouped=bool(result.group), about=about)


def _measures(
    keys: "array[int]", result: Result, groups: dict[Key, Group], export: Export, now: Clock
) -> Iterator[tuple[Group | None, Any]]:
    """The measures of the keys in their order, each with its group, read batch by batch."""
    headings: Headings = {}
    for start in range(0, len(keys), BATCH):
        part = list(keys[start : start + BATCH])
        rows = read_measures(
            part,
            question=result.filters,
            fitting=result.fitting,
            user=export.owner,
            on=export.on,
            headings=headings,
        )
        group_of = groups_of_rows(rows, result)
        yield from ((groups.get(group_of(row)), row) for row in rows)
        _sign_of_life(export, now, rows_done=start + len(part), rows_total=len(keys))


def _units(keys: "array[int]", export: Export, now: Clock) -> Iterator[Row]:
    """The rows of the keys in their order, read batch by batch; what the owner may not see any more is
    left out."""
    user, on = export.owner, export.on
    headings: Headings = {}
    readable = with_merges(Assignment.objects.visible_to(user).with_light(on))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH].tolist()
        found = {assignment.pk: assignment for assignment in readable.filter(pk__in=batch)}
        assignments = [found[key] for key in batch if key in found]
        yield from make_rows(assignments, user=user, on=on, columns=export.columns, headings=headings)
        done = min(start + BATCH, len(keys))
        _sign_of_life(export, now, rows_done=done, rows_total=len(keys))


def _sign_of_life(export: Export, now: Clock, **progress: int) -> None:
    if not _running(export).update(changed_at=now(), **progress):
        raise _TakenOver


@transaction.atomic
def _keep(file: IO[bytes], export: Export, now: Clock) -> None:
    size = file.tell()
    file.seek(0)
    if not _running(export).update(state=ExportState.DONE, changed_at=now(), size=size):
        raise _TakenOver
    export.parts.all().delete()
    for position, content in enumerate(iter(lambda: file.read(PART), b"")):
        ExportPart.objects.create(export=export, position=position, content=content)
