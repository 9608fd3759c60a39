"""Takes an upload in: a small one is read at once, any other is kept for a worker that reads it."""

import logging
import re
from pathlib import PurePath

from django.db import transaction

from common.text import file_name
from departments.models.users import User, UserRole
from departments.services.access import require_role
from extraction.model import ExtractionError
from extraction.readers.containers.opening import is_container, refuse_unopened
from extraction.readers.dispatch import MAX_BYTES, shown
from policies.imports.models import Import, ImportContent
from policies.imports.services.keeping import ImportOutcome, known_file
from policies.imports.services.pieces import sha256_of
from policies.services.importing import import_file

logger = logging.getLogger(__name__)

SMALL = 200 * 1024  # bytes that are read while the user waits
# What another program turns, or a picture in which words must be found first, is slow however small it is.
_SLOW = frozenset(
    (".doc", ".dot", ".wps", ".wpt", ".rtf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp")
)
_SLOW_BYTES = (b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*")
# Pictures within a pdf, and in the list of what an ofd, docx or xlsx holds.
_PICTURES = re.compile(
    rb"/Subtype\s*/Image\b|PK\x01\x02.{42}[^\0]{0,200}?\.(?:jpe?g|png|tiff?|bmp|gif|jb2)", re.I | re.S
)


def take_file(*, name: str, content: bytes, actor: User | None) -> ImportOutcome:
    """Take a file in; where the outcome's record is under way, the caller sends its task (`imports.tasks`).

    A small one is read at once, as by `import_file`. Raises `ExtractionError` for what cannot be read, as far
    as is known by then, and `NotAllowed`; then nothing is kept.
    """
    require_role(actor, UserRole.SUPERVISOR, to="导入文件")
    if reads_at_once(name, content):
        return import_file(name=name, content=content, actor=actor)
    if len(content) > MAX_BYTES:
        raise ExtractionError(
            f"文件“{shown(name)}”超过 {MAX_BYTES // 1024 // 1024} MB 的上限，请拆分后再导入。"
        )
    refuse_unopened(content, name=name)
    sha256 = sha256_of(content)
    with transaction.atomic():
        known = known_file(sha256)
        if known is not None:
            return known
        record = Import.objects.create(
            name=file_name(name) or "未命名",
            sha256=sha256,
            size=len(content),
            imported_by=actor,
            step="排队中",
        )
        ImportContent.objects.create(record=record, content=content)
    logger.info("import %s taken in for %s: %d bytes", record.pk, actor, len(content))
    return ImportOutcome(record=record)


def take_text(*, text: str, name: str = "粘贴的文本.txt", actor: User | None) -> ImportOutcome:
    """Take a pasted text in; otherwise as `take_file`."""
    return take_file(name=name, content=text.encode(), actor=actor)


def reads_at_once(name: str, content: bytes) -> bool:
    """Whether the reading takes so little that nobody has to wait for it."""
    if len(content) > SMALL or is_container(content, name=name):
        return False
    if PurePath(name.replace("\x00", "")).suffix.lower() in _SLOW or content.startswith(_SLOW_BYTES):
        return False
    return not _PICTURES.search(content)
