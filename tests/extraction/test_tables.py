"""Documents that are tables of tasks."""

import pytest

from extraction.model import Measure, Role
from extraction.pipeline import extract_text

HEAD = "平安县重点工作任务分工表\n序号\t重点任务\t具体举措\t牵头单位\t配合单位\t完成时限\n"


def rows(text: str) -> list[Measure]:
    [document] = extract_text(text).documents
    return document.measures


def test_a_row_is_a_measure_with_its_number_as_path():
    [row] = rows(HEAD + "1\t发展种植\t建设基地5个\t县农业农村局\t县财政局、各乡镇政府\t2023年12月底")
    [task] = row.tasks
    assert (row.path, row.title) == (["1"], "发展种植")
    assert [(u.name, u.role) for u in task.units] == [
        ("县农业农村局", Role.LEAD),
        ("县财政局", Role.SUPPORT),
        ("各乡镇政府", Role.SUPPORT),
    ]
    assert [d.date for d in task.deadlines] == ["2023-12-31"]


def test_a_row_that_names_a_part_of_the_table_is_none():
    found = rows(
        HEAD
        + "一、产业\t\t\t\t\t\n1\t种植\t建基地\t县农业农村局\t\t\n"
        + "二、设施\t\t\t\t\t\n2\t修路\t改造\t县交通局\t\t"
    )
    assert [row.path for row in found] == [["1"], ["2"]]


def test_a_row_with_a_merged_number_has_a_task_for_each_of_its_lines():
    [row] = rows(HEAD + "1\t种植\t建基地\t县农业农村局\t\t\n\t\t搞融资\t县金融办\t\t")
    assert [[u.name for u in task.units] for task in row.tasks] == [["县农业农村局"], ["县金融办"]]


def test_a_table_with_one_cell_a_line_is_read():
    cells = "序号 工作任务 责任单位 1 新建道路。 县交通局 2 改造管网。 县住建局 县水利局"
    text = "平安县任务分解表\n" + cells.replace(" ", "\n")
    assert [(row.path, [u.name for u in row.tasks[0].units]) for row in rows(text)] == [
        (["1"], ["县交通局"]),
        (["2"], ["县住建局", "县水利局"]),
    ]


def test_a_table_that_repeats_what_the_items_say_is_not_counted_twice():
    text = (
        "平安县方案\n一、任务\n1.修路。改造道路。（县交通局负责）\n附件\n"
        + HEAD
        + "1\t修路\t改造\t县交通局\t\t"
    )
    [document] = extract_text(text).documents
    assert len(document.measures) == 1
    assert any("分工表" in warning.message for warning in document.warnings)


def test_rows_without_a_number_are_counted():
    head = "重点改革任务清单\n改革任务\t政策措施\t市级牵头单位\t责任单位及责任人\n"
    text = head + "重组\t推进\t市国资委\t市财政局\n基金\t设立\t市金融办\t"
    assert [row.path for row in rows(text)] == [["1"], ["2"]]


def what_is_said(row: Measure) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    [task] = row.tasks
    units = [(unit.name, unit.role.value) for unit in task.units]
    return row.path, units, [deadline.date for deadline in task.deadlines]


PARTED = [
    (["1"], [("县教育局", "牵头"), ("县财政局", "配合"), ("各乡镇", "配合")], ["2023-08-31"]),
    (["2"], [("县水利局", "牵头")], ["2023-12-31"]),
]


@pytest.mark.parametrize(
    "table",
    [
        "序号  重点任务  牵头单位  配合单位  时间进度\n1  新建学校  县教育局  县财政局、各乡镇  2023年8月底\n"
        "2  改造管网  县水利局    2023年底前完成",
        "序号 重点任务 牵头单位 配合单位 完成时限\n1 新建学校 县教育局 县财政局、各乡镇 2023年8月底\n"
        "2 改造管网 县水利局 2023年底前",
        "| 序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限 |\n| --- | --- | --- | --- | --- |\n"
        "| 1 | 新建学校 | 县教育局 | 县财政局、各乡镇 | 2023年8月底 |\n"
        "| 2 | 改造管网 | 县水利局 |  | 2023年底 |",
        "序号\n重点任务\n牵头单位\n配合单位\n完成时限\n1\n新建学校。\n县教育局\n县财政局、各乡镇\n2023年8月底\n"
        "2\n改造管网。\n县水利局\n——\n2023年12月底",
        "序号\n重点任务\n牵头单位\n配合单位\n完成时限\n1\n新建学校。\n县教育局\n县财政局\n各乡镇\n2023年8月底\n"
        "2\n改造管网。\n县水利局\n——\n2023年12月底",
    ],
    ids=["gaps", "single spaces", "bars", "one cell a line", "units below each other"],
)
def test_a_table_that_lost_its_ruling_lines_is_read(table):
    assert [what_is_said(row) for row in rows("平安县任务分解表\n" + table)] == PARTED


def test_roles_within_a_cell_are_read():
    text = (
        "平安县任务分解表\n序号\t任务内容\t责任单位\n1\t建平台\t县数据局（牵头）、县公安局\n"
        "2\t修路\t牵头：县交通局；配合：县住建局"
    )
    assert [what_is_said(row)[1] for row in rows(text)] == [
        [("县数据局", "牵头"), ("县公安局", "负责")],
        [("县交通局", "牵头"), ("县住建局", "配合")],
    ]


def test_a_row_whose_cells_have_moved_is_to_be_looked_at():
    [document] = extract_text(HEAD + "1\t种植\t县农业农村局、县财政局\t县水利局\t\t2023年").documents
    assert document.measures[0].doubt
    assert any("错位" in warning.message and warning.span for warning in document.warnings)


def test_a_group_whose_label_is_written_is_none_where_figures_number_the_rows():
    found = rows(
        HEAD
        + "一\t产业\t\t\t\t\n1\t种植\t建基地\t县农业农村局\t\t\n2\t养殖\t建场\t县农业农村局\t\t\n"
        + "二\t宣传\t办两场活动\t县文旅局\t\t"
    )
    assert [row.path for row in found] == [["1"], ["2"], ["二"]]


def test_numbers_that_begin_anew_stand_below_their_group():
    found = rows(
        HEAD
        + "一\t产业\t\t\t\t\n1\t种植\t建基地\t县农业农村局\t\t\n"
        + "二\t设施\t\t\t\t\n1\t修路\t改造\t县交通局\t\t"
    )
    assert [row.path for row in found] == [["一", "1"], ["二", "1"]]


TIMETABLE = "2027年工作\n工作任务\t任务分解/时序进度\t考核要点\n"


def test_months_that_head_steps_in_a_cell_are_limits_of_the_row():
    [row] = rows(TIMETABLE + "建设平台\t3月：完成招标 4—6月：开发模块 12月：上线运行\t平台上线\n")
    assert [d.date for d in row.tasks[0].deadlines] == ["2027-03-31", "2027-06-30", "2027-12-31"]


def test_further_lines_of_a_timetables_cell_belong_to_the_row_above():
    found = rows(
        TIMETABLE
        + "建设平台\t3月：完成招标\t平台上线\n5月：完成机房改造、设备采购和人员培训，"
        + "做好系统联调和安全测评的各项准备工作，同步修订平台管理办法、运行维护规程和应急处置预案"
        + "\n培训人员\t9月：开班\t培训百人\n"
    )
    assert [[d.date for d in row.tasks[0].deadlines] for row in found] == [
        ["2027-03-31", "2027-05-31"],
        ["2027-09-30"],
    ]


def test_a_year_taken_from_the_text_for_want_of_a_day_of_issue_is_doubted():
    [row] = rows("工作任务\t完成时限\t考核要点\n办好2027年运动会\t9月底前\t办成\n")
    assert [(d.date, bool(d.doubt)) for d in row.tasks[0].deadlines] == [("2027-09-30", True)]


def test_values_by_year_are_no_work():
    [document] = extract_text(
        "平安县教育规划\n一、目标\n序号\t类别\t主要指标\t2026年\t2030年\n"
        "1\t规模\t在校生（人）\t5200\t5600\n2\t规模\t教师（人）\t310\t350\n"
        "二、任务\n（一）扩建校舍。新增学位三百个。（县教育局负责）\n"
    ).documents
    assert [m.path for m in document.measures] == [["二", "（一）"]]
    assert document.warnings == []


def test_a_project_that_ends_as_names_do_moves_no_column_and_its_start_is_no_limit():
    [document] = extract_text(
        "平安县2027年项目表\n序号\t项目名称\t开工时间\t竣工时间\t责任单位\n"
        "1\t县中医院新院区\t2025.6\t2027.12\t县卫健局\n"
        "2\t县体育中心\t2026.4\t2027.10\t县文旅局\n"
    ).documents
    assert [[d.date for d in m.tasks[0].deadlines] for m in document.measures] == [
        ["2027-12-31"],
        ["2027-10-31"],
    ]
    assert all(measure.doubt == "" for measure in document.measures)
    assert not any("时间" in warning.message for warning in document.warnings)


def test_the_further_lines_of_the_last_timetable_belong_to_it():
    [document] = extract_text(
        "平安学院2027年任务表\n工作任务\t时序进度\t考核要点\n"
        "学生实训\t2月：签约\t完成\n3月：实训\n教师交流\t1-4月：拟定方案\t完成\n5-11月：实施方案\n"
    ).documents
    assert [[d.date for d in m.tasks[0].deadlines] for m in document.measures] == [
        ["2027-02-28", "2027-03-31"],
        ["2027-04-30", "2027-11-30"],
    ]


def test_a_timetable_in_a_cell_goes_on_over_many_lines_and_a_past_year_in_it_moves_none():
    steps = "".join(
        f"{month}月：（1）推进项目{month}，落实责任。（2）召开研讨会。\n" for month in range(3, 9)
    )
    [document] = extract_text(
        "平安学院2027年任务表\n工作任务\t时序进度\t考核要点\n"
        f"建设专业\t2月：启动\t完成\n{steps}9月：验收2025年立项的课程\n10月：总结\n"
    ).documents
    [task] = document.measures[0].tasks
    assert [d.date[:7] for d in task.deadlines] == [f"2027-{month:02d}" for month in range(2, 11)]


STEPS = (
    "平安学院任务表\n工作任务\t任务分解/时序进度\t考核要点\n"
    "建设实训平台\t3月：完成招标\t有合同\n5月、10月：组织培训\t有记录\n常态：收集意见，改进平台\t有台账\n"
    "联系企业，扩大订单培养\t3~6月：走访企业\t有记录\n9月：签订协议\t有协议\n"
)


def test_work_whose_cell_is_merged_over_its_steps_is_one_measure():
    found = rows(STEPS)
    assert [(row.path, row.title) for row in found] == [
        (["1"], "建设实训平台"),
        (["2"], "联系企业，扩大订单培养"),
    ]
    assert "3月：完成招标\n5月、10月：组织培训\n常态：收集意见，改进平台" in found[0].text
    assert found[0].tasks[0].extra == {"考核要点": "有合同\n有记录\n有台账"}


def test_the_months_of_steps_without_any_year_are_limits_without_a_date_and_doubted():
    limits = [[(d.phrase, d.date) for d in row.tasks[0].deadlines] for row in rows(STEPS)]
    assert limits == [[("3月", ""), ("5月", ""), ("10月", "")], [("3~6月", ""), ("9月", "")]]
    assert all(d.doubt for row in rows(STEPS) for d in row.tasks[0].deadlines)


def test_a_step_with_a_blank_before_it_belongs_to_the_work_above():
    found = rows(
        "平安学院2027年任务表\n工作任务\t时序进度\t考核要点\n建设平台\t3月：招标\t有合同\n"
        "\t9月：验收\t有报告\n培训教师\t10月：开班\t有记录\n"
    )
    assert [[d.date for d in row.tasks[0].deadlines] for row in found] == [
        ["2027-03-31", "2027-09-30"],
        ["2027-10-31"],
    ]


def test_a_short_row_is_work_of_its_own_where_no_step_shows_that_cells_are_merged():
    found = rows(
        "平安学院2027年任务表\n工作任务\t时序进度\t考核要点\n建设平台\t3月底前\t有合同\n培训教师\t10月底前\n"
    )
    assert [row.text for row in found] == ["建设平台", "培训教师"]


def test_a_cell_that_says_the_whole_year_ends_with_it_and_is_doubted() -> None:
    table = (
        "关于印发云江市2027年重点任务清单的通知\n云政办发〔2027〕3号\n"
        "| 序号 | 重点任务 | 责任单位 | 完成时限 |\n|---|---|---|---|\n"
        "| 1 | 建设云上政务平台 | 市数据局 | 全年 |\n| 2 | 改造老旧小区 | 市住建局 | 2027年6月 |\n"
    )
    [document] = extract_text(table).documents
    [whole], [june] = (measure.tasks[0].deadlines for measure in document.measures)
    assert (whole.phrase, whole.date) == ("全年", "2027-12-31")
    assert "请核对" in whole.doubt
    assert (june.date, june.doubt) == ("2027-06-30", "")
