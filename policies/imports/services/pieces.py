"""From the bytes of an upload to what stands in it: one piece for each file, with its documents."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from extraction.model import Document, Extraction, ExtractionError, Refused, SecretError
from extraction.ocr.kept import Store, image_in
from extraction.pipeline import nothing_within
from extraction.readers.containers.members import Member
from extraction.readers.containers.opening import is_container, members

Read = Callable[[bytes, str], Extraction]
Told = Callable[[str, int], None]
IsKnown = Callable[[str], bool]

TWICE = "与前面的文件相同，未重复导入"
NO_WORK = "邮件正文没有部署任务，未登记"


@dataclass(slots=True)
class Piece:
    """One file of an upload; `place` says where it lies in an archive or a mail, "" for the upload itself.

    Without documents, `reason` says why in Chinese, or the bytes are known already.
    """

    place: str
    name: str
    content: bytes
    sha256: str
    documents: list[Document] = field(default_factory=list)
    reason: str = ""
    images: dict[str, bytes] = field(default_factory=dict)  # jpegs of what was recognised, by key


def sha256_of(content: bytes) -> str:
    """The name by which the same bytes are known again."""
    return hashlib.sha256(content).hexdigest()


def pieces_of(
    name: str, content: bytes, *, read: Read, is_known: IsKnown, pages: Store, told: Told | None = None
) -> list[Piece]:
    """The pieces of an upload in their order; what is known by its bytes is not read again.

    `read` gives the documents in the bytes of one file, and keeps in `pages` what it recognises. Raises
    ExtractionError where nothing of the whole can be read. Of a file in an archive that bears a mark of
    secrecy neither bytes nor name are kept.
    """
    if not is_container(content, name=name):
        piece = Piece("", name, content, sha256_of(content), read(content, name).documents)
        return [_with_images(piece, pages)]
    count = sum(1 for _ in members(content, name=name)) if told else 0
    pieces: list[Piece] = []
    seen: set[str] = set()
    secret = 0
    for number, member in enumerate(members(content, name=name), start=1):
        if told:
            told(f"正在读取第{number}个文件，共{count}个", 90 * (number - 1) // max(count, 1))
        try:
            pieces.append(_with_images(_piece(member, read, is_known, seen), pages))
        except SecretError as error:
            secret += 1
            pieces.append(Piece(f"第{number}个文件", "", b"", "", reason=str(error)))
    if all(piece.reason for piece in pieces):
        if secret and secret == len(pieces):
            raise SecretError(pieces[0].reason)
        raise nothing_within(name, [Refused(piece.place, piece.reason) for piece in pieces])
    return pieces


def _with_images(piece: Piece, pages: Store) -> Piece:
    keys = {image.key for document in piece.documents for image in document.images}
    piece.images = {key: jpeg for key in keys if (jpeg := image_in(pages, key))}
    return piece


def _piece(member: Member, read: Read, is_known: IsKnown, seen: set[str]) -> Piece:
    if member.data is None:
        return Piece(member.place, member.name, b"", "", reason=member.reason)
    sha256 = sha256_of(member.data)
    piece = Piece(member.place, member.name, member.data, sha256)
    if sha256 in seen:
        piece.reason = TWICE
        return piece
    seen.add(sha256)
    if is_known(sha256):
        return piece
    try:
        piece.documents = read(member.data, member.name).documents
    except SecretError:
        raise
    except ExtractionError as error:
        piece.reason = str(error)
    if member.is_body and not any(document.measures for document in piece.documents):
        piece.documents, piece.reason = [], piece.reason or NO_WORK
    return piece
