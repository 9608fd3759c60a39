"""OFD (GB/T 33190): the text of its pages, parted by form feeds, as a pdf is read."""

from __future__ import annotations

from extraction.readers import isolated
from extraction.readers.scans import with_page_images, wordless
from extraction.readers.source import Source

SECONDS = isolated.SECONDS
_AGAIN = "请用版式阅读软件另存或导出为 pdf 后再试。"
MESSAGES = {
    "locked": "OFD 文件“{name}”已加密，请解密后再导入。",
    "pages": f"OFD 文件“{{name}}”超过 {isolated.MAX_PAGES} 页，请拆分后再导入。",
    "scanned": "OFD 文件“{name}”没有文字，也没有从页面图片中识别出文字，请导出为 pdf 或换一份清晰的扫描件。",
    "glyphs": "OFD 文件“{name}”的字体没有文字编码，无法读出文字，请导出为 pdf 后再导入。",
    "unsafe": "OFD 文件“{name}”含有不安全的 XML 声明，已停止读取，请核实来源。",
    "size": "OFD 文件“{name}”的页面尺寸异常，已停止读取，请核实来源。",
    "bomb": "OFD 文件“{name}”解压后过大，疑似压缩炸弹，已停止读取，请核实来源。",
    isolated.BROKEN: f"OFD 文件“{{name}}”已损坏或不完整，无法打开，{_AGAIN}",
    isolated.HUGE: "OFD 文件“{name}”的内容异常庞大，已停止读取，请核实来源。",
    isolated.SLOW: f"OFD 文件“{{name}}”读取超过 {SECONDS} 秒，已停止，{_AGAIN}",
}


def read_ofd(name: str, data: bytes) -> Source:
    """The text of an ofd; raises UnreadableError when it is locked, scanned, broken, too long or hostile."""
    source = isolated.read("extraction.readers.ofd_pages", name, data, MESSAGES, seconds=SECONDS)
    source = with_page_images(source, source.images)
    if fault := wordless(source):
        raise isolated.refusal(MESSAGES, fault, name)
    return source
