"""Every change of a draft on the checking page goes through `editing`: locked, undoable, on record.

What is settled after a draft was confirmed is `kept_on_trail` too, where nobody can take it back any more.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.checking.models.edits import DraftEdit
from policies.checking.services.unassigned import follow_units
from policies.checking.services.undo_rows import (
    decision_rows,
    document_rows,
    make_room,
    restore_decisions,
    restore_document,
    restore_measure,
    restore_rows,
    rows_of_many,
)
from policies.models.documents import DocumentStatus, PolicyDocument
from policies.models.measures import Measure

logger = logging.getLogger(__name__)

Revisions = Mapping[int, int]
DOCUMENT = "document"  # the key, beside those of measures, of what belongs to the document itself
MARKS = "marks"  # and of what was decided about marks: only the rows that the edit made or took away


class Conflict(ServiceError):
    """Somebody else changed the same measure meanwhile; nothing was written."""


def lock_draft(document: PolicyDocument, actor: User | None) -> PolicyDocument:
    """The document, locked, if the actor may check it and it is still a draft."""
    require_role(actor, UserRole.SUPERVISOR, to="校核文件")
    document = PolicyDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.status != DocumentStatus.DRAFT:
        raise ServiceError(
            "document_not_draft", f"文件当前为“{document.get_status_display()}”，只有待校核的文件可以修改。"
        )
    return document


@contextmanager
def editing(
    document: PolicyDocument,
    measures: Sequence[Measure],
    *,
    actor: User | None,
    what: str,
    seen: Revisions | None = None,
    with_document: bool = False,
) -> Iterator[list[Measure]]:
    """One edit of some measures of a draft, as one transaction.

    `seen` maps the id of a measure to the revision that the user was looking at; when one has moved on
    since, `Conflict` is raised and nothing is written. The block changes rows of the yielded measures, may
    delete one of them, and appends to the list a measure that it makes; with `with_document` it may change
    what belongs to the document itself. Before and after are kept so that the edit can be undone. Where
    the block changes nothing, nothing is kept.
    """
    with transaction.atomic():
        document = lock_draft(document, actor)
        with kept_on_trail(
            document, measures, actor=actor, what=what, seen=seen, with_document=with_document
        ) as locked:
            yield locked


@contextmanager
def kept_on_trail(
    document: PolicyDocument,
    measures: Sequence[Measure],
    *,
    actor: User | None,
    what: str,
    seen: Revisions | None = None,
    with_document: bool = False,
) -> Iterator[list[Measure]]:
    """`editing` of a document in any state; the caller holds the transaction and has asked for permission."""
    locked = _locked(document, measures, seen)
    before: dict[str, Any] = _snapshot(document, locked, with_document)
    decided = decision_rows(document) if with_document else []
    with _work_kept():
        yield locked
    follow_units(locked)
    if with_document:
        document.refresh_from_db(fields=["first_unit_leads"])
    after = _snapshot(document, locked, with_document)
    if with_document:
        decided_now = decision_rows(document)
        before[MARKS] = [row for row in decided if row not in decided_now]
        after[MARKS] = [row for row in decided_now if row not in decided]
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if not changed:
        return
    ids = [int(key) for key in changed if key not in (DOCUMENT, MARKS)]
    Measure.objects.filter(pk__in=ids).update(revision=F("revision") + 1)
    revisions = dict(Measure.objects.filter(pk__in=ids).values_list("pk", "revision"))
    DraftEdit.objects.create(
        document=document,
        actor=actor,
        what=what[:200],
        before={key: before.get(key) for key in changed},
        after={key: after.get(key) for key in changed},
        revisions={str(pk): revisions.get(pk) for pk in ids},
    )
    logger.info("document %s: %s by %s", document.pk, what, actor)


@contextmanager
def _work_kept() -> Iterator[None]:
    """What was handed out before, and taken back, keeps its task: its records stand on it."""
    try:
        yield
    except ProtectedError:
        raise ServiceError(
            "task_handed_out_before",
            "该任务曾经交办，办理记录须保留，不能删除；如不再需要，请删除它的责任单位。",
        ) from None


def _locked(document: PolicyDocument, measures: Sequence[Measure], seen: Revisions | None) -> list[Measure]:
    locked = list(
        Measure.objects.select_for_update(of=("self",))
        .filter(document=document, pk__in=[m.pk for m in measures])
        .order_by("position")
    )
    if len(locked) != len({m.pk for m in measures}):
        raise Conflict("draft_measure_gone", "所选举措已不在该文件中，可能刚被他人删除，请刷新后再试。")
    for measure in locked:
        if seen is not None and measure.revision != seen.get(measure.pk, measure.revision):
            raise Conflict(
                "draft_measure_changed", f"举措“{measure}”刚被他人修改，您的修改未保存，请刷新后再试。"
            )
    return locked


def _snapshot(document: PolicyDocument, measures: Sequence[Measure], whole: bool) -> dict[str, Any]:
    # A measure that the block deleted has lost its id, and is in no snapshot.
    rows: dict[str, Any] = {str(pk): row for pk, row in rows_of_many(m.pk for m in measures if m.pk).items()}
    return rows | {DOCUMENT: document_rows(document)} if whole else rows


@transaction.atomic
def undo_edit(*, document: PolicyDocument, actor: User | None, expected: int | None = None) -> DraftEdit:
    """Take back the newest edit of a draft that still stands, whoever made it, and say which it was.

    `expected` is the id of the edit that the user means. Raises `ServiceError` when there is none, and
    `Conflict` when another one is the newest by now, or when one of its measures has been changed since in
    a way that is not itself an edit.
    """
    document = lock_draft(document, actor)
    edit = document.edits.undoable().order_by("-id").first()
    if edit is None:
        raise ServiceError("edit_to_undo_missing", "没有可以撤销的修改。")
    if expected is not None and edit.pk != expected:
        raise Conflict("edit_not_latest", f"最近一次修改已是“{edit.what}”，请核对后再撤销。")
    measures = {
        str(m.pk): m for m in Measure.objects.select_for_update(of=("self",)).filter(pk__in=edit.revisions)
    }
    moved = any(_revision(measures.get(pk)) != revision for pk, revision in edit.revisions.items())
    changed = DOCUMENT in edit.after and document_rows(document) != edit.after[DOCUMENT]
    decided = decision_rows(document) if MARKS in edit.after else []
    if moved or changed or any(row not in decided for row in edit.after.get(MARKS, [])):
        raise Conflict("edit_overtaken", "该修改之后举措又有变动，无法撤销，请直接修改。")
    for pk in edit.revisions:
        if pk not in measures or edit.before[pk] is None:
            edit.revisions[pk] = _come_or_go(document, measures.get(pk), edit.before[pk], pk)
    restored = {int(pk): edit.before[pk] for pk in measures if edit.before[pk] is not None}
    with _work_kept():
        restore_rows(restored)
    Measure.objects.filter(pk__in=restored).update(revision=F("revision") + 1)
    edit.revisions |= {str(pk): measures[str(pk)].revision + 1 for pk in restored}
    if DOCUMENT in edit.before:
        restore_document(document, edit.before[DOCUMENT])
    if MARKS in edit.before:
        restore_decisions(made=edit.after[MARKS], taken=edit.before[MARKS])
    edit.undone_by, edit.undone_at = actor, timezone.now()
    edit.save(update_fields=["undone_by", "undone_at", "revisions"])
    _carry_over(document, edit.revisions)
    logger.info("draft %s: undone by %s: %s", document.pk, actor, edit.what)
    return edit


def _revision(measure: Measure | None) -> int | None:
    return measure.revision if measure else None


def _come_or_go(document: PolicyDocument, measure: Measure | None, rows: Any, pk: str) -> int | None:
    """Drop a measure that was not there, or put back one that was; returns its new revision."""
    if measure is not None:
        with _work_kept():
            measure.delete()
        make_room(document, measure.position, -1)
        return None
    # Revisions only grow, also over the time when the measure was gone.
    known = document.edits.values_list("revisions", flat=True)
    revision = 1 + max(revisions.get(pk) or 0 for revisions in known)
    restore_measure(rows, revision=revision)
    return revision


def _carry_over(document: PolicyDocument, revisions: dict[str, int | None]) -> None:
    """The measures stand again as the edits before left them, under a new revision: tell those edits.

    Revisions only grow, so that a page which still shows what was undone can never match a later state.
    """
    left = dict(revisions)
    for edit in document.edits.filter(undone_at__isnull=True).order_by("-id").only("revisions"):
        mine = [pk for pk in edit.revisions if pk in left]
        for pk in mine:
            edit.revisions[pk] = left.pop(pk)
        if mine:
            edit.save(update_fields=["revisions"])
        if not left:
            return
