"""The text layer of a pdf, pages parted by form feeds; what is a picture is named with its page."""

from __future__ import annotations

from extraction.readers import isolated
from extraction.readers.source import Source

SECONDS = isolated.SECONDS
_MESSAGES = {
    "locked": "PDF 文件“{name}”已加密，请取消密码后再导入。",
    isolated.BROKEN: "PDF 文件“{name}”已损坏或无法打开，请重新导出后再试。",
    "pages": f"PDF 文件“{{name}}”超过 {isolated.MAX_PAGES} 页，请拆分后再导入。",
    "scanned": "PDF 文件“{name}”没有文字层（可能是扫描件），请先做文字识别（OCR）再导入。",
    "glyphs": "PDF 文件“{name}”的字体没有文字编码，无法读出文字，请改用 docx 或先做文字识别（OCR）。",
    isolated.HUGE: "PDF 文件“{name}”的内容异常庞大，已停止读取，请核实来源。",
    isolated.SLOW: f"PDF 文件“{{name}}”读取超过 {SECONDS} 秒，已停止，请拆分或改用 docx 后再导入。",
}


def read_pdf(name: str, data: bytes) -> Source:
    """The text of a pdf; raises ExtractionError when it is locked, scanned, broken, too long or hostile."""
    return isolated.read("extraction.readers.pdf_pages", name, data, _MESSAGES, seconds=SECONDS)
