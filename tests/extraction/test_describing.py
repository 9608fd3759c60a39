"""Items that only say what a thing is, of whom it speaks or what it asks for, and those that order work."""

import pytest

from extraction.model import Document
from extraction.pipeline import extract_text

PLAN = "桐岭县工作方案\n"


def read(body: str) -> Document:
    [document] = extract_text(PLAN + body).documents
    return document


def paths(body: str) -> list[str]:
    return ["/".join(measure.path) for measure in read(body).measures]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # conditions and materials, under a heading or behind the words that announce them
        (
            "一、所需条件\n1.具有法人资格；\n2.专职会计不少于2人。\n二、加强监管\n县住建局要加强检查。",
            ["二"],
        ),
        ("一、申请材料\n1.申请表；\n2.承诺书。\n二、办理时限\n县住建局应于5日内办结。", ["二"]),
        (
            "第一条 为促进产业发展，根据有关规定，结合本县实际，制定本措施。\n"
            "第二条 本措施所称企业是指在本县登记的企业。\n"
            "第三条 对新入库企业给予5万元奖励。\n"
            "第四条 申报奖励，应当提供以下材料：\n（一）申报表；\n（二）承诺书。\n"
            "第五条 由县工信局组织审核。",
            ["第三条", "第五条"],
        ),
        (
            "一、支持入库。对符合以下条件的企业，给予5万元支持：\n（一）首次达标的住宿企业。\n（二）首次达标的餐饮企业。\n"
            "二、加强服务。县商务局要上门服务。",
            ["一", "二"],
        ),
        # what is looked at
        (
            "一、检查内容\n（一）责任落实情况。是否签订责任书，是否落实专人。\n（二）隐患整改情况。\n"
            "二、检查安排\n（一）县级自查。各乡镇要组织自查。",
            ["二/（一）"],
        ),
        # what belongs to a method or a list, and headings that are work whatever they end in
        ("一、试点乡镇\n云河镇、松坡镇、石桥镇。\n二、开展试点\n各乡镇要制定计划。", ["二"]),
        (
            "一、统一评价标准。各乡镇可参照标准开展评价。\n二、明确检查内容。县城管局要列出清单。",
            ["一", "二"],
        ),
        # why and under which motto
        ("一、活动背景和意义\n环境面临严峻挑战。\n二、活动内容\n1.清理垃圾。各村要清扫。", ["二/1"]),
        # who holds an event, who sits in a leading group
        (
            "一、主承办单位\n主办单位：桐岭县人民政府\n承办单位：县文旅局\n二、准备工作。县文旅局要搭建舞台。",
            ["二"],
        ),
        (
            "一、组织机构\n组长：张某某\n成员：各村支书\n二、清理垃圾。各村要清扫。",
            ["二"],
        ),
        # what has happened, how one applies
        ("一、事故基本情况\n3月12日云河镇起火。\n二、下步要求\n各乡镇要排查隐患。", ["二"]),
        ("一、申报流程\n企业申报—部门审核—公示—拨付。\n二、加强服务\n县商务局要上门服务。", ["二"]),
        ("第一条【培育对象】本县企业。\n第二条【优化服务】县工信局要建立清单。", ["第二条"]),
    ],
)
def test_what_only_describes_is_no_measure(body, expected):
    assert paths(body) == expected


def test_a_heading_in_square_brackets_is_the_title():
    [measure] = read("第一条 【优化融资服务】建立协调机制，推送企业名单。推动降费。").measures
    assert measure.title == "优化融资服务"


def test_what_has_happened_is_told_before_what_is_ordered():
    told = (
        "经查，该企业成立于2016年6月，截至报告时存栏生猪73654头，驻场兽医只有1名，场内车辆往来不断。该企业在疫情处置上存在以下情况，"
        "11月22日发现仔猪死亡4头，12月10日以来死亡数量不断上升，直到12月29日才说出，期间多批次销售淘汰母猪578头，均未经检疫。"
    )
    body = f"一、云河镇某企业发生疫情\n{told}\n二、吸取教训\n各乡镇要加大查办力度。"
    assert paths(body) == ["二"]


def test_a_method_is_read_with_a_doubt_where_its_words_leave_it_open():
    document = read(
        "一、考核方式\n采取听取汇报、查阅资料相结合的方式进行，由考核组打分。\n二、考核安排\n各乡镇要开展自评。"
    )
    assert [bool(measure.doubt) for measure in document.measures] == [True, False]


def test_items_that_order_nothing_are_doubted_where_most_are_so():
    body = "一、某地情况。城区面积20平方公里。\n二、人口。常住人口12万人。\n三、部署。各乡镇要排查隐患。"
    assert [bool(measure.doubt) for measure in read(body).measures] == [True, True, False]


def test_a_rule_in_chapters_orders_nothing_whatever_its_numbers():
    text = (
        "桐岭县人民政府工作规则\n第一章 总则\n一、县政府执政为民。\n第二章 会议\n"
        "二、常务会议由县长召集。\n三、每两周召开一次。\n"
        "第三章 纪律\n四、各部门要落实议定事项。\n"
    )
    [document] = extract_text(text).documents
    assert document.kind == "other"
    assert document.measures == []


def test_a_closing_sentence_about_others_belongs_to_no_item():
    body = (
        "一、暂停发班\n各地要立即通知。\n二、严格管控\n各地要落实查控。\n三、做好保障\n各地要备足运力。\n"
        "铁路、民航领域管控工作，由县铁路局、县民航局负责部署落实。"
    )
    document = read(body)
    assert not any(task.units for measure in document.measures for task in measure.tasks)
    assert any("责任表述" in warning.message for warning in document.warnings)


def test_an_item_that_is_only_a_clause_says_who_has_the_others():
    document = read(
        "一、支持电商\n（一）支持内容\n1.对新入库企业给予5万元奖励。\n2.对示范企业给予10万元奖励。\n"
        "（二）申报条件\n1.在本县注册；\n2.信用良好。\n（三）责任单位：县商务局、县财政局\n"
        "二、支持园区\n（一）建设园区。（县工信局负责）\n（二）责任单位：县工信局"
    )
    found = {"/".join(m.path): [u.name for task in m.tasks for u in task.units] for m in document.measures}
    assert found == {
        "一/（一）/1": ["县商务局", "县财政局"],
        "一/（一）/2": ["县商务局", "县财政局"],
        "二/（一）": ["县工信局"],
        "二/（二）": ["县工信局"],
    }
    assert not document.warnings


@pytest.mark.parametrize("heading", ["界定审查对象", "划定禁养范围", "锁定帮扶对象", "压减审批时间"])
def test_what_is_done_to_an_object_or_a_time_is_work(heading):
    text = (
        f"青石市审查办法\n一、任务\n（一）{heading}。各单位制定的文件均应纳入。\n（二）加强指导。开展培训。\n"
    )
    [document] = extract_text(text).documents
    assert [m.title for m in document.measures] == [heading, "加强指导"]


@pytest.mark.parametrize(
    "body",
    [
        "空间布局。示范区覆盖全县，主要分为研发区、生产区和生活区三个片区。",
        "有下列行为之一的，依照有关法律法规处理。\n（1）拒不执行指令的；\n（2）哄抬物价的。",
    ],
)
def test_how_a_place_is_laid_out_or_a_rule_enforced_is_read_with_a_doubt(body: str):
    document = read(f"一、加强巡查。县水利局负责巡查。\n二、{body}\n三、强化保障。县财政局负责筹措资金。")
    assert [bool(m.doubt) for m in document.measures] == [False, True, False]


def test_the_duties_of_a_body_are_items_each():
    duties = "（1）掌握形势，提出建议。\n（2）督查指导各镇工作。"
    assert paths(f"一、指挥部职责\n{duties}\n二、应急处置\n{duties}\n三、加强保障。做好保障。") == [
        "一/（1）",
        "一/（2）",
        "二",
        "三",
    ]
