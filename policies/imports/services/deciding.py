"""What a person decides of an import: its documents are confirmed or dropped, singly or together."""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.checking.services.settling import confirm_document, set_aside
from policies.imports.models import EntryState, Import, ImportContent, ImportEntry, ImportState
from policies.imports.services.following import settle_record
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument, SourceFile

logger = logging.getLogger(__name__)


@transaction.atomic
def confirm_entries(*, record: Import, entries: Collection[int] | None = None, actor: User | None) -> int:
    """Confirm the documents of an import, those of the entries named or all that are open.

    A policy that orders work is thereby checked (`confirm_document`) and can be handed out; any other
    document stays as it is. Returns how many. Raises `ServiceError` where nothing is open, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="确认导入")
    record = _locked(record)
    chosen = _open(record, entries)
    for entry in chosen:
        document = entry.document
        if document is not None and _orders_work(document):
            confirm_document(document=document, actor=actor)
    _decide(chosen, EntryState.CONFIRMED, actor, timezone.now())
    settle_record(record)
    logger.info("import %s: %d entries confirmed by %s", record.pk, len(chosen), actor)
    return len(chosen)


@transaction.atomic
def drop_entries(*, record: Import, entries: Collection[int] | None = None, actor: User | None) -> int:
    """Drop the documents of an import, chosen as by `confirm_entries`; one under way is dropped whole.

    The drafts and their files are deleted; what they were called, who dropped them and when, stays in the
    record. Returns how many documents. Raises `ServiceError` for a document that is no draft any more or
    that something else speaks of, where nothing is open, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="放弃导入")
    record = _locked(record)
    if record.is_under_way or (record.state == ImportState.FAILED and entries is None):
        _drop_unread(record)
        logger.info("import %s dropped unread by %s", record.pk, actor)
        return 0
    chosen = _open(record, entries)
    documents = [entry.document for entry in chosen if entry.document is not None]
    _decide(chosen, EntryState.DROPPED, actor, timezone.now())
    for document in documents:
        _delete(document)
    settle_record(record)
    logger.info("import %s: %d entries dropped by %s", record.pk, len(chosen), actor)
    return len(chosen)


@transaction.atomic
def set_aside_entries(*, record: Import, entries: Collection[int] | None = None, actor: User | None) -> int:
    """Put aside (归档) the documents of an import that order nothing, chosen as by `confirm_entries`.

    Unlike those that are dropped they stay to be read. Returns how many. Raises as `set_aside` does.
    """
    require_role(actor, UserRole.SUPERVISOR, to="归档文件")
    chosen = _open(_locked(record), entries)
    return set_aside(documents=[entry.document for entry in chosen if entry.document], actor=actor)


def _locked(record: Import) -> Import:
    locked: Import = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    return locked


def _open(record: Import, keys: Collection[int] | None) -> list[ImportEntry]:
    """The open entries of the record, or those of them that are meant."""
    entries = record.entries.open().select_related("document").order_by("position")
    chosen = list(entries if keys is None else entries.filter(pk__in=keys))
    if not chosen or (keys is not None and len(chosen) != len(set(keys))):
        raise ServiceError("import_nothing_open", "没有待确认的文件，或所选文件已经办理，请刷新后再试。")
    return chosen


def _orders_work(document: PolicyDocument) -> bool:
    is_draft = document.status == DocumentStatus.DRAFT
    return is_draft and document.kind == DocumentKind.POLICY and document.measures.exists()


def _decide(entries: list[ImportEntry], state: EntryState, actor: User | None, at: datetime) -> None:
    for entry in entries:
        entry.state, entry.decided_by, entry.decided_at = state, actor, at
    ImportEntry.objects.bulk_update(entries, ["state", "decided_by", "decided_at"])


def _drop_unread(record: Import) -> None:
    """Its worker, if there is one, sees at its next sign of life that nobody wants it any more."""
    ImportContent.objects.filter(record=record).delete()
    record.state, record.step, record.percent, record.changed_at = ImportState.DROPPED, "", 0, timezone.now()
    record.save(update_fields=["state", "step", "percent", "changed_at"])


def _delete(document: PolicyDocument) -> None:
    if document.status != DocumentStatus.DRAFT:
        raise ServiceError("document_not_draft", f"“{document}”已{document.get_status_display()}，不能放弃。")
    source = document.source_id
    try:
        document.delete()
    except ProtectedError:
        raise ServiceError(
            "document_in_use", f"“{document}”已用于上下对照或建议提案，不能放弃；可以在文件页面归档。"
        ) from None
    if source and not PolicyDocument.objects.filter(source=source).exists():
        SourceFile.objects.filter(pk=source).delete()
