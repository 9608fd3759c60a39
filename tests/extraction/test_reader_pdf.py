"""Pages of a pdf in the order in which a person reads them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle

from extraction.model import Document
from extraction.pipeline import extract_bytes
from extraction.readers.dispatch import read_data
from tests.extraction.samples.generate import FONT

WIDTH, HEIGHT = A4
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
BODY = ParagraphStyle("body", fontName=FONT, fontSize=10, leading=16, wordWrap="CJK", firstLineIndent=20)
CELL = ParagraphStyle("cell", BODY, firstLineIndent=0)
ITEM = (
    "{}.推进第{}项改革。对照目标任务倒排工期，明确责任分工，逐项抓好落实，{}月底前完成建设任务并组织验收。"
    "（省{}厅牵头，各市（州）政府配合）"
)
UNITS = [
    "财政",
    "教育",
    "科技",
    "民政",
    "司法",
    "水利",
    "商务",
    "交通运输",
    "自然资源",
    "生态环境",
    "农业农村",
    "住房城乡建设",
]


def columned(text: list[str], head: Callable[[Canvas], None]) -> bytes:
    """A gazette of two columns; `head` draws what stands above them."""

    def decorated(canvas: Canvas, _: object) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(60, HEIGHT - 40, "云岭省人民政府公报")
        canvas.drawRightString(WIDTH - 60, HEIGHT - 40, "2023年第8期")
        canvas.drawCentredString(WIDTH / 2, 30, f"— {canvas.getPageNumber()} —")
        head(canvas)

    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4)
    half = (WIDTH - 150) / 2
    frames = [
        Frame(60, 70, half, HEIGHT - 230, 0, 0, 0, 0),
        Frame(90 + half, 70, half, HEIGHT - 230, 0, 0, 0, 0),
    ]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorated))
    document.build([Paragraph(line, BODY) for line in text])
    return out.getvalue()


def items(count: int) -> list[str]:
    return [ITEM.format(n + 1, n + 1, n % 12 + 1, UNITS[n % 12]) for n in range(count)]


def test_two_columns_are_read_one_after_the_other_under_their_title():
    def head(canvas: Canvas) -> None:
        if canvas.getPageNumber() == 1:
            canvas.setFont(FONT, 16)
            canvas.drawCentredString(WIDTH / 2, HEIGHT - 90, "云岭省人民政府关于推进若干改革事项的实施意见")
            canvas.setFont(FONT, 12)
            canvas.drawCentredString(WIDTH / 2, HEIGHT - 120, "云政发〔2023〕9号")

    data = columned(["一、重点任务", *items(30), "云岭省人民政府", "2023年1月5日"], head)
    [document] = extract_bytes(data, name="公报.pdf").documents
    assert document.title == "云岭省人民政府关于推进若干改革事项的实施意见"
    assert document.number == "云政发〔2023〕9号"
    assert [measure.path[-1] for measure in document.measures] == [str(n + 1) for n in range(30)]
    for number, measure in enumerate(document.measures):
        [task] = measure.tasks
        assert [unit.name for unit in task.units] == [f"省{UNITS[number % 12]}厅", "各市（州）政府"]
        assert [limit.date[5:7] for limit in task.deadlines] == [f"{number % 12 + 1:02d}"]
        assert "公报" not in measure.text


def drawn(draw: Callable[[Canvas], None]) -> str:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(FONT, 12)
    draw(canvas)
    canvas.save()
    return read_data(out.getvalue(), name="a.pdf")


def test_letters_printed_twice_to_look_bold_count_once():
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.4):
            canvas.drawString(100 + shift, 700, "一、人人参与的重点任务和保障措施")

    assert drawn(draw).strip() == "一、人人参与的重点任务和保障措施"


def test_text_that_stands_upright_in_the_margin_is_left_out():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "一、完善各项重点任务和保障措施")
        canvas.rotate(45)
        canvas.drawString(300, 300, "内部资料")

    assert drawn(draw).strip() == "一、完善各项重点任务和保障措施"


@pytest.mark.parametrize("angle", [90, -90])
def test_a_page_that_lies_on_its_side_is_read(angle: int):
    def draw(canvas: Canvas) -> None:
        canvas.translate(*((WIDTH, 0) if angle > 0 else (0, HEIGHT)))
        canvas.rotate(angle)
        canvas.grid([60, 110, 400, 700], [400, 440, 480])
        for x, head, words in (
            (70, "序号", "1"),
            (120, "重点任务", "建设体育公园"),
            (410, "牵头单位", "县文体局"),
        ):
            canvas.drawString(x, 450, head)
            canvas.drawString(x, 410, words)
        canvas.drawString(60, 520, "宁川县重点任务分工表")

    assert drawn(draw).split() == [
        "宁川县重点任务分工表",
        "序号",
        "重点任务",
        "牵头单位",
        "1",
        "建设体育公园",
        "县文体局",
    ]


def ruled(rows: list[list[str]], *spans: tuple[tuple[int, int], tuple[int, int]]) -> Document:
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4)
    document.addPageTemplates(PageTemplate(frames=[Frame(60, 60, WIDTH - 120, HEIGHT - 120)]))
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), *(("SPAN", *span) for span in spans)]
    cells = [[Paragraph(text, CELL) for text in row] for row in rows]
    document.build(
        [
            Paragraph("宁川县重点任务分工表", BODY),
            Table(cells, colWidths=[40, 200, 100, 100], repeatRows=1, style=TableStyle(style)),
        ]
    )
    [read] = extract_bytes(out.getvalue(), name="表.pdf").documents
    return read


HEAD = ["序号", "重点任务", "牵头单位", "完成时限"]


def test_a_table_over_several_pages_is_one():
    read = ruled(
        [
            HEAD,
            *([str(n), f"建设第{n}处服务站点并投入使用", "县民政局", "2025年6月底前"] for n in range(1, 61)),
        ]
    )
    assert [measure.path for measure in read.measures] == [[str(n)] for n in range(1, 61)]
    assert {task.units[0].name for measure in read.measures for task in measure.tasks} == {"县民政局"}


def test_a_cell_that_covers_two_rows_counts_for_both():
    read = ruled(
        [
            HEAD,
            ["1", "建园", "县教育局", "6月底前"],
            ["2", "修路", "", "9月底前"],
            ["3", "造林", "县林业局", "年底前"],
        ],
        ((2, 1), (2, 2)),
    )
    assert [[u.name for u in m.tasks[0].units] for m in read.measures] == [
        ["县教育局"],
        ["县教育局"],
        ["县林业局"],
    ]


LETTER = [
    "关于印发《白石县农村饮水提升行动方案》的通知",
    "各乡镇人民政府，县政府有关部门：",
    "《白石县农村饮水提升行动方案》已经县政府同意，现印发给你们。",
    "白石县人民政府办公室",
    "2026年3月20日",
    "白石县农村饮水提升行动方案",
    "一、主要任务",
    "（一）改造水厂。2026年8月底前完成。（责任单位：县水利局）",
]


def lettered(head: Callable[[Canvas], object]) -> Document:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    head(canvas)
    canvas.setFont(FONT, 14)
    for at, line in enumerate(LETTER):
        canvas.drawString(80, 560 - 26 * at, line)
    canvas.save()
    return extract_bytes(out.getvalue(), name="通知.pdf").documents[0]


def in_red(canvas: Canvas, text: str, x: float, y: float, size: int, step: float) -> None:
    canvas.setFont(FONT, size)
    canvas.setFillColorRGB(1, 0, 0)
    for at, letter in enumerate(text):
        canvas.drawString(x + at * step, y, letter)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont(FONT, 14)


def spread(canvas: Canvas) -> None:
    in_red(canvas, "白石县人民政府办公室文件", 30, 720, 36, 45)
    canvas.drawString(230, 640, "白政办发〔2026〕7号")


def wide(canvas: Canvas) -> None:
    in_red(canvas, "白石县政府文件", 30, 720, 30, 80)
    canvas.drawString(80, 640, "白政办发〔2026〕7号")
    canvas.drawString(400, 640, "签发人：张三")


def pieces(canvas: Canvas) -> None:
    in_red(canvas, "白石县人民政府办公室", 30, 720, 30, 32)
    in_red(canvas, "文件", 400, 705, 40, 42)
    for x, y, text in ((200, 640, "白政办发"), (256, 641.5, "〔2026〕"), (320, 640, "7号")):
        canvas.drawString(x, y, text)


def copied(canvas: Canvas) -> None:
    canvas.setFont(FONT, 14)
    canvas.drawString(80, 800, "000012")
    canvas.drawString(80, 775, "特急")
    spread(canvas)


@pytest.mark.parametrize("head", [spread, wide, pieces, copied])
def test_a_letterhead_in_pieces_gives_its_number(head: Callable[[Canvas], object]):
    document = lettered(head)
    assert (document.title, document.number) == ("白石县农村饮水提升行动方案", "白政办发〔2026〕7号")
    assert (document.issuer, document.issued_on) == ("白石县人民政府办公室", "2026-03-20")
