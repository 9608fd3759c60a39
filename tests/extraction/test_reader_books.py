"""Workbooks of old and of open programs, read without an office program."""

from __future__ import annotations

import pytest

from extraction.model import Document
from extraction.pipeline import extract_bytes
from extraction.readers.dispatch import read_data
from tests.extraction.desk import ods_bytes, ods_row, xls_bytes

TITLE = "白石县任务清单"
HEADS: list[str | float] = ["序号", "任务", "牵头单位", "完成时限"]


def read(data: bytes, name: str = "台账.xls") -> Document:
    return extract_bytes(data, name=name).documents[0]


def rows(document: Document) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            "/".join(m.path),
            [u.name for t in m.tasks for u in t.units],
            [d.date for t in m.tasks for d in t.deadlines],
        )
        for m in document.measures
    ]


@pytest.mark.parametrize(
    "written", [46203.0, 20260630.0, 202606.0, "2026年6月30日", "2026-06-30", "2026.6.30"]
)
def test_a_date_comes_in_many_writings(written: str | float):
    sheet: list[list[str | float]] = [[TITLE], HEADS, [1.0, "修堤", "县水利局", written]]
    assert rows(read(xls_bytes({"表": sheet}))) == [("1", ["县水利局"], ["2026-06-30"])]


def test_a_label_typed_as_text_stays_text():
    sheet: list[list[str | float]] = [
        [TITLE],
        HEADS,
        ["1.10", "修堤", "县水利局", ""],
        ["1.2", "修闸", "县水利局", ""],
    ]
    assert [path for path, _, _ in rows(read(xls_bytes({"表": sheet})))] == ["1.10", "1.2"]


def test_sheets_are_read_one_after_the_other_with_their_own_heads():
    other: list[list[str | float]] = [["序号", "责任单位", "任务"], [1.0, "县财政局", "拨付资金"]]
    sheets = {"甲": [[TITLE], HEADS, [1.0, "修堤", "县水利局", ""]], "乙": other}
    assert [units for _, units, _ in rows(read(xls_bytes(sheets)))] == [["县水利局"], ["县财政局"]]


def test_a_hidden_sheet_is_not_read_but_told_with_its_words():
    data = xls_bytes(
        {"表": [[TITLE], HEADS, [1.0, "修堤", "县水利局", ""]], "旧": [["旧任务"]]}, hidden=("旧",)
    )
    document = read(data)
    assert "旧任务" not in document.text
    assert [one.text for one in document.unread if "隐藏的工作表" in one.what] == ["旧任务"]


def test_what_nobody_can_tell_of_a_workbook_is_said_once():
    sheets = {str(n): [[TITLE], HEADS, [1.0, "修堤", "县水利局", ""]] for n in range(3)}
    document = read(xls_bytes(sheets))
    assert sum("无法辨别" in warning.message for warning in document.warnings) == 1


@pytest.mark.parametrize("name", ["台账.et", "台账.xls", "台账.doc", "台账"])
def test_a_workbook_is_known_by_its_bytes(name: str):
    assert "修堤" in read_data(xls_bytes({"表": [[TITLE], HEADS, [1.0, "修堤", "县水利局", ""]]}), name=name)


def merged(text: str, **spans: int) -> str:
    said = " ".join(f'table:number-{name}-spanned="{count}"' for name, count in spans.items())
    return f'<table:table-cell office:value-type="string" {said}><text:p>{text}</text:p></table:table-cell>'


def test_merged_cells_and_hidden_rows_of_an_ods_are_known():
    covered = "<table:covered-table-cell/>"
    sheet = f"<table:table-row>{merged(TITLE, columns=4)}{covered * 3}</table:table-row>"
    sheet += ods_row("序号", "任务", "牵头单位", "完成时限")
    sheet += ods_row("1", "修堤").replace(
        "</table:table-row>", merged("县水利局", rows=2) + "</table:table-row>"
    )
    sheet += ods_row("2", "修闸").replace("</table:table-row>", covered + "</table:table-row>")
    sheet += ods_row("3", "修路", "县交通局", extra='table:visibility="collapse"')
    document = read(ods_bytes(sheet), "台账.ods")
    assert document.title == TITLE
    assert [(path, units) for path, units, _ in rows(document)] == [("1", ["县水利局"]), ("2", ["县水利局"])]
    assert [(one.what, one.text) for one in document.unread][1:] == [
        ("工作表“表”有1行被隐藏", "3 修路 县交通局")
    ]


def test_the_name_of_the_file_is_no_title_where_the_sheet_has_one():
    assert (
        read(xls_bytes({"表": [[TITLE], HEADS, [1.0, "修堤", "县水利局", ""]]}), "白石县旧台账汇总.xls").title
        == TITLE
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("附件2：白石县任务清单(1).xls", TITLE),
        ("附表1 白石县任务清单-终稿.xls", TITLE),
        ("白石县任务清单20260512.xls", TITLE),
        ("白石县任务清单（定稿）v2.xls", TITLE),
        ("台账.xls", ""),
        ("book1.xls", ""),
    ],
)
def test_the_name_of_the_file_is_the_title_of_a_bare_sheet(name: str, title: str):
    document = read(xls_bytes({"表": [HEADS, [1.0, "修堤", "县水利局", ""]]}), name)
    assert document.title == title
    assert any("标题取自文件名" in warning.message for warning in document.warnings) == bool(title)
