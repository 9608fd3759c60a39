"""A text that holds itself twice is read once, and it is said."""

from extraction.pipeline import extract_text
from extraction.text.twice import once
from tests.extraction.text import OPINION

FILLED = OPINION + "附则说明。" + "各单位要加强协作，抓好落实，确保取得实效。" * 20


def test_the_second_copy_is_left_out_and_told():
    [document] = extract_text(FILLED + "\n  " + FILLED.replace("\n", "\n\n")).documents
    [whole] = extract_text(FILLED).documents
    assert [m.path for m in document.measures] == [m.path for m in whole.measures]
    assert any("第一遍" in warning.message for warning in document.warnings)
    assert all("第一遍" not in warning.message for warning in whole.warnings)


def test_what_only_begins_alike_stays():
    other = FILLED + FILLED[:60] + "但内容不同的另一份文件。" * 60
    assert once(other) == other


def test_two_issues_of_a_gazette_stay_two():
    gazette = "云江市人民政府公报\n" + FILLED
    assert once(gazette + "\n" + gazette) == gazette + "\n" + gazette
