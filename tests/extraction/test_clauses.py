"""Responsibility clauses in all their forms."""

import pytest

from extraction.duty.clauses import find_clauses, inherited_in
from extraction.model import Role

LEAD, HELP, DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE


def said(text: str) -> list[tuple[str, Role]]:
    return [(unit.name, unit.role) for clause in find_clauses(text) for unit in clause.units]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("（市财政局、市教育局按职责分工负责）", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("（市财政局、市教育局等单位按职责分别牵头负责）", [("市财政局", LEAD), ("市教育局", LEAD)]),
        ("（市财政局牵头，市教育局配合）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("(市财政局牵头负责)", [("市财政局", LEAD)]),
        ("（市财政局负责牵头，市教育局负责配合）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（以市财政局为主，市教育局配合）", [("市财政局", LEAD), ("市教育局", HELP)]),
        (
            "（市财政局牵头，市教育局、市水利局分头落实）",
            [("市财政局", LEAD), ("市教育局", DUTY), ("市水利局", DUTY)],
        ),
        ("（市政协办、市教育局负责）", [("市政协办", DUTY), ("市教育局", DUTY)]),
        ("（包抓领导：赵某某，包抓单位：市财政局）", [("市财政局", DUTY)]),
        ("（责任股室：预算股、国库股）", [("预算股", DUTY), ("国库股", DUTY)]),
        ("（牵头县领导：赵某某；牵头单位：县财政局）", [("县财政局", LEAD)]),
        ("修缮校舍。（市财政局拟订办法，市教育局组织实施）", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("修缮校舍。——市教育局", [("市教育局", DUTY)]),
        ("修缮校舍。责任单位是市教育局。", [("市教育局", DUTY)]),
        ("修缮校舍。（市教育局 钱某某 5550102）", [("市教育局", DUTY)]),
        ("此项工作市财政局牵头。", [("市财政局", LEAD)]),
        ("请市财政局牵头，于9月底前拿出方案。", [("市财政局", LEAD)]),
        (
            "（市财政局、市教育局牵头，各区政府负责）",
            [("市财政局", LEAD), ("市教育局", LEAD), ("各区政府", DUTY)],
        ),
        (
            "（牵头单位：市财政局；配合单位：市教育局、市水利局）",
            [("市财政局", LEAD), ("市教育局", HELP), ("市水利局", HELP)],
        ),
        ("（牵头单位：市财政局,相关部门分工负责）", [("市财政局", LEAD), ("相关部门", DUTY)]),
        (
            "（责任单位：市财政局、市教育局，各区政府）",
            [("市财政局", DUTY), ("市教育局", DUTY), ("各区政府", DUTY)],
        ),
        ("〔责任单位：市财政局〕", [("市财政局", DUTY)]),
        ("[参加单位:市财政局]", [("市财政局", HELP)]),
        ("（市财政局会同市教育局负责）", [("市财政局", DUTY), ("市教育局", HELP)]),
        (
            "（市财政局会同有关部门及各县、区政府负责）",
            [("市财政局", DUTY), ("有关部门", HELP), ("各县、区政府", DUTY)],
        ),
        ("（市民政局（市老龄办）牵头）", [("市民政局（市老龄办）", LEAD)]),
        ("《市财政局牵头，市教育局配合》", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("“市财政局负责”", [("市财政局", DUTY)]),
        (
            "（市民政局牵头，市教育、卫健、公安等部门配合）",
            [("市民政局", LEAD), ("市教育、卫健、公安等部门", HELP)],
        ),
        ("（市财政局负责，2023年6月底前完成）", [("市财政局", DUTY)]),
        ("（完成时限：2023年12月；牵头单位：市财政局）", [("市财政局", LEAD)]),
        ("（市财政局牵头组织实施，市教育局参与）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（市财政局、市教育局）", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("责任单位：市财政局、市教育局", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("市财政局牵头，市教育局配合。", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（责任单位：市财政局；责任领导：张三）", [("市财政局", DUTY)]),
        ("（市财政局、市教育局分别负责）", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("（市商务局、市外办联合市教育局负责）", [("市商务局", DUTY), ("市外办", DUTY), ("市教育局", HELP)]),
        (
            "（市财政局牵头，市教育局，各区政府配合）",
            [("市财政局", LEAD), ("市教育局", HELP), ("各区政府", HELP)],
        ),
        ("（市财政局牵头，会同市教育局落实）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（市财政局牵头，市教育局参加）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（市财政局牵头，市教育局支持，长期坚持）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（市财政局牵头，市教育局配合，9月底前取得初步成果）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（市财政局负责资金统筹；市教育局负责师资培训）", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("（牵头：市财政局；配合：市教育局）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（市财政局（牵头）、市教育局）", [("市财政局", LEAD), ("市教育局", DUTY)]),
        (
            "（市财政局、市教育局负责，排在第一位的为牵头单位，下同）",
            [("市财政局", DUTY), ("市教育局", DUTY)],
        ),
        ("（市财政局、市教育局，2024年6月）", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("（完成时间：2024年6月，责任单位：市教育局）", [("市教育局", DUTY)]),
        ("（市级责任单位：市财政局；区级责任单位：各区教育局）", [("市财政局", DUTY), ("各区教育局", DUTY)]),
        ("（市财政局为牵头单位，市教育局为配合单位）", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("（市财政局负总责，市教育局具体负责）", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("（市第2医疗中心、市教育局）", [("市第2医疗中心", DUTY), ("市教育局", DUTY)]),
        ("（依法由市财政局负责）", [("市财政局", DUTY)]),
        ("（市财政局等市政府有关部门及各区按职责分工负责）", [("市财政局", DUTY), ("各区", DUTY)]),
    ],
)
def test_a_clause_says_who_and_in_which_role(clause, expected):
    assert said(f"开展专项检查，建立台账。{clause}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "实行省长负责制，强化考核。",
        "主要负责人要亲自抓。",
        "经理层对董事会负责。",
        "各部门要按照职责分工，抓好落实。",
        "加强管理（包括农民工、退役军人）。",
        "由市财政局牵头的项目优先安排。",
        "制定办法（以下简称《办法》）。",
        "坚持谁主管谁负责。",
        "支持有条件的医院牵头组建医联体。",
        "健全治理体系（政府负责、部门协同、公众参与）。",
        "推进院校改革。（包括市教育局所属学校）",
    ],
)
def test_responsibility_within_a_sentence_is_no_clause(text):
    assert said(text) == []


def test_several_clauses_are_told_apart():
    text = "建设平台。（市工信局负责）开展培训。（市教育局牵头，市财政局配合）"
    assert [len(clause.units) for clause in find_clauses(text)] == [1, 2]


def test_neighbouring_brackets_are_one_clause():
    [clause] = find_clauses("建设平台。（牵头单位：市工信局）（配合单位：市教育局）")
    assert [unit.role for unit in clause.units] == [LEAD, HELP]


def test_units_for_all_that_follows_are_handed_down():
    text = "建设平台。（市工信局负责，各县政府结合实际落实。以下均需各县政府落实，不再列出）"
    [clause] = find_clauses(text)
    assert [unit.name for unit in clause.units] == ["市工信局", "各县政府"]
    assert [unit.name for unit in clause.inherited] == ["各县政府"]


def test_a_bracket_that_is_never_closed_is_read_and_said():
    [clause] = find_clauses("建设平台。（市工信局、市财政局按职责分工")
    assert [unit.name for unit in clause.units] == ["市工信局", "市财政局"]
    assert clause.cautions


def test_a_clause_spoken_in_a_sentence_is_marked_as_such():
    [clause] = find_clauses("会议同意该方案，由市工信局牵头，市财政局配合，6月底前完成。")
    assert clause.spoken
    assert [(unit.name, unit.role) for unit in clause.units] == [("市工信局", LEAD), ("市财政局", HELP)]


def test_a_time_limit_within_a_clause_is_kept():
    [clause] = find_clauses("建设平台。（市工信局负责，2023年6月底前完成）")
    assert [text for text, _ in clause.times] == ["2023年6月底前完成"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("由市财政局牵头，市教育局配合。", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("由市财政局牵头统筹资金，市教育局配合做好对接。", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("由市财政局牵头，会后5日内印发方案，各区配合实施。", [("市财政局", LEAD), ("各区", HELP)]),
        ("由市财政局牵头，会同市教育局，抓紧制定方案。", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("由市财政局牵头，会同有关部门编制方案。", [("市财政局", LEAD), ("有关部门", HELP)]),
        ("市财政局牵头，市教育局参与，对学校开展检查。", [("市财政局", LEAD), ("市教育局", HELP)]),
        ("加大投入，市财政局、市教育局按职责分工负责。", [("市财政局", DUTY), ("市教育局", DUTY)]),
        ("鼓励龙头企业牵头，联合高校攻关。", []),
        ("各地、各部门要各司其职，各有关部门按职责分工负责。", []),
    ],
)
def test_a_sentence_may_say_who_leads_and_who_helps(sentence, expected):
    assert said(f"开展专项检查。{sentence}") == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "以上措施均需市财政局负责落实，不再逐项列出。",
        "市财政局对各项任务均负有责任，下文不再列出。",
        "以下各项任务均需市财政局负责，不再列出。",
    ],
)
def test_units_that_answer_for_everything_are_found_outside_a_bracket(sentence):
    assert [(unit.name, unit.role) for unit in inherited_in(sentence)] == [("市财政局", DUTY)]


def test_what_stands_after_the_lead_without_a_word_of_its_own_has_a_doubt():
    [clause] = find_clauses("开展专项检查。（市财政局牵头；市教育局）")
    assert [(unit.name, unit.role, bool(unit.doubt)) for unit in clause.units] == [
        ("市财政局", LEAD, False),
        ("市教育局", DUTY, True),
    ]


@pytest.mark.parametrize("kind", ["属地责任", "主体责任", "监管责任", "属地管理责任"])
def test_a_kind_of_responsibility_on_a_line_of_its_own_says_who(kind):
    assert said(f"{kind}：各县（市、区）人民政府") == [("各县（市、区）人民政府", DUTY)]


def test_what_a_kind_of_responsibility_is_explained_by_is_no_unit():
    assert said("主体责任：企业要健全制度，按月自查，及时整改。") == []
    assert said("压实属地责任：各县区政府") == []


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("（责任单位：市水利局；适用范围：全部供水企业，另有规定的除外）", [("市水利局", DUTY)]),
        ("（责任单位：市水利局、市财政局，试点地区：甲县）", [("市水利局", DUTY), ("市财政局", DUTY)]),
        ("（市水利局牵头；适用对象：小微企业；市财政局配合）", [("市水利局", LEAD), ("市财政局", HELP)]),
        ("（适用范围：甲县，责任单位：市水利局）", [("市水利局", DUTY)]),
    ],
)
def test_a_note_within_a_clause_ends_the_list_of_its_units(clause, expected):
    assert said(clause) == expected


def test_units_that_every_clause_is_said_to_include_are_inherited():
    text = "开展节水。（责任单位：市水利局。各项任务责任单位均包括各县区政府，以下不再列出）"
    [clause] = find_clauses(text)
    assert [unit.name for unit in clause.units] == ["市水利局", "各县区政府"]
    assert [unit.name for unit in clause.inherited] == ["各县区政府"]
    [unit] = inherited_in("各项措施均由各县区政府负责落实，不再列出。")
    assert (unit.name, unit.role) == ("各县区政府", DUTY)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("市水利局牵头节水改革，指导各县供水；", [("市水利局", LEAD)]),
        ("市住建局负责牵头落实管网改造。", [("市住建局", LEAD)]),
        ("市财政局负责指导做好水费征缴工作。", [("市财政局", DUTY)]),
        ("各高校要建立指导中心，市教育局负责督促落实。", [("市教育局", DUTY)]),
        ("组织、人事、民政等部门牵头每年招聘一批毕业生。", [("组织、人事、民政等部门", LEAD)]),
        ("监测工作由市林产品质检中心具体实施。", [("市林产品质检中心", DUTY)]),
        ("市住建局、市水利局对辖区内管网改造负总责。", [("市住建局", DUTY), ("市水利局", DUTY)]),
        ("该项工作已纳入考核范围，由市统计局负责考核。", []),
        ("市水利局牵头节水改革；市财政局负责筹集资金。", [("市水利局", LEAD), ("市财政局", DUTY)]),
        ("企业负责日常管护。", []),
        ("本方案由市水利局负责解释。", []),
        ("市水利局负责同志带队检查。", []),
        ("坚持市水利局负责制定标准的做法。", []),
        ("加强管护，办公室负责日常工作。", []),
    ],
)
def test_a_sentence_that_begins_with_a_unit_may_say_what_it_does(sentence, expected):
    assert said(sentence) == expected


def test_such_a_sentence_gives_way_to_a_clause_of_the_item():
    assert said("市水利局负责制定标准。开展检查。（市财政局负责）") == [("市财政局", DUTY)]


def test_a_bracket_that_names_only_the_head_of_an_office_gives_the_office_with_a_doubt():
    [clause] = find_clauses("修缮校舍。（责任人：市教育局局长钱某某）")
    [unit], [person] = clause.units, clause.persons
    assert (unit.name, bool(unit.doubt)) == ("市教育局", True)
    assert (person.name, person.title, person.kind) == ("钱某某", "市教育局局长", "责任人")


def test_a_telephone_under_its_own_heading_is_of_the_person_before_it():
    [clause] = find_clauses("修缮校舍。（责任单位：市教育局；责任人：副局长钱某某；联系电话：5550102）")
    assert [(p.name, p.title, p.phone) for p in clause.persons] == [("钱某某", "副局长", "5550102")]


@pytest.mark.parametrize(
    "persons",
    [
        "，责任人：钱某某，电话：0851-50005101",
        "；责任人：钱某某 0851-50005101",
        "，责任人：钱某某，0851-5000-5101",
        "；联系人：钱某某，手机13800001111",
    ],
)
def test_who_it_is_in_the_unit_may_stand_behind_the_verb(persons):
    [clause] = find_clauses(f"修缮校舍。（市教育局牵头，市财政局配合{persons}）")
    assert [unit.name for unit in clause.units] == ["市教育局", "市财政局"]
    [alone] = find_clauses(f"修缮校舍。（市教育局负责{persons}）")
    assert [unit.name for unit in alone.units] == ["市教育局"]
    number = persons.rpartition("，")[2].rpartition(" ")[2].removeprefix("电话：").removeprefix("手机")
    for one in (clause, alone):
        assert [(p.name, p.phone) for p in one.persons] == [("钱某某", number)]


def test_leaders_before_the_units_are_persons():
    [clause] = find_clauses("播种六万亩。（赵某某；县农业农村局、各乡镇）")
    assert [unit.name for unit in clause.units] == ["县农业农村局", "各乡镇"]
    assert [(person.name, person.kind) for person in clause.persons] == [("赵某某", "责任领导")]


def test_a_time_limit_in_brackets_of_its_own_is_part_of_the_clause():
    [clause] = find_clauses("改造窗口。（牵头单位：市政务局；完成时限：（2024年6月）；配合单位：市财政局）")
    assert [(unit.name, unit.role) for unit in clause.units] == [
        ("市政务局", Role.LEAD),
        ("市财政局", Role.SUPPORT),
    ]
    assert [said for said, _ in clause.times] == ["完成时限：（2024年6月）"]
    [clause] = find_clauses("改造窗口。(牵头单位:市政务局;完成时限:(2024年6月)")
    assert [said for said, _ in clause.times] == ["完成时限:(2024年6月)"]


def test_a_bare_list_may_name_firms_that_only_their_place_shows():
    listed = "压缩作业时间。（市商务委、市交通委、云江海关、云港集团、云航物流、江运集运）"
    [clause] = find_clauses(listed)
    assert [unit.name for unit in clause.units] == [
        "市商务委",
        "市交通委",
        "云江海关",
        "云港集团",
        "云航物流",
        "江运集运",
    ]
    assert find_clauses("发展新业态。（市商务委、夜间经济、首店首发）") == []
    assert find_clauses("压缩作业时间。（航空物流、公路集运、铁路运输）") == []
