"""The numbering of emergency plans: 1 总则, 2.1 县指挥部, 3.2.1 预警发布."""

from extraction.pipeline import extract_text

PLAN = """桐岭县突发地质灾害应急预案
1 总则
1.1 编制目的
减少人员伤亡。
1.2 适用范围
本预案适用于本县。
2 组织体系
2.1 县指挥部
县自然资源局负责日常工作，县应急局负责协调抢险。
3 监测预警
3.1 监测
各乡镇要落实群测群防员。
3.2 预警
3.2.1 预警分级
预警分为四级。
3.2.2 预警发布
县气象局应及时提供雨情。
4 应急保障
4.1 物资保障。2024年6月底前储备帐篷200顶。（县应急局负责）
5 附则
5.1 预案解释
本预案由县自然资源局负责解释。
"""
CONTENTS = """1 总则
1.1 编制目的
1.2 适用范围
2 组织体系
2.1 县指挥部
3 监测预警
3.1 监测
3.2 预警
4 应急保障
4.1 物资保障
5 附则
5.1 预案解释
"""


def paths(text: str) -> list[list[str]]:
    [document] = extract_text(text).documents
    return [measure.path for measure in document.measures]


EXPECTED = [["2", "2.1"], ["3", "3.1"], ["3", "3.2", "3.2.2"], ["4", "4.1"]]


def test_numbers_without_a_sign_are_labels_where_their_parts_follow():
    assert paths(PLAN) == EXPECTED


def test_a_list_of_contents_before_the_text_is_left_out():
    title, body = PLAN.split("\n", 1)
    assert paths(f"{title}\n{CONTENTS}{body}") == EXPECTED


def test_a_line_that_begins_with_a_quantity_is_no_heading():
    text = "桐岭县方案\n一、改造老旧小区\n1 号楼和\n2 号楼先行改造。1.1万平方米年内完成。（县住建局负责）\n"
    assert paths(text) == [["一"]]


def test_units_and_limits_of_such_items_are_read():
    [document] = extract_text(PLAN).documents
    first, *_, last = document.measures
    assert [unit.name for unit in first.tasks[0].units] == ["县自然资源局", "县应急局"]
    assert [limit.date for limit in last.tasks[0].deadlines] == ["2024-06-30"]
