"""The papers by GB/T 9704-2012: page, type, tables, and a preview that says what the file says."""

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn

from tests.tracker.papers.many import ASKED, CLOSING, UNITS, bulletin_docx, notice_docx
from tests.tracker.papers.paper import printed, table, words_of
from tracker.papers.printing import shown_in_browser
from tracker.papers.wording import annexes_in_words, contact_in_words, in_column, totals_in_words, width

PADDING = 2  # millimetres of a cell, both sides together
PAPERS = {"通报": lambda: bulletin_docx(46, 25), "督办单": lambda: notice_docx(12)}


@pytest.fixture(params=list(PAPERS.values()), ids=list(PAPERS))
def docx(request: pytest.FixtureRequest) -> bytes:
    made: bytes = request.param()
    return made


def near(length: Any, millimetres: float) -> bool:
    return bool(abs(length.mm - millimetres) < 0.5)


class TestThePage:
    def test_has_the_margins_of_the_standard(self, docx: bytes) -> None:
        [page] = printed(docx).sections
        assert near(page.page_width, 210)
        assert near(page.page_height, 297)
        for margin, length in (("top", 37), ("left", 28), ("right", 26), ("bottom", 35)):
            assert near(getattr(page, f"{margin}_margin"), length)

    def test_holds_22_lines_of_28_characters(self, docx: bytes) -> None:
        body = printed(docx).styles["文书正文"]
        shape = body.paragraph_format
        assert shape.line_spacing_rule == WD_LINE_SPACING.EXACTLY
        assert int(225 / shape.line_spacing.mm) == 22
        spacing = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
        assert int(156 / 25.4 * 72 / (body.font.size.pt + spacing)) == 28
        assert shape.first_line_indent.pt == pytest.approx(2 * (body.font.size.pt + spacing))

    def test_is_set_in_the_types_of_the_standard_with_others_to_stand_in(self, docx: bytes) -> None:
        styles = printed(docx).styles
        for name, font, size in (
            ("文书标题", "方正小标宋简体", 22),
            ("文书正文", "仿宋_GB2312", 16),
            ("文书小标题", "黑体", 16),
            ("文书二级标题", "楷体_GB2312", 16),
            ("文书版记", "仿宋_GB2312", 14),
            ("文书页码", "宋体", 14),
        ):
            style = styles[name]
            assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
            assert style.font.size.pt == size
        declared = zipfile.ZipFile(io.BytesIO(docx)).read("word/fontTable.xml").decode()
        for font, others in (
            ("方正小标宋简体", "华文中宋"),
            ("仿宋_GB2312", "仿宋"),
            ("楷体_GB2312", "楷体"),
        ):
            assert re.search(f'w:name="{font}"><w:altName w:val="[^"]*{others}', declared)

    def test_is_numbered_outside(self, docx: bytes) -> None:
        document = printed(docx)
        [section] = document.sections
        assert document.settings.odd_and_even_pages_header_footer
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            [line] = footer.paragraphs
            assert re.fullmatch("— [12] —", line.text)
            assert line._p.pPr.jc.get(qn("w:val")) == align
            assert "PAGE" in line._p.xml


class TestTables:
    def test_have_fixed_widths_within_the_type_area(self, docx: bytes) -> None:
        for one in printed(docx).tables:
            assert not one.autofit
            assert sum(cell.width.mm for cell in one.rows[-1].cells) <= 156.5

    def test_repeat_their_head_and_tear_no_row(self, docx: bytes) -> None:
        *annexes, imprint = printed(docx).tables
        assert annexes
        for one in annexes:
            assert one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
            assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in one.rows)
        place = imprint._tbl.tblPr.find(qn("w:tblpPr"))
        assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")

    def test_break_no_name_and_no_number(self, docx: bytes) -> None:
        """What has no blank fits on its line: by 10.5 points a full character, half of it a figure."""
        for one in printed(docx).tables[:-1]:
            for row in one.rows:
                for cell in row.cells:
                    for line in "\n".join(p.text for p in cell.paragraphs).split("\n"):
                        if re.fullmatch(r"[\d.%—-]+", line) or line in UNITS or "〔" in line:
                            assert width(line) * 10.5 / 2 <= (cell.width.mm - PADDING) / 25.4 * 72, line


class TestWords:
    def test_each_typed_line_is_a_paragraph(self, docx: bytes) -> None:
        lines = [paragraph.text for paragraph in printed(docx).paragraphs]
        typed = CLOSING if "一要压实责任" in "".join(lines) else ASKED
        assert all(line in lines for line in typed.split("\n"))

    def test_what_was_ordered_keeps_its_paragraphs(self) -> None:
        cell = printed(notice_docx(1)).tables[0].rows[1].cells[2]
        assert [paragraph.text for paragraph in cell.paragraphs] == [
            "推进政务服务事项集中办理，",
            "6月底前完成收费公示全覆盖。",
        ]

    def test_what_is_not_known_is_not_printed(self) -> None:
        for docx in (bulletin_docx(2, 0, copies=""), notice_docx(1)):
            document = printed(docx)
            said = words_of(document) + str(table(document, -1))
            for empty in ("电话", "签发人", "抄送", "—，", "：\n（"):
                assert empty not in said

    def test_addressees_annexes_and_the_imprint(self) -> None:
        document = printed(bulletin_docx(2, 2))
        said = words_of(document)
        for words in (
            "云岭省人民政府办公厅文件",
            "各市（州）人民政府，省政府各部门、各直属机构：",
            "附件：1.各单位督查事项完成情况表\n2.逾期未完成事项清单",
            "（联系人：张三）",
        ):
            assert words in said
        assert table(document, -1)[0][0].startswith("抄送：省委办公厅")
        assert table(document, -1)[1] == ["云岭省人民政府办公厅", "2026年7月3日印发"]
        assert "附件：各单位督查事项完成情况表" in words_of(printed(bulletin_docx(2, 0)))

    @pytest.mark.parametrize(
        ("name", "most", "lines"),
        [
            ("省财政厅", 3, "省财\n政厅"),
            ("省住房城乡建设厅", 8, "省住房城乡建设厅"),
            ("云岭保护开发区管委会", 8, "云岭保护\n开发区管委会"),
            ("云政办明电〔2026〕113号", 8, "云政办明电\n〔2026〕113号"),
        ],
    )
    def test_a_long_name_is_parted_where_a_word_ends(self, name: str, most: int, lines: str) -> None:
        assert in_column(name, most) == lines

    def test_no_line_of_a_name_is_longer_or_a_single_character(self) -> None:
        for name in UNITS:
            for most in range(4, 12):
                lines = in_column(name, most).split("\n")
                assert "".join(lines) == name
                assert all(2 <= len(line) <= most for line in lines), (name, most, lines)

    def test_sentences_leave_out_what_is_not_known(self) -> None:
        totals = dict.fromkeys(
            ("assignments", "total", "due", "completed", "on_time", "done_late", "overdue", "pending"), 0
        ) | {"extended": 0, "completed_rate": None, "on_time_rate": None}
        assert totals_in_words(totals) == "本期没有计入的督查时限。"
        assert totals_in_words(totals | {"total": 2, "pending": 2}).endswith("未到期2个。")
        assert contact_in_words("", "") == ""
        assert contact_in_words("张三", "0431") == "（联系人：张三；联系电话：0431）"
        assert annexes_in_words([]) == []


def test_the_preview_says_what_the_file_says_and_nothing_else(docx: bytes) -> None:
    """Every text of the file, its footer included, in the same order; no other word."""
    document = printed(docx)
    [section] = document.sections
    body = "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
    filed = body + "".join(line.text for line in section.footer.paragraphs)
    shown = unescape(re.sub(r"<[^>]+>", "", shown_in_browser(docx)))
    assert "".join(shown.split()) == "".join(filed.split())
