"""A file on disk to text: txt here, office files and pdf in modules of their own.

Paragraphs come out one a line, table rows as cells parted by tabs, pdf pages parted by form feeds.
"""

from __future__ import annotations

from pathlib import Path

from policies.extraction.model import ExtractionError

MAX_BYTES = 50 * 1024 * 1024
MAX_CHARACTERS = 20_000_000
_FOREIGN_SUFFIXES = """
.doc .wps .et .dps .xls .ppt .pptx .odt .ods .ofd .rtf .epub .caj .zip .rar .7z .tar .gz .exe .eml .msg
.jpg .jpeg .png .gif .bmp .tif .tiff .webp .heic .mp3 .mp4 .avi .mov .wav
"""
_FOREIGN = frozenset(_FOREIGN_SUFFIXES.split())


def read_path(path: Path) -> str:
    """The text of a file; raises ExtractionError with one Chinese line when there is none to be had."""
    return read_data(load_bytes(path), name=path.name)


def load_bytes(path: Path) -> bytes:
    """The bytes of a file of at most MAX_BYTES; raises ExtractionError when it cannot be opened."""
    name = path.name
    try:
        if path.is_dir():
            raise ExtractionError(f"“{name}”是一个文件夹，请选择其中的文件。")
        if path.stat().st_size > MAX_BYTES:
            raise ExtractionError(_too_large(name))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise ExtractionError(f"找不到文件“{name}”，请核对路径后重试。") from None
    except (OSError, ValueError):
        raise ExtractionError(f"无法打开文件“{name}”，请检查路径和读取权限。") from None


def read_data(data: bytes, *, name: str) -> str:
    """The text in the bytes of a file called `name`; raises ExtractionError as `read_path` does."""
    if not data:
        raise ExtractionError(f"文件“{name}”是空的，请换一份有内容的文件。")
    if len(data) > MAX_BYTES:
        raise ExtractionError(_too_large(name))
    text = _read(name, Path(name).suffix.lower(), data)
    if not text.strip():
        raise ExtractionError(f"文件“{name}”中没有文字，请换一份有内容的文件。")
    if len(text) > MAX_CHARACTERS:
        raise ExtractionError(f"文件“{name}”的文字过多，请拆分后再导入。")
    return text


def _too_large(name: str) -> str:
    return f"文件“{name}”超过 {MAX_BYTES // 1024 // 1024} MB 的上限，请拆分后再导入。"


def _read(name: str, suffix: str, data: bytes) -> str:
    # What the bytes say goes before what the name says: a renamed file is common.
    if data[:5] == b"%PDF-" or suffix == ".pdf":
        from policies.extraction.reader_pdf import read_pdf

        return read_pdf(name, data)
    if data[:4] == b"PK\x03\x04" or suffix in (".docx", ".xlsx", ".xlsm"):
        from policies.extraction.reader_office import read_office

        return read_office(name, data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise ExtractionError(
            f"“{name}”是旧版 Office、WPS 或加密的文件，请取消密码并另存为 docx 或 xlsx 后再导入。"
        )
    if data[:5] == b"{\\rtf":
        raise ExtractionError(f"“{name}”是 RTF 文件，请另存为 docx 后再导入。")
    if suffix in _FOREIGN:
        raise ExtractionError(f"不支持“{suffix}”格式的文件“{name}”，请另存为 txt、docx、pdf 或 xlsx。")
    text = decode(data, name)
    if suffix in (".htm", ".html"):
        from policies.extraction.reader_html import read_html

        return read_html(text)
    return text


def decode(data: bytes, name: str = "") -> str:
    """Bytes of a plain text in UTF-8, UTF-16 with BOM or GB18030 to text.

    Raises ExtractionError for binary data and for other encodings.
    """
    wrong = ExtractionError(f"无法识别文件“{name}”的文字编码，请另存为 UTF-8 编码的文本文件后再导入。")
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise wrong from None
    control = sum(data.count(bytes([c])) for c in range(32) if c not in (9, 10, 11, 12, 13, 26))
    if b"\x00" in data or control > max(2, len(data) // 500):
        raise ExtractionError(f"文件“{name}”不是文本文件，请提供 txt、docx、pdf 或 xlsx 文件。")
    text = _decoded(data)
    if text is None:
        raise wrong
    if text.count("\ufffd") > max(3, len(text) // 200) or text.count("锟斤拷") > 2:
        raise wrong
    return text


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if _plausible(text) else None


def _plausible(text: str) -> bool:
    """Whether a text decoded as GB18030 is Chinese: most of it in the common first level of GB 2312."""
    foreign = [c for c in text[:20000] if not c.isascii()]
    if not foreign:
        return True
    common = 0
    for char in foreign:
        try:
            lead = char.encode("gb2312")[0]
        except UnicodeEncodeError:
            continue
        common += 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7
    return common >= 0.8 * len(foreign)
