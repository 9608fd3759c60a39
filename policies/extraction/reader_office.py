"""docx and xlsx to text, with their tables as tab separated rows.

Both are zip archives: their size is checked before anything is unpacked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from policies.extraction.model import ExtractionError

MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 60


def read_office(name: str, data: bytes) -> str:
    """The text of a docx or xlsx file; raises ExtractionError when it is neither or broken."""
    broken = ExtractionError(
        f"文件“{name}”已损坏或不是真正的 docx/xlsx 文件，请用 Word 或 WPS 重新另存后再试。"
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise broken from None
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED or (unpacked > 20 * 1024 * 1024 and unpacked > MAX_RATIO * len(data)):
        raise ExtractionError(f"文件“{name}”解压后过大，疑似压缩炸弹，已停止读取，请核实来源。")
    if any(info.flag_bits & 1 for info in infos):
        raise ExtractionError(f"文件“{name}”已加密，请取消密码后再导入。")
    names = {info.filename for info in infos}
    if "word/document.xml" in names:
        reader = _docx_lines
    elif "xl/workbook.xml" in names:
        reader = _xlsx_lines
    else:
        raise ExtractionError(
            f"“{name}”是压缩包或不支持的格式，请解压后导入其中的 txt、docx、pdf 或 xlsx 文件。"
        )
    try:
        return "\n".join(reader(data))
    except ExtractionError:
        raise
    except Exception:  # the libraries raise many kinds of errors on broken parts
        raise broken from None


def _cell(text: str) -> str:
    return " ".join(text.split())


def _docx_lines(data: bytes) -> Iterator[str]:
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    from policies.extraction.reader_numbering import Numbering

    document = docx.Document(io.BytesIO(data))
    numbering = Numbering(document)
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield from (numbering.label(block) + block.text).split("\n")
        elif isinstance(block, Table):
            yield from _table_lines(block)


def _table_lines(table: Any) -> Iterator[str]:
    """Rows of a docx table; a merged cell is said once, a boxed text comes out as paragraphs."""
    if len(table.columns) == 1:
        for row in table.rows:
            for cell in row.cells[:1]:
                yield from cell.text.split("\n")
        return
    above: list[Any] = []
    for row in table.rows:
        cells = list(row.cells)
        texts = []
        for index, cell in enumerate(cells):
            sideways = index > 0 and cell._tc is cells[index - 1]._tc
            downwards = index < len(above) and cell._tc is above[index]._tc
            texts.append("" if sideways or downwards else _cell(cell.text))
        above = cells
        if any(texts):
            yield "\t".join(texts)


def _xlsx_lines(data: bytes) -> Iterator[str]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            for number, row in enumerate(sheet.iter_rows(values_only=True)):
                if number >= MAX_ROWS:
                    raise ExtractionError(f"工作表“{sheet.title}”超过 {MAX_ROWS} 行，请拆分后再导入。")
                texts = [_value(value) for value in row[:MAX_COLUMNS]]
                while texts and not texts[-1]:
                    texts.pop()
                if any(texts):
                    yield "\t".join(texts) if sum(map(bool, texts)) > 1 else "".join(texts)
    finally:
        book.close()


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if hasattr(value, "year") and hasattr(value, "day"):
        return f"{value.year}年{value.month}月{value.day}日"
    return _cell(str(value))
