"""The text layer of a pdf, pages parted by form feeds.

A pdf can ask for any amount of memory and time, so it is read in a process of its own with limits on both.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from extraction.model import ExtractionError, Unread
from extraction.readers.process import TimeUpError, run
from extraction.readers.source import Source

MAX_PAGES = 600
SECONDS = 120
MEMORY = 1536 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
_MESSAGES = {
    "locked": "PDF 文件“{name}”已加密，请取消密码后再导入。",
    "broken": "PDF 文件“{name}”已损坏或无法打开，请重新导出后再试。",
    "pages": f"PDF 文件“{{name}}”超过 {MAX_PAGES} 页，请拆分后再导入。",
    "scanned": "PDF 文件“{name}”没有文字层（可能是扫描件），请先做文字识别（OCR）再导入。",
    "glyphs": "PDF 文件“{name}”的字体没有文字编码，无法读出文字，请改用 docx 或先做文字识别（OCR）。",
    "huge": "PDF 文件“{name}”的内容异常庞大，已停止读取，请核实来源。",
    "slow": f"PDF 文件“{{name}}”读取超过 {SECONDS} 秒，已停止，请拆分或改用 docx 后再导入。",
}


def read_pdf(name: str, data: bytes) -> Source:
    """The text of a pdf; raises ExtractionError when it is locked, scanned, broken, too long or hostile."""
    command = [sys.executable, "-m", "extraction.readers.pdf_pages"]
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"}
    try:
        status, out = run(command, given=data, seconds=SECONDS, environment=environment)
    except TimeUpError:
        raise _error("slow", name) from None
    except OSError:
        status, out = 1, b""
    if status != 0:  # stopped by the limit of memory before it could say so
        raise _error("huge" if status < 0 else "broken", name)
    answer = json.loads(out)
    if answer["fault"]:
        raise _error(answer["fault"], name)
    unread = [Unread(what, text, page) for what, text, page in answer["unread"]]
    return Source(str(answer["text"]), unread)


def _error(fault: str, name: str) -> ExtractionError:
    return ExtractionError(_MESSAGES[fault].format(name=name))
