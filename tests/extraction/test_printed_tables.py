"""Tables whose columns only blanks part and whose cells take several lines, as pages print them."""

from extraction.model import Role
from extraction.pipeline import extract_text
from extraction.text.printed_tables import rebuilt

PAGE = """                 青岚县重点任务分解表

序
                              具体任务                      牵头部门
号
     编制石桥片区排水专项规划，明确管网走向、泵站位置和用地范围，报县政府审
1                                                     县自然资源和规划局
     定。
2    建成西河排涝泵站。                                         县水利局
                                — 2 —
序
                           具体任务                  牵头部门
号
3    组织防汛应急演练。                              县应急管理局
     排查地下通道、隧道和低洼地带，登记积水点并逐点
4                                          县城市管理局、
     确定责任人。
                                           县公安局
"""
GROUPS = """序号     重点任务              具体工作                      责任单位
一    整治积水
                  改造东门路、南门路等易涝路段的管网，更换破
     改造易涝
1                 损检查井，                             县住房城乡
     路段
                  疏通雨水口。                           建设局
2    清淤管网        每年汛期前清淤主干管网。                    县城市管理局
二    加强值守
1    加密监测        新增监测点位十处。                      县气象局
"""


def rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in rebuilt(text.split("\n"), lambda line: "—" in line) if "\t" in line]


def units(text: str) -> list[tuple[list[str], list[tuple[str, Role]]]]:
    [document] = extract_text(text).documents
    return [(m.path, [(u.name, u.role) for t in m.tasks for u in t.units]) for m in document.measures]


def test_a_number_beside_the_middle_of_a_row_takes_the_lines_above_and_below_it():
    assert rows(PAGE)[1] == [
        "1",
        "编制石桥片区排水专项规划，明确管网走向、泵站位置和用地范围，报县政府审定。",
        "县自然资源和规划局",
    ]


def test_a_head_of_several_lines_is_one_and_a_head_that_the_next_page_repeats_is_none():
    assert [row[0] for row in rows(PAGE)] == ["序号", "1", "2", "3", "4"]


def test_a_cell_that_ends_with_a_comma_goes_on_below():
    assert units(PAGE)[3] == (["4"], [("县城市管理局", Role.LEAD), ("县公安局", Role.LEAD)])


def test_rows_whose_numbers_begin_anew_stand_below_their_group():
    assert units(GROUPS) == [
        (["一", "1"], [("县住房城乡建设局", Role.RESPONSIBLE)]),
        (["一", "2"], [("县城市管理局", Role.RESPONSIBLE)]),
        (["二", "1"], [("县气象局", Role.RESPONSIBLE)]),
    ]


def test_names_broken_over_the_lines_of_a_cell_are_joined():
    assert rows(GROUPS)[2][1:] == [
        "改造易涝路段",
        "改造东门路、南门路等易涝路段的管网，更换破损检查井，疏通雨水口。",
        "县住房城乡建设局",
    ]


def test_lines_without_such_a_table_stay_as_they_are():
    lines = ["一、改造道路。    （县交通运输局牵头）", "", "序号  任务  责任单位", "1  修路  县交通运输局"]
    assert rebuilt(lines, lambda line: False) == lines
