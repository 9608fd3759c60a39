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
        ("请县审计局提前介入，全程跟踪。", [("县审计局", DUTY)]),
        ("会议原则同意该方案，由县住建局根据意见修改后印发。", [("县住建局", DUTY)]),
        (
            "县水利局负责编制方案，县财政局负责落实资金，各乡镇负责征地。",
            [("县水利局", DUTY), ("县财政局", DUTY), ("各乡镇", DUTY)],
        ),
        ("具体事务由县水利局会同县财政局组织实施。", [("县水利局", LEAD), ("县财政局", SUPPORT)]),
        (
            "省水利厅会同省工业和信息化厅、省文化和旅游厅等部门组织评审。",
            [("省水利厅", LEAD), ("省工业和信息化厅", SUPPORT), ("省文化和旅游厅", SUPPORT)],
        ),
        ("各县水利局应建立机制，积极配合管理机构做好工作。", [("各县水利局", DUTY)]),
        ("试点城市负责编制方案。", [("试点城市", DUTY)]),
        ("报省水利厅，经省水利厅会同有关部门评审后实施。", []),
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
