"""A person says on which lines the policy stands, and it is read from there."""

import io
import json

import pytest

from extraction.cli import main
from extraction.model import ExtractionError, Kind, Lines, Unread
from extraction.pipeline import extract_text, read_again
from extraction.signs.rules import Rule

# Its title is a rule's, and it is written in articles: read as a paper that orders nothing.
RULE = """云江市河道管理办法

云江政规〔2027〕3号

第一条 河道管理由市水利局牵头负责。
第二条 沿岸单位应当爱护河道。
第三条 任何人不得填河。
第四条 违者依法处理。
第五条 河道标志不得移动。
第六条 取水应当节约。
第七条 排水应当达标。

第八条 清理河道。2027年6月底前完成清淤。（市水利局牵头，市财政局配合）
第九条 管护河道。实行网格管护。（市林业局负责）

附：本办法由市水利局负责解释。
"""


def lines_of(text: str) -> list[str]:
    return text.split("\n")


def named(document) -> list[str]:
    return [unit.name for m in document.measures for task in m.tasks for unit in task.units]


def test_without_a_mark_the_paper_orders_nothing_and_says_that_it_has_words_of_duty():
    [document] = extract_text(RULE).documents
    assert (document.kind, document.measures) == (Kind.OTHER, [])
    assert document.account.counted()["duty"] == {"marks": 6, "read": 0, "set_aside": 1, "doubts": 5}


def test_from_the_line_that_a_person_marks_it_is_a_policy_and_its_head_stays():
    [whole] = extract_text(RULE).documents
    [document] = extract_text(RULE, lines=Lines(9)).documents
    assert document.kind is Kind.POLICY
    assert [m.path for m in document.measures] == [["第八条"], ["第九条"]]
    assert named(document) == ["市水利局", "市财政局", "市林业局"]
    assert (document.title, document.number) == (whole.title, whole.number)
    assert document.measures[0].tasks[0].deadlines[0].date == "2027-06-30"


def test_what_lies_outside_is_set_aside_because_a_person_said_so_and_no_mark_is_lost():
    [whole] = extract_text(RULE).documents
    [document] = extract_text(RULE, lines=Lines(9, 9)).documents
    assert named(document) == ["市水利局", "市财政局"]
    assert document.text == whole.text
    assert [(m.kind, m.span) for m in document.account.marks] == [
        (m.kind, m.span) for m in whole.account.marks
    ]
    outside = [m.text for m in document.account.marks if m.what == Rule.OUTSIDE.name and m.kind == "unit"]
    assert outside == ["市水利局", "市林业局", "市水利局"]


def test_a_document_is_read_again_from_its_own_text_and_every_place_stays():
    [whole] = extract_text(RULE).documents
    [file] = extract_text(RULE, lines=Lines(9)).documents
    again = read_again(whole.text, Lines(9), unread=[Unread("图片1幅")])
    assert again.text == whole.text
    assert again.measures == file.measures
    assert [m.text for m in again.account.marks if m.kind == "other"] == ["图片1幅"]


@pytest.mark.parametrize("lines", [Lines(-1), Lines(99), Lines(9, 99), Lines(9, 8)])
def test_lines_that_the_text_has_not_are_refused(lines: Lines):
    with pytest.raises(ExtractionError, match="所标的正文不在文中"):
        extract_text(RULE, lines=lines)


def test_the_command_line_counts_lines_from_one(tmp_path):
    path = tmp_path / "办法.txt"
    path.write_text(RULE, encoding="utf-8")
    out = io.StringIO()
    assert main([str(path), "--from", "10", "--to", "10"], out=out) == 0
    [document] = json.loads(out.getvalue())["documents"]
    assert [m["path"] for m in document["measures"]] == [["第八条"]]
