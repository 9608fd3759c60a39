"""docx and xlsx: zip archives of XML, checked for size and for declarations before anything reads them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

from extraction.model import ExtractionError
from extraction.readers.docx import docx_source
from extraction.readers.source import Source
from extraction.readers.xlsx import xlsx_source

MAX_XML = 60 * 1024 * 1024  # of all parts together; a hundred pages of text are less than one tenth
MAX_UNPACKED = 400 * 1024 * 1024  # with the pictures, which nothing reads
MAX_RATIO = 200
MAX_PARTS = 20_000
_ALWAYS_SMALL = 10 * 1024 * 1024
_CHUNK = 1 << 16

Read = Callable[[zipfile.ZipFile], Source]


def read_office(name: str, data: bytes) -> Source:
    """The text of a docx or xlsx file; raises ExtractionError when it is neither or broken."""
    broken = ExtractionError(
        f"文件“{name}”已损坏或不是真正的 docx/xlsx 文件，请用 Word 或 WPS 重新另存后再试。"
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            read = _reader(archive, name, len(data))
            return read(archive)
    except ExtractionError:
        raise
    except RecursionError:
        raise broken from None
    except Exception:  # zipfile, expat and openpyxl raise many kinds of errors on broken parts
        raise broken from None


def _reader(archive: zipfile.ZipFile, name: str, size: int) -> Read:
    """The reader of this kind of archive, after its parts have been found safe to inflate and to parse."""
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise ExtractionError(f"文件“{name}”已加密，请取消密码后再导入。")
    parts = {info.filename for info in infos}
    if "word/document.xml" in parts:
        read: Read = docx_source
    elif "xl/workbook.xml" in parts:
        read = xlsx_source
    else:
        raise ExtractionError(
            f"“{name}”是压缩包或不支持的格式，请解压后导入其中的 txt、docx、pdf 或 xlsx 文件。"
        )
    bomb = ExtractionError(f"文件“{name}”解压后过大，疑似压缩炸弹，已停止读取，请核实来源。")
    unpacked = sum(info.file_size for info in infos)
    xml = [info for info in infos if info.filename.endswith((".xml", ".rels", ".vml"))]
    if len(infos) > MAX_PARTS or unpacked > MAX_UNPACKED or sum(info.file_size for info in xml) > MAX_XML:
        raise bomb
    if unpacked > _ALWAYS_SMALL and unpacked > MAX_RATIO * size:
        raise bomb
    for info in xml:
        _check_part(archive, info, name)
    return read


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
    """Refuses a part that declares entities, the seed of an entity bomb; Office never writes a DTD.

    Reading it through also checks its checksum and that it is no larger than it says.
    """
    head = b""
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                window = (head[-16:] + chunk).replace(b"\x00", b"").upper()  # UTF-16 without its zeros
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                    raise ExtractionError(
                        f"文件“{name}”含有不安全的 XML 声明，已停止读取，请核实来源后重新另存。"
                    )
                head = chunk
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise ExtractionError(f"文件“{name}”的内容不完整，可能下载中断，请重新获取后再导入。") from None
