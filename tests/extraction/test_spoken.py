"""Who has work, said within a sentence of an item that has no clause of its own."""

import pytest

from extraction.duty.spoken import find_spoken
from extraction.model import Role
from extraction.pipeline import extract_text

LEAD, SUPPORT, DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("县水利局会同县财政局制定补助办法。", [("县水利局", LEAD), ("县财政局", SUPPORT)]),
        ("县水利局要会同有关部门组建专家组。", [("县水利局", LEAD)]),
        ("省财政厅会同国务院有关部门（单位）进行清算。", [("省财政厅", LEAD)]),
        ("云江农业发展银行负责落实贷款。", [("云江农业发展银行", DUTY)]),
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
        ("数据提供部门负责核对本部门的数据。", [("数据提供部门", DUTY)]),
        ("建设单位作为管护主体，负责日常巡查和维修。", [("建设单位", DUTY)]),
        ("各级水利、住房和城乡建设部门负责汇总上报名单。", [("各级水利、住房和城乡建设部门", DUTY)]),
        (
            "平安市水网工作推进小组负责重大事项的决策，平安市水网工作推进小组办公室负责日常工作。",
            [("平安市水网工作推进小组", DUTY), ("平安市水网工作推进小组办公室", DUTY)],
        ),
        (
            "县水利局会同供水监管部门、管网运营单位建立台账。",
            [("县水利局", LEAD), ("供水监管部门", SUPPORT), ("管网运营单位", SUPPORT)],
        ),
    ],
)
def test_a_sentence_says_who_leads_helps_and_answers(sentence, found):
    units = [unit for said in find_spoken(sentence) for unit in said.units]
    assert [(unit.name, unit.role) for unit in units] == found
    assert all(unit.doubt == "" for unit in units)


@pytest.mark.parametrize(
    "sentence",
    [
        "加强部门会同处置。",
        "鼓励企业会同高校开展攻关。",
        "推动负责任的消费。",
        "有关行业主管部门负责做好相关工作。",
        "各责任单位负责落实各项任务。",
        "检测机构对检测结果的真实性负责，不得出具虚假报告。",
        "数据提供部门负责人要亲自过问。",
    ],
)
def test_other_sentences_name_nobody(sentence):
    assert [unit for said in find_spoken(sentence) for unit in said.units] == []


def measures(body: str):
    [document] = extract_text(f"平安县体检工作方案\n{body}").documents
    return {
        "/".join(m.path): [(u.name, u.role) for task in m.tasks for u in task.units]
        for m in document.measures
    }


def test_paragraphs_of_one_item_say_who_does_what():
    body = (
        "一、健全组织\n（一）建立监管体系\n平安县数据工作推进小组负责统筹，推进小组办公室负责组织推进决策落实。\n"
        "平安县水利局负责数据的统筹协调，并提供技术支持。\n（二）完善制度\n抓紧制定办法。"
    )
    assert measures(body)["一/（一）"] == [
        ("平安县数据工作推进小组", DUTY),
        ("推进小组办公室", DUTY),
        ("平安县水利局", DUTY),
    ]


def test_the_titles_of_a_division_of_work_say_who_has_it():
    body = (
        "一、任务分工\n（一）平安大学评估研究中心。承担技术分析，完成总报告。\n"
        "（二）平安规划设计研究院（县遥感中心）。研发信息平台，提供支撑。\n"
        "二、建设内容\n（一）评估中心。建成面积三千平方米的中心，配齐设备。"
    )
    assert measures(body) == {
        "一/（一）": [("平安大学评估研究中心", DUTY)],
        "一/（二）": [("平安规划设计研究院（县遥感中心）", DUTY)],
        "二/（一）": [],
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("农贸市场改造由村建所牵头，市场监管所配合，年底前完成。", ["村建所牵头", "市场监管所配合"]),
        ("招标由县联合采购办公室负责。", ["县联合采购办公室负责"]),
        ("采购由联合采购办公室负责。", ["联合采购办公室负责"]),
        ("同意拨付资金，由财政所6月10日前拨付到位。", ["财政所负责"]),
        ("请水利站抓紧检查。", ["水利站负责"]),
        ("房屋安全由产权人负责。", []),
        ("方式的选择自由专业机构负责。", []),
    ],
)
def test_what_somebody_has_may_be_said_in_any_words(sentence, expected):
    said = [f"{u.name}{u.role.value}" for found in find_spoken(sentence) for u in found.units]
    assert said == expected


SHARES = "教育部门要参与验收。自然资源部门要依法划拨用地。机构编制部门按程序办理登记。有关部门要配合。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"落实责任分工。{SHARES}", ["教育部门", "自然资源部门", "机构编制部门"]),
        (f"加强保障。{SHARES}", []),  # no division of work: who acts in a sentence is left to it
        ("落实责任分工。教育部门要参与各环节验收。逐项压实责任。", []),
    ],
)
def test_sentences_of_a_division_say_who_has_which_share(text: str, expected: list[str]):
    [document] = extract_text(f"云江市校园建设方案\n一、主要任务\n1.{text}\n2.开展宣传。").documents
    assert [u.name for t in document.measures[0].tasks for u in t.units] == expected
