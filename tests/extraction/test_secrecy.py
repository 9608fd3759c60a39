"""密级 at the head of a paper stops the reading; the word anywhere else stops nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.documents.secrecy import is_mark
from extraction.model import SecretError, Unread
from extraction.pipeline import _extract, extract_bytes, extract_text
from extraction.readers.source import Source
from extraction.states import Office
from tests.policies.imports.files import OTHER, SECRET, zipped
from tests.policies.sample import SAMPLE

MARKS = [
    "秘密", "机密", "绝密", "秘 密", "机密★1年", "秘密★", "绝密 ★ 长期", "机密★10年",
    "秘密★6个月", "机密★启用前",
    "000012　机密★1年　特急", "特急 机密", "机密　特急", "密级：秘密", "【机密】", "（秘密）",
    "★秘密", "机密☆５年",
    "秘密★２年", "份号：12　密级：秘密★1年", "密级\t机密",
    "秘密★5年　　云政办发〔2026〕3号", "No.000123 绝密★30年",
]  # fmt: skip
PLAIN = [
    "秘密战线英雄事迹展览方案", "关于加强国家秘密保护的通知", "保密工作要点", "机密档案管理办法",
    "秘密等级说明",
    "1\t某文件\t秘密", "商业秘密保护", "密级：公开", "密级：无", "平急", "绝密行动", "机密性",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_known_in_all_its_writings(mark: str) -> None:
    assert is_mark(mark)
    for text in (f"{mark}\n\n{SAMPLE}", f"云岭省人民政府文件\n{mark}\n{SAMPLE}", f"\n\n  {mark}\n{SAMPLE}"):
        with pytest.raises(SecretError) as caught:
            extract_text(text, "某方案.txt")
        assert "不得在本系统" in str(caught.value)
        assert "某方案" not in str(caught.value)


@pytest.mark.parametrize("line", PLAIN)
def test_the_word_in_another_line_is_no_mark(line: str) -> None:
    assert not is_mark(line)
    assert extract_text(f"{line}\n\n{SAMPLE}").documents


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE.replace("统筹安排经费。", "统筹安排经费，不得泄露国家秘密、机密、绝密。"),
        SAMPLE.replace("三、保障措施", "三、保障措施\n\n秘密\n\n机密★1年"),
        SAMPLE.replace("各市人民政府，", "各市人民政府：\n秘密\n"),
        SAMPLE + "\n\n秘密\n",
    ],
)
def test_the_word_within_a_text_stops_nothing(text: str) -> None:
    assert extract_text(text).documents


def test_a_mark_before_the_second_document_of_a_file_stops_it_too() -> None:
    with pytest.raises(SecretError):
        extract_text(
            f"{SAMPLE}\n\n{OTHER.replace('云政发〔2026〕8号', '云政发〔2026〕8号' + chr(10) + '机密★1年')}"
        )


def test_a_mark_that_stands_beside_the_page_is_one() -> None:
    with pytest.raises(SecretError):
        _extract(Source(SAMPLE, [Unread("页眉", "秘密★1年")]), "", Office(), None)


def test_of_an_archive_the_marked_one_is_left_out() -> None:
    found = extract_bytes(zipped({"甲.txt": SAMPLE, "乙.txt": SECRET}), name="包.zip")
    assert len(found.documents) == len(found.refused) == 1


@given(st.sampled_from(["秘密", "机密", "绝密"]), st.integers(1, 30), st.sampled_from("★☆*"), st.booleans())
def test_stars_and_periods_of_every_kind(level: str, years: int, star: str, wide: bool) -> None:
    period = f"{years}年"
    if wide:
        period = period.translate({48 + i: 0xFF10 + i for i in range(10)})
    assert is_mark(f"{level}{star}{period}")
