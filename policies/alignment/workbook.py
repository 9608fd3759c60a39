"""上下对照 as xlsx: what has no counterpart first, then what differs, then the rest; the indicators."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment as Placing
from openpyxl.styles import Font, PatternFill

from policies.alignment.models import Alignment
from policies.alignment.selectors import AlignmentView
from policies.models.measures import Indicator, Measure

_HEAD = PatternFill("solid", fgColor="DCE6F1")
_RED = PatternFill("solid", fgColor="FDE2E1")
_YELLOW = PatternFill("solid", fgColor="FFF8E1")
_WRAP = Placing(wrap_text=True, vertical="top")
_LONGEST = 5000


def alignment_xlsx(alignment: Alignment) -> bytes:
    """The file's bytes."""
    view, book = AlignmentView(alignment), Workbook()
    sheet: Any = book.active
    sheet.title = "举措对照"
    _head(
        sheet,
        f"{alignment.lower}对照{alignment.upper}",
        {
            "对照结果": 14,
            "上级序号": 12,
            "上级举措": 24,
            "上级内容": 50,
            "下级序号": 12,
            "下级举措": 24,
            "下级内容": 50,
            "不同之处": 36,
            "确认情况": 12,
        },
    )
    for measure, none in view.upper_without:
        state = f"{none.decided_by}已确认" if none else "待确认"
        _line(sheet, ["无对应", *_measure(measure), "", "", "", "下级文件没有对应的举措", state], _RED)
    for pair in view.pairs:
        differs = "；".join(pair.differences)
        cells = [*_measure(pair.upper.measure), *_measure(pair.lower.measure)]
        state = pair.pair.get_state_display()
        _line(sheet, ["有不同" if differs else "一致", *cells, differs, state], _YELLOW if differs else None)
    for measure in view.lower_without:
        _line(sheet, ["下级新增", "", "", "", *_measure(measure), "上级文件没有对应的举措", ""])
    if view.indicators:
        _indicators(book.create_sheet("指标对照"), view)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _indicators(sheet: Any, view: AlignmentView) -> None:
    figures = {"上级基期": 12, "上级目标": 16, "下级基期": 12, "下级目标": 16}
    _head(sheet, "主要指标", {"对照结果": 14, "指标": 50, **figures})
    for row in view.indicators:
        result = "无对应" if row.lower is None else "下级新增" if row.upper is None else "目标不同"
        name = str(row.upper or row.lower)
        fill = (_RED if row.lower is None else _YELLOW) if row.differs else None
        cells = [result if row.differs else "一致", name, *_figures(row.upper), *_figures(row.lower)]
        _line(sheet, cells, fill)


def _figures(indicator: Indicator | None) -> list[str]:
    return [indicator.base, indicator.target] if indicator else ["", ""]


def _measure(measure: Measure) -> list[str]:
    return [measure.label, measure.short_title, measure.text]


def _head(sheet: Any, title: str, columns: dict[str, int]) -> None:
    sheet.append([title])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append(list(columns))
    for cell, width in zip(sheet[2], columns.values(), strict=True):
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "2:2"


def _line(sheet: Any, values: list[str], fill: PatternFill | None = None) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST])
        cell.data_type = "s"  # a text that begins with “=” is no formula
        cell.alignment = _WRAP
        if fill is not None:
            cell.fill = fill
