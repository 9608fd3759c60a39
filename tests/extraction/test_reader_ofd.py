"""Pages of an OFD in the order in which a person reads them, and what stands beside them."""

# ruff: noqa: E501 - the XML of an ofd has long lines
from __future__ import annotations

import pytest

from extraction.model import Document
from extraction.pipeline import extract_bytes
from extraction.readers.dispatch import read_data, read_source
from extraction.readers.source import Source
from tests.extraction.desk import NS, lines, ofd_bytes, ofd_parts, pictured, ruled, written, zipped

BODY = ["白石县节水工作方案", "一、主要任务", "1.改造管网。6月底前完成普查。（县水利局负责）"]


def text(*pages: str, **more: str) -> str:
    return read_data(ofd_bytes(list(pages), **more), name="通知.ofd")


def source(data: bytes) -> Source:
    return read_source(data, name="通知.ofd")


def said(data: bytes) -> list[str]:
    return [one.what for one in source(data).unread]


def test_lines_are_read_from_top_to_bottom_however_they_are_stored():
    objects = [written(28, 40 + 10 * at, line, 4) for at, line in enumerate(BODY)]
    assert text("".join(reversed(objects))).replace("\u3000", "").split("\n") == BODY


def test_a_file_without_its_suffix_is_known_by_its_parts():
    assert "节水" in read_data(ofd_bytes([lines(BODY)]), name="下载")


def test_pages_come_in_the_order_of_the_document():
    parts = ofd_parts([lines(["后一页在此。"]), lines(["前一页在此。"])])
    document = parts["Doc_0/Document.xml"]
    one = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
    parts["Doc_0/Document.xml"] = document.replace(one, "").replace("</ofd:Pages>", f"{one}</ofd:Pages>")
    assert read_data(zipped(parts), name="通知.ofd").split("\f") == ["前一页在此。", "后一页在此。"]


@pytest.mark.parametrize("steps", ["g 5 5.6", "5.6 5.6 5.6 5.6 5.6", "g 2 5.6 5.6 g 2 5.6", ""])
def test_the_steps_from_letter_to_letter_have_several_forms(steps: str):
    objects = written(28, 40, "县水利局牵头", steps=steps) + written(28 + 6 * 5.6, 40, "，县财政局配合。")
    assert text(objects) == "县水利局牵头，县财政局配合。"


def test_one_object_that_runs_over_several_cells_is_parted_by_its_steps():
    rows = written(20, 48, "序号任务牵头单位", 4, steps="4 12 4 20 4 4 4") + written(
        20, 58, "1修堤县水利局", 4, steps="16 4 20 4 4 4"
    )
    frame = "".join(ruled(18, y, 80, 0) for y in (42, 52, 62)) + "".join(
        ruled(x, 42, 0, 20) for x in (18, 34, 58, 98)
    )
    assert text(lines(BODY, 80) + rows + frame).split("\n")[:2] == [
        "序号\t任务\t牵头单位",
        "1\t修堤\t县水利局",
    ]


def test_a_merged_cell_of_a_ruled_table_counts_for_each_numbered_row():
    cells = [(20, 48, "序号"), (40, 48, "任务"), (70, 48, "牵头单位"), (20, 58, "1"), (40, 58, "修堤"), (20, 68, "2"), (40, 68, "修闸"), (70, 63, "县水利局")]  # fmt: skip
    rules = [ruled(18, y, 80, 0) for y in (42, 52, 72)] + [ruled(18, 62, 50, 0)]
    rules += [ruled(x, 42, 0, 30) for x in (18, 36, 68, 98)]
    rows = text("".join(written(x, y, word, 4) for x, y, word in cells) + "".join(rules)).split("\n")
    assert rows == ["序号\t任务\t牵头单位", "1\t修堤\t县水利局", "2\t修闸\t县水利局"]


def test_two_columns_are_read_one_after_the_other():
    left = [written(20, 40 + 8 * n, f"左栏第{n}行的文字一直排到栏边", 5) for n in range(1, 8)]
    right = [written(112, 40 + 8 * n, f"右栏第{n}行的文字一直排到栏边", 5) for n in range(1, 8)]
    read = text("".join(a + b for a, b in zip(left, right, strict=True)))
    assert read.index("左栏第7行") < read.index("右栏第1行")


def test_what_is_hidden_white_or_beyond_the_paper_is_not_read_but_said():
    hidden = written(28, 100, "看不见的一行", extra='Visible="false"')
    outside = written(28, 400, "纸外的一行")
    white = written(28, 120, "白色的一行").replace(
        "<ofd:TextCode", '<ofd:FillColor Value="255 255 255"/><ofd:TextCode'
    )
    found = source(ofd_bytes([lines(BODY) + hidden + outside + white]))
    assert "一行" not in found.text
    [one] = found.unread
    assert one.what == "看不见的文字"
    assert all(word in one.text for word in ("看不见的一行", "纸外的一行", "白色的一行"))


def test_white_words_on_a_coloured_ground_are_read():
    ground = (
        '<ofd:PathObject ID="7" Boundary="20 110 100 15" Fill="true"><ofd:FillColor Value="200 0 0"/>'
        "<ofd:AbbreviatedData>M 0 0 L 100 0 L 100 15 L 0 15 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    white = written(28, 120, "白色的一行").replace(
        "<ofd:TextCode", '<ofd:FillColor Value="255 255 255"/><ofd:TextCode'
    )
    assert "白色的一行" in text(lines(BODY) + ground + white)


def test_a_line_that_runs_over_the_edge_of_the_paper_is_read_whole():
    assert text(
        written(28, 40, "1.改造全部老旧管网和水厂并在年底前完成验收和移交工作（县水利局负责）", 6)
    ).endswith("负责）")


@pytest.mark.parametrize("turn", ["0 1 -1 0 0 0", "0 -1 1 0 0 0"])
def test_a_watermark_across_the_page_is_left_out(turn: str):
    mark = written(100, 150, "内部文件", 20, extra=f'CTM="{turn}"')
    assert "内部文件" not in text(lines(BODY) + mark)


def test_a_composite_object_and_a_block_are_read_at_their_places():
    parts = ofd_parts(
        [lines(BODY[:2]) + '<ofd:CompositeObject ID="8" ResourceID="70" Boundary="28 60 1 1"/>']
    )
    unit = written(0, 5, "1.改造管网。（县水利局负责）", 5)
    parts["Doc_0/Res.xml"] = (
        f'<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="70"><ofd:Content><ofd:PageBlock>{unit}'
        "</ofd:PageBlock></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        "</ofd:CommonData>", "<ofd:DocumentRes>Res.xml</ofd:DocumentRes></ofd:CommonData>"
    )
    assert read_data(zipped(parts), name="通知.ofd").endswith("1.改造管网。（县水利局负责）")


def test_a_letterhead_in_a_template_is_read_once_and_its_foot_is_said():
    template = written(30, 30, "白石县人民政府文件", 10) + written(80, 285, "白石县人民政府办公室印制", 4)
    found = source(ofd_bytes([lines(BODY), lines(["第二页的文字在此。"])], template))
    assert found.text.count("白石县人民政府文件") == 1
    assert found.text.startswith("白石县人民政府文件")
    assert [(one.what, one.text, one.pages) for one in found.unread] == [
        ("模板中的页眉页脚", "白石县人民政府办公室印制", (1,))
    ]


def test_a_template_of_one_page_is_a_part_of_it():
    assert "此件公开发布" in text(lines(BODY), template=written(28, 280, "此件公开发布", 5))


def test_a_page_that_is_a_picture_is_named_and_a_small_one_is_no_doubt():
    pages = [lines(BODY) + pictured(150, 250, 42, 42), pictured(0, 0, 210, 297), pictured(20, 20, 170, 120)]
    found = source(ofd_bytes([*pages[:2], lines(BODY) + pages[2]]))
    assert [one.what for one in found.unread] == [
        "第1页有1张小图（图章、标志等）",
        "第2页是图片",
        "第3页有1张图片未读",
    ]
    assert [bool(one.told) for one in found.unread] == [False, True, True]


def test_a_picture_cut_into_strips_is_one_page():
    strips = "".join(pictured(0, y, 210, 10) for y in range(0, 297, 10))
    assert said(ofd_bytes([lines(BODY), strips])) == ["第2页是图片"]


def test_a_ground_under_the_words_is_no_picture_page():
    body = lines([*BODY, "坚持问题导向，建立工作台账，逐项抓好落实，确保取得实效，" * 1] * 3)
    assert said(ofd_bytes([pictured(0, 0, 210, 297) + body])) == []


SIGNED: dict[str, str | bytes] = {
    "Doc_0/Signs/Signatures.xml": f'<ofd:Signatures {NS}><ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>',
    "Doc_0/Signs/Sign_0/Signature.xml": f'<ofd:Signature {NS}><ofd:SignedInfo><ofd:StampAnnot ID="1" PageRef="2" '
    'Boundary="100 200 40 40"/></ofd:SignedInfo></ofd:Signature>',
    "Doc_0/Attachs/Attachments.xml": f'<ofd:Attachments {NS}><ofd:Attachment ID="1" Name="任务清单.xlsx"/>'
    '<ofd:Attachment ID="2" Name="data.xml" Visible="false"/></ofd:Attachments>',
    "Doc_0/Annots/Annotations.xml": f'<ofd:Annotations {NS}><ofd:Page PageID="1"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page>'
    "</ofd:Annotations>",
    "Doc_0/Annots/A.xml": f'<ofd:PageAnnot {NS}><ofd:Annot ID="1" Type="Highlight"><ofd:Remark>请水利局再核</ofd:Remark></ofd:Annot>'
    '<ofd:Annot ID="2" Type="Watermark"><ofd:Appearance Boundary="0 0 9 9">'
    f"{written(0, 9, '张三', 5)}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>",
}


def test_seals_remarks_and_files_within_are_named():
    common = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
    after = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    parts = ofd_parts([lines(BODY), lines(["第二页的文字在此。"])], common=common, after=after)
    document: Document = extract_bytes(zipped(parts | SIGNED), name="通知.ofd").documents[0]
    assert [(one.what, one.page, bool(one.doubt)) for one in document.unread] == [
        ("批注", 1, True),
        ("水印、图章", 1, False),
        ("有签章（第2页），未作验证", 2, False),
        ("文件内附有文件“任务清单.xlsx”", None, True),
        ("文件内附有文件“data.xml”", None, False),
    ]
    assert [w.message for w in document.warnings] == [
        "有1处批注未读入：“请水利局再核”，请对照原件核对",
        "文件内附有1个文件，没有读入，请对照原件核对",
    ]


def test_a_page_whose_part_is_missing_is_named():
    parts = ofd_parts([lines(BODY), lines(BODY)])
    del parts["Doc_0/Pages/Page_1/Content.xml"]
    assert said(zipped(parts)) == ["第2页的内容缺失"]


def test_two_documents_in_one_file_are_read_in_their_order():
    parts = ofd_parts([lines(["前一份文件的文字。"])])
    parts["Doc_1/Document.xml"] = parts["Doc_0/Document.xml"]
    parts["Doc_1/Pages/Page_0/Content.xml"] = ofd_parts([lines(["后一份文件的文字。"])])[
        "Doc_0/Pages/Page_0/Content.xml"
    ]
    body = "<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    parts["OFD.xml"] = parts["OFD.xml"].replace("</ofd:OFD>", body)
    assert read_data(zipped(parts), name="通知.ofd") == "前一份文件的文字。\f后一份文件的文字。"
