"""What the record of an import follows: its documents are confirmed or put aside on other pages, too."""

from django.utils import timezone

from departments.models.users import User
from policies.imports.models import EntryState, Import, ImportEntry, ImportState
from policies.models.documents import DocumentStatus, PolicyDocument


def follow_document(*, document: PolicyDocument, actor: User | None) -> None:
    """Note in the record of its import that a draft was confirmed or put aside.

    The caller holds the transaction.
    """
    archived = document.status == DocumentStatus.ARCHIVED
    entries = ImportEntry.objects.open().filter(document=document)
    for entry in entries.select_related("record"):
        entry.state = EntryState.DROPPED if archived else EntryState.CONFIRMED
        entry.decided_by, entry.decided_at = actor, timezone.now()
        entry.message = f"已归档：{document.archived_reason}" if archived else entry.message
        entry.save(update_fields=["state", "decided_by", "decided_at", "message"])
        settle_record(entry.record)


def settle_record(record: Import) -> None:
    """Bring the state of a record into line with those of its entries."""
    states = set(record.entries.values_list("state", flat=True))
    if EntryState.READY in states:
        state = ImportState.READY
    elif states & {EntryState.CONFIRMED, EntryState.KNOWN}:
        state = ImportState.CONFIRMED
    else:
        state = ImportState.DROPPED
    Import.objects.filter(pk=record.pk).update(state=state)
    record.state = state
