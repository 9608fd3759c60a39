"""The xlsx by which a year's days off come in: one day a line, with its mistakes named by their line."""

import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from common.errors import ServiceError
from common.files.archives import parts_of
from common.files.workbook import Book, Column, Table
from common.text import clean
from departments.daysoff.models import DayKind
from departments.daysoff.reading import ReadDay

HEAD = ("日期", "安排", "说明")
MOST_DAYS = 400  # a year's, generously
LONGEST_NAME = 30
_MOST_BYTES = 1024 * 1024
_MOST_INFLATED = 20 * 1024 * 1024
_KINDS = {"休息": DayKind.OFF, "放假": DayKind.OFF, "上班": DayKind.WORKED, "补班": DayKind.WORKED}
_DAY = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(slots=True)
class DayLine:
    """A line of the sheet as it was filled in, what it says, and what is wrong with it."""

    row: int
    words: tuple[str, str, str]
    read: ReadDay | None = None
    errors: list[str] = field(default_factory=list)


def days_template(year: int) -> bytes:
    """An empty sheet with two lines that show how it is filled in, of the year asked for."""
    book = Book()
    columns = [Column(HEAD[0], 16), Column(HEAD[1], 12), Column(HEAD[2], 30)]
    hint = "每行一天；“安排”填“休息”或“上班”（调休上班）；两行示例请改成实际的日期。"
    table = Table(book, "工作日历", columns, above=[f"{year}年放假和调休安排", hint])
    table.write([date(year, 1, 1), "休息", "元旦"])
    table.write([date(year, 1, 2), "休息", "元旦"])
    return book.as_bytes()


def read_days_sheet(data: bytes) -> list[DayLine]:
    """The filled lines of an uploaded sheet, each with its mistakes.

    Raises `ServiceError` for a file that is no such sheet, with a sentence that says what to do.
    """
    parts = parts_of(data) if data.startswith(b"PK\x03\x04") and len(data) <= _MOST_BYTES else {}
    if "xl/workbook.xml" not in parts or sum(parts.values()) > _MOST_INFLATED:
        raise _unreadable()
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        lines = list(_lines(sheet.iter_rows(max_col=len(HEAD), max_row=MOST_DAYS + 20, values_only=True)))
    except ServiceError:
        raise
    except Exception:
        raise _unreadable() from None
    if not lines:
        raise ServiceError("days_off_unreadable", "表中没有填写日期，请填写后再上传。", field="file")
    if len(lines) > MOST_DAYS:
        raise ServiceError("days_off_unreadable", f"一份表最多{MOST_DAYS}天，请分次导入。", field="file")
    often = Counter(line.read.day for line in lines if line.read)
    for line in lines:
        if line.read and often[line.read.day] > 1:
            line.errors.append(f"{line.read.day}在表中写了不止一次")
    return lines


def days_of(lines: Iterable[DayLine]) -> list[ReadDay]:
    """The days of a sheet that is right in all its lines; else `ServiceError` names each line that is not."""
    wrong = [f"第{line.row}行：{'、'.join(line.errors)}" for line in lines if line.errors]
    if wrong:
        more = f"；另有{len(wrong) - 10}行" if len(wrong) > 10 else ""
        raise ServiceError(
            "days_off_unreadable", f"{'；'.join(wrong[:10])}{more}。一行也没有录入。", field="file"
        )
    return [line.read for line in lines if line.read]


def _unreadable() -> ServiceError:
    return ServiceError(
        "days_off_unreadable",
        "文件无法读取，请使用从本页下载的模板，另存为不加密的 xlsx（1MB以内）后再上传。",
        field="file",
    )


def _lines(rows: Iterable[tuple[Any, ...]]) -> Iterable[DayLine]:
    """What stands below the head."""
    below = False
    for number, cells in enumerate(rows, start=1):
        words = tuple(_words(cell) for cell in (*cells, None, None, None)[:3])
        if not below:
            below = words == HEAD
        elif any(words):
            yield _line(number, words[0], words[1], words[2])
    if not below:
        raise ServiceError(
            "days_off_unreadable",
            f"表中没有“{'、'.join(HEAD)}”的表头，请使用从本页下载的模板。",
            field="file",
        )


def _words(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return clean("" if cell is None else str(cell)).strip()


def _line(row: int, day: str, kind: str, name: str) -> DayLine:
    line = DayLine(row, (day[:40], kind[:40], name[: LONGEST_NAME + 20]))
    found, meant = _DAY.fullmatch(day), _KINDS.get(kind)
    read: date | None = None
    try:
        read = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        line.errors.append(f"没有“{line.words[0]}”这个日期")
    else:
        if read is None:
            line.errors.append(f"日期“{line.words[0]}”无法识别，请写成2027-02-06的样式")
    if meant is None:
        line.errors.append(f"安排“{line.words[1]}”无法识别，请填“休息”或“上班”")
    if len(name) > LONGEST_NAME:
        line.errors.append(f"说明请控制在{LONGEST_NAME}字以内")
    if read and meant and not line.errors:
        line.read = ReadDay(read, meant, name)
    return line
