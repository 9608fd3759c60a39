"""Make the project's own templates of 通报 and 督办单: tracker/papers/templates/*.docx.

Red head, number, title, body, tables, seal line, after the official layout (GB/T 9704): margins, type sizes,
line distance. Run it again after a change here, and look at the result.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

TO = Path(__file__).resolve().parent.parent / "tracker/papers/templates"
RED = RGBColor(0xC8, 0x10, 0x1E)
SONG, FANG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


def style(document: Any, name: str, font: str, size: float, **more: Any) -> None:
    """A paragraph style of our own."""
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    set_font(made, font, size)
    made.font.color.rgb = more.get("colour", RGBColor(0, 0, 0))
    shape = made.paragraph_format
    shape.alignment = more.get("align", LEFT)
    shape.line_spacing = Pt(more.get("line", 28))
    shape.space_before, shape.space_after = Pt(more.get("before", 0)), Pt(more.get("after", 0))
    shape.first_line_indent = Pt(more.get("indent", 0))
    shape.right_indent = Pt(more.get("right", 0))


def set_font(made: Any, font: str, size: float) -> None:
    """Type and size, for Chinese and for figures."""
    made.font.name, made.font.size = "Times New Roman", Pt(size)
    fonts = made.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def begin() -> Any:
    """A page as the standard wants it, with the styles."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    set_font(document.styles["Normal"], FANG, 16)
    style(document, "文书红头", SONG, 30, colour=RED, align=CENTRE, line=44, after=18)
    style(document, "文书文号", FANG, 16, align=CENTRE, after=10)
    style(document, "文书标题", SONG, 22, align=CENTRE, line=34, before=22, after=16)
    style(document, "文书正文", FANG, 16, indent=32)
    style(document, "文书主送", FANG, 16)
    style(document, "文书小标题", HEI, 16, indent=32, before=8)
    style(document, "文书表格", FANG, 10.5, line=15)
    style(document, "文书落款", FANG, 16, align=RIGHT, right=32)
    return document


def red_line(paragraph: Any) -> None:
    """The red line below the number."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", "C8101E")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def head(document: Any) -> None:
    """Red head, number, red line, title."""
    document.add_paragraph("{{ 机关 }}", "文书红头")
    red_line(document.add_paragraph("{{ 文号 }}", "文书文号"))
    document.add_paragraph("{{ 标题 }}", "文书标题")


def table(document: Any, rows: str, columns: list[tuple[str, str, float]]) -> None:
    """A table with a head and one row for each of `rows`; columns are head, placeholder, centimetres."""
    made = document.add_table(rows=4, cols=len(columns))
    made.style, made.autofit = "Table Grid", False
    repeat = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for number, (title, name, width) in enumerate(columns):
        for row in made.rows:
            row.cells[number].width = Cm(width)
            row.cells[number].paragraphs[0].style = "文书表格"
        bold = made.rows[0].cells[number].paragraphs[0].add_run(title)
        bold.bold = True
        made.rows[2].cells[number].paragraphs[0].add_run(f"{{{{ 行.{name} }}}}")
    made.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for 行 in {rows} %}}")
    made.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")


def sentences(document: Any, name: str, otherwise: str) -> None:
    """One paragraph for each sentence of a list."""
    for text in (f"{{%p for 句 in {name} %}}", "{{ 句 }}", "{%p else %}", otherwise, "{%p endfor %}"):
        document.add_paragraph(text, "文书正文")


def seal(document: Any) -> None:
    """Who issues it, and the day: here the seal goes."""
    document.add_paragraph("", "文书正文")
    document.add_paragraph("{{ 机关 }}", "文书落款")
    document.add_paragraph("{{ 印发日期 }}", "文书落款")


def bulletin() -> Any:
    """通报."""
    document = begin()
    head(document)
    document.add_paragraph(
        "现将{{ 期间 }}督查事项落实情况通报如下（范围：{{ 范围 }}；数据截至{{ 截至 }}）。", "文书正文"
    )
    document.add_paragraph("一、总体情况", "文书小标题")
    document.add_paragraph(
        "本期涉及交办事项{{ 事项数 }}项、时限{{ 时限数 }}个，其中应完成{{ 应完成数 }}个，已完成{{ 完成数 }}个"
        "（按时完成{{ 按时完成数 }}个，逾期完成{{ 逾期完成数 }}个），逾期未完成{{ 逾期未完成数 }}个，"
        "未到期{{ 未到期数 }}个；完成率{{ 完成率 }}，按时完成率{{ 按时完成率 }}。",
        "文书正文",
    )
    document.add_paragraph("各单位完成情况如下：", "文书正文")
    columns = [
        ("序号", "序号", 1.1),
        ("单位", "名称", 3.1),
        ("事项", "事项数", 1.2),
        ("应完成", "应完成数", 1.4),
        ("按时", "按时完成数", 1.2),
        ("逾期完成", "逾期完成数", 1.4),
        ("逾期未完成", "逾期未完成数", 1.6),
        ("按时完成率", "按时完成率", 1.8),
        ("平均逾期天数", "平均逾期天数", 1.6),
        ("得分", "得分", 1.4),
    ]
    table(document, "单位", columns)
    document.add_paragraph("二、落实较好的单位", "文书小标题")
    sentences(document, "表扬", "本期没有需要单独表扬的单位。")
    document.add_paragraph("三、存在的问题", "文书小标题")
    sentences(document, "批评", "本期没有需要单独通报的问题。")
    document.add_paragraph("四、逾期未完成事项", "文书小标题")
    document.add_paragraph("{%p if 逾期 %}", "文书正文")
    late = [
        ("序号", "序号", 1.1),
        ("文件", "文件", 3.4),
        ("事项", "举措", 4.4),
        ("牵头（负责）单位", "单位", 3.0),
        ("时限", "时限", 2.3),
        ("逾期天数", "天数", 1.6),
    ]
    table(document, "逾期", late)
    document.add_paragraph("{%p if 未列逾期数 %}", "文书正文")
    document.add_paragraph("另有{{ 未列逾期数 }}项逾期未完成，未逐项列出。", "文书正文")
    document.add_paragraph("{%p endif %}", "文书正文")
    document.add_paragraph("{%p else %}", "文书正文")
    document.add_paragraph("本期没有逾期未完成的事项。", "文书正文")
    document.add_paragraph("{%p endif %}", "文书正文")
    document.add_paragraph("五、工作要求", "文书小标题")
    document.add_paragraph("{{ 要求 }}", "文书正文")
    seal(document)
    document.add_paragraph("（联系人：{{ 联系人 }}；联系电话：{{ 联系电话 }}）", "文书正文")
    return document


def notice() -> Any:
    """督办单."""
    document = begin()
    head(document)
    document.add_paragraph("{{ 单位 }}：", "文书主送")
    document.add_paragraph("经查，你单位承担的下列{{ 事项数 }}项任务已经逾期：", "文书正文")
    columns = [
        ("序号", "序号", 1.1),
        ("文件", "文件", 3.2),
        ("交办内容", "内容", 5.4),
        ("分工", "分工", 1.5),
        ("时限", "时限", 2.8),
        ("逾期天数", "天数", 1.6),
    ]
    table(document, "事项", columns)
    document.add_paragraph("{{ 要求 }}", "文书正文")
    document.add_paragraph("请于{{ 答复日期 }}前答复。", "文书正文")
    document.add_paragraph("", "文书正文")
    document.add_paragraph("签发人：{{ 签发人 }}", "文书主送")
    seal(document)
    document.add_paragraph("（联系人：{{ 联系人 }}；联系电话：{{ 联系电话 }}）", "文书正文")
    return document


if __name__ == "__main__":
    TO.mkdir(parents=True, exist_ok=True)
    for name, made in (("bulletin", bulletin()), ("notice", notice())):
        made.save(str(TO / f"{name}.docx"))
        print(f"{TO / name}.docx")
