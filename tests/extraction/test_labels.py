"""The numbering of the genre."""

import pytest

from extraction.signs.labels import chinese_number, label_in_gap, read_label


@pytest.mark.parametrize(
    ("text", "printed", "number", "rest"),
    [
        ("一、总体要求", "一", 1, "总体要求"),
        ("十二、保障措施", "十二", 12, "保障措施"),
        ("（一）加强领导", "（一）", 1, "加强领导"),
        ("(二十三)加强领导", "（二十三）", 23, "加强领导"),
        ("1.加强领导", "1", 1, "加强领导"),
        ("3．加强领导", "3", 3, "加强领导"),
        ("4、加强领导", "4", 4, "加强领导"),
        ("（5）加强领导", "（5）", 5, "加强领导"),
        ("6）加强领导", "6）", 6, "加强领导"),
        ("第七条为了规范", "第七条", 7, "为了规范"),
        ("第七条?为了规范", "第七条", 7, "为了规范"),
        ("1..加强领导", "1", 1, "加强领导"),
        ("第二章职责", "第二章", 2, "职责"),
        ("③加强领导", "③", 3, "加强领导"),
        ("２．加强领导", "2", 2, "加强领导"),
        ("1．2022年6月底前完成", "1", 1, "2022年6月底前完成"),
        ("4.9月底前完成", "4", 4, "9月底前完成"),
        ("3. 2个平台建成", "3", 3, "2个平台建成"),
    ],
)
def test_a_label_is_read_in_every_style_and_width(text, printed, number, rest):
    label = read_label(text)
    assert label is not None
    assert (label.printed, label.number, text[label.end :]) == (printed, number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "2.5万人参加培训",
        "3.15维权日",
        "2022年6月底前",
        "一、二、三产业融合",
        "10月上旬",
        "一是加强领导",
        "（2022—2025年）",
        "第一步，到2020年",
        "",
    ],
)
def test_a_number_that_belongs_to_the_sentence_is_no_label(text):
    assert read_label(text) is None


def test_a_deeper_style_has_a_greater_rank():
    ranks = [
        read_label(text).rank
        for text in ("第一章总则", "一、总则", "（一）总则", "1.总则", "（1）总则", "①总则")
    ]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("二十一", 21), ("一百零三", 103), ("〇", 0), ("42", 42), ("⑫", 12)]
)
def test_numerals_have_their_values(text, value):
    assert chinese_number(text) == value


def test_a_label_directly_before_digits_is_one_only_where_its_number_lacks():
    label = label_in_gap("5.360度评价。", 4, 6)
    assert label is not None
    assert (label.printed, label.end) == ("5", 2)
    assert label_in_gap("5.360度评价。", 5, 7) is None
    assert label_in_gap("5.360度评价。", 4, 7) is None
    assert label_in_gap("评价。", 4, 6) is None
