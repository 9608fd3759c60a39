"""The layout of official papers by GB/T 9704-2012, for the scripts that make the templates.

A4 with a type area of 156 × 225 mm, 22 lines a page and 28 characters a line, page numbers outside, a red
head, and the 版记 at the foot of the last page. Lengths are points unless their names say otherwise.
"""

from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

PAGE, TYPE_AREA = (210, 297), (156, 225)  # millimetres
TOP, LEFT_MARGIN = 37, 28  # millimetres: 天头 and 订口
LINES, CHARACTERS = 22, 28
LINE = 28.95  # 22 of them are 636.9 points of 637.8
BODY = 16.0  # 3号
SPACING = -0.25  # so that 28 characters of 16 points are 441 points of 442.2
PITCH = BODY + SPACING
RED, BLACK = RGBColor(0xC8, 0x10, 0x1E), RGBColor(0, 0, 0)
SONG, FANG, HEI, KAI, PLAIN_SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# What a machine without the type of the standard shows instead, in this order.
FALL_BACKS = {
    SONG: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun",
    FANG: "仿宋,FangSong,FangSong_GB2312,华文仿宋,STFangsong",
    HEI: "SimHei,华文黑体,STHeiti",
    KAI: "楷体,KaiTi,KaiTi_GB2312,华文楷体,STKaiti",
    PLAIN_SONG: "SimSun,华文宋体,STSong",
}
CENTRE, RIGHT, LEFT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
CELL_PADDING = 0.1  # centimetres at each side


def element(name: str, **values: Any) -> Any:
    """An element of WordprocessingML with its attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def set_font(made: Any, font: str, size: float) -> None:
    """Type and size, for Chinese and for figures."""
    made.font.name, made.font.size = "Times New Roman", Pt(size)
    properties = made.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)


def style(document: Any, name: str, font: str, size: float, **more: Any) -> Any:
    """A paragraph style of our own: every line has its height; no gap between Chinese and figures."""
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    set_font(made, font, size)
    made.font.color.rgb = more.get("colour", BLACK)
    if spacing := more.get("spacing", 0):
        made.element.get_or_add_rPr().append(element("spacing", val=round(20 * spacing)))
    shape = made.paragraph_format
    shape.alignment = more.get("align", LEFT)
    shape.line_spacing, shape.line_spacing_rule = Pt(more.get("line", LINE)), WD_LINE_SPACING.EXACTLY
    shape.space_before, shape.space_after = Pt(more.get("before", 0)), Pt(more.get("after", 0))
    shape.left_indent, shape.right_indent = Pt(more.get("left", 0)), Pt(more.get("right", 0))
    shape.first_line_indent = Pt(more.get("indent", 0))
    shape.page_break_before = more.get("new_page", False)
    shape.keep_with_next = more.get("with_next", False)
    shape.widow_control = False
    properties = made.element.get_or_add_pPr()
    for rule in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        properties.insert_element_before(element(rule, val=0), *_AFTER_RULES)
    return made


_AFTER_RULES = (
    *("w:spacing", "w:ind", "w:contextualSpacing"),
    *("w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment"),
    *("w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)


def begin() -> Any:
    """A4 with the type area, the styles of a paper, and page numbers outside."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = (Mm(length) for length in PAGE)
    page.top_margin, page.bottom_margin = Mm(TOP), Mm(PAGE[1] - TOP - TYPE_AREA[1])
    page.left_margin, page.right_margin = Mm(LEFT_MARGIN), Mm(PAGE[0] - LEFT_MARGIN - TYPE_AREA[0])
    for grid in page._sectPr.findall(qn("w:docGrid")):
        page._sectPr.remove(grid)
    page._sectPr.append(element("docGrid", type="lines", linePitch=round(20 * LINE)))
    normal = document.styles["Normal"]
    set_font(normal, FANG, BODY)
    normal.element.get_or_add_rPr().append(element("lang", val="zh-CN", eastAsia="zh-CN"))
    declare_fonts(document)
    body = {"spacing": SPACING}
    two = 2 * PITCH
    style(document, "文书红头", SONG, 36, colour=RED, align=CENTRE, line=48, before=Mm(35).pt - 6)
    style(document, "文书红头中", SONG, 26, colour=RED, align=CENTRE, line=40, before=Mm(35).pt - 6)
    style(document, "文书红头小", SONG, 20, colour=RED, align=CENTRE, line=32, before=Mm(35).pt - 6)
    style(document, "文书文号", FANG, BODY, align=CENTRE, before=2 * LINE)
    style(document, "文书标题", SONG, 22, align=CENTRE, line=33, before=2 * LINE - 11)
    style(document, "文书主送", FANG, BODY, before=LINE, align=JUSTIFY, **body)
    style(document, "文书正文", FANG, BODY, indent=two, align=JUSTIFY, **body)
    style(document, "文书小标题", HEI, BODY, indent=two, with_next=True, **body)
    style(document, "文书二级标题", KAI, BODY, indent=two, with_next=True, **body)
    kept = body | {"with_next": True}
    style(document, "文书附件说明", FANG, BODY, before=LINE, left=5 * PITCH, indent=-3 * PITCH, **kept)
    style(document, "文书附件续", FANG, BODY, left=5 * PITCH, **kept)
    # The seal covers name and day: both are centred on one line, the day four characters from the right.
    style(document, "文书署名", FANG, BODY, align=CENTRE, before=2 * LINE, left=13.5 * PITCH, **kept)
    style(document, "文书日期", FANG, BODY, align=CENTRE, left=13.5 * PITCH, **body)
    style(document, "文书长署名", FANG, BODY, align=RIGHT, before=2 * LINE, right=2 * PITCH, **kept)
    style(document, "文书长署名日期", FANG, BODY, align=RIGHT, right=4 * PITCH, **body)
    style(document, "文书附注", FANG, BODY, left=two, **body)
    style(document, "文书附件", HEI, BODY, new_page=True, **body)
    style(document, "文书附件标题", SONG, 22, align=CENTRE, line=33, before=LINE, after=LINE / 2)
    style(document, "文书表头", HEI, 10.5, align=CENTRE, line=15)
    style(document, "文书表格", FANG, 10.5, line=15)
    style(document, "文书表格中", FANG, 10.5, line=15, align=CENTRE)
    style(document, "文书版记", FANG, 14, line=24)
    style(document, "文书版记前", FANG, 1, line=1)
    style(document, "文书版记位", FANG, 10, line=3 * LINE)
    style(document, "文书页码", PLAIN_SONG, 14, line=18)
    number_pages(document)
    return document


def declare_fonts(document: Any) -> None:
    """The table of types: what stands in where one is missing."""
    [part] = [
        relation.target_part
        for relation in document.part.rels.values()
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE
    ]
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, others in FALL_BACKS.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    part._blob = f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()


def number_pages(document: Any, distance: float = 25) -> None:
    """— 1 — below the type area: on odd pages at the right, on even ones at the left, one character in.

    25 mm above the edge the dash stands 7 mm below the type area of the standard.
    """
    section = document.sections[0]
    section.footer_distance = Mm(distance)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = document.styles["文书页码"], align
        shape = paragraph.paragraph_format
        shape.left_indent, shape.right_indent = Pt(14 * (align == LEFT)), Pt(14 * (align == RIGHT))
        paragraph.add_run("— ")
        for kind in ("begin", "separate", "end"):
            paragraph.add_run()._r.append(element("fldChar", fldCharType=kind))
            if kind == "begin":
                code = element("instrText")
                code.text = "PAGE"
                paragraph.add_run()._r.append(code)
            if kind == "separate":
                paragraph.add_run("1" if align == RIGHT else "2")
        paragraph.add_run(" —")


def border(paragraph: Any, **sides: tuple[int, int, str]) -> None:
    """Lines at the sides of a paragraph: eighths of a point, points from the text, colour."""
    borders = element("pBdr")
    for side, (size, space, colour) in sides.items():
        borders.append(element(side, val="single", sz=size, space=space, color=colour))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def head(document: Any) -> None:
    """版头: the office's name in red, as large as a line holds, number and red line; then the title."""
    for condition, kind in (
        ("if 发文机关标志|length <= 12", "文书红头"),
        ("elif 发文机关标志|length <= 16", "文书红头中"),
        ("else", "文书红头小"),
    ):
        document.add_paragraph(f"{{%p {condition} %}}", kind)
        document.add_paragraph("{{ 发文机关标志 }}", kind)
    document.add_paragraph("{%p endif %}", "文书红头小")
    border(document.add_paragraph("{{ 文号 }}", "文书文号"), bottom=(18, 11, "C8101E"))
    document.add_paragraph("{{ 标题 }}", "文书标题")


def seal(document: Any) -> None:
    """Who issues it, the day, and below them whom to ask."""
    for condition, name, day in (
        ("{%p if 机关|length <= 14 %}", "文书署名", "文书日期"),
        ("{%p else %}", "文书长署名", "文书长署名日期"),
    ):
        document.add_paragraph(condition, day)
        document.add_paragraph("{{ 机关 }}", name)
        document.add_paragraph("{{ 印发日期 }}", day)
    document.add_paragraph("{%p endif %}", "文书日期")
    document.add_paragraph("{%p if 附注 %}", "文书附注")
    document.add_paragraph("{{ 附注 }}", "文书附注")
    document.add_paragraph("{%p endif %}", "文书附注")


def imprint(document: Any) -> None:
    """版记 at the foot of the last page: a table that hangs on the last paragraph.

    That paragraph is so high that nothing before it reaches the place of the 版记: where it finds no room,
    both go to the next page.
    """
    document.add_paragraph("", "文书版记前")
    made = document.add_table(rows=4, cols=2)
    made.autofit = False
    properties = made._tbl.tblPr
    # By the page and not by its margin: LibreOffice lets no table of the whole width hang by the margin.
    left = round(Mm(LEFT_MARGIN).pt * 20)
    place = element("tblpPr", horzAnchor="page", tblpX=left, vertAnchor="margin", tblpYSpec="bottom")
    properties.insert_element_before(place, "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
    borders = element("tblBorders")
    for side, size in (("top", 8), ("bottom", 8), ("insideH", 6)):
        borders.append(element(side, val="single", sz=size, space=0, color="000000"))
    properties.insert_element_before(borders, "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.append(_margins(left=0, right=0))  # else the table would begin left of the type area
    half = Mm(TYPE_AREA[0]) // 2
    for row in made.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        for cell in row.cells:
            cell.width, cell.paragraphs[0].style = half, document.styles["文书版记"]
    for row, text in ((0, "{%tr if 抄送 %}"), (2, "{%tr endif %}")):
        made.rows[row].cells[0].paragraphs[0].add_run(text)
    copies = made.rows[1].cells[0].merge(made.rows[1].cells[1]).paragraphs[0]
    copies.style = document.styles["文书版记"]
    copies.add_run("抄送：{{ 抄送 }}")
    copies.paragraph_format.left_indent, copies.paragraph_format.first_line_indent = Pt(56), Pt(-42)
    printed, day = (cell.paragraphs[0] for cell in made.rows[3].cells)
    printed.add_run("{{ 印发机关 }}")
    day.add_run("{{ 印发日期 }}印发")
    day.alignment = RIGHT
    printed.paragraph_format.left_indent = Pt(14)
    copies.paragraph_format.right_indent = day.paragraph_format.right_indent = Pt(14)
    document.add_paragraph("", "文书版记位")


def table(
    document: Any,
    columns: list[tuple[str, str, float, str]],
    loop: str,
    *,
    kinds: tuple[str, str] = ("文书表头", "文书表格"),
    height: float = 0.8,
) -> Any:
    """A table of fixed widths: a head that stands on every page, and a row for each of `loop`.

    Columns are head (lines parted where words end), text, centimetres, style (empty: the table's own). No
    row is torn over two pages.
    """
    made = document.add_table(rows=4, cols=len(columns))
    made.style, made.autofit = "Table Grid", False
    properties = made._tbl.tblPr
    properties.append(
        _margins(left=round(CELL_PADDING / 2.54 * 1440), right=round(CELL_PADDING / 2.54 * 1440))
    )
    for column, (_, _, width, _) in zip(made.columns, columns, strict=True):
        column.width = Cm(width)
    for n, row in enumerate(made.rows):
        kept = row._tr.get_or_add_trPr()
        kept.append(element("cantSplit"))
        row.height = Cm(height)
        if n == 0:
            kept.append(element("tblHeader"))
        for cell, (title, text, width, own) in zip(row.cells, columns, strict=True):
            cell.width, cell.vertical_alignment = Cm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[kinds[0] if n == 0 else own or kinds[1]]
            if n == 0:
                paragraph.add_run(title)
            if n == 2:
                paragraph.add_run(text)
    made.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for 行 in {loop} %}}")
    made.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    return made


def _margins(**sides: int) -> Any:
    margins = element("tblCellMar")
    for side, width in sides.items():
        margins.append(element(side, w=width, type="dxa"))
    return margins
