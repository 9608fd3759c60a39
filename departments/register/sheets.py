"""The sheets of units and of people: their columns, the file to fill in, and reading it again."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from common.errors import ServiceError
from common.files.archives import parts_of
from common.files.workbook import Book, Table
from common.files.workbook import Column as Wide
from common.text import clean

MOST_BYTES = 5 * 1024 * 1024
_MOST_INFLATED = 60 * 1024 * 1024
MOST_ROWS = 3000
_LOOKED_AT = 20  # rows in which the head is looked for


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in code and in the sheet, what to write there, whether it must be filled."""

    key: str
    heading: str
    width: int
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of sheet; `example` is a row that shows how it is filled in."""

    title: str
    columns: tuple[Column, ...]

    @property
    def by_heading(self) -> dict[str, Column]:
        """The columns by what stands above them."""
        return {column.heading: column for column in self.columns}


UNITS = Sheet(
    "单位",
    (
        Column("name", "全称", 34, "单位的规范全称，如云岭省财政厅；已有的单位按全称识别", required=True),
        Column("short_name", "简称", 20, "列表中显示的名称，如省财政厅；不填则同全称"),
        Column("region", "地区", 14, "所属地区，如云岭省、青川市；不填则为督查室所在地区"),
        Column("region_above", "上级地区", 14, "地区尚未登记时填写，如青川市的上级地区为云岭省"),
        Column("level", "层级", 8, "中央、省级、市级、县级；不填则按地区"),
        Column(
            "kind",
            "性质",
            12,
            "人民政府、政府部门、党委部门、人大政协、群团组织、中直驻地方单位、事业单位、企业",
        ),
        Column("parent", "上级单位", 24, "主管单位的全称或简称，没有则不填"),
        Column("aliases", "别名", 40, "文件中的其他写法，用顿号隔开，如财政厅、省财政"),
    ),
)
PEOPLE = Sheet(
    "人员",
    (
        Column("username", "用户名", 16, "登录用，字母、数字或汉字；已有的账号按用户名识别", required=True),
        Column("display_name", "姓名", 12, "", required=True),
        Column("department", "单位", 24, "单位的全称、简称或别名", required=True),
        Column("role", "角色", 12, "督查室、领导、单位负责人、填报员", required=True),
        Column("phone", "联系电话", 16, "催办、通报时使用"),
        Column("email", "电子邮箱", 26, "接收提醒"),
        Column("password", "初始密码", 16, "新账号使用；不填则由系统生成，导入后显示一次"),
    ),
)


@dataclass(slots=True)
class Row:
    """A row that was filled in: its number in the sheet, its cells by key, and what is wrong with it."""

    number: int
    cells: dict[str, str]
    errors: list[str] = field(default_factory=list)

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")

    def wrong(self, heading: str, words: str) -> None:
        """Say what is wrong, and in which column."""
        self.errors.append(f"“{heading}”{words}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a file holds: its rows, and the headings that nobody knows, which were not read."""

    rows: list[Row]
    unread: list[str]


def blank(sheet: Sheet, rows: Iterable[Sequence[str]] = ()) -> bytes:
    """The file to fill in: its head, the rows that are there already, and what belongs in each column."""
    book = Book()
    columns = [Wide(column.heading, column.width) for column in sheet.columns]
    table = Table(book, sheet.title, columns, frozen=1)
    for row in rows:
        table.write(list(row))
    out = io.BytesIO()
    about = [
        (column.heading, f"{'（必填）' if column.required else ''}{column.about}") for column in sheet.columns
    ]
    book.save(out, about=about)
    return out.getvalue()


def read(sheet: Sheet, *, name: str, data: bytes) -> Filled:
    """The filled rows of a file, those without the cells that they need marked as wrong.

    Raises `ServiceError` for a file that is no such sheet, with a sentence that says what to do.
    """
    lines = _lines(name, data)
    head, columns = _head(sheet, lines, name)
    rows = []
    for number, line in enumerate(lines[head + 1 :], head + 2):
        cells = {columns[place].key: text for place, text in enumerate(line) if place in columns and text}
        if not cells:
            continue
        row = Row(number, cells)
        for column in sheet.columns:
            if column.required and not row[column.key]:
                row.wrong(column.heading, "没有填写。")
        rows.append(row)
    if not rows:
        raise ServiceError("sheet_empty", f"“{name}”中没有填写内容，请从表头下一行填起。", field="file")
    if len(rows) > MOST_ROWS:
        raise ServiceError("sheet_too_long", f"一次最多导入{MOST_ROWS}行，请分次导入。", field="file")
    known = set(columns)
    return Filled(rows, [text for place, text in enumerate(lines[head]) if text and place not in known])


def _head(sheet: Sheet, lines: list[list[str]], name: str) -> tuple[int, dict[int, Column]]:
    needed = {column.heading for column in sheet.columns if column.required}
    for number, line in enumerate(lines[:_LOOKED_AT]):
        if needed <= set(line):
            found = {
                place: sheet.by_heading[text] for place, text in enumerate(line) if text in sheet.by_heading
            }
            return number, found
    raise ServiceError(
        "sheet_head_missing",
        f"“{name}”中没有找到表头（须有{'、'.join(sorted(needed))}），请下载模板填写。",
        field="file",
    )


def _lines(name: str, data: bytes) -> list[list[str]]:
    if len(data) > MOST_BYTES or sum(parts_of(data).values()) > _MOST_INFLATED:
        raise ServiceError("file_too_large", f"“{name}”太大，请分成几个文件。", field="file")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        if hasattr(sheet, "reset_dimensions"):
            sheet.reset_dimensions()
        lines = [[_text(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]
        book.close()
    except Exception:
        raise ServiceError(
            "file_unreadable", f"“{name}”不能作为xlsx读取，请下载模板填写后再上传。", field="file"
        ) from None
    return lines


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a telephone number that the sheet holds as a number
    return clean(" ".join(str(value).split())) if value is not None else ""
