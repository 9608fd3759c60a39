"""One document in the containers that an office gets: each gives the same ledger, or says what it lacks."""

from __future__ import annotations

import io

import docx
import pytest
from docx.shared import Mm
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extraction.model import Document
from extraction.pipeline import extract_bytes
from tests.extraction.desk import ofd_bytes, png, ruled, written, xls_bytes
from tests.extraction.files import docx_bytes, xlsx_bytes
from tests.extraction.samples.generate import FONT

pdfmetrics.registerFont(UnicodeCIDFont(FONT))
HEAD = [
    "白石县人民政府办公室文件",
    "白政办发〔2026〕7号",
    "白石县人民政府办公室关于印发《白石县农村饮水提升行动方案》的通知",
    "各乡镇人民政府，县政府有关部门：",
    "《白石县农村饮水提升行动方案》已经县政府同意，现印发给你们，请认真抓好落实。",
    "白石县人民政府办公室",
    "2026年3月20日",
    "白石县农村饮水提升行动方案",
    "一、主要任务",
    "（一）改造水厂。2026年8月底前改造水厂12座。（责任单位：县水利局，配合单位：县财政局）",
    "（二）检测水质。2026年5月15日前完成首轮检测。（责任单位：县疾控中心）",
]
END = ["二、工作要求", "（三）各责任单位要于每月20日前报送进展。"]
ANNEX = ["附件", "白石县农村饮水提升任务清单"]
TABLE = [
    ["序号", "任务内容", "牵头单位", "配合单位", "完成时限"],
    ["1", "编制管网规划", "县自然资源局", "县水利局", "2026年9月30日"],
    ["2", "建成应急水源", "县应急管理局", "县财政局、县水利局", "2026年11月底前"],
]
ITEMS = {
    ("一", "（一）"): ({"县水利局", "县财政局"}, ["2026-08-31"]),
    ("一", "（二）"): ({"县疾控中心"}, ["2026-05-15"]),
    ("二", "（三）"): (set(), [""]),
}
ROWS = {
    ("1",): ({"县自然资源局", "县水利局"}, ["2026-09-30"]),
    ("2",): ({"县应急管理局", "县财政局", "县水利局"}, ["2026-11-30"]),
}


def read(data: bytes, name: str) -> Document:
    [document] = extract_bytes(data, name=name).documents
    return document


def work(document: Document) -> dict[tuple[str, ...], tuple[set[str], list[str]]]:
    return {
        tuple(m.path): (
            {u.name for t in m.tasks for u in t.units},
            [d.date for t in m.tasks for d in t.deadlines],
        )
        for m in document.measures
    }


def head(document: Document) -> tuple[str, str, str, str]:
    return document.title, document.number, document.issuer, document.issued_on


WHOLE = ("白石县农村饮水提升行动方案", "白政办发〔2026〕7号", "白石县人民政府办公室", "2026-03-20")


def printed(texts: list[str]) -> str:
    return "".join(written(28, 30 + 10 * at, text, 16.8 / 5) for at, text in enumerate(texts))


def annexed(top: float = 50) -> str:
    """The annex as a page of an ofd: its table is ruled."""
    left = [18.0, 30.0, 78.0, 118.0, 158.0, 194.0]
    objects = [written(28, 30, ANNEX[0]), written(60, 42, ANNEX[1], 7)]
    for row, cells in enumerate(TABLE):
        objects += [written(left[at] + 1, top + 8 + row * 12, text, 3.6) for at, text in enumerate(cells)]
    objects += [ruled(18, top + 12 * row, 176, 0) for row in range(len(TABLE) + 1)]
    objects += [ruled(x, top, 0, 12 * len(TABLE)) for x in left]
    return "".join(reversed(objects))


def drawn(pages: list[list[str] | None]) -> bytes:
    """A pdf; a page without lines is a picture of one."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(210 * mm, 297 * mm))
    picture = ImageReader(io.BytesIO(png(620, 877)))
    for page in pages:
        canvas.setFont(FONT, 10)
        if page is None:
            canvas.drawImage(picture, 0, 0, 210 * mm, 297 * mm)
        for at, text in enumerate(page or ()):
            canvas.drawString(28 * mm, (270 - 10 * at) * mm, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_rows_of_an_annex_that_say_other_than_the_text_are_tasks():
    document = read(docx_bytes([*HEAD, *END, *ANNEX], TABLE), "通知.docx")
    assert head(document) == WHOLE
    assert work(document) == ITEMS | ROWS


def test_rows_of_an_annex_that_say_the_items_again_are_not_counted_twice():
    again = [TABLE[0], ["1", "改造水厂12座", "县水利局", "县财政局", "2026年8月底前"], TABLE[2]]
    document = read(docx_bytes([*HEAD, *END, *ANNEX], again), "通知.docx")
    assert work(document) == ITEMS | {("2",): ROWS["2",]}
    assert any("另有 1 行分工表未重复计入" in warning.message for warning in document.warnings)


def test_an_ofd_is_read_as_the_docx_and_its_footer_is_no_task():
    footer = written(80, 284, "内部资料　注意保存", 4.2)
    document = read(ofd_bytes([printed(HEAD), printed(END), annexed()], footer), "通知.ofd")
    assert head(document) == WHOLE
    assert work(document) == ITEMS | ROWS
    assert "内部资料" not in document.text
    assert [one.what for one in document.unread] == ["模板中的页眉页脚"]


def test_a_scanned_annex_of_a_pdf_is_named_by_its_page():
    document = read(drawn([HEAD, END, None]), "通知.pdf")
    assert head(document) == WHOLE
    assert work(document) == ITEMS
    [unread] = document.unread
    assert (unread.what, unread.page) == ("第3页是图片，其中没有识别出文字", 3)
    assert unread.span is not None
    assert document.text[unread.span.start : unread.span.end].endswith("报送进展。")
    assert [w.message for w in document.warnings] == ["第3页是图片，其中没有识别出文字，请对照原件核对"]


def test_picture_pages_that_follow_each_other_are_named_together():
    document = read(drawn([HEAD, None, None, None, END, None]), "通知.pdf")
    assert [one.what for one in document.unread] == [
        "第2–4页是图片，其中没有识别出文字",
        "第6页是图片，其中没有识别出文字",
    ]
    assert document.unread[0].pages == [2, 3, 4]
    assert [w.message for w in document.warnings] == ["第2–4、6页是图片，其中没有识别出文字，请对照原件核对"]


def test_a_table_pasted_as_a_picture_is_named_at_its_place():
    letter = docx.Document()
    for text in [*HEAD, *END, *ANNEX]:
        letter.add_paragraph(text)
    letter.add_picture(io.BytesIO(png(640, 200)), width=Mm(160))
    out = io.BytesIO()
    letter.save(out)
    document = read(out.getvalue(), "通知.docx")
    assert work(document) == ITEMS
    [warning] = document.warnings
    assert warning.message == "正文有1张图片未读，请对照原件核对"
    [place] = warning.places
    assert document.text[place.start : place.end] == ANNEX[1]


def test_a_seal_in_a_letter_is_counted_and_no_doubt():
    letter = docx.Document()
    for text in [*HEAD, *END]:
        letter.add_paragraph(text)
    letter.add_picture(io.BytesIO(png(200, 200)), width=Mm(42))
    out = io.BytesIO()
    letter.save(out)
    document = read(out.getvalue(), "通知.docx")
    assert [one.what for one in document.unread] == ["正文有1张图片未读"]
    assert document.warnings == []


@pytest.mark.parametrize("name", ["台账.xls", "台账.et"])
def test_a_workbook_of_1997_is_read_without_an_office_program(name: str):
    sheet: list[list[str | float]] = [[ANNEX[1]], *TABLE]
    document = read(xls_bytes({"任务清单": sheet}), name)
    assert head(document) == (ANNEX[1], "", "", "")
    assert work(document) == ROWS
    assert sum("无法辨别" in warning.message for warning in document.warnings) == 1


RADICALS = str.maketrans("人工行方一二用力高文大立月日见民门页", "⼈⼯⾏⽅⼀⼆⽤⼒⾼⽂⼤⽴⽉⽇⻅⺠⻔⻚")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def test_radicals_of_a_browser_are_read_as_characters():
    document = read("\n".join([*HEAD, *END]).translate(RADICALS).encode(), "打印.txt")
    assert head(document) == WHOLE
    assert work(document) == ITEMS


@pytest.mark.parametrize("sign", ["欗", "—", "━", "-", "·", "★"])
def test_wide_digits_and_a_drawn_rule_hide_no_head(sign: str):
    typeset = [*HEAD[:2], sign * 48, *HEAD[2:], *END]
    document = read("\n".join(typeset).translate(WIDE).replace("８月", " ８ 月 ").encode(), "排版.txt")
    assert head(document) == WHOLE
    assert work(document) == ITEMS


def test_a_list_of_projects_behind_a_table_of_tasks_names_no_units():
    letter = docx.Document()
    tables = [
        ("白石县饮水任务分解表", [["序号", "具体任务", "牵头部门"], ["1", "修订应急预案。", "县应急管理局"]]),
        (
            "白石县重点项目清单",
            [
                ["序号", "所属类别", "项目名称", "所在地区", "实施周期", "主要建设内容", "总投资（亿元）"],
                ["1", "供水", "青云水厂改造项目", "城关镇", "2026-2028", "改造机组4台", "2.4"],
            ],
        ),
    ]
    for title, rows in tables:
        letter.add_paragraph(title)
        made = letter.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    letter.save(out)
    document = read(out.getvalue(), "清单.docx")
    assert [(m.title or m.text.split("\n")[0], len(m.tasks[0].units)) for m in document.measures] == [
        ("修订应急预案。", 1),
        ("青云水厂改造项目", 0),
    ]


def test_a_sheet_without_a_title_takes_the_name_of_its_file():
    document = read(xlsx_bytes(TABLE), "附件2：白石县饮水任务清单(1).xlsx")
    assert document.title == "白石县饮水任务清单"
    assert any("标题取自文件名" in warning.message for warning in document.warnings)
