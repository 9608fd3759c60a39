"""Writing the sheet: what is known stands locked, what is to be filled in stands open."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from departments.models.departments import Department
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.sheets.columns import (
    COLUMNS,
    FIRST_ROW,
    HEADER_ROW,
    HINT_ROW,
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
_GREY, _YELLOW, _HEAD = (PatternFill("solid", fgColor=c) for c in ("F2F2F2", "FFF8E1", "DCE6F1"))
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP = Alignment(wrap_text=True, vertical="top")


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
    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    _head(sheet, department, on)
    row = FIRST_ROW - 1
    for row, assignment in enumerate(assignments, start=FIRST_ROW):
        before = last.get(assignment.pk)
        identity = [
            documents[assignment.pk],
            str(assignment.task.measure),
            assignment.task.text or assignment.task.measure.text,
            str(assignment.due_on or "未定"),
            str(before.percent if before else assignment.percent),
            before.narrative if before else "",
        ]
        identity = [ILLEGAL_CHARACTERS_RE.sub("", words)[:_LONGEST] for words in identity]
        sign = sign_row(assignment.pk, newest.get(assignment.pk, 0), identity)
        _line(
            sheet,
            row,
            {"acknowledge": sign, "sign_again": sign, **dict(zip(IDENTITY, identity, strict=True))},
        )
    _rules(sheet, max(row, FIRST_ROW))
    _print(sheet, max(row, FIRST_ROW))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any, department: Department, on: date) -> None:
    sheet.cell(TITLE_ROW, 2, f"{department.name} {on.year}年{on.month}月进展填报表").font = Font(
        bold=True, size=14
    )
    sheet.cell(HINT_ROW, 2, HINT).alignment = Alignment(vertical="center")
    sheet.row_dimensions[TITLE_ROW].height = 24
    for index, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(HEADER_ROW, index, column.header)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _BOX
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        dimension = sheet.column_dimensions[LETTERS[column.name]]
        dimension.width, dimension.hidden = column.width, column.hidden
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.freeze_panes = f"{LETTERS['task']}{FIRST_ROW}"


def _line(sheet: Any, row: int, values: dict[str, str]) -> None:
    for index, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row, index)
        if column.name in values:
            cell.value = values[column.name]
            cell.data_type = "s"  # a text that begins with “=” is no formula
        cell.alignment, cell.border = _WRAP, _BOX
        cell.fill = _YELLOW if column.fill else _GREY
        cell.protection = Protection(locked=not column.fill)


def _rules(sheet: Any, last_row: int) -> None:
    percent = DataValidation(type="whole", operator="between", formula1="0", formula2="100", allow_blank=True)
    percent.errorTitle, percent.error = "完成比例", "请填写0到100之间的整数。"
    claim = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    claim.errorTitle, claim.error = "申请办结", "请填“是”或“否”，不申请的可以不填。"
    reason = DataValidation(type="textLength", operator="lessThanOrEqual", formula1="200", allow_blank=True)
    reason.errorTitle, reason.error = "比例下降原因", "请控制在200字以内。"
    for rule, name in ((percent, "percent"), (claim, "claims_completion"), (reason, "drop_reason")):
        rule.showErrorMessage = True
        rule.add(f"{LETTERS[name]}{FIRST_ROW}:{LETTERS[name]}{last_row}")
        sheet.add_data_validation(rule)
    # Whole rows may be sorted and deleted; nothing can be pushed beside its row.
    sheet.protection.sheet = True
    for free in ("formatCells", "formatColumns", "formatRows", "deleteRows", "sort", "autoFilter"):
        setattr(sheet.protection, free, False)


def _print(sheet: Any, last_row: int) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.print_area = f"{LETTERS['document']}{TITLE_ROW}:{LETTERS['claims_completion']}{last_row}"
    sheet.oddFooter.center.text = "第&P页，共&N页"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
