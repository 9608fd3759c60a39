"""Texts made fit to be kept."""

import pytest

from common.text import clean, clean_all, file_name


def test_what_no_sheet_and_no_database_holds_is_left_out_and_the_rest_stays() -> None:
    assert clean("甲\0乙\x0b丙\x0c\x1f\x7f\ud800\uffff") == "甲乙丙"
    assert clean("第一行\r\n第二行\t𠮷") == "第一行\r\n第二行\t𠮷"


def test_it_is_left_out_at_any_depth() -> None:
    assert clean_all({"甲\0": ["乙\x0b", 3, None, {"丙": "\x01"}]}) == {"甲": ["乙", 3, None, {"丙": ""}]}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\资料\\照片.png", "照片.png"),
        ("../../a/b.pdf", "b.pdf"),
        ("照\r\n片\0.png ", "照片.png"),
        ("/", ""),
    ],
)
def test_of_a_path_only_the_name_is_kept(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert file_name("长" * 300 + ".docx") == "长" * 250 + ".docx"
