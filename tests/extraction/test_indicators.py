"""Rows of indicator tables in the shapes in which they reach us; the tables are made up."""

from __future__ import annotations

import pytest

from extraction.indicators.table import read_indicators
from extraction.pipeline import extract_text

HEAD = ["序号", "类别", "主要指标", "2020年", "2025年", "属性"]
ROWS = [
    ["1", "资源", "社区书屋数（个）", "275", "326", "预期性"],
    ["2", "", "每千人口座位数（张）", "—", "0.85", "预期性"],
    ["3", "", "65岁以上读者建档率（%）", "73.6", "≥80", "约束性"],
    ["4", "服务", "0—6岁儿童借阅率（%）", "12", "力争达到20", "预期性"],
]
EXPECTED = [
    ("社区书屋数（个）", "275", "326", "预期性"),
    ("每千人口座位数（张）", "—", "0.85", "预期性"),
    ("65岁以上读者建档率（%）", "73.6", "≥80", "约束性"),
    ("0—6岁儿童借阅率（%）", "12", "力争达到20", "预期性"),
]


def read(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(found.name, found.base, found.target, found.attribute) for found in read_indicators(text)]


def table(mark: str, rows: list[list[str]] = ROWS) -> str:
    return "\n".join(mark.join(row) for row in [HEAD, *rows])


def test_cells_parted_by_tabs() -> None:
    text = f"专栏1 主要发展指标\n{table(chr(9))}\n三、重点任务\n（一）建设书屋。"
    assert read(text) == EXPECTED


def test_years_of_base_and_target_come_from_the_head() -> None:
    found = read_indicators(table("\t"))[0]
    assert (found.base_year, found.target_year) == (2020, 2025)


def test_cells_parted_by_bars() -> None:
    rows = ["| " + " | ".join(row) + " |" for row in [HEAD, ["---"] * 6, *ROWS]]
    assert read("\n".join(rows)) == EXPECTED


def test_cells_parted_by_several_spaces() -> None:
    assert read("\n".join("   ".join(c for c in row if c) for row in [HEAD, *ROWS])) == EXPECTED


def test_cells_parted_by_one_space() -> None:
    assert read("\n".join(" ".join(c for c in row if c) for row in [HEAD, *ROWS])) == EXPECTED


def test_one_cell_a_line() -> None:
    lines = [cell for row in [HEAD, *ROWS] for cell in row if cell]
    assert read("\n\n".join(lines) + "\n三、重点任务\n") == EXPECTED


def test_a_table_torn_by_a_page_goes_on_under_its_repeated_head() -> None:
    text = f"{table(chr(9), ROWS[:2])}\n\n- 13 -\n\n{table(chr(9), ROWS[2:])}"
    assert read(text) == EXPECTED


def test_a_table_torn_by_a_page_goes_on_without_a_head() -> None:
    rest = "\n".join("\t".join(row) for row in ROWS[2:])
    assert read(f"{table(chr(9), ROWS[:2])}\n\n14\n\n{rest}") == EXPECTED


def test_a_row_torn_over_two_lines_is_one() -> None:
    torn = "5\t服务\t读者人次占总人口\n人次比例（%）\t12.75\t17.40\t预期性"
    assert read(f"{table(chr(9))}\n{torn}") == [
        *EXPECTED,
        ("读者人次占总人口人次比例（%）", "12.75", "17.40", "预期性"),
    ]


def test_the_tail_of_a_value_on_the_next_line_joins_it() -> None:
    torn = "5\t\t办证率（%）\t73.6\t80.00\n（国家指标为75.00）\t预期性"
    assert read(f"{table(chr(9))}\n{torn}")[-1] == (
        "办证率（%）",
        "73.6",
        "80.00（国家指标为75.00）",
        "预期性",
    )


def test_explanations_between_the_rows_are_no_rows() -> None:
    text = (
        "领域\t主要指标及计算方法\t2025年\n阅读行动\t重点人群知晓率\t>80%\n"
        "\t计算方法：知晓人数/调查人数×100%。\t\n"
        "\t事故发生起数\t比 2020 年 下降 10% 以上\n办证率\t>85%\t\n计算方法：办证人数/人数×100%。\t\t\n"
    )
    assert read(text) == [
        ("重点人群知晓率", None, ">80%", None),
        ("事故发生起数", None, "比 2020 年 下降 10% 以上", None),
        ("办证率", None, ">85%", None),
    ]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("序号\t指标名称\t单位\t2020年现状\t2025年目标\t属性", "1\t书屋数\t个\t275\t326\t预期性"),
        ("指标\t2020年\t2023年\t2025年\t属性", "书屋数\t275\t300\t326\t预期性"),
        ("指标\t基期值（2020年）\t目标值（2025年）\t属性", "书屋数\t275\t326\t预期性"),
        ("一级指标\t二级指标\t2020年\t2025年\t年均增速\t属性", "资源\t书屋数\t275\t326\t3.5%\t预期性"),
        ("指标\t2020年\t2025年\t属性\t责任单位", "书屋数\t275\t326\t预期性\t省文化厅"),
    ],
)
def test_the_head_says_which_column_is_the_target(head: str, row: str) -> None:
    (found,) = read_indicators(f"{head}\n{row}")
    assert (found.name, found.base_year, found.base) == ("书屋数", 2020, "275")
    assert (found.target_year, found.target, found.attribute) == (2025, "326", "预期性")


def test_headings_between_groups_of_rows_do_not_end_the_table() -> None:
    text = (
        "序号\t主要指标\t现状值\t目标值（2025年）\t性质\n一、资源\n1\t书屋数（个）\t5\t提高1个\t预期性\n"
        "二、服务\n2\t办证率（%）\t5.4\t≤5.2\t约束性\n三、重点任务\n1. 建设书屋。\n"
    )
    assert read(text) == [
        ("书屋数（个）", "5", "提高1个", "预期性"),
        ("办证率（%）", "5.4", "≤5.2", "约束性"),
    ]


def test_a_unit_in_its_own_cell_a_line_is_not_part_of_the_name() -> None:
    rows = [
        ["序号", "指标名称", "单位", "2020年", "2025年", "属性"],
        ["1", "读者数", "人", "77", "80", "预期性"],
        ["2", "差错率", "‰", "5.4", "≤5.2", "约束性"],
    ]
    text = "\n".join(cell for row in rows for cell in row)
    assert read(text) == [("读者数", "77", "80", "预期性"), ("差错率", "5.4", "≤5.2", "约束性")]


def test_a_number_in_the_cell_of_the_name_is_not_part_of_it() -> None:
    assert read("指标\t2025年\n1.书屋数（个）\t326\n")[0][0] == "书屋数（个）"


def test_targets_of_the_years_between_are_no_base() -> None:
    (found,) = read_indicators("指标\t2023年目标\t2025年目标\n书屋数（个）\t300\t326\n")
    assert (found.base, found.target_year, found.target) == (None, 2025, "326")


def test_a_table_of_statistics_has_no_targets() -> None:
    assert read("指 标\t绝对数\t比上年增长 (%)\n粮食\t154.1\t4.9\n") == []


def test_a_table_of_tasks_is_no_table_of_indicators() -> None:
    assert read("序号\t重点任务\t牵头单位\t完成时限\n1\t建设书屋\t省文化厅\t2025年\n") == []


def test_prose_after_a_table_is_not_read() -> None:
    text = (
        table("\t")
        + "\n到2025年，全省建成书屋326个，每千人口座位数达到0.85张，读者满意度持续提高，服务更优。"
    )
    assert read(text) == EXPECTED


def test_a_span_covers_the_row_and_moves_by_the_offset() -> None:
    text = table("\t")
    found = read_indicators(text, offset=50)[1]
    assert found.span is not None
    assert text[found.span.start - 50 : found.span.end - 50] == "\t".join(ROWS[1])


def test_a_head_may_take_two_rows() -> None:
    table = (
        "序号\t指标\t单位\t基期\t目标\t\t属性\n\t\t\t2020年\t2023年\t2025年\t\n"
        "1\t绿地率\t%\t38.5\t39\t≥40\t预期性\n2\t书屋数\t个\t45\t46\t50\t预期性\n"
    )
    rows = [
        (row.name, row.base_year, row.base, row.target_year, row.target) for row in read_indicators(table)
    ]
    assert rows == [("绿地率", 2020, "38.5", 2025, "≥40"), ("书屋数", 2020, "45", 2025, "50")]


def test_a_row_of_years_that_only_repeats_its_head_is_part_of_it() -> None:
    table = (
        "类别\t指标\t2020年现状\t目标值\t目标值\t属性\n类别\t指标\t2020年现状\t2022年\t2025年\t属性\n"
        "创新\t研发投入强度（%）\t1.3\t1.6\t＞2\t预期性\n"
    )
    (row,) = read_indicators(table)
    assert (row.name, row.base, row.target_year, row.target) == ("研发投入强度（%）", "1.3", 2025, "＞2")


def test_an_item_that_only_heads_a_table_of_indicators_is_a_section() -> None:
    figures = "指标\t2026年\t2028年\t属性\n村级网点覆盖率（%）\t78\t98\t约束性\n"
    work = "三、任务\n（一）建设网点。新建网点。（县商务局负责）\n（二）培训。开展培训。（县人社局负责）\n"
    [document] = extract_text(f"云岭县商贸体系建设方案\n\n二、主要指标\n\n{figures}\n{work}").documents
    assert [measure.path for measure in document.measures] == [["三", "（一）"], ["三", "（二）"]]
    assert ["二"] in [section.path for section in document.sections]
    assert [one.name for one in document.indicators] == ["村级网点覆盖率（%）"]
