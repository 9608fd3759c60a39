from hypothesis import given
from hypothesis import strategies as st

from extraction.ocr.spelling import spelled


def test_stops_between_chinese_are_wide():
    assert spelled("(责任单位:县城市管理局)") == "（责任单位：县城市管理局）"
    assert spelled("于12:30前报1,000份") == "于12:30前报1,000份"
    assert spelled("GB/T (33190)") == "GB/T (33190)"


def test_a_stroke_before_a_stop_at_the_head_of_a_line_is_one():
    assert spelled("-、主要任务") == "一、主要任务"
    assert spelled("(—)改造路段") == "（一）改造路段"
    assert spelled("——加快改造") == "——加快改造"


@given(st.text(max_size=40))
def test_as_many_characters_come_out_as_go_in(text: str):
    assert len(spelled(text)) == len(text)
