"""Make the template of 日报: desks/templates/desks/daily.docx. One page of A4: every line has its height.

Types, 主送, 版记 and the number of the page are those of official papers (`official_layout`); margins and
sizes are smaller, since a leader reads all of it on one page.

Run it again after a change here, and look at the result. `HEIGHTS` adds up to less than the page.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Mm, RGBColor

from scripts.official_layout import (
    CENTRE,
    FANG,
    HEI,
    PLAIN_SONG,
    RED,
    SONG,
    border,
    declare_fonts,
    element,
    number_pages,
    set_font,
    style,
)

TO = Path(__file__).resolve().parent.parent / "desks/templates/desks/daily.docx"
MARGIN = 13  # millimetres
WIDTH = 21 - 2 * MARGIN / 10  # centimetres between the margins
ROW, LABEL = 0.52, 0.5  # centimetres of a row and of a row of labels
GREY = RGBColor(0x55, 0x55, 0x55)


def begin() -> Any:
    """A page with narrow margins and the styles."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = Mm(MARGIN)
    page.header_distance = Mm(5)
    set_font(document.styles["Normal"], FANG, 9)
    declare_fonts(document)
    style(document, "日报标题", SONG, 18, colour=RED, align=CENTRE, line=24)
    style(document, "日报说明", FANG, 9, align=CENTRE, line=13)
    style(document, "日报小标题", HEI, 10, line=17)
    style(document, "日报表格", FANG, 9, line=12)
    style(document, "日报栏目", HEI, 8, line=11, colour=GREY)
    style(document, "日报数", HEI, 12, align=CENTRE, line=15)
    style(document, "日报尾", FANG, 1, line=1)
    style(document, "文书页码", PLAIN_SONG, 9, line=11)
    number_pages(document, distance=6)
    return document


def table(
    document: Any, widths: list[float], rows: list[tuple[list[str], str, float]], loop: str = ""
) -> None:
    """A table: rows are texts, style and height; with `loop` the last row stands for each of that list."""
    made = document.add_table(rows=len(rows) + (2 if loop else 0), cols=len(widths))
    made.style, made.autofit = "Table Grid", False
    places = list(range(len(rows)))
    if loop:
        places[-1] += 1
        made.rows[len(rows) - 1].cells[0].paragraphs[0].add_run(f"{{%tr for 行 in {loop} %}}")
        made.rows[len(rows) + 1].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    for row, (texts, kind, height) in zip((made.rows[n] for n in places), rows, strict=True):
        row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.EXACTLY
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        for cell, text in zip(row.cells, texts, strict=True):
            lines = text.split("\n")
            cell.paragraphs[0].style = kind
            cell.paragraphs[0].add_run(lines[0])
            for line in lines[1:]:
                cell.add_paragraph(line, "日报栏目")
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def heading(document: Any, text: str) -> None:
    """The name of a part."""
    document.add_paragraph(text, "日报小标题")


def daily() -> Any:
    """日报."""
    document = begin()
    document.add_paragraph("督查日报", "日报标题")
    border(document.add_paragraph("{{ 截至 }}", "日报说明"), bottom=(12, 2, "C8101E"))
    document.add_paragraph("{{ 主送 }}：", "日报表格")
    six = [WIDTH / 6] * 6
    for names in (
        ("在办", "已逾期", "即将到期", "正常办理", "无时限", "本月应报"),
        ("未签收", "从未报送", "交办时已过期", "争取已过", "已报", "差"),
    ):
        document.add_paragraph("", "日报尾")
        numbers = [f"{{{{ 数.{name} }}}}" for name in names]
        table(document, six, [(list(names), "日报栏目", LABEL), (numbers, "日报数", 0.68)])
    four = [3.1, 7.0, 4.5, WIDTH - 14.6]
    rows = [f"{{{{ 行.{name} }}}}" for name in "天事单文"]
    heading(document, "一、逾期最久")
    two_lines = [rows[0], rows[1] + "\n{{ 行.话 }}", rows[2], rows[3]]
    head = ["逾期", "事项和最近进展", "逾期单位", "文件"]
    table(document, four, [(head, "日报栏目", LABEL), (two_lines, "日报表格", 0.88)], "久")
    heading(document, "二、新逾期（{{ 新数 }}）")
    table(document, four, [(rows, "日报表格", ROW)], "新")
    heading(document, "三、15天内到期（{{ 近数 }}）")
    table(document, four, [(rows, "日报表格", ROW)], "近")
    heading(document, "四、待回复批示（{{ 批数 }}）")
    table(document, four, [(rows, "日报表格", ROW)], "批")
    heading(document, "五、逾期减少的单位")
    document.add_paragraph("{{ 好 }}", "日报表格")
    heading(document, "六、逾期占在办的比例")
    eight = [4.0, 1.7, 1.7, WIDTH / 2 - 7.4] * 2
    head = ["市州", "在办", "逾期", "占比", "厅局", "在办", "逾期", "占比"]
    shares = [f"{{{{ 行.{side}{name} }}}}" for side in "市厅" for name in "名办逾比"]
    table(document, eight, [(head, "日报栏目", LABEL), (shares, "日报表格", 0.5)], "比")
    document.add_paragraph("", "日报尾")
    halves = ["{{ 市余 }}", "{{ 厅余 }}"]
    table(document, [WIDTH / 2] * 2, [(halves, "日报栏目", LABEL)])
    printed = document.add_paragraph("{{ 印发机关 }}\t{{ 印发日期 }}印发", "日报表格")
    printed.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    border(printed, top=(8, 1, "000000"), bottom=(8, 1, "000000"))
    return document


if __name__ == "__main__":
    TO.parent.mkdir(parents=True, exist_ok=True)
    daily().save(str(TO))
    print(TO)
