from pathlib import Path

import pytest

from extraction.ocr.kept import Folder, Kept, image_in, key_of, pages_kept_in
from extraction.ocr.seen import Line, Page, dumped, loaded

PAGE = Page(
    "一行", (Line("一行", (0.1, 0.2, 0.3, 0.4), 0.97, ((0, 1),)),), 90, 0.5, 1, 2, "注", b"\xff\xd8", ""
)


def test_a_page_comes_back_as_it_was_kept():
    assert loaded(dumped(PAGE)) == PAGE


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"form": 0}', b'{"form": 1, "lines": [{}], "jpeg": ""}']
)
def test_what_is_no_page_is_read_again(data: bytes):
    assert loaded(data) is None


def test_pages_are_kept_by_the_bytes_of_the_file(tmp_path: Path):
    folder = Folder(tmp_path / "pages")
    with pages_kept_in(folder):
        Kept(b"one").put(2, PAGE)
        assert Kept(b"one").get(2) == PAGE
        assert Kept(b"one").get(1) is None
        assert Kept(b"other").get(2) is None
    assert list(folder) == [key_of(b"one", 2)]
    assert image_in(folder, key_of(b"one", 2)) == PAGE.jpeg
    assert image_in(folder, key_of(b"one", 3)) == b""
    folder.clear()
    assert not folder.path.exists()


def test_nothing_is_kept_where_nobody_says_where():
    Kept(b"one").put(1, PAGE)
    assert Kept(b"one").get(1) is None


def test_a_key_cannot_leave_the_folder(tmp_path: Path):
    with pytest.raises(KeyError):
        Folder(tmp_path)["../secret"]
