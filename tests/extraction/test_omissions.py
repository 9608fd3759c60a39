"""What a file holds and the reader does not read is named at its place, and told where it may matter."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest
from docx.shared import Pt
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extraction.model import Document
from extraction.omissions import placed, ranges
from extraction.pipeline import extract_bytes
from extraction.readers.pictures import on_page
from extraction.readers.source import Omission
from tests.extraction.desk import png, zipped
from tests.extraction.samples.generate import FONT

pdfmetrics.registerFont(UnicodeCIDFont(FONT))
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = [
    "白石县人民政府办公室关于做好节水工作的通知",
    "各乡镇人民政府：",
    "一、改造管网。6月底前完成普查。（县水利局负责）",
    "二、组织培训。（县教育局负责）",
]


def read(data: bytes, name: str) -> Document:
    return extract_bytes(data, name=name).documents[0]


def named(document: Document) -> list[tuple[str, str, bool]]:
    return [(one.what, one.text, bool(one.doubt)) for one in document.unread]


def told(document: Document) -> list[str]:
    return [warning.message for warning in document.warnings]


def letter(change: Callable[[docx.document.Document], object], lines: list[str] = BODY) -> Document:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    change(made)
    out = io.BytesIO()
    made.save(out)
    return read(out.getvalue(), "通知.docx")


def headed(*lines: str) -> Callable[[docx.document.Document], object]:
    def change(made: docx.document.Document) -> None:
        header = made.sections[0].header
        header.paragraphs[0].text = lines[0]
        for line in lines[1:]:
            header.add_paragraph(line)

    return change


def test_a_number_that_stands_only_in_the_header_is_read():
    document = letter(headed("白石县人民政府办公室文件", "白政办发〔2026〕9号", "印数：30份"))
    assert document.number == "白政办发〔2026〕9号"
    assert named(document) == [("页眉", "印数：30份", False)]


def test_a_letterhead_in_a_box_of_the_header_is_read_line_by_line():
    lines = "".join(
        f"<w:p><w:r><w:t>{x}</w:t></w:r></w:p>" for x in ("白石县人民政府文件", "白政发〔2026〕3号")
    )
    box = f"<w:p><w:r><w:pict><w:txbxContent>{lines}</w:txbxContent></w:pict></w:r></w:p>"
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in BODY)
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/header2.xml": f"<w:hdr {W}>{box}</w:hdr>",
    }
    document = read(zipped(parts), "通知.docx")
    assert document.number == "白政发〔2026〕3号"
    assert document.text.split("\n")[:2] == ["白石县人民政府文件", "白政发〔2026〕3号"]


def test_a_header_that_only_repeats_the_text_is_no_omission():
    assert letter(headed("关于做好节水工作的通知")).unread == []


def test_a_footer_is_named_but_its_page_number_is_not():
    def footed(made: docx.document.Document) -> None:
        made.sections[0].footer.paragraphs[0].text = "— 1 —"
        made.sections[0].footer.add_paragraph("白石县人民政府办公室印")

    assert named(letter(footed)) == [("页脚", "白石县人民政府办公室印", False)]


def test_what_is_hidden_or_struck_in_a_letter_is_told_at_its_place():
    def change(made: docx.document.Document) -> None:
        paragraph = made.paragraphs[2]
        paragraph.add_run("并报市政府备案").font.strike = True
        paragraph.add_run("内部掌握").font.hidden = True

    document = letter(change)
    assert named(document) == [("划去的文字", "并报市政府备案", True), ("隐藏的文字", "内部掌握", True)]
    span = document.unread[0].span
    assert span is not None
    assert document.measures[0].span is not None
    assert document.measures[0].span.start <= span.start < document.measures[0].span.end
    assert told(document) == [
        "有1处划去的文字未读入：“并报市政府备案”，请对照原件核对",
        "有1处隐藏的文字未读入：“内部掌握”，请对照原件核对",
    ]


def noted(part: str, element: str, reference: str, words: str) -> Document:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in BODY[:3])
    body = f"{paragraphs}<w:p><w:r><w:t>{BODY[3]}</w:t></w:r><w:r><w:{reference} w:id='5'/></w:r></w:p>"
    note = f"<w:{element} w:id='5'><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:{element}>"
    separator = f"<w:{element} w:id='0' w:type='separator'><w:p/></w:{element}>"
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        f"word/{part}.xml": f"<w:{part} {W}>{separator if part != 'comments' else ''}{note}</w:{part}>",
    }
    return read(zipped(parts), "通知.docx")


@pytest.mark.parametrize(
    ("part", "element", "reference", "what"),
    [
        ("footnotes", "footnote", "footnoteReference", "脚注"),
        ("endnotes", "endnote", "endnoteReference", "尾注"),
    ],
)
def test_a_note_is_named_at_its_reference_and_told_where_it_gives_work(
    part: str, element: str, reference: str, what: str
):
    plain = noted(part, element, reference, "指2025年度数据")
    assert named(plain) == [(what, "指2025年度数据", False)]
    assert told(plain) == []
    order = noted(part, element, reference, "由县财政局牵头，10月底前完成")
    assert [w for w in told(order) if what in w] == [
        f"{what}未读入，其中有责任或时限：“由县财政局牵头，10月底前完成”，请核对"
    ]
    span = order.unread[0].span
    assert span is not None
    assert order.text[span.start : span.end] == BODY[3]


def test_a_comment_is_told():
    assert told(noted("comments", "comment", "commentReference", "此处请再核")) == [
        "有1处批注未读入：“此处请再核”，请对照原件核对"
    ]


def test_pictures_are_counted_in_one_warning_with_all_their_places():
    def change(made: docx.document.Document) -> None:
        for _ in range(3):
            made.add_picture(io.BytesIO(png(300, 150)), width=Pt(400))
            made.add_paragraph("三、公布结果。（县统计局负责）")

    document = letter(change)
    [message] = [w for w in document.warnings if "图片" in w.message]
    assert message.message == "正文有3张图片未读，请对照原件核对"
    assert len(message.places) == 3


# Workbooks

ROWS = [
    ["白石县任务表"],
    ["序号", "任务", "牵头单位", "备注"],
    [1, "修堤", "县水利局", "甲"],
    [2, "修闸", "县财政局", "乙"],
]


def workbook(change: Callable[[openpyxl.Workbook], object]) -> Document:
    book = openpyxl.Workbook()
    book.active.title = "任务"
    for row in ROWS:
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return read(out.getvalue(), "台账.xlsx")


def units(document: Document) -> list[list[str]]:
    return [[unit.name for task in m.tasks for unit in task.units] for m in document.measures]


def test_a_hidden_row_is_not_read_but_told():
    def change(book: openpyxl.Workbook) -> None:
        book.active.row_dimensions[4].hidden = True
        book.active.row_dimensions[9].hidden = True  # an empty one is nobody's matter

    document = workbook(change)
    assert units(document) == [["县水利局"]]
    assert named(document) == [("工作表“任务”有1行被隐藏", "2 修闸 县财政局 乙", True)]
    assert told(document) == ["工作表“任务”有1行被隐藏，没有读入：“2 修闸 县财政局 乙”，请对照原件核对"]


def test_a_hidden_column_is_not_read_but_told():
    def change(book: openpyxl.Workbook) -> None:
        book.active.column_dimensions["D"].hidden = True

    document = workbook(change)
    assert all(not task.extra for m in document.measures for task in m.tasks)
    assert named(document) == [("工作表“任务”有1列被隐藏", "备注；甲；乙".replace("；", " "), True)]


def test_hidden_sheets_are_told_once():
    def change(book: openpyxl.Workbook) -> None:
        for name in ("一", "二"):
            sheet = book.create_sheet(name)
            sheet.append(["旧任务"])
            sheet.sheet_state = "hidden"
        book.create_sheet("空").sheet_state = "hidden"

    assert told(workbook(change)) == ["有2个工作表被隐藏，没有读入：“旧任务；旧任务”，请对照原件核对"]


def test_comments_pictures_and_printed_heads_of_a_sheet_are_named():
    def change(book: openpyxl.Workbook) -> None:
        book.active["B3"].comment = Comment("请再核", "张三")
        book.active.add_image(Image(io.BytesIO(png(300, 200))), "F2")
        book.active.oddHeader.center.text = "内部资料"
        book.active.oddFooter.center.text = "第 &P 页"

    document = workbook(change)
    assert named(document) == [
        ("批注", "请再核", True),
        ("工作表“任务”有1张图片未读", "", True),
        ("页眉页脚", "内部资料", False),
    ]


# Printed pages


def drawn(draw: Callable[[Canvas], object]) -> Document:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(210 * mm, 297 * mm))
    canvas.setFont(FONT, 14)
    for at, line in enumerate([*BODY, "三、加强检查。（县应急管理局负责）"]):
        canvas.drawString(28 * mm, (260 - 10 * at) * mm, line)
    draw(canvas)
    canvas.save()
    return read(out.getvalue(), "通知.pdf")


def test_words_that_a_rule_runs_through_are_struck_and_those_over_one_are_read():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(28 * mm, 200 * mm, "四、压减开支。（县财政局负责）")
        canvas.line(28 * mm, 200 * mm + 5, 110 * mm, 200 * mm + 5)
        canvas.drawString(28 * mm, 190 * mm, "五、公布结果。（县统计局负责）")
        canvas.line(28 * mm, 190 * mm - 2, 110 * mm, 190 * mm - 2)

    document = drawn(draw)
    assert units(document)[-1] == ["县统计局"]
    assert not any("县财政局" in names for names in units(document))
    assert named(document) == [("划去的文字", "四压减开支县财政局负责", True)]


def test_a_footnote_of_a_page_is_no_part_of_its_last_item():
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(28 * mm, 30 * mm, "①普查由县统计局负责，11月底前完成。")

    document = drawn(draw)
    assert units(document)[-1] == ["县应急管理局"]
    assert [what for what, _, _ in named(document)] == ["脚注"]
    assert any("脚注未读入，其中有责任或时限" in message for message in told(document))


def test_a_remark_on_a_page_is_told():
    document = drawn(lambda canvas: canvas.textAnnotation("请水利局再核", Rect=[100, 100, 200, 200]))
    assert told(document) == ["有1处批注未读入：“请水利局再核”，请对照原件核对"]


def test_a_line_that_runs_over_the_edge_of_the_paper_is_read_whole():
    long = "四、改造全部老旧供水管网和乡镇水厂并在年底前完成验收和移交工作（县住房城乡建设局负责）"
    assert units(drawn(lambda canvas: canvas.drawString(28 * mm, 200 * mm, long)))[-1] == ["县住房城乡建设局"]


# Pictures on pages

A4 = (210.0, 297.0)
WORDS = [(30.0 + n % 30 * 5, 40.0 + n // 30 * 10) for n in range(90)]


@pytest.mark.parametrize(
    ("pictures", "letters", "said"),
    [
        ([(0, 0, 210, 297)], [], ["第1页是图片"]),
        ([(0, 0, 210, 297)], [(100.0, 290.0)] * 6, ["第1页是图片"]),  # with a page number
        ([(0, 0, 210, 297)], WORDS, []),
        ([(-50, -50, 400, 500)], [], ["第1页是图片"]),
        ([(0, 0, 105, 297), (105, 0, 210, 297)], [], ["第1页是图片"]),
        ([(20, 150, 190, 250)], WORDS, ["第1页有1张图片未读"]),
        ([(20, 100, 190, 140), (20, 200, 190, 240)], WORDS, ["第1页有1张图片未读"] * 2),
        ([(120, 220, 162, 262)], WORDS, ["第1页有1张小图（图章、标志等）"]),
        ([(500, 500, 600, 600)], WORDS, []),
        ([], WORDS, []),
    ],
)
def test_a_page_is_a_picture_by_the_area_of_its_pictures(pictures, letters, said):
    assert [one.what for one in on_page(1, A4, pictures, letters)] == said


def test_pages_are_said_in_runs():
    assert ranges([3, 5, 6, 7, 9]) == "3、5–7、9"
    assert ranges([]) == ""


def test_what_is_left_out_is_given_to_the_document_that_it_stands_in():
    texts = ["第一份文件的正文\n到此为止。", "第二份文件的正文\n到此也为止。"]
    one, two, everywhere = (
        Omission(w, after=after)
        for w, after in (("甲", "到此为止。"), ("乙", "到此 也为止。"), ("丙", "别处的话"))
    )
    shares = placed([one, two, everywhere], texts)
    assert [[p.omission.what for p in share] for share in shares] == [["甲", "丙"], ["乙", "丙"]]
    span = shares[1][0].span
    assert span is not None
    assert texts[1][span.start : span.end] == "到此也为止。"


def test_of_several_equal_places_the_first_behind_the_last_one_is_meant():
    text = "（一）略\n乙段在此\n（一）略\n丙段在此"
    shares = placed([Omission("图", after="乙段在此"), Omission("图", after="（一）略")], [text])
    spans = [one.span for one in shares[0] if one.span is not None]
    assert [text[span.start : span.end] for span in spans] == ["乙段在此", "（一）略"]
    assert spans[1].start > spans[0].start
