"""Who has work, said within a sentence of an item that has no clause of its own."""

import pytest

from extraction.duty.spoken import find_spoken
from extraction.model import Role

LEAD, SUPPORT, DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("县水利局会同县财政局制定补助办法。", [("县水利局", LEAD), ("县财政局", SUPPORT)]),
        ("县水利局要会同有关部门组建专家组。", [("县水利局", LEAD)]),
        ("由县民政局负责直接办理救助手续并按月发放救助金。", [("县民政局", DUTY)]),
        ("由县行政审批局办理。", [("县行政审批局", DUTY)]),
        ("县水利局、县财政局牵头建立补助资金台账。", [("县水利局", LEAD), ("县财政局", LEAD)]),
        ("县财政局适时牵头组织资金检查。", [("县财政局", LEAD)]),
    ],
)
def test_a_sentence_says_who_leads_helps_and_answers(sentence, found):
    units = [unit for said in find_spoken(sentence) for unit in said.units]
    assert [(unit.name, unit.role) for unit in units] == found
    assert all(unit.doubt == "" for unit in units)


@pytest.mark.parametrize(
    "sentence", ["加强部门会同处置。", "鼓励企业会同高校开展攻关。", "推动负责任的消费。"]
)
def test_other_sentences_name_nobody(sentence):
    assert [unit for said in find_spoken(sentence) for unit in said.units] == []
