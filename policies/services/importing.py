"""From a file to draft documents, whole or not at all."""

import hashlib
import logging
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from departments.daysoff.selectors import days_off
from departments.models.departments import Region
from departments.models.users import User, UserRole
from departments.services.access import require_role
from extraction.json_form import from_json
from extraction.model import Document
from extraction.pipeline import extract_bytes
from policies.models.documents import PolicyDocument, SourceFile
from policies.services.drafting import DraftWriter, find_document

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class ImportOutcome:
    """What an import did: the documents it made, and those that were there already."""

    created: list[PolicyDocument] = field(default_factory=list)
    already: list[PolicyDocument] = field(default_factory=list)
    same_file: bool = False  # the very same bytes had been imported before

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        if self.same_file:
            return f"该文件此前已导入，未作改动（含{len(self.already)}份文件）。"
        parts = [f"新导入{len(self.created)}份文件"]
        if self.already:
            numbers = "、".join(d.number or d.title for d in self.already)
            parts.append(f"{len(self.already)}份此前已有，未重复导入（{numbers}）")
        return "，".join(parts) + "。"


@transaction.atomic
def import_file(*, name: str, content: bytes, actor: User | None) -> ImportOutcome:
    """Read a file into draft documents.

    `name` is the file's name (its ending says how to read it), `content` its bytes, `actor` the user who
    imports (`None`: a command on the server). The same bytes again change nothing; a document whose 文号
    is in the ledger already is not made twice. Raises `ExtractionError` for a file that cannot be read and
    `NotAllowed`; then nothing is written.
    """
    require_role(actor, UserRole.SUPERVISOR, to="导入文件")
    sha256 = hashlib.sha256(content).hexdigest()
    source = SourceFile.objects.filter(sha256=sha256).first()
    if source is not None:
        return ImportOutcome(already=list(source.documents.order_by("position")), same_file=True)
    extraction = extract_bytes(content, name=name, days_off=days_off())
    source = SourceFile.objects.create(
        name=name[-255:], sha256=sha256, content=content, size=len(content), uploaded_by=actor
    )
    return _write(extraction.documents, source=source, actor=actor)


def import_text(*, text: str, name: str = "粘贴的文本.txt", actor: User | None) -> ImportOutcome:
    """Read a pasted text into draft documents; otherwise as `import_file`."""
    return import_file(name=name, content=text.encode(), actor=actor)


@transaction.atomic
def import_ledger(*, data: dict[str, Any], actor: User | None) -> ImportOutcome:
    """Make documents from a ledger of facts (a file of `fixtures/ledgers/`), which has no texts."""
    require_role(actor, UserRole.SUPERVISOR, to="导入文件")
    return _write([from_json(data)], source=None, actor=actor)


def _write(documents: list[Document], *, source: SourceFile | None, actor: User | None) -> ImportOutcome:
    outcome = ImportOutcome()
    writer = DraftWriter(home=_home(actor))
    for position, read in enumerate(documents):
        known = find_document(read)
        if known is not None:
            outcome.already.append(known)
            continue
        outcome.created.append(writer.write(read, source=source, position=position, actor=actor))
    logger.info("import of %s by %s: %s", source, actor, outcome.message)
    return outcome


def _home(actor: User | None) -> Region | None:
    """The region of the office that the actor imports for."""
    if actor is None:
        return None
    office = (
        actor.memberships.filter(role=UserRole.SUPERVISOR)
        .select_related("department__region__parent__parent")
        .first()
    )
    return office.department.region if office else None
