"""The columns of the sheet, and the sign by which a row is known again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac
from openpyxl.utils import get_column_letter

SHEET = "填报"
TITLE_ROW, HEADER_ROW = 1, 3  # between them what is to be done
FIRST_ROW = HEADER_ROW + 1
MOST_ROWS = 2000  # rows of one sheet; a department with more downloads what it owes only
_SIGN = re.compile(r"(\d{1,18})-(\d{1,18})-([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the program, its header, its width, whether it is to be filled in."""

    name: str
    header: str
    width: float
    fill: bool = False
    hidden: bool = False


# The sign stands at both ends, so that cells pushed down on one side only are noticed.
COLUMNS: tuple[Column, ...] = (
    Column("acknowledge", "行标识（请勿改动）", 4, hidden=True),
    Column("document", "文件", 20),
    Column("measure", "举措", 26),
    Column("task", "任务内容", 40),
    Column("due_on", "时限", 12),
    Column("last_percent", "上次比例（%）", 9),
    Column("last_words", "上次填报", 32),
    Column("percent", "完成比例（%）", 9, fill=True),
    Column("narrative", "进展情况", 44, fill=True),
    Column("problems", "存在问题", 24, fill=True),
    Column("next_steps", "下一步安排", 24, fill=True),
    Column("drop_reason", "比例下降原因", 16, fill=True),
    Column("claims_completion", "申请办结", 8, fill=True),
    Column("sign_again", "行标识（请勿改动）", 4, hidden=True),
)
LETTERS = {column.name: get_column_letter(i) for i, column in enumerate(COLUMNS, start=1)}
HEADERS = {column.name: column.header for column in COLUMNS}
FILLED = tuple(column.name for column in COLUMNS if column.fill)
# What a row says of itself; the sign covers it.
IDENTITY = ("document", "measure", "task", "due_on", "last_percent", "last_words")


def cell_of(row: int, name: str) -> str:
    """The address of a cell: E7."""
    return f"{LETTERS[name]}{row}"


def place(row: int, name: str) -> str:
    """A cell as an error names it: 第7行“完成比例（%）”（H7）."""
    return f"第{row}行“{HEADERS[name]}”（{cell_of(row, name)}）"


def plain(value: object) -> str:
    """A value without its spaces and line breaks, which programs of the office change at will."""
    return "".join(str("" if value is None else value).split())


def sign_row(assignment: int, seen: int, identity: Sequence[object]) -> str:
    """The sign of a row: the assignment, its newest report at the time, and a check over what is shown."""
    return f"{assignment}-{seen}-{_check(assignment, seen, identity)}"


def read_sign(sign: object, identity: Sequence[object]) -> tuple[int, int] | None:
    """The assignment and the newest report that the sign names; `None` if it does not fit the row."""
    match = _SIGN.fullmatch(plain(sign))
    if match is None:
        return None
    assignment, seen = int(match[1]), int(match[2])
    return (assignment, seen) if constant_time_compare(match[3], _check(assignment, seen, identity)) else None


def _check(assignment: int, seen: int, identity: Sequence[object]) -> str:
    said = "\x1f".join([str(assignment), str(seen), *(plain(value) for value in identity)])
    return salted_hmac("tracker.work.filing.sheets", said, algorithm="sha256").hexdigest()[:16]
