"""Texts that lost their line breaks."""

import pytest

from extraction.pipeline import extract_text
from extraction.text.lines import read_lines
from extraction.text.unfolding import unfold
from tests.extraction.text import NOTICE, OPINION


def paths(text: str) -> list[list[str]]:
    return [measure.path for document in extract_text(text).documents for measure in document.measures]


@pytest.mark.parametrize("joint", ["", " ", "  "])
def test_an_opinion_without_breaks_is_read_as_with_them(joint):
    [whole] = extract_text(OPINION).documents
    [joined] = extract_text(OPINION.replace("\n", joint)).documents
    assert (joined.title, joined.number, joined.issuer, joined.issued_on) == (
        whole.title,
        whole.number,
        whole.issuer,
        whole.issued_on,
    )
    assert [m.path for m in joined.measures] == [m.path for m in whole.measures]


def test_a_notice_without_breaks_gives_the_title_and_the_items_of_its_policy():
    text = NOTICE[: NOTICE.index("专栏1")] + NOTICE[NOTICE.index("（四）保障水质") :]
    [joined] = extract_text(text.replace("\n", "")).documents
    assert (joined.title, joined.issued_on) == ("云江市城市供水提升行动方案", "2023-03-01")
    assert [m.path for m in joined.measures] == paths(text)


def test_what_was_cut_is_to_be_looked_at():
    [document] = extract_text(OPINION.replace("\n", "")).documents
    assert any("没有分段" in warning.message and warning.span for warning in document.warnings)


def test_numbers_within_a_sentence_are_no_items():
    filler = "各单位要加强协作，抓好落实，确保取得实效。" * 8
    text = (
        f"一、总则。落实第（一）项和第（二）项，实现统一、规范，改造2.5公里。{filler}二、附则。按本条例执行。"
    )
    assert [piece[:2] for piece in unfold(text)] == ["一、", "二、"]


def test_a_numbering_may_skip_after_a_stop_and_go_on_through_sections():
    filler = "各单位要加强协作，抓好落实，确保取得实效。" * 8
    text = f"一、任务（一）修路。改造道路。（四）建桥。新建桥梁。二、保障（五）宣传。{filler}"
    assert paths(text) == [["一", "（一）"], ["一", "（四）"], ["二", "（五）"]]


def test_a_short_line_is_left_as_it_is():
    assert unfold("一、修路。二、建桥。") == ["一、修路。二、建桥。"]


def test_a_long_line_that_kept_the_indents_of_its_paragraphs_is_cut_at_them():
    text = "\u3000\u3000".join(
        [
            "青岚县防汛方案",
            "为做好防汛工作，制定本方案。" * 12,
            "一、加强值守",
            "落实责任。" * 20,
            "二、备足物资",
            "青岚县人民政府",
            "2027年3月1日",
        ]
    )
    assert [line.text for line in read_lines(text)][2:] == [
        "一、加强值守",
        "落实责任。" * 20,
        "二、备足物资",
        "青岚县人民政府",
        "2027年3月1日",
    ]


def test_attachments_and_the_day_behind_the_last_item_are_lines_of_their_own():
    items = "".join(f"{n}、做好第{n}项防汛工作，落实责任单位和责任人，备足物资。" for n in "一二三四")
    pieces = unfold(items + "2027年3月1日附件：1.任务表")
    assert pieces[-3:] == ["2027年3月1日", "附件：", "1.任务表"]


@pytest.mark.parametrize(
    ("end", "issued_on"),
    [
        ("云江市人民政府办公室二〇二四年一月十六日（本文有删减）", "2024-01-16"),
        ("附件：情况统计表 2024年1月16日 （联系人：张某某）", "2024-01-16"),
    ],
)
def test_the_day_at_the_end_of_such_a_text_is_that_of_its_issue(end, issued_on):
    items = "".join(
        f"{n}、加强管网改造，摸清老旧管网底数，做好巡查维护各项工作，切实保障供水安全。" for n in "一二三"
    )
    [document] = extract_text(
        f"云江市关于加强供水工作的通知各县区人民政府：现就有关事项通知如下：{items}{end}"
    ).documents
    assert document.issued_on == issued_on
