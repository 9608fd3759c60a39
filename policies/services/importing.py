"""From a file to draft documents, whole or not at all."""

import logging
from typing import Any

from django.db import transaction

from common.text import file_name
from departments.daysoff.selectors import days_off
from departments.models.users import User, UserRole
from departments.services.access import require_role
from extraction.json_form import from_json
from extraction.model import Extraction
from extraction.ocr.kept import pages_kept_in
from extraction.pipeline import extract_bytes
from policies.imports.models import Import, ImportState
from policies.imports.services.keeping import (
    Drafts,
    ImportOutcome,
    home_of,
    is_kept,
    keep_pieces,
    known_file,
)
from policies.imports.services.pieces import pieces_of, sha256_of
from policies.services.drafting import DraftWriter, find_document

logger = logging.getLogger(__name__)


@transaction.atomic
def import_file(*, name: str, content: bytes, actor: User | None) -> ImportOutcome:
    """Read a file into draft documents, at once.

    `name` is the file's name (its ending says how to read it), `content` its bytes, `actor` the user who
    imports (`None`: a command on the server). The same bytes again change nothing; a document whose 文号
    is in the ledger already is not made twice. Raises `ExtractionError` for a file that cannot be read and
    `NotAllowed`; then nothing is written.
    """
    require_role(actor, UserRole.SUPERVISOR, to="导入文件")
    sha256 = sha256_of(content)
    known = known_file(sha256)
    if known is not None:
        return known
    pages: dict[str, bytes] = {}
    with pages_kept_in(pages):
        pieces = pieces_of(name, content, read=_at_once, is_known=is_kept, pages=pages)
    record = Import.objects.create(
        name=file_name(name) or "未命名",
        sha256=sha256,
        size=len(content),
        imported_by=actor,
        state=ImportState.READING,
        attempt=1,
    )
    return keep_pieces(record, pieces, actor=actor)


def import_text(*, text: str, name: str = "粘贴的文本.txt", actor: User | None) -> ImportOutcome:
    """Read a pasted text into draft documents; otherwise as `import_file`."""
    return import_file(name=name, content=text.encode(), actor=actor)


@transaction.atomic
def import_ledger(*, data: dict[str, Any], actor: User | None) -> Drafts:
    """Make documents from a ledger of facts (a file of `fixtures/ledgers/`), which has no texts."""
    require_role(actor, UserRole.SUPERVISOR, to="导入文件")
    read = from_json(data)
    known = find_document(read)
    if known is not None:
        return Drafts(already=[known])
    made = DraftWriter(home=home_of(actor)).write(read, source=None, position=0, actor=actor)
    logger.info("ledger imported as document %s by %s", made.pk, actor)
    return Drafts(created=[made])


def _at_once(content: bytes, name: str) -> Extraction:
    return extract_bytes(content, name=name, days_off=days_off())
