"""Writes the pieces of an upload as drafts, each with its entry in the record of the import."""

import logging
from dataclasses import dataclass, field

from django.utils import timezone

from common.text import clean, file_name
from departments.models.departments import Region
from departments.models.users import User, UserRole
from policies.checking.services.images import keep_images
from policies.imports.models import EntryState, Import, ImportEntry, ImportState
from policies.imports.services.pieces import Piece
from policies.models.documents import PolicyDocument, SourceFile
from policies.services.drafting import DraftWriter, find_document

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Drafts:
    """The documents that were made, and those that were there already."""

    created: list[PolicyDocument] = field(default_factory=list)
    already: list[PolicyDocument] = field(default_factory=list)

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        parts = [f"新导入{len(self.created)}份文件"]
        if self.already:
            numbers = "、".join(d.number or d.title for d in self.already)
            parts.append(f"{len(self.already)}份此前已有，未重复导入（{numbers}）")
        return "，".join(parts) + "。"


@dataclass(slots=True, kw_only=True)
class ImportOutcome(Drafts):
    """What became of an upload, with its record, and what in it could not be read."""

    record: Import
    unread: list[str] = field(default_factory=list)  # where, and why
    same_file: bool = False  # the very same bytes had been imported before

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        if self.record.is_under_way:
            return "文件较大或需要转换，正在后台读取，关闭页面不影响读取，进度见导入记录。"
        if self.same_file:
            return f"该文件此前已导入，未作改动（含{len(self.already)}份文件）。"
        if self.record.message:
            return self.record.message
        found = Drafts(created=self.created, already=self.already).message
        if not self.unread:
            return found
        return (
            f"{found}{len(self.unread)}个文件未能读取：{'；'.join(one.rstrip('。') for one in self.unread)}。"
        )


def known_file(sha256: str) -> ImportOutcome | None:
    """What the same bytes have become before: read, or still to be read; None where they are new."""
    record = Import.objects.living(sha256).first()
    if record is not None:
        entries = record.entries.select_related("document").order_by("position")
        found = [entry.document for entry in entries if entry.document is not None]
        return ImportOutcome(already=found, same_file=True, record=record)
    source = SourceFile.objects.filter(sha256=sha256).defer("content").first()
    lay_in = Import.objects.filter(entries__document__source=source).first() if source else None
    if source is None or lay_in is None:
        return None
    return ImportOutcome(already=list(source.documents.order_by("position")), same_file=True, record=lay_in)


def is_kept(sha256: str) -> bool:
    """Whether a file with these bytes is there."""
    return SourceFile.objects.filter(sha256=sha256).exists()


def keep_pieces(record: Import, pieces: list[Piece], *, actor: User | None) -> ImportOutcome:
    """Make the drafts and the entries, and say in the record that it is read.

    The caller holds the transaction.
    """
    keeper = _Keeper(record, actor)
    for piece in pieces:
        keeper.keep(piece)
    ImportEntry.objects.bulk_create(keeper.entries)
    outcome = keeper.outcome
    # A line for the record alone: it is read by now, and says so.
    record.state = ImportState.READY if outcome.created else ImportState.CONFIRMED
    record.percent, record.step, record.message = 100, "", outcome.message[:500]
    record.changed_at = timezone.now()
    record.save(update_fields=["state", "percent", "step", "message", "changed_at"])
    logger.info(
        "import %s by %s: %d made, %d known", record.pk, actor, len(outcome.created), len(outcome.already)
    )
    return outcome


class _Keeper:
    """Holds what the pieces of one import share."""

    def __init__(self, record: Import, actor: User | None) -> None:
        self.record, self.actor = record, actor
        self.writer = DraftWriter(home=home_of(actor))
        self.outcome = ImportOutcome(record=record)
        self.entries: list[ImportEntry] = []

    def keep(self, piece: Piece) -> None:
        if piece.reason:
            self._enter(piece, EntryState.UNREAD, message=piece.reason)
            self.outcome.unread.append(f"{piece.place}：{piece.reason}")
            return
        known = SourceFile.objects.filter(sha256=piece.sha256).defer("content").first()
        if known is not None:
            for document in known.documents.order_by("position"):
                self._enter(piece, EntryState.KNOWN, document)
            return
        source: SourceFile | None = None
        for position, read in enumerate(piece.documents):
            found = find_document(read)
            if found is not None:
                self._enter(piece, EntryState.KNOWN, found)
                continue
            source = source or SourceFile.objects.create(
                name=file_name(piece.name) or "未命名",
                sha256=piece.sha256,
                content=piece.content,
                size=len(piece.content),
                uploaded_by=self.actor,
            )
            made = self.writer.write(read, source=source, position=position, actor=self.actor)
            keep_images(document=made, data=read, images=piece.images)
            self._enter(piece, EntryState.READY, made)

    def _enter(
        self, piece: Piece, state: EntryState, document: PolicyDocument | None = None, message: str = ""
    ) -> None:
        if document is not None:
            kept = self.outcome.created if state == EntryState.READY else self.outcome.already
            kept.append(document)
        self.entries.append(
            ImportEntry(
                record=self.record,
                position=len(self.entries),
                place=clean(piece.place)[-300:],
                title=document.title if document else "",
                number=document.number if document else "",
                state=state,
                message=clean(message)[:500],
                document=document,
            )
        )


def home_of(actor: User | None) -> Region | None:
    """The region of the office that the actor imports for."""
    if actor is None:
        return None
    office = (
        actor.memberships.filter(role=UserRole.SUPERVISOR)
        .select_related("department__region__parent__parent")
        .first()
    )
    return office.department.region if office and office.department else None
