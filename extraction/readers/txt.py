"""The bytes of a plain text to characters: UTF-8, GB18030, UTF-16 with a mark or without."""

from __future__ import annotations

from extraction.model import ExtractionError

_SAMPLE = 20_000
_MAY_STAND = frozenset(b"\t\n\v\f\r\x1a")
_CONTROL = bytes(c for c in range(32) if c not in _MAY_STAND)


def decode(data: bytes, name: str = "") -> str:
    """Bytes of a plain text in UTF-8, UTF-16 or GB18030 to text.

    Raises ExtractionError for binary data and for other encodings.
    """
    text = _wide(data)
    if text is None:
        if b"\x00" in data or len(data) - len(data.translate(None, _CONTROL)) > max(2, len(data) // 500):
            raise ExtractionError(f"文件“{name}”不是文本文件，请提供 txt、docx、pdf 或 xlsx 文件。")
        text = _narrow(data)
    if text is None or text.count("\ufffd") > max(3, len(text) // 200) or text.count("锟斤拷") > 2:
        raise ExtractionError(f"无法识别文件“{name}”的文字编码，请另存为 UTF-8 编码的文本文件后再导入。")
    return text


def _wide(data: bytes) -> str | None:
    """A text of UTF-16, by its mark or because it is Chinese in this way only."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if len(data) < 16 or b"\x00" not in data[:_SAMPLE]:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and is_chinese(text):
            return text
    return None


def _narrow(data: bytes) -> str | None:
    bare = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError as error:
        # A copy that was cut off within the last character has lost nothing else.
        if error.end >= len(bare) and error.reason == "unexpected end of data":
            return bare[: error.start].decode("utf-8")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 4:
            return None
        text = data[: error.start].decode("gb18030")
    return text if is_chinese(text) else None


def is_chinese(text: str) -> bool:
    """Whether a decoded text is Chinese: most of it in the signs and the common first level of GB 2312."""
    foreign = [c for c in text[:_SAMPLE] if not c.isascii()]
    common = 0
    for char in foreign:
        try:
            lead = char.encode("gb2312")[0]
        except UnicodeEncodeError:
            continue
        common += 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7
    return common >= 0.8 * len(foreign)
