"""Answers that carry a file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from common.files.answers import UNKNOWN, XLSX, attachment


def pieces() -> Iterator[bytes]:
    yield b"ab"
    yield b"c"


@pytest.mark.parametrize("content", [b"abc", memoryview(b"abc"), pieces()])
def test_the_file_arrives_whole_with_its_size_name_and_type(content: Any) -> None:
    answer: Any = attachment(content, name="台账（一）.xlsx", media_type=XLSX, size=3)
    assert answer.getvalue() == b"abc"
    assert answer["Content-Length"] == "3"
    assert answer["Content-Type"] == XLSX
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('台账（一）.xlsx')}"


def test_no_browser_shows_or_runs_it_and_no_proxy_keeps_it() -> None:
    answer = attachment(b"<script>", name="a.html", media_type="")
    assert answer["Content-Type"] == UNKNOWN
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_name_writes_no_header_of_its_own() -> None:
    answer = attachment(b"", name='a"\r\nSet-Cookie: x.pdf')
    assert "\n" not in answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers
