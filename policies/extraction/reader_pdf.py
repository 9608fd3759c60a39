"""The text layer of a pdf, pages parted by form feeds, two columns read one after the other."""

from __future__ import annotations

import io
from typing import Any

from policies.extraction.model import ExtractionError

MAX_PAGES = 600


def read_pdf(name: str, data: bytes) -> str:
    """The text of a pdf; raises ExtractionError when it is encrypted, scanned, broken or too long."""
    import pdfplumber

    broken = ExtractionError(f"PDF 文件“{name}”已损坏或无法打开，请重新导出后再试。")
    locked = b"/Encrypt" in data[-4096:] or b"/Encrypt" in data[:4096]
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise ExtractionError(f"PDF 文件“{name}”超过 {MAX_PAGES} 页，请拆分后再导入。")
            pages = []
            for page in pdf.pages:
                pages.append(_page_text(page))
                page.close()
    except ExtractionError:
        raise
    except Exception:  # pdfminer raises many kinds of errors on broken files
        if locked:
            raise ExtractionError(f"PDF 文件“{name}”已加密，请取消密码后再导入。") from None
        raise broken from None
    text = "\f".join(pages)
    if len("".join(text.split())) < 20 * max(1, len(pages)) // 4:
        raise ExtractionError(f"PDF 文件“{name}”没有文字层（可能是扫描件），请先做文字识别（OCR）再导入。")
    return text


def _page_text(page: Any) -> str:
    tables = page.find_tables()
    boxes = [t.bbox for t in tables if len(t.rows) > 1 and max(len(r.cells) for r in t.rows) > 1]
    if boxes:
        return _with_tables(page, [t for t in tables if t.bbox in boxes])
    gutter = _gutter(page)
    if gutter is None:
        return page.extract_text() or ""
    top, bottom = page.bbox[1], page.bbox[3]
    left = page.crop((page.bbox[0], top, gutter, bottom))
    right = page.crop((gutter, top, page.bbox[2], bottom))
    return (left.extract_text() or "") + "\n" + (right.extract_text() or "")


def _gutter(page: Any) -> float | None:
    """Where the white band between two columns lies, or None for one column."""
    middle = (page.bbox[0] + page.bbox[2]) / 2
    chars = [c for c in page.chars if c["text"].strip()]
    if len(chars) < 200:
        return None
    crossing = sum(c["x0"] < middle < c["x1"] for c in chars)
    left = sum(c["x1"] <= middle for c in chars)
    near = sum(middle - 8 < (c["x0"] + c["x1"]) / 2 < middle + 8 for c in chars)
    balanced = 0.25 < left / len(chars) < 0.75
    return middle if balanced and crossing + near < len(chars) * 0.01 else None


def _with_tables(page: Any, tables: list[Any]) -> str:
    """Text and tables of a page from top to bottom, tables as tab separated rows."""
    parts: list[str] = []
    top = page.bbox[1]
    for table in sorted(tables, key=lambda t: t.bbox[1]):
        if table.bbox[1] > top + 1:
            parts.append(page.crop((page.bbox[0], top, page.bbox[2], table.bbox[1])).extract_text() or "")
        for row in table.extract():
            cells = ["".join((cell or "").split()) for cell in row]
            if any(cells):
                parts.append("\t".join(cells))
        top = max(top, table.bbox[3])
    if top < page.bbox[3] - 1:
        parts.append(page.crop((page.bbox[0], top, page.bbox[2], page.bbox[3])).extract_text() or "")
    return "\n".join(p for p in parts if p)
