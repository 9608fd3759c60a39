"""Reading the sheet again: every row that was filled in, and what is wrong with it as it stands."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from common.errors import ServiceError
from common.files.archives import parts_of
from common.text import clean
from tracker.work.filing.sheets.columns import (
    COLUMNS,
    FILLED,
    FIRST_ROW,
    HEADER_ROW,
    IDENTITY,
    LETTERS,
    MOST_ROWS,
    SHEET,
    place,
    plain,
    read_sign,
)
from tracker.work.periods import in_chinese

MOST_BYTES = 5 * 1024 * 1024
_MOST_INFLATED = 60 * 1024 * 1024
_LONGEST = 20_000  # characters of one cell
_AGAIN = "请重新下载填报表，在新表中填写。"
_YES, _NO = {"是", "√", "✓", "y", "yes", "true"}, {"", "否", "×", "n", "no", "false"}


@dataclass(slots=True)
class SheetRow:
    """One filled row: where it stands, what it is about, what was filled in, and its mistakes.

    `errors` are pairs of the column's name (empty: the row as a whole) and a Chinese sentence.
    """

    row: int
    assignment: int = 0
    seen: int = 0
    percent: int | None = None
    narrative: str = ""
    problems: str = ""
    next_steps: str = ""
    drop_reason: str = ""
    claims_completion: bool = False
    measure: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)

    def stored(self) -> dict[str, Any]:
        """The row as it is kept."""
        return asdict(self)

    @classmethod
    def kept(cls, stored: dict[str, Any]) -> "SheetRow":
        """The row as it was kept."""
        return cls(**{**stored, "errors": [(name, words) for name, words in stored["errors"]]})

    def said(self) -> list[str]:
        """The mistakes, each with its cell."""
        return [
            f"{place(self.row, name) if name else f'第{self.row}行'}：{words}" for name, words in self.errors
        ]


def read_sheet(*, name: str, data: bytes) -> tuple[list[SheetRow], int]:
    """The filled rows of an uploaded sheet, and how many were left empty.

    Raises `ServiceError` for a file that is no such sheet, with a sentence that says what to do.
    """
    _check_file(name, data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception:
        raise ServiceError(
            "file_unreadable", f"“{name}”无法读取，可能已损坏，{_AGAIN}", field="file"
        ) from None
    try:
        if SHEET not in book.sheetnames:
            raise ServiceError(
                "sheet_missing", f"“{name}”中没有名为“{SHEET}”的工作表，{_AGAIN}", field="file"
            )
        sheet: Any = book[SHEET]
        if hasattr(sheet, "reset_dimensions"):
            sheet.reset_dimensions()
        return _rows(_lines(sheet))
    except ServiceError:
        raise
    except Exception:
        raise ServiceError(
            "file_unreadable", f"“{name}”无法读取，可能已损坏，{_AGAIN}", field="file"
        ) from None
    finally:
        book.close()


def _check_file(name: str, data: bytes) -> None:
    if not data:
        raise ServiceError("file_empty", f"“{name}”是空文件，请重新选择。", field="file")
    if len(data) > MOST_BYTES:
        raise ServiceError(
            "file_too_large",
            f"“{name}”超过{MOST_BYTES // 1024 // 1024}MB，请不要在填报表中插入图片，{_AGAIN}",
            field="file",
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ServiceError(
            "file_old_or_locked",
            f"“{name}”是旧版（xls）或加了密码的文件，请取消密码，另存为 xlsx 后再上传。",
            field="file",
        )
    parts = parts_of(data) if data.startswith(b"PK\x03\x04") else {}
    if "xl/workbook.xml" not in parts:
        raise ServiceError(
            "file_type_not_allowed", f"“{name}”不是 xlsx 文件，请上传从本页下载并填写的填报表。", field="file"
        )
    if any("vbaproject" in part.lower() for part in parts) or name.lower().endswith(".xlsm"):
        raise ServiceError(
            "file_with_macros", f"“{name}”含有宏，不能接收，请另存为不含宏的 xlsx 后再上传。", field="file"
        )
    if sum(parts.values()) > _MOST_INFLATED:
        raise ServiceError(
            "file_unpacks_too_large", f"“{name}”解压后过大，可能不是正常的填报表，{_AGAIN}", field="file"
        )


def _lines(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Every row with its number; a gap of many empty rows is the end of the sheet."""
    gap = 0
    for number, row in enumerate(sheet.iter_rows(max_col=len(COLUMNS)), start=1):
        gap = 0 if any(cell.value is not None for cell in row) else gap + 1
        if gap > MOST_ROWS:
            return
        yield number, row


def _rows(lines: Iterator[tuple[int, tuple[Any, ...]]]) -> tuple[list[SheetRow], int]:
    rows: list[SheetRow] = []
    known: dict[int, int] = {}
    empty, headed = 0, False
    for number, cells in lines:
        if number == HEADER_ROW:
            _check_header(cells)
            headed = True
        values = {column.name: _value(cell) for column, cell in zip(COLUMNS, cells, strict=False)}
        if number < FIRST_ROW or all(value in (None, "") for value in values.values()):
            continue
        if not any(plain(values.get(name)) for name in FILLED):
            empty += 1
            continue
        if len(rows) == MOST_ROWS:
            raise ServiceError("sheet_too_long", f"填报表超过{MOST_ROWS}行，请分次下载填报。", field="file")
        row = _row(number, values, cells)
        if row.assignment and row.assignment in known:
            row.errors.append(("", f"与第{known[row.assignment]}行是同一事项，请只保留一行。"))
        known.setdefault(row.assignment, number)
        rows.append(row)
    if not headed:
        raise ServiceError("sheet_empty", f"填报表是空的，{_AGAIN}", field="file")
    if not rows:
        raise ServiceError(
            "sheet_not_filled_in", "填报表中没有填写任何一行，请在黄色各列填写后再上传。", field="file"
        )
    return rows, empty


def _check_header(cells: tuple[Any, ...]) -> None:
    for index, column in enumerate(COLUMNS):
        found = plain(cells[index].value) if index < len(cells) else ""
        if found != plain(column.header):
            where = f"第{HEADER_ROW}行（{LETTERS[column.name]}{HEADER_ROW}）"
            raise ServiceError(
                "sheet_header_changed",
                f"表头已改动：{where}应为“{column.header}”，现为“{found[:20]}”，{_AGAIN}",
                field="file",
            )


def _value(cell: Any) -> Any:
    value = cell.value
    return clean(value).replace("\r", "") if isinstance(value, str) else value


def _row(number: int, values: dict[str, Any], cells: tuple[Any, ...]) -> SheetRow:
    row = SheetRow(row=number, measure=str(values["measure"] or "")[:200])
    identity = [values[name] for name in IDENTITY]
    named = read_sign(values["acknowledge"], identity)
    if named is None or plain(values["acknowledge"]) != plain(values["sign_again"]):
        row.errors.append(
            ("", f"行标识与“文件”“举措”等列（B{number}至G{number}）不符，单元格可能被移动或改动，{_AGAIN}")
        )
    else:
        row.assignment, row.seen = named
    _percent(row, values["percent"], cells)
    for name in ("narrative", "problems", "next_steps", "drop_reason"):
        words = _words(values[name])
        if words is None:
            row.errors.append((name, "这里应填文字，请改写为一句话。"))
            words = ""
        if len(words) > _LONGEST:
            row.errors.append((name, f"请控制在{_LONGEST}字以内。"))
        setattr(row, name, words[:_LONGEST])
    claim = plain(values["claims_completion"]).lower()
    row.claims_completion = claim in _YES
    if claim not in _YES | _NO:
        row.errors.append(("claims_completion", "请填“是”或“否”，不申请的可以不填。"))
    return row


def _words(value: Any) -> str | None:
    """What was typed where words belong; `None` for what says nothing in words (TRUE, a time of day).

    The office programs make a date of what looks like one: it is said as people write it.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or (not isinstance(value, str | int | float | date)):
        return None
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{in_chinese(value.date())}{value.hour}时{value.minute:02}分"
    if isinstance(value, date):
        return in_chinese(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _percent(row: SheetRow, value: Any, cells: tuple[Any, ...]) -> None:
    """45, “45%”, “４５” and a cell of 0.45 shown as 45% are all 45."""
    number: float | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        index = next(i for i, column in enumerate(COLUMNS) if column.name == "percent")
        shown = getattr(cells[index], "number_format", None) or ""
        number = round(value * 100, 6) if "%" in shown else float(value)
    elif isinstance(value, str):
        words = unicodedata.normalize("NFKC", plain(value)).removesuffix("%")
        number = float(words) if re.fullmatch(r"\d{1,4}(\.\d{1,6})?", words) else None
    if number is None and not plain(value):
        row.errors.append(("percent", "请填写完成比例。"))
    elif number is None or not number.is_integer() or not 0 <= number <= 100:
        row.errors.append(("percent", f"“{str(value)[:20]}”不是0到100之间的整数，请修改。"))
    else:
        row.percent = int(number)
