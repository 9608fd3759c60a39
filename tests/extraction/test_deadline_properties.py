"""Whatever the text: no exception, places that fit, one reading for all spacings, time in proportion."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.deadlines.finder import find_deadlines
from extraction.deadlines.frequency import find_standing, frequencies
from extraction.indicators.quantities import candidate_targets, parse_quantity
from extraction.indicators.table import read_indicators

ISSUED = datetime.date(2022, 5, 27)
# Pieces of the genre, so that random sentences come near to real ones.
PIECES = (
    *("6月底前", "2022年", "12月31日", "年底前", "到2025年", "十月上旬", "二〇二五年", "一季度", "上半年"),
    *(
        "每月",
        "每年",
        "30日前",
        "季度末",
        "次月",
        "自印发之日起",
        "30个工作日内",
        "三年内",
        "春节前",
        "国庆节前",
    ),
    *(
        "十四五",
        "末",
        "至",
        "—",
        "起",
        "前",
        "内",
        "度",
        "力争",
        "争取",
        "原则上",
        "完成",
        "期限",
        "执行",
        "减免",
    ),
    *("对", "的", "（", "）", "〔", "〕", "“", "”", "《", "》", "，", "。", "、", "；"),
)
TABLE_PIECES = (
    *(
        "序号",
        "主要指标",
        "2020年",
        "2025年",
        "属性",
        "预期性",
        "约束性",
        "≥98%",
        "—",
        "1",
        "2",
        "书屋数（个）",
    ),
    *("计算方法：", "，", "。", "一、", "\t", "\n", "|", " "),
)
sentences = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
texts = st.one_of(st.text(max_size=200), sentences)
moments = st.one_of(st.none(), st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31)))


@settings(deadline=None)  # the machine may be busy; the last test measures time
@given(
    text=texts,
    issued_on=moments,
    year=st.one_of(st.none(), st.integers(1900, 2100)),
    offset=st.integers(0, 9),
)
def test_any_text_is_read_and_every_place_fits(
    text: str, issued_on: datetime.date | None, year: int | None, offset: int
) -> None:
    end = 0
    for found in find_deadlines(text, offset=offset, issued_on=issued_on, year=year):
        assert found.span is not None
        first, last = found.span.start - offset, found.span.end - offset
        assert end <= first < last <= len(text)
        assert "".join(text[first:last].split()) == found.phrase
        assert not found.date or datetime.date.fromisoformat(found.date)
        end = last


@settings(deadline=None)
@given(text=texts)
def test_any_text_has_a_frequency_or_none(text: str) -> None:
    assert all(phrase in "".join(text.split()) for phrase, _, _ in frequencies(text))
    assert find_standing(text) in "".join(text.split())


@settings(deadline=None)
@given(text=sentences, spaces=st.lists(st.sampled_from(["", "", " ", "　", "\t"]), min_size=60, max_size=60))
def test_white_space_and_the_width_of_signs_change_no_date(text: str, spaces: list[str]) -> None:
    wide = str.maketrans("0123456789（）〔〕，；", "０１２３４５６７８９()[],;")
    # Two digits stay together: a gap between them may part two numbers.
    shuffled = "".join(
        char + ("" if char.isdigit() else spaces[i % len(spaces)])
        for i, char in enumerate(text.translate(wide))
    )
    plain = [(d.date, d.kind, d.firmness) for d in find_deadlines(text, issued_on=ISSUED)]
    assert [(d.date, d.kind, d.firmness) for d in find_deadlines(shuffled, issued_on=ISSUED)] == plain


@settings(deadline=None)
@given(
    text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(TABLE_PIECES), max_size=40).map("".join))
)
def test_any_table_is_read_and_every_row_lies_in_the_text(text: str) -> None:
    for found in read_indicators(text):
        assert found.span is not None
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert found.name
        assert found.target


@settings(deadline=None)
@given(text=texts)
def test_any_value_is_read_or_none(text: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is None or quantity.printed == text
    for candidate in candidate_targets(text):
        assert 0 <= candidate.span.start < candidate.span.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "6月底前完成，",
        "每月30日前",
        "期限",
        "2022年",
        "1",
        "本",
        "（",
        "“",
        "力争",
        "一",
        "三年内",
        "自印发",
        "12月",
        " ",
        "至",
        "达到8%",
        "1\t",
        "指标\t2025年\n",
        "|",
    ],
)
def test_time_grows_in_proportion_to_length(piece: str) -> None:
    def cost(length: int) -> float:
        text = piece * (length // len(piece))
        begun = time.process_time()
        find_deadlines(text, issued_on=ISSUED)
        list(frequencies(text))
        read_indicators(text)
        parse_quantity(text)
        candidate_targets(text)
        return time.process_time() - begun

    # Four times the length in less than eight times the time; 20 ms of noise. What grows with the square
    # needs sixteen times at every try; a busy machine is slow only at some.
    assert any(cost(16_000) < 8 * cost(4_000) + 0.02 for _ in range(5))
