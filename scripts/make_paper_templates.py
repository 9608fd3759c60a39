"""Make the project's own templates of 通报 and 督办单: tracker/papers/templates/papers/*.docx.

The layout is that of GB/T 9704-2012 (`official_layout`). Run it again after a change, and look at the result.
"""

from pathlib import Path
from typing import Any

from scripts.official_layout import begin, head, imprint, seal, table

TO = Path(__file__).resolve().parent.parent / "tracker/papers/templates/papers"
MIDDLE = "文书表格中"


def sentences(document: Any, name: str, otherwise: str) -> None:
    """One paragraph for each sentence of a list."""
    for text in (f"{{%p for 句 in {name} %}}", "{{ 句 }}", "{%p else %}", otherwise, "{%p endfor %}"):
        document.add_paragraph(text, "文书正文")


def annexes_named(document: Any) -> None:
    """附件说明 below the body."""
    for text, kind in (
        ("{%p for 行 in 附件说明 %}", "文书附件说明"),
        ("{%p if loop.first %}", "文书附件说明"),
        ("{{ 行 }}", "文书附件说明"),
        ("{%p else %}", "文书附件续"),
        ("{{ 行 }}", "文书附件续"),
        ("{%p endif %}", "文书附件续"),
        ("{%p endfor %}", "文书附件续"),
    ):
        document.add_paragraph(text, kind)


def annex(document: Any, place: str, title: str) -> None:
    """The head of an annex, on a page of its own."""
    document.add_paragraph(place, "文书附件")
    document.add_paragraph(title, "文书附件标题")


def bulletin() -> Any:
    """通报."""
    document = begin()
    head(document)
    document.add_paragraph("{{ 主送 }}：", "文书主送")
    document.add_paragraph(
        "现将{{ 期间 }}督查事项落实情况通报如下（范围：{{ 范围 }}；数据截至{{ 截至 }}）。", "文书正文"
    )
    document.add_paragraph("一、总体情况", "文书小标题")
    document.add_paragraph("{{ 总体情况 }}", "文书正文")
    document.add_paragraph("二、落实较好的单位", "文书小标题")
    sentences(document, "表扬", "本期没有需要单独表扬的单位。")
    document.add_paragraph("三、存在的问题", "文书小标题")
    sentences(document, "批评", "本期没有需要单独通报的问题。")
    document.add_paragraph("四、工作要求", "文书小标题")
    document.add_paragraph("{{ 要求 }}", "文书正文")
    annexes_named(document)
    seal(document)
    document.add_paragraph("{%p if 单位 %}", "文书正文")
    annex(document, "附件{% if 逾期 %}1{% endif %}", "各单位督查事项完成情况表")
    columns = [
        ("序号", "{{ 行.序号 }}", 1.0, MIDDLE),
        ("单位", "{{ 行.名称 }}", 3.95, ""),
        ("事项", "{{ 行.事项数 }}", 1.15, MIDDLE),
        ("应完成", "{{ 行.应完成数 }}", 1.35, MIDDLE),
        ("按时", "{{ 行.按时完成数 }}", 1.15, MIDDLE),
        ("逾期\n完成", "{{ 行.逾期完成数 }}", 1.15, MIDDLE),
        ("逾期\n未完成", "{{ 行.逾期未完成数 }}", 1.35, MIDDLE),
        ("按时\n完成率", "{{ 行.按时完成率 }}", 1.55, MIDDLE),
        ("平均逾期\n天数", "{{ 行.平均逾期天数 }}", 1.7, MIDDLE),
        ("得分", "{{ 行.得分 }}", 1.25, MIDDLE),
    ]
    table(document, columns, "单位")
    document.add_paragraph("{%p endif %}", "文书正文")
    document.add_paragraph("{%p if 逾期 %}", "文书正文")
    annex(document, "附件{% if 单位 %}2{% endif %}", "逾期未完成事项清单")
    late = [
        ("序号", "{{ 行.序号 }}", 1.0, MIDDLE),
        ("文件", "{{ 行.文件 }}", 4.1, ""),
        ("事项", "{{ 行.举措 }}", 4.0, ""),
        ("牵头（负责）\n单位", "{{ 行.单位 }}", 3.3, ""),
        ("时限", "{{ 行.时限 }}", 2.1, MIDDLE),
        ("逾期\n天数", "{{ 行.天数 }}", 1.1, MIDDLE),
    ]
    table(document, late, "逾期")
    document.add_paragraph("{%p if 未列逾期数 %}", "文书正文")
    document.add_paragraph("另有{{ 未列逾期数 }}项逾期未完成，未逐项列出。", "文书正文")
    document.add_paragraph("{%p endif %}", "文书正文")
    document.add_paragraph("{%p endif %}", "文书正文")
    imprint(document)
    return document


def notice() -> Any:
    """督办单."""
    document = begin()
    head(document)
    document.add_paragraph("{{ 单位 }}：", "文书主送")
    document.add_paragraph("经查，你单位承担的{{ 事项数 }}项任务已经逾期（见附件）。", "文书正文")
    document.add_paragraph("{{ 要求 }}", "文书正文")
    # The name of who issues it never stands alone on a page.
    last = document.add_paragraph("请于{{ 答复日期 }}前答复。", "文书正文")
    last.paragraph_format.keep_with_next = True
    for text in ("{%p if 签发人 %}", "签发人：{{ 签发人 }}", "{%p endif %}"):
        document.add_paragraph(text, "文书正文").paragraph_format.keep_with_next = True
    annexes_named(document)
    seal(document)
    annex(document, "附件", "督办事项清单")
    columns = [
        ("序号", "{{ 行.序号 }}", 1.0, MIDDLE),
        ("文件", "{{ 行.文件 }}", 4.1, ""),
        ("交办内容", "{{ 行.内容 }}", 5.05, ""),
        ("分工", "{{ 行.分工 }}", 1.1, MIDDLE),
        ("时限", "{{ 行.时限 }}", 3.25, MIDDLE),
        ("逾期\n天数", "{{ 行.天数 }}", 1.1, MIDDLE),
    ]
    table(document, columns, "事项")
    imprint(document)
    return document


if __name__ == "__main__":
    TO.mkdir(parents=True, exist_ok=True)
    for name, made in (("bulletin", bulletin()), ("notice", notice())):
        made.save(str(TO / f"{name}.docx"))
        print(f"{TO / name}.docx")
