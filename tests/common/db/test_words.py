"""Words however they are printed: one folding, the same as pattern, as pairs and in plain Python."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.db.words import WORDS, fold, is_plain, pairs_of, pattern_of, words_of

PRINTED = st.text(
    alphabet="吉政发〔〕[]［］（）()【】﹝﹞2２0０9９号AaＡａ-－.*'\\建设", min_size=1, max_size=9
)


@pytest.mark.parametrize("brackets", ["[]", "［］", "（）", "()", "【】", "〔〕", "﹝﹞"])
def test_a_number_is_the_same_in_brackets_of_any_shape(brackets: str) -> None:
    assert fold(f"吉政发{brackets[0]}２０２２{brackets[1]}９号") == fold("吉政发〔2022〕9号")


def test_words_are_apart_by_any_white_space_and_each_is_looked_at_once() -> None:
    assert words_of(" 气象　ＡＩ ai\n人工 ") == ["气象", "ai", "人工"]
    assert len(words_of("一 二 三 四 五 六")) == WORDS


def test_a_chinese_word_is_printed_in_one_way_and_a_number_in_several() -> None:
    assert is_plain("便民服务")
    assert not any(map(is_plain, ("2022", "ai", "(试行)")))


@given(text=PRINTED, word=PRINTED)
def test_a_pattern_finds_what_folding_both_finds(text: str, word: str) -> None:
    found = re.search(pattern_of(fold(word)), text.lower()) is not None
    assert found == (fold(word) in fold(text))


@given(text=PRINTED)
def test_the_pairs_of_a_text_are_among_those_that_are_asked_for(text: str) -> None:
    """Every way of printing it: the index holds the pairs of what was printed."""
    asked = pairs_of(fold(text))
    for pair in (text.lower()[i : i + 2] for i in range(len(text) - 1)):
        assert "'" + pair.replace("\\", "\\\\").replace("'", "''") + "'" in asked
