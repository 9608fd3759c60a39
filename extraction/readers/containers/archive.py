"""zip: its files in their order, under the names that the program meant which packed it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from extraction.model import ExtractionError
from extraction.readers.containers.members import (
    ALWAYS_SMALL,
    MAX_RATIO,
    MAX_UNPACKED,
    Budget,
    HostileError,
    Member,
    chinese_name,
    joined,
)
from extraction.readers.dispatch import MAX_BYTES, shown

_UTF8 = 0x800  # the flag of a name in UTF-8
_LOCKED = 0x1
_CHUNK = 1 << 16
# Parts that tell that a zip is one document and no archive of documents.
_DOCUMENTS = frozenset(("[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "OFD.xml", "mimetype"))
# A file that is called so and holds none of them is a broken document.
_CALLED_DOCUMENT = re.compile(r"\.(?:do[ct][xm]|xl[st][xm]|pp[st][xm]|o[dt][tsp]|ofd|wps|et)$", re.I)
# What file managers leave behind beside the files.
_DEBRIS = re.compile(r"(?:^|/)(?:__MACOSX(?:/|$)|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$|~\$[^/]*$)")
_DRIVE = re.compile(r"^[A-Za-z]:")


def is_readable(data: bytes) -> bool:
    """Whether the bytes are a zip of any kind whose list of files can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)):
            return True
    except Exception:  # zipfile raises many kinds of errors on broken files
        return False


def is_archive(data: bytes, name: str) -> bool:
    """Whether the bytes are a zip of files, and no document that is packed as one."""
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06") or _CALLED_DOCUMENT.search(name):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return not _DOCUMENTS & set(archive.namelist())
    except Exception:  # whatever is broken about it, the reader of documents says so
        return False


def members_of_archive(name: str, data: bytes, above: str, budget: Budget) -> Iterator[Member]:
    """The files of a zip that lies at `above`; raises ExtractionError for one that is broken or hostile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            names = {info.header_offset: _name(info) for info in infos}
            infos = [info for info in infos if not _DEBRIS.search(names[info.header_offset])]
            _check(infos, [names[info.header_offset] for info in infos], shown(name), len(data), budget)
            for info in infos:
                budget.take_file()
                yield _member(archive, info, names[info.header_offset], above, budget)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise ExtractionError(f"压缩包“{shown(name)}”已损坏或不完整，请重新获取后再导入。") from None


def _check(
    infos: list[zipfile.ZipInfo], names: list[str], shown_name: str, size: int, budget: Budget
) -> None:
    """Refuses the whole for what no honest program writes."""
    for name in names:
        if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
            raise HostileError(f"压缩包“{shown_name}”中有指向包外的文件名，已停止读取，请核实来源。")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED or (unpacked > ALWAYS_SMALL and unpacked > MAX_RATIO * size):
        raise budget.bomb()


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, above: str, budget: Budget) -> Member:
    name = shown(name)
    place = joined(above, name)
    last = name.rsplit("/", 1)[-1]
    if info.flag_bits & _LOCKED:
        return Member(place, last, reason="已加密，请取消密码后再导入")
    if info.file_size > MAX_BYTES:
        return Member(place, last, reason=f"超过 {MAX_BYTES // 1024 // 1024} MB 的上限")
    pieces: list[bytes] = []
    try:
        with archive.open(info) as file:
            while piece := file.read(_CHUNK):
                budget.take_bytes(len(piece))
                pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return Member(place, last, reason="在压缩包中已损坏，或压缩方式不能识别")
    return Member(place, last, b"".join(pieces))


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: programs of this country write it in GBK and do not say so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        name = chinese_name(raw) or name
    return name.partition("\x00")[0].replace("\\", "/")
