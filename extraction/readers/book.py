"""Workbooks of old programs (xls, et) and of open ones (ods): read without an office program."""

from __future__ import annotations

from extraction.readers import isolated
from extraction.readers.grid import MAX_ROWS
from extraction.readers.source import Source

SECONDS = 60
_AGAIN = "请用 WPS 或 Excel 另存为 xlsx 后再导入。"
_MESSAGES = {
    "locked": "工作簿“{name}”已加密，请取消密码后再导入。",
    "rows": f"工作簿“{{name}}”的工作表超过 {MAX_ROWS} 行，请拆分后再导入。",
    "empty": "工作簿“{name}”中没有文字，请换一份有内容的文件。",
    isolated.BROKEN: f"工作簿“{{name}}”已损坏或无法打开，{_AGAIN}",
    isolated.HUGE: "工作簿“{name}”的内容异常庞大，已停止读取，请核实来源。",
    isolated.SLOW: f"工作簿“{{name}}”读取超过 {SECONDS} 秒，已停止，{_AGAIN}",
}


def read_book(name: str, data: bytes) -> Source:
    """The visible sheets of a workbook; raises UnreadableError where it is locked, broken or hostile."""
    source = isolated.read("extraction.readers.book_sheets", name, data, _MESSAGES, seconds=SECONDS)
    return Source(source.text, source.unread, tabular=True)
