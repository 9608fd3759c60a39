"""Each reason for setting a mark aside happens in a small text of its own, and stands in the docs."""

import re
from pathlib import Path

import pytest

from extraction.account.step import explain
from extraction.model import Account, Document, Kind, Lines, Unread
from extraction.pipeline import extract_text, read_again
from extraction.signs.rules import BY_PLACE, Rule
from tests.extraction.account.reasons import CASES, Case, item
from tests.extraction.account.stages import readings

DOCS = Path(__file__).resolve().parents[3] / "docs" / "extraction.md"
# What a person marked, and what is no text, come with more than a text.
OF_THEIR_OWN = {Rule.OUTSIDE, Rule.NOT_SHOWN}
# Where the rule is switched off, another one holds at the place: it is said then, and nothing is doubted.
WEAKER = {
    Rule.HEAD: "MENTIONED",
    Rule.SIGNATURE: "ATTACHMENT",
    Rule.LIST: "ATTACHMENT",
    Rule.TWICE: "ATTACHMENT",
}


def found(account: Account, case: Case) -> list[tuple[str, str]]:
    return [(m.how, m.what) for m in account.marks if (m.kind, m.text) == (case.kind, case.mark)]


def test_every_reason_has_a_text_of_its_own() -> None:
    assert set(CASES) | OF_THEIR_OWN == set(Rule)


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: rule.name)
def test_the_reason_is_said_at_its_mark(rule: Rule) -> None:
    documents = extract_text(CASES[rule].text).documents
    said = [one for document in documents for one in found(document.account, CASES[rule])]
    assert ("set_aside", rule.name) in said


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: rule.name)
def test_without_its_rule_the_mark_is_doubted_and_all_marks_stay(rule: Rule) -> None:
    [reading, *_] = readings(CASES[rule].text)
    whole, less = reading.account(), reading.account(without=(rule,))
    assert [(m.kind, m.span) for m in less.marks] == [(m.kind, m.span) for m in whole.marks]
    lost = [
        after
        for before, after in zip(whole.marks, less.marks, strict=True)
        if (before.how, before.what) == ("set_aside", rule.name)
        and (before.kind, before.text) == (CASES[rule].kind, CASES[rule].mark)
    ]
    assert lost
    for mark in lost:
        assert (mark.how, mark.what) == (("set_aside", WEAKER[rule]) if rule in WEAKER else ("doubt", ""))


def test_what_a_person_left_out_is_set_aside_as_that() -> None:
    text = item("完成清淤。")
    [whole] = extract_text(text).documents
    line = whole.text.split("\n").index("一、清理河道。完成清淤。（市水利局负责）")
    document = read_again(whole.text, Lines(line, line))
    outside = [m.text for m in document.account.marks if m.what == Rule.OUTSIDE.name]
    assert "市住建局" in outside
    assert "市水利局" not in outside


def test_what_is_no_text_is_set_aside_as_that() -> None:
    document = Document(Kind.POLICY, "", unread=[Unread("图片1幅")])
    [mark] = explain(document, [], [], None).marks
    assert (mark.kind, mark.span, mark.text, mark.what) == ("other", None, "图片1幅", Rule.NOT_SHOWN.name)
    [mark] = explain(document, [], [], None, without=(Rule.NOT_SHOWN,)).marks
    assert mark.how == "doubt"


def test_the_docs_list_all_reasons_in_the_words_and_the_order_of_the_code() -> None:
    listed = re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [(rule.name, rule.value) for rule in Rule]


def test_a_reason_is_said_in_words_of_its_own() -> None:
    assert len({rule.value for rule in Rule}) == len(Rule)
    assert set(Rule) > BY_PLACE
