"""Writing the sheet: what is known stands locked, what is to be filled in stands open."""

from collections.abc import Iterable
from datetime import date

from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from common.files.workbook import A4, Book, Column, Table
from common.text import clean
from departments.models.departments import Department
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.sheets.columns import (
    COLUMNS,
    FIRST_ROW,
    HEADER_ROW,
    IDENTITY,
    LETTERS,
    SHEET,
    TITLE_ROW,
    sign_row,
)
from tracker.work.models.assignments import Assignment

HINT = (
    "请填写黄色各列；不填的行不报送。灰色各列和行标识请勿改动，整行可以排序或删除。"
    "填好后在“批量填报”页面上传，核对无误再确认报送。"
)
_LONGEST = 2000  # characters of a task or of the last words; the page of the work has the rest
_GREY, _YELLOW = "F2F2F2", "FFF8E1"


def write_sheet(
    *,
    department: Department,
    assignments: Iterable[Assignment],
    last: dict[int, ProgressReport],
    newest: dict[int, int],
    documents: dict[int, str],
    on: date,
) -> bytes:
    """The sheet of the department as xlsx.

    `last` is the last report that counts by the assignment's id, `newest` the id of the newest report of
    any kind, by which the upload knows whether somebody has filed since; `documents` what stands in the
    column of the document.
    """
    book = Book()
    table = _begin(book, f"{department.name} {on.year}年{on.month}月进展填报表")
    for assignment in assignments:
        before = last.get(assignment.pk)
        identity = [
            documents[assignment.pk],
            assignment.label,
            assignment.task.text or assignment.task.measure.text,
            str(assignment.due_on or "未定"),
            str(before.percent if before else assignment.percent),
            before.narrative if before else "",
        ]
        identity = [clean(words)[:_LONGEST] for words in identity]
        sign = sign_row(assignment.pk, newest.get(assignment.pk, 0), identity)
        known = {"acknowledge": sign, "sign_again": sign, **dict(zip(IDENTITY, identity, strict=True))}
        table.write([known.get(column.name) for column in COLUMNS])
    _finish(table, max(table.at, FIRST_ROW))
    return book.as_bytes()


def _begin(book: Book, title: str) -> Table:
    columns = [Column(column.header, column.width, hidden=column.hidden) for column in COLUMNS]
    table = Table(book, SHEET, columns, above=[title, HINT], frozen=3, ruled=True, paper=A4)
    table.sheet.row_dimensions[TITLE_ROW].height = 24
    table.sheet.row_dimensions[HEADER_ROW].height = 32
    table.head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    for column, cell in zip(COLUMNS, table.cells, strict=True):
        cell.fill = PatternFill("solid", fgColor=_YELLOW if column.fill else _GREY)
        cell.protection = Protection(locked=not column.fill)
    return table


def _finish(table: Table, last_row: int) -> None:
    sheet = table.sheet
    percent = DataValidation(type="whole", operator="between", formula1="0", formula2="100", allow_blank=True)
    percent.errorTitle, percent.error = "完成比例", "请填写0到100之间的整数。"
    claim = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    claim.errorTitle, claim.error = "申请办结", "请填“是”或“否”，不申请的可以不填。"
    reason = DataValidation(type="textLength", operator="lessThanOrEqual", formula1="200", allow_blank=True)
    reason.errorTitle, reason.error = "比例下降原因", "请控制在200字以内。"
    for rule, name in ((percent, "percent"), (claim, "claims_completion"), (reason, "drop_reason")):
        rule.showErrorMessage = True
        rule.add(f"{LETTERS[name]}{FIRST_ROW}:{LETTERS[name]}{last_row}")
        sheet.data_validations.append(rule)
    # Whole rows may be sorted and deleted; nothing can be pushed beside its row.
    sheet.protection.sheet = True
    for free in ("formatCells", "formatColumns", "formatRows", "deleteRows", "sort", "autoFilter"):
        setattr(sheet.protection, free, False)
    sheet.print_area = f"{LETTERS['document']}{TITLE_ROW}:{LETTERS['claims_completion']}{last_row}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
