"""The first letters of names: in Python and in the database the same."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.db.initials import LETTERS, initials, is_spelt


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("省财政厅", "sczt"),
        ("长春市人民政府", "ccsrmzf"),
        ("增长", "zz"),
        ("重庆市", "cqs"),
        ("重点任务", "zdrw"),
        ("银行业协调", "yhyxt"),
        ("关于推进“ＡＩ”应用的方案（试行）2026", "gytjaiyydfasx2026"),
        ("鄞州区、衢州市", "yzqqzs"),
        ("", ""),
    ],
)
def test_a_name_gives_the_letters_that_people_type(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_word_of_letters_may_be_first_letters() -> None:
    assert [
        word for word in ("cz", "czt", "ai", "2026fa", "c", "2026", "财政", "c-z", "") if is_spelt(word)
    ] == [
        "cz",
        "czt",
        "ai",
        "2026fa",
    ]


def test_there_is_a_letter_for_every_character() -> None:
    assert len(LETTERS) == 0x9FFF - 0x4E00 + 1
    assert set(LETTERS) <= set("abcdefghijklmnopqrstuvwxyz.")


class TestInTheDatabase(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(text=st.text(alphabet="省长春重庆厅ＡａZz９9（）。银行业\n 𠀀龥", max_size=20))
    def test_the_database_spells_as_python_does(self, text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ducha_initials(%s)", [text])
            assert cursor.fetchone()[0] == initials(text)
