"""Every change of a draft on the checking page goes through `editing`: locked, undoable, on record."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from departments.errors import ServiceError
from departments.models import User, UserRole
from departments.services import require_role
from policies.models import DocumentStatus, DraftEdit, Measure, PolicyDocument
from policies.services.snapshots import restore_rows, rows_of

logger = logging.getLogger(__name__)

Revisions = dict[int, int]


class Conflict(ServiceError):
    """Somebody else changed the same measure meanwhile; nothing was written."""


def lock_draft(document: PolicyDocument, actor: User | None) -> PolicyDocument:
    """The document, locked, if the actor may check it and it is still a draft."""
    require_role(actor, UserRole.SUPERVISOR, to="校核文件")
    document = PolicyDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.status != DocumentStatus.DRAFT:
        raise ServiceError(f"文件当前为“{document.get_status_display()}”，只有待校核的文件可以修改。")
    return document


@contextmanager
def editing(
    document: PolicyDocument,
    measures: Sequence[Measure],
    *,
    actor: User | None,
    what: str,
    seen: Revisions | None = None,
) -> Iterator[list[Measure]]:
    """One edit of some measures of a draft, as one transaction.

    `seen` maps the id of a measure to the revision that the user was looking at; when one has moved on
    since, `Conflict` is raised and nothing is written. The block changes rows of the yielded measures; its
    before and after are kept so that it can be undone. Where the block changes nothing, nothing is kept.
    """
    with transaction.atomic():
        document = lock_draft(document, actor)
        locked = list(
            Measure.objects.select_for_update(of=("self",))
            .filter(document=document, pk__in=[m.pk for m in measures])
            .order_by("position")
        )
        if len(locked) != len({m.pk for m in measures}):
            raise ServiceError("所选举措不属于该文件，请刷新页面。")
        for measure in locked:
            if seen is not None and measure.revision != seen.get(measure.pk, measure.revision):
                raise Conflict(f"举措“{measure}”刚被他人修改，您的修改未保存，请刷新后再试。")
        before = {measure.pk: rows_of(measure) for measure in locked}
        yield locked
        after = {measure.pk: rows_of(measure) for measure in locked}
        changed = [measure for measure in locked if before[measure.pk] != after[measure.pk]]
        for measure in changed:
            measure.revision += 1
            measure.save(update_fields=["revision"])
        if changed:
            DraftEdit.objects.create(
                document=document,
                actor=actor,
                what=what[:200],
                before={str(m.pk): before[m.pk] for m in changed},
                after={str(m.pk): after[m.pk] for m in changed},
                revisions={str(m.pk): m.revision for m in changed},
            )
            logger.info("draft %s: %s by %s", document.pk, what, actor)


@transaction.atomic
def undo_edit(*, document: PolicyDocument, actor: User | None) -> DraftEdit:
    """Take back the newest edit of a draft that still stands, whoever made it, and say which it was.

    Raises `ServiceError` when there is none, and `Conflict` when one of its measures has been changed
    since in a way that is not itself an edit.
    """
    document = lock_draft(document, actor)
    edit = document.edits.filter(undone_at__isnull=True).order_by("-id").first()
    if edit is None:
        raise ServiceError("没有可以撤销的修改。")
    measures = {
        m.pk: m for m in Measure.objects.select_for_update(of=("self",)).filter(pk__in=edit.revisions)
    }
    for pk, revision in edit.revisions.items():
        if measures[int(pk)].revision != revision:
            raise Conflict("该修改之后举措又有变动，无法撤销，请直接修改。")
    for pk, rows in edit.before.items():
        measure = measures[int(pk)]
        restore_rows(measure, rows, actor=actor)
        measure.revision += 1
        measure.save(update_fields=["revision"])
        edit.revisions[pk] = measure.revision
    edit.undone_at = timezone.now()
    edit.save(update_fields=["undone_at", "revisions"])
    _carry_over(document, edit.revisions)
    logger.info("draft %s: undone by %s: %s", document.pk, actor, edit.what)
    return edit


def _carry_over(document: PolicyDocument, revisions: dict[str, int]) -> None:
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
