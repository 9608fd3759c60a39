"""A file on disk to text: what its bytes say goes before what its name says, for renamed files are common.

Paragraphs come out one a line, table rows as cells parted by tabs, pdf pages parted by form feeds.
"""

from __future__ import annotations

import importlib
import re
import stat
from collections.abc import Callable
from pathlib import Path

from extraction.model import ExtractionError
from extraction.readers.source import Source, titled
from extraction.readers.txt import decode

MAX_BYTES = 50 * 1024 * 1024
MAX_CHARACTERS = 20_000_000
_OFFICE = (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx")
_LEGACY = (".doc", ".dot", ".wps", ".wpt", ".xls", ".et", ".ett", ".rtf", ".odt", ".ods")
_PAGES = (".htm", ".html", ".mht", ".mhtml")
_TEXT = (".txt", ".text", ".md", ".csv", ".tsv")
_MARKUP = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|div|p)\b", re.I | re.S
)
_ARCHIVED_PAGE = re.compile(rb"(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,20}?MIME-Version:", re.I)
_WORD_XML = re.compile(rb"<\?mso-application|<(?:w:wordDocument|pkg:package|Workbook)\b")
# What a kind of file needs is loaded with the first such file: of most programs' starts none is read.
_READERS = {
    "pdf": ("extraction.readers.pdf", "read_pdf"),
    "legacy": ("extraction.readers.legacy", "read_legacy"),
    "office": ("extraction.readers.office", "read_office"),
    "ofd": ("extraction.readers.ofd", "read_ofd"),
    "book": ("extraction.readers.book", "read_book"),
    "html": ("extraction.readers.html", "read_page"),
    "image": ("extraction.readers.image", "read_image"),
}
_IMAGES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp")
_IMAGE = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|II\*\x00|MM\x00\*|GIF8[79]a|BM.{4}\0\0\0\0|RIFF.{4}WEBP", re.S
)
_OPEN = b"application/vnd.oasis.opendocument."
_OFD_PART = re.compile(rb"PK\x01\x02.{42}/?OFD\.xml", re.I | re.S)
_OFFICE_PART = re.compile(rb"PK\x01\x02.{42}(?:word|xl)/", re.S)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def read_path(path: Path) -> str:
    """The text of a file; raises ExtractionError with one Chinese line when there is none to be had."""
    return read_data(load_bytes(path), name=path.name)


def load_bytes(path: Path) -> bytes:
    """The bytes of a file of at most MAX_BYTES; raises ExtractionError when it cannot be opened."""
    name = shown(path.name)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ExtractionError(f"“{name}”是一个文件夹，请选择其中的文件。")
        if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device may never end
            raise ExtractionError(f"“{name}”不是普通文件，请选择一份文档。")
        if found.st_size > MAX_BYTES:
            raise ExtractionError(_too_large(name))
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)  # it may have grown since
    except (FileNotFoundError, NotADirectoryError):
        raise ExtractionError(f"找不到文件“{name}”，请核对路径后重试。") from None
    except PermissionError:
        raise ExtractionError(f"没有读取文件“{name}”的权限，请检查权限后重试。") from None
    except (OSError, ValueError):
        raise ExtractionError(f"无法打开文件“{name}”，请检查路径和读取权限。") from None


def read_data(data: bytes, *, name: str) -> str:
    """The text in the bytes of a file called `name`; raises ExtractionError as `read_path` does."""
    return read_source(data, name=name).text


def read_source(data: bytes, *, name: str) -> Source:
    """The text in the bytes of a file, and what of the file was not read."""
    path = Path(name.replace("\x00", ""))
    suffix = path.suffix.lower()
    name = shown(name)
    if not data:
        raise ExtractionError(f"文件“{name}”是空的，请换一份有内容的文件。")
    if len(data) > MAX_BYTES:
        raise ExtractionError(_too_large(name))
    source = titled(_read(name, suffix, data), path.stem)
    text = source.text
    if not text.strip():
        raise ExtractionError(f"文件“{name}”中没有文字，请换一份有内容的文件。")
    if len(text) > MAX_CHARACTERS:
        raise ExtractionError(f"文件“{name}”的文字过多，请拆分后再导入。")
    return source


def reader_of(kind: str) -> Callable[[str, bytes], Source]:
    """The reader of a kind of file: from a name and bytes to what stands in them."""
    module, function = _READERS[kind]
    reader: Callable[[str, bytes], Source] = getattr(importlib.import_module(module), function)
    return reader


def shown(name: str) -> str:
    """A file name that fits into one line of a message, whatever stands in it."""
    clean = _UNPRINTABLE.sub("?", name)
    return clean if len(clean) <= 80 else f"{clean[:50]}…{clean[-20:]}"


def _too_large(name: str) -> str:
    return f"文件“{name}”超过 {MAX_BYTES // 1024 // 1024} MB 的上限，请拆分后再导入。"


def _read(name: str, suffix: str, data: bytes) -> Source:
    if b"%PDF-" in data[:1024] or suffix == ".pdf":
        return reader_of("pdf")(name, data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or data[:5] == b"{\\rtf":
        return reader_of("legacy")(name, data)
    if data[:2] == b"PK" or suffix in _OFFICE:
        return reader_of(_archived(data, suffix))(name, data)
    if suffix == ".ofd":
        return reader_of("ofd")(name, data)
    if _IMAGE.match(data[:16]) or suffix in _IMAGES:
        return reader_of("image")(name, data)
    if _WORD_XML.search(data[:4096]):
        raise ExtractionError(
            f"“{name}”是 XML 形式的 Office 文件，请用 Word 或 WPS 另存为 docx 或 xlsx 后再导入。"
        )
    if suffix in _PAGES or _MARKUP.match(data[:4096]) or _ARCHIVED_PAGE.match(data[:4096]):
        return reader_of("html")(name, data)
    if suffix in _LEGACY:
        raise ExtractionError(
            f"文件“{name}”已损坏或不是真正的 Office 文件，请重新另存为 docx 或 xlsx 后再试。"
        )
    if suffix not in _TEXT and not _is_text_suffix(suffix):
        raise ExtractionError(f"不支持“{suffix}”格式的文件“{name}”，请另存为 txt、docx、pdf 或 xlsx。")
    return Source(decode(data, name))


def _archived(data: bytes, suffix: str) -> str:
    """The kind of an archive of parts, by the parts that it lists and by what an open document says it is."""
    if suffix == ".ofd" or _OFD_PART.search(data):
        return "ofd"
    opened = data[38:200] if data[30:38] == b"mimetype" else b""
    if opened.startswith(_OPEN + b"spreadsheet") or (suffix == ".ods" and not _OFFICE_PART.search(data)):
        return "book"
    return "legacy" if opened.startswith(_OPEN + b"text") else "office"


def _is_text_suffix(suffix: str) -> bool:
    """Whether a suffix is none at all: a date (x.2023) or Chinese words after a point in the name."""
    return not suffix or suffix[1:].isdigit() or not suffix.isascii()
