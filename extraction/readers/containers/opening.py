"""Opens an archive or a mail, and those that lie within it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from extraction.model import ExtractionError
from extraction.readers.containers.archive import is_archive, is_readable, members_of_archive
from extraction.readers.containers.mail import is_mail, members_of_mail
from extraction.readers.containers.members import MAX_DEPTH, Budget, HostileError, Member
from extraction.readers.dispatch import MAX_BYTES, shown

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK = "__substg1.0_".encode("utf-16-le")


def is_container(data: bytes, *, name: str) -> bool:
    """Whether a file holds others: a zip that is no document, a mail."""
    return is_archive(data, name) or is_mail(data, _suffix(name))


def members(data: bytes, *, name: str) -> Iterator[Member]:
    """The files within, those of inner archives and mails included, one after the other.

    Raises ExtractionError for what is hostile, broken or too much as a whole; what is wrong with one file is
    its `reason`.
    """
    if len(data) > MAX_BYTES:
        raise ExtractionError(
            f"文件“{shown(name)}”超过 {MAX_BYTES // 1024 // 1024} MB 的上限，请拆分后再导入。"
        )
    return _opened(name, data, "", Budget(shown(name)), 1)


def refuse_unopened(data: bytes, *, name: str) -> None:
    """Raise ExtractionError, with a way out, for archives and mails that nothing here opens."""
    said = shown(name)
    if data[:6] in (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"):
        raise ExtractionError(f"“{said}”是 rar 或 7z 压缩包，不能读取，请改用 zip 压缩，或解压后导入。")
    if data[:2] == b"PK" and _suffix(name) == ".zip" and not is_readable(data):
        raise ExtractionError(f"压缩包“{said}”已损坏或不完整，请重新获取后再导入。")
    if data[:8] == _OLE and _OUTLOOK in data:
        raise ExtractionError(f"“{said}”是 Outlook 的 msg 邮件，不能读取，请另存为 eml，或导出附件后导入。")


def _opened(name: str, data: bytes, above: str, budget: Budget, depth: int) -> Iterator[Member]:
    found = (
        members_of_archive(name, data, above, budget)
        if is_archive(data, name)
        else members_of_mail(name, data, above, budget)
    )
    for member in found:
        if member.data is None or member.is_body or not is_container(member.data, name=member.name):
            yield member
        elif depth >= MAX_DEPTH:
            yield Member(member.place, member.name, reason=f"在第 {MAX_DEPTH} 层压缩包以内，请解压后单独导入")
        else:
            yield from _within(member, budget, depth)


def _within(member: Member, budget: Budget, depth: int) -> Iterator[Member]:
    """The files of an archive inside; one that is broken is said of it alone."""
    try:
        yield from _opened(member.name, member.data or b"", member.place, budget, depth + 1)
    except HostileError:
        raise
    except ExtractionError as error:
        yield Member(member.place, member.name, reason=str(error))


def _suffix(name: str) -> str:
    return PurePath(name.replace("\x00", "")).suffix.lower()
