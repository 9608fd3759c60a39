"""The text of a pdf, pages parted by form feeds; a page that is a picture is read by its image."""

from __future__ import annotations

from extraction.readers import isolated
from extraction.readers.scans import with_pdf_pages, wordless
from extraction.readers.source import Source

SECONDS = isolated.SECONDS
_MESSAGES = {
    "locked": "PDF 文件“{name}”已加密，请取消密码后再导入。",
    isolated.BROKEN: "PDF 文件“{name}”已损坏或无法打开，请重新导出后再试。",
    "pages": f"PDF 文件“{{name}}”超过 {isolated.MAX_PAGES} 页，请拆分后再导入。",
    "scanned": "PDF 文件“{name}”没有文字，也没有从页面图片中识别出文字，请换一份清晰的扫描件。",
    "glyphs": "PDF 文件“{name}”的字体没有文字编码，也没有从页面图片中识别出文字，请改用 docx 后再导入。",
    isolated.HUGE: "PDF 文件“{name}”的内容异常庞大，已停止读取，请核实来源。",
    isolated.SLOW: f"PDF 文件“{{name}}”读取超过 {SECONDS} 秒，已停止，请拆分或改用 docx 后再导入。",
}


def read_pdf(name: str, data: bytes) -> Source:
    """The text of a pdf; raises ExtractionError when it is locked, scanned, broken, too long or hostile."""
    source = isolated.read("extraction.readers.pdf_pages", name, data, _MESSAGES, seconds=SECONDS)
    source = with_pdf_pages(source, data)
    if fault := wordless(source):
        raise isolated.refusal(_MESSAGES, fault, name)
    return source
