"""Tables with their cells one below the other, torn over lines and pages."""

import pytest

from extraction.model import Document, Role
from extraction.pipeline import extract_text
from extraction.text.stacked_tables import rebuilt_stacked

HEAD = ["序号", "重点任务", "主要内容", "牵头部门", "责任单位"]
FIRST = """1
1.优化开办
服务
推进电子营业执照在公共资源
交易平台中的应用。
县市场监管局
县政务服务办、县委
网信办、县大数据管
理中心
2
试点推动企业证照信息互相
关联，拓展功能。
县住房城乡建
设局、县发展
改革局
县水利局、县财政局、
县自然资源和规划局等
县级有关单位"""
TORN = """3
2.提升服务
水平
建立工程审批管理长效制度，执行《青岚县道路
桥梁建设项目
县住房城乡建
设局、县交通
县自然资源和规划局、
县水
Page 12:
序号
重点任务
主要内容
牵头部门
责任单位
变更管理办法》，压减时间。
运输局
务局
4
持续推动许可事项标准化。县政务服务办
县级有关单位
5
推进热线与报警平台对接。
县政务服务办
—"""
EXPECTED = [
    ["县市场监管局", "县政务服务办", "县委网信办", "县大数据管理中心"],
    ["县住房城乡建设局", "县发展改革局", "县水利局", "县财政局", "县自然资源和规划局"],
    ["县住房城乡建设局", "县交通运输局", "县自然资源和规划局", "县水务局"],
    ["县政务服务办", "县级有关单位"],
    ["县政务服务办"],
]


def only(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


def rows(text: str) -> list[list[str]]:
    found = rebuilt_stacked(text.split("\n"), lambda line: line.startswith(("Page", "—  ")))
    return [line.split("\t") for line in found if "\t" in line]


def test_names_torn_over_lines_and_a_row_torn_by_a_page_are_whole():
    document = only("\n".join(["青岚县优化服务责任清单", *HEAD, FIRST, TORN]))
    assert document.title == "青岚县优化服务责任清单"
    assert [[u.name for t in m.tasks for u in t.units] for m in document.measures] == EXPECTED
    assert [m.path for m in document.measures] == [["1"], ["2"], ["3"], ["4"], ["5"]]
    assert [u.name for u in document.measures[2].tasks[0].units if u.role is Role.LEAD] == EXPECTED[2][:2]
    assert not document.warnings


def test_the_cell_of_a_group_stands_beside_the_work_where_there_is_one():
    said = rows("\n".join([*HEAD, FIRST, TORN]))
    assert [row[1] for row in said[1:]] == ["1.优化开办服务", "", "2.提升服务水平", "", ""]
    assert said[3][2] == "建立工程审批管理长效制度，执行《青岚县道路桥梁建设项目变更管理办法》，压减时间。"


@pytest.mark.parametrize("head", [["序", "号", *HEAD[1:]], [*HEAD[:3], "牵头", "部门", "责任", "单位"]])
def test_a_head_that_is_torn_itself_is_one(head):
    assert rows("\n".join([*head, FIRST, "青岚县人民政府", "2024年5月6日"]))[0] == HEAD


def test_time_limits_and_the_names_of_parts_have_their_places():
    text = """序号
工作内容
责任单位
完成时限
1
清淤河道，加固
堤防。
县水利局、各乡镇人
民政府
2024年6月底
二、应急值守
2
开展应急演练。
县应急管
理局
持续推进
附件：联系表
县水利局"""
    lines = rebuilt_stacked(text.split("\n"), lambda line: False)
    assert lines[1:] == [
        "1\t清淤河道，加固堤防。\t县水利局、各乡镇人民政府\t2024年6月底",
        "二、应急值守",
        "2\t开展应急演练。\t县应急管理局\t持续推进",
        "附件：联系表",
        "县水利局",
    ]


def test_a_table_whose_cells_are_whole_lines_stays_as_it_is():
    text = "序号\n工作任务\n责任单位\n1\n清淤河道\n县水利局\n2\n开展演练\n县应急管理局"
    assert rows(text) == []
    assert [[u.name for t in m.tasks for u in t.units] for m in only("青岚县分工表\n" + text).measures] == [
        ["县水利局"],
        ["县应急管理局"],
    ]


def test_whole_names_below_each_other_are_two():
    text = "\n".join(
        [
            "序号",
            "任务",
            "责任单位",
            "1",
            "清淤。",
            "县水利局",
            "县住房城乡建",
            "设局",
            "2",
            "演练。",
            "县气象局",
        ]
    )
    assert rows(text)[1][2] == "县水利局、县住房城乡建设局"
