"""Who leads where a document says it once for all its clauses."""

import pytest

from extraction.model import Role
from extraction.pipeline import extract_text

LEAD, SUPPORT, DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE


def roles(clauses: list[str]) -> list[list[tuple[str, Role]]]:
    items = "".join(f"{n}.改造第{n}条道路。{clause}\n" for n, clause in enumerate(clauses, 1))
    [document] = extract_text(f"青岚县道路改造方案\n一、主要任务\n{items}").documents
    return [[(u.name, u.role) for t in m.tasks for u in t.units] for m in document.measures]


def test_what_stands_before_the_comma_leads_where_the_document_says_so():
    assert roles(
        [
            "（责任单位：县交通运输局，县财政局、县公安局。逗号前为牵头单位，下同）",
            "（责任单位：县财政局、县公安局）",
        ]
    ) == [
        [("县交通运输局", LEAD), ("县财政局", DUTY), ("县公安局", DUTY)],
        [("县财政局", DUTY), ("县公安局", DUTY)],
    ]


def test_what_stands_behind_the_semicolon_helps_where_the_document_says_so():
    [first, _] = roles(
        ["（县交通运输局；县财政局。分号前为牵头单位，分号后为配合单位）", "（县财政局；县公安局）"]
    )
    assert first == [("县交通运输局", LEAD), ("县财政局", SUPPORT)]


@pytest.mark.parametrize("clause", ["（★县交通运输局、县财政局）", "（县财政局、县交通运输局★）"])
def test_a_starred_unit_leads_where_the_document_says_so(clause):
    [first, _] = roles([clause, "（县公安局、县财政局★）标★的为牵头单位。"])
    assert dict(first) == {"县交通运输局": LEAD, "县财政局": DUTY}


def test_without_such_words_a_comma_is_only_a_comma():
    assert roles(["（责任单位：县交通运输局，县财政局）"]) == [[("县交通运输局", DUTY), ("县财政局", DUTY)]]


def test_the_first_leads_where_the_clause_itself_says_so():
    [first, second] = roles(
        ["（责任单位：县交通运输局、县财政局，第一位为牵头单位）", "（县公安局、县财政局）"]
    )
    assert first == [("县交通运输局", LEAD), ("县财政局", DUTY)]
    assert second[0] == ("县公安局", LEAD)
