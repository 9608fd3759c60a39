"""Tables with their cells one below the other, torn over lines and pages."""

import pytest

from extraction.model import Document, Role
from extraction.pipeline import extract_text
from extraction.text.row_numbers import numbers_rows
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


ONE_LINE = "序号 类别 工作任务 责任单位"
LINED = f"""云山市乡村建设任务分解表
{ONE_LINE}
一、补齐一批设施短板
1
农村供水
改造老旧水厂和管网，推行“一
村一表”，实现城乡同质供水，
建立管护台账。
市水务局、市
财政局
2 支持青岚县、白溪县推行规模化
供水试点工作。
市水务局，青
岚县、白溪县
人民政府
3
农房安全提
升
推进“AI 巡
检”进村入户，排查危旧房屋。
市住房城乡
建设局
— 7 —
{ONE_LINE}
4 建立 3D 档案并按季更新
5 开展工匠培训。 市人力社保局
二、壮大一批乡村产业
6 冷链物流
建设产地冷库，培育县域配送中
心。
市商务局、市
农业农村局
— 8 —"""


def test_a_head_on_one_line_has_its_rows_torn_below_it():
    document = only(LINED)
    assert [m.path for m in document.measures] == [["1"], ["2"], ["3"], ["4"], ["5"], ["6"]]
    assert [[u.name for t in m.tasks for u in t.units] for m in document.measures] == [
        ["市水务局", "市财政局"],
        ["市水务局", "青岚县", "白溪县人民政府"],
        ["市住房城乡建设局"],
        [],
        ["市人力社保局"],
        ["市商务局", "市农业农村局"],
    ]
    assert [m.tasks[0].extra.get("类别") for m in document.measures] == [
        "农村供水",
        None,
        "农房安全提升",
        None,
        None,
        "冷链物流",
    ]
    assert document.measures[2].text == "推进“AI巡检”进村入户，排查危旧房屋。"


def test_a_row_that_names_nobody_where_the_others_do_is_something_to_look_at():
    [caution] = only(LINED).warnings
    assert caution.message == "表中有1行没有责任单位，可能与上一行合并，请核对"
    assert len(caution.places) == 1


def test_whole_rows_below_a_head_on_one_line_are_left_to_the_columns():
    text = f"{ONE_LINE}\n1 供水 改造水厂。 市水务局\n2 农房 排查危房。 市住建局\n3 物流 建设冷库。 市商务局"
    assert rebuilt_stacked(text.split("\n"), lambda line: False) == text.split("\n")


def test_a_lone_page_number_above_the_repeated_head_is_no_line_of_a_cell():
    text = LINED.replace("— 7 —", "7")
    assert [m.text for m in only(text).measures] == [m.text for m in only(LINED).measures]


@pytest.mark.parametrize("length", [20, 600])
def test_lone_numbers_are_those_of_rows_where_they_follow_too_soon_for_pages(length):
    page = "".join(f"{number}\n{'清淤河道，' * (length // 5)}\n" for number in range(1, 8))
    assert numbers_rows([page]) is (length == 20)
