"""Scans and photographs as files of their own: jpg, png and tif, whose pages are parted by form feeds."""

from __future__ import annotations

from extraction.model import ExtractionError
from extraction.ocr.kept import key_of
from extraction.ocr.reading import MAX_PAGES, Part, read_parts
from extraction.readers.scans import WHY, beside
from extraction.readers.source import Omission, Seen, Source

_MESSAGES = {
    "bomb": "图片“{name}”的尺寸过大，已停止读取，请缩小后再导入。",
    "broken": "图片“{name}”已损坏或不完整，无法打开，请重新扫描或拍摄后再试。",
    "kind": "图片“{name}”的格式无法识别，请另存为 jpg、png 或 tif 后再导入。",
    "pages": f"图片“{{name}}”超过 {MAX_PAGES} 页，请拆分后再导入。",
    "slow": "图片“{name}”的识别超时，已停止，请拆分或缩小后再导入。",
    "absent": "本机的文字识别组件无法启动，图片“{name}”没有读入，请联系管理员。",
    "empty": "图片“{name}”中没有识别出文字，请换一份清晰的扫描件。",
}


def read_image(name: str, data: bytes) -> Source:
    """The text of a picture; raises ExtractionError where none of it can be read."""
    part = Part(data)
    read_parts([part])
    pages = sorted(part.read.items())
    said = [number for number, page in pages if page.text.strip()]
    if part.fault or not said:
        fault = part.fault or next((page.fault for _, page in pages if page.fault), "empty")
        raise ExtractionError(_MESSAGES[fault].format(name=name))
    several = len(pages) > 1
    texts: list[str] = []
    seen: list[Seen] = []
    unread: list[Omission] = []
    for number, page in pages:
        label = f"第{number}页" if several else "图片"
        after = "\n".join([*texts[-2:], page.text]).split("\n")[-8:]
        if page.fault:
            told = f"第{{pages}}页是图片，{WHY.get(page.fault, page.fault)}，没有读入"
            unread.append(Omission(f"{label}没有读入", "", (number,), "\n".join(after), told))
        else:
            seen.append(Seen(number, label, key_of(data, number), page))
            unread += beside(page, label, (number,), "\n".join(after))
        texts.append(page.text)
    return Source("\f".join(texts), unread, seen)
