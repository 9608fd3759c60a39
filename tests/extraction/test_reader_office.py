"""docx and xlsx are read as they are printed: what Word counts, inserts, boxes and merges."""

from __future__ import annotations

import datetime
import io
import zipfile

import docx
import openpyxl

from extraction.pipeline import extract_bytes
from extraction.readers.dispatch import read_data

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def word(body: str, numbering: str = "", styles: str = "", names: str = f"{W} {MC}") -> str:
    """The text read from a document with this body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
        for part, root, text in (("header1", "hdr", "页眉"), ("footnotes", "footnotes", "脚注")):
            archive.writestr(f"word/{part}.xml", f"<w:{root} {names}><w:p>{run(text)}</w:p></w:{root}>")
        if numbering:
            archive.writestr("word/numbering.xml", f"<w:numbering {names}>{numbering}</w:numbering>")
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {names}>{styles}</w:styles>")
    return read_data(out.getvalue(), name="a.docx")


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def numbered(text: str, number: int, depth: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def level(depth: int, form: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def one_list(*levels: str, number: int = 1, extra: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/>{extra}</w:num>'
    )


LEVELS = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
)


def test_the_numbers_that_word_counts_are_read():
    body = numbered("工作任务", 1) + numbered("完善制度", 1, 1) + numbered("甲", 1, 2) + numbered("乙", 1, 2)
    body += numbered("强化监管", 1, 1) + numbered("丙", 1, 2) + numbered("保障措施", 1)
    lines = word(body, one_list(*LEVELS)).split("\n")
    assert lines == [
        "一、 工作任务",
        "（一） 完善制度",
        "1. 甲",
        "2. 乙",
        "（二） 强化监管",
        "1. 丙",
        "二、 保障措施",
    ]


def test_a_list_may_begin_anew_or_at_another_number():
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = one_list(level(0, "decimal", "%1."), number=1)
    lists += f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{again}</w:num>'
    lines = word(numbered("甲", 1) + numbered("乙", 2) + numbered("丙", 2), lists).split("\n")
    assert lines == ["1. 甲", "5. 乙", "6. 丙"]


def test_a_number_may_come_from_a_style_and_what_it_is_based_on():
    styles = (
        '<w:style w:styleId="base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="article"><w:basedOn w:val="base"/></w:style>'
    )
    body = paragraph("为了规范。", '<w:pStyle w:val="article"/>') * 2
    lists = one_list(level(0, "chineseCountingThousand", "第%1条"))
    assert word(body, lists, styles).split("\n") == ["第一条 为了规范。", "第二条 为了规范。"]


def test_a_point_of_a_list_is_no_number():
    assert word(numbered("甲", 1), one_list(level(0, "bullet", "●"))) == "甲"


def test_insertions_are_kept_and_deletions_dropped():
    body = f"<w:p>{run('6月底前')}<w:del><w:r><w:delText>基本</w:delText></w:r></w:del>"
    body += f"<w:ins>{run('全部')}</w:ins>{run('完成。')}</w:p>"
    assert word(body) == "6月底前全部完成。"


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next():
    body = paragraph("6月底前", "<w:rPr><w:del/></w:rPr>") + paragraph("完成。")
    assert word(body) == "6月底前完成。"


def test_moved_text_stands_where_it_was_moved_to():
    body = f"<w:p><w:moveFrom>{run('甲')}</w:moveFrom>{run('乙')}<w:moveTo>{run('丙')}</w:moveTo></w:p>"
    assert word(body) == "乙丙"


def test_headers_and_footnotes_and_hidden_text_are_left_out():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    assert word(f"<w:p>{run('正文')}{hidden}<w:r><w:footnoteReference/></w:r></w:p>") == "正文"


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    choice = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    assert word(f"<w:p>{run('正文')}<w:r>{choice}</w:r></w:p>") == "正文\n框内"


def test_content_controls_links_and_strict_files_are_read():
    body = f"<w:sdt><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>"
    body += f"<w:p><w:hyperlink>{run('乙')}</w:hyperlink><w:fldSimple>{run('丙')}</w:fldSimple></w:p>"
    assert word(body, names=STRICT) == "甲\n乙丙"


def test_a_page_break_is_no_line_but_a_line_break_is():
    assert (
        word(
            f"<w:p>{run('甲')}<w:r><w:br w:type='page'/></w:r>{run('乙')}<w:r><w:br/></w:r>{run('丙')}</w:p>"
        )
        == "甲乙\n丙"
    )


def table(*rows: list[str]) -> str:
    return "<w:tbl>" + "".join("<w:tr>" + "".join(row) + "</w:tr>" for row in rows) + "</w:tbl>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


GOES_ON = "<w:vMerge/>"
BEGINS = '<w:vMerge w:val="restart"/>'


def test_a_unit_merged_over_numbered_rows_counts_for_each():
    body = table(
        [cell("序号"), cell("任务"), cell("牵头单位")],
        [cell("1"), cell("建园"), cell("县教育局", BEGINS)],
        [cell("2"), cell("修路"), cell("", GOES_ON)],
    )
    assert word(body).split("\n") == ["序号\t任务\t牵头单位", "1\t建园\t县教育局", "2\t修路\t县教育局"]


def test_a_number_merged_over_rows_is_one_item():
    body = table(
        [cell("1", BEGINS), cell("建园"), cell("县教育局")],
        [cell("", GOES_ON), cell("招生"), cell("县财政局")],
    )
    assert word(body).split("\n") == ["1\t建园\t县教育局", "\t招生\t县财政局"]


def test_a_cell_over_two_columns_keeps_the_others_in_their_places():
    body = table([cell("甲", '<w:gridSpan w:val="2"/>'), cell("乙")], [cell("1"), cell("2"), cell("3")])
    assert word(body).split("\n") == ["甲\t\t乙", "1\t2\t3"]


def test_a_deleted_row_is_dropped_and_a_frame_of_one_cell_is_text():
    body = (
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>"
        + cell("旧")
        + "</w:tr><w:tr>"
        + cell("新")
        + "</w:tr></w:tbl>"
    )
    assert word(body) == "新"


def test_the_same_is_read_from_what_a_library_writes():
    document = docx.Document()
    written = document.add_table(3, 3)
    for row, texts in zip(
        written.rows,
        [("序号", "任务", "责任单位"), ("1", "建园", "县教育局"), ("2", "修路", "")],
        strict=True,
    ):
        for place, text in zip(row.cells, texts, strict=True):
            place.text = text
    written.cell(1, 2).merge(written.cell(2, 2))
    out = io.BytesIO()
    document.save(out)
    assert read_data(out.getvalue(), name="a.docx").split("\n")[2] == "2\t修路\t县教育局"


def sheet(*rows: list[object], merged: tuple[str, ...] = ()) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    active = book.worksheets[0]
    for row in rows:
        active.append(row)
    for place in merged:
        active.merge_cells(place)
    return book


def lines(book: openpyxl.Workbook) -> list[str]:
    out = io.BytesIO()
    book.save(out)
    return read_data(out.getvalue(), name="a.xlsx").split("\n")


def test_merged_cells_of_a_sheet_count_for_each_numbered_row():
    book = sheet(
        ["分工表", None, None],
        ["序号", "任务", "牵头单位"],
        [1, "建园", "县教育局"],
        [2, "修路", None],
        merged=("A1:C1", "C3:C4"),
    )
    assert lines(book) == ["分工表", "序号\t任务\t牵头单位", "1\t建园\t县教育局", "2\t修路\t县教育局"]


def test_hidden_sheets_are_left_out_and_all_others_read():
    book = sheet(["甲"])
    book.create_sheet("隐藏")["A1"] = "乙"
    book.create_sheet("第三")["A1"] = "丙"
    book.worksheets[1].sheet_state = "veryHidden"
    assert lines(book) == ["甲", "丙"]


def test_dates_and_shares_are_printed_as_a_reader_sees_them():
    book = sheet(["a", datetime.datetime(2025, 6, 30), datetime.date(2025, 9, 1), 0.985, 12.0, 2.5, True])
    cells = book.worksheets[0][1]
    cells[2].number_format = 'yyyy"年"m"月"'
    cells[3].number_format = "0.0%"
    assert lines(book) == ["a\t2025年6月30日\t2025年9月\t98.5%\t12\t2.5"]


def test_a_date_in_a_cell_becomes_a_time_limit():
    book = sheet(
        ["序号", "重点任务", "牵头单位", "完成时限"],
        [1, "建成体育公园", "县文体局", datetime.date(2025, 6, 30)],
        [2, "改造食堂", "县教育局", datetime.date(2025, 9, 1)],
    )
    out = io.BytesIO()
    book.save(out)
    [document] = extract_bytes(out.getvalue(), name="a.xlsx").documents
    dates = [d.date for m in document.measures for t in m.tasks for d in t.deadlines]
    assert dates == ["2025-06-30", "2025-09-01"]


def test_a_cell_far_below_costs_no_time_and_moves_nothing():
    book = sheet(["甲", "乙"])
    book.worksheets[0].cell(1_000_000, 1, "丙")
    assert lines(book) == ["甲\t乙", "丙"]
