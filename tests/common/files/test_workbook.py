"""The one writer of xlsx."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from common.files.workbook import A3, A4, Book, Column, Table

COLUMNS = (Column("单位", 20), Column("数", 8), Column("日期", 12))


def written(*rows: list[Any], **looks: Any) -> Any:
    """The sheet 表 with these rows, read again."""
    book = Book()
    table = Table(book, "表", COLUMNS, **looks)
    for row in rows:
        table.write(row)
    return load_workbook(io.BytesIO(book.as_bytes()))["表"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=20))
def test_no_text_stops_the_file(text: str) -> None:
    cell = written([text, 1, None])["A2"]
    assert cell.data_type != "f"
    assert text == "" or cell.data_type in ("s", "inlineStr", "n")


def test_a_formula_stays_text_and_a_control_character_is_left_out() -> None:
    sheet = written(["=1+1\x0b", 1, None], ["#N/A", 2, None])
    assert [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=2)] == [
        ("=1+1", "s"),
        ("#N/A", "s"),
    ]


def test_numbers_and_dates_keep_their_type() -> None:
    sheet = written(["甲", Decimal("42.80"), date(2026, 7, 10)], ["乙", None, None])
    assert (sheet["B2"].value, sheet["C2"].value) == (42.8, datetime(2026, 7, 10))
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert sheet["B3"].value is None


def test_head_and_columns_stay_in_sight_and_stand_on_every_printed_page() -> None:
    sheet = written(["甲", 1, None], above=["题目", "说明"], frozen=1, filtered=True, printed="甲&乙")
    assert [sheet[place].value for place in ("A1", "A2", "A3", "B3")] == ["题目", "说明", "单位", "数"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$3:$3")
    assert sheet.auto_filter.ref == "A3:C4"
    assert sheet.column_dimensions["A"].width == 20
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_a_wide_table_is_printed_on_a3_unless_told_otherwise() -> None:
    assert written().page_setup.paperSize == A4
    book = Book()
    Table(book, "宽", [Column("甲", 181)])
    Table(book, "定", [Column("甲", 181)], paper=A4)
    read = load_workbook(io.BytesIO(book.as_bytes()))
    assert [sheet.page_setup.paperSize for sheet in read] == [A3, A4]


def test_rows_that_one_sheet_cannot_hold_go_to_the_next_with_a_head_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("common.files.workbook.LAST_ROW", 4)
    book = Book()
    table = Table(book, "表", COLUMNS)
    for group in "甲乙":
        table.write_heading(group)
        for number in range(2):
            table.write([f"{group}{number}", number, None])
    read = load_workbook(io.BytesIO(book.as_bytes()))
    assert [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in read] == [
        ["单位", "甲", "甲0", "甲1"],
        ["单位", "乙", "乙0", "乙1"],
    ]
    assert [str(area) for sheet in read for area in sheet.merged_cells.ranges] == ["A2:C2", "A2:C2"]


def test_a_row_of_a_colour_does_not_colour_the_next() -> None:
    book = Book()
    table = Table(book, "表", COLUMNS)
    table.write(["甲", 1, None], fill="FDE2E1", colours={0: "C62828"})
    table.write(["乙", 2, None])
    sheet = load_workbook(io.BytesIO(book.as_bytes()))["表"]
    assert (sheet["A2"].fill.fgColor.rgb, sheet["A2"].font.color.rgb) == ("00FDE2E1", "00C62828")
    assert sheet["A3"].fill.fill_type is None
    assert not sheet["A3"].font.b


def test_the_last_sheet_says_what_the_file_is() -> None:
    book, file = Book(), io.BytesIO()
    Table(book, "表", COLUMNS)
    book.save(file, about=[("截至日期", "2026-07-10")])
    read = load_workbook(file)
    assert read.sheetnames == ["表", "说明"]
    assert [cell.value for cell in read["说明"][1]] == ["截至日期", "2026-07-10"]
