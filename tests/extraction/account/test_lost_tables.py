"""What a table leaves behind that was not read as one stands open: its heads, its numbers, its units."""

from collections import Counter

import pytest

from extraction.account.marks import MarkKind, scan
from extraction.model import Document
from extraction.pipeline import extract_text
from extraction.signs.rules import Rule
from extraction.text import lines
from tests.extraction.test_stacked_tables import LINED

TORN = f"云山市人民政府办公室\n{LINED}"


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that puts no torn table together."""
    monkeypatch.setattr(lines, "rebuilt_stacked", lambda found, furniture: found)


def only(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


def left(document: Document, how: str) -> Counter[str]:
    return Counter(mark.kind for mark in document.account.marks if mark.how == how)


def test_all_of_a_table_that_was_read_is_explained():
    assert not left(only(LINED), "doubt")


@pytest.mark.usefixtures("apart")
def test_a_head_below_which_no_row_was_read_is_no_dress():
    document = only(TORN)
    assert not [mark for mark in document.account.marks if mark.what == Rule.HEAD_ROW.name]
    assert [mark.text for mark in document.account.marks if mark.kind == "duty" and mark.how == "doubt"]


@pytest.mark.usefixtures("apart")
def test_numbers_that_count_up_and_that_nobody_read_stand_open():
    assert left(only(TORN), "doubt")[MarkKind.LABEL] >= 5


@pytest.mark.usefixtures("apart")
def test_units_below_a_label_are_not_only_mentioned():
    document = only(TORN)
    assert not [mark for mark in document.account.marks if mark.what == Rule.MENTIONED.name]
    assert left(document, "doubt")[MarkKind.UNIT] == 4


def test_units_are_mentioned_where_no_label_asks_for_any():
    text = (
        "云山市供水改造方案\n一、改造管网。对接市水务局、市财政局、市住建局、市发改委、市审计局、市统计局的数据平台。"
        "\n二、提升水质。全面推行“一村一表”。"
    )
    assert not left(only(text), "doubt")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1改造水厂\n2改造管网\n3建立台账\n4开展培训\n5建设冷库", 5),
        ("1\n改造水厂\n2\n改造管网\n3\n建立台账\n4\n开展培训\n5\n建设冷库", 5),
        ("1改造水厂\n2改造管网\n3建立台账", 0),  # too few to be more than chance
        ("3年内完成\n5个水厂\n1座泵站\n7条管网\n9处水源", 0),
        ("1\t改造\n2\t改造\n3\t改造\n4\t改造\n5\t改造", 0),  # cells are marks of their own
    ],
)
def test_bare_numbers_are_labels_where_they_count_up(text: str, count: int):
    assert sum(mark.kind is MarkKind.LABEL for mark in scan(text)) == count
