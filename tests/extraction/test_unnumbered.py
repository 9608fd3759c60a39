"""Papers of daily life that number nothing: lists with bullets, paragraphs, cards and forms."""

import pytest

from extraction.model import Document, Kind
from extraction.pipeline import extract_text


def only(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


def read(document: Document) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            "/".join(m.path),
            [f"{u.name}{u.role.value}" for t in m.tasks for u in t.units],
            [d.date for t in m.tasks for d in t.deadlines],
        )
        for m in document.measures
    ]


@pytest.mark.parametrize("sign", ["- ", "• ", "●", "★", "* "])
def test_lines_with_one_sign_are_items(sign: str) -> None:
    document = only(
        f"白石镇重点工作\n{sign}清理河道，2024年6月10日前完成（水利站）\n{sign}安装路灯50盏（村建所牵头，财政所配合）\n"
        f"{sign}民政办：核查低保对象\n"
    )
    assert read(document) == [
        ("1", ["水利站负责"], ["2024-06-10"]),
        ("2", ["村建所牵头", "财政所配合"], []),
        ("3", ["民政办负责"], []),
    ]
    assert document.measures[0].tasks[0].units[0].doubt == "“水利站”写在句末括号中，没有写明责任分工"


def test_signs_below_numbers_are_no_items() -> None:
    document = only("白石镇计划\n一、任务\n1.清理河道。\n●清淤泥。\n●拆围网。\n2.安装路灯。\n")
    assert [m.path for m in document.measures] == [["一", "1"], ["一", "2"]]


@pytest.mark.parametrize(
    "lines",
    [
        "新建水厂。责任单位：县住建局，完成时限：2024年10月\n改造市场。责任单位：县商务局，完成时限：2024年12月\n",
        "新建水厂\n完成设计和征地。\n责任单位：县住建局\n完成时限：2024年10月\n改造市场\n责任单位：县商务局\n完成时限：2024年12月\n",
        "新建水厂。（责任单位：县住建局，完成时限：2024年10月）\n改造市场。（责任单位：县商务局，完成时限：2024年12月）\n",
        "项目1：新建水厂\n责任单位：县住建局\n完成时限：2024年10月\n项目2：改造市场\n责任单位：县商务局\n完成时限：2024年12月\n",
    ],
)
def test_paragraphs_with_clauses_are_items(lines: str) -> None:
    document = only(f"青石县项目推进安排\n为加快建设，现作如下安排。\n{lines}")
    assert document.kind is Kind.POLICY
    assert [(units, days) for _, units, days in read(document)] == [
        (["县住建局负责"], ["2024-10-31"]),
        (["县商务局负责"], ["2024-12-31"]),
    ]


def test_a_form_says_what_it_is_about_and_what_is_to_be_done() -> None:
    document = only(
        "青石县督办单\n督办事项：市场搬迁\n交办内容：制定搬迁方案，安置商户。\n牵头单位：县商务局\n"
        "办结时限：2024年7月31日\n责任领导：周某某\n"
    )
    assert document.title == "青石县督办单（市场搬迁）"
    assert document.measures[0].text == "制定搬迁方案，安置商户。"
    assert read(document) == [("1", ["县商务局牵头"], ["2024-07-31"])]
    assert [person.name for person in document.measures[0].tasks[0].persons] == ["周某某"]


def test_a_form_filled_in_twice_gives_two_measures() -> None:
    card = "督办事项：{}\n工作要求：抓紧办理。\n承办单位：{}\n办结时限：2024年{}月31日\n"
    document = only(
        "青石县督办单\n" + card.format("市场搬迁", "县商务局", 7) + card.format("除险", "县水利局", 8)
    )
    assert [m.title for m in document.measures] == ["市场搬迁", "除险"]
    assert read(document) == [
        ("1", ["县商务局负责"], ["2024-07-31"]),
        ("2", ["县水利局负责"], ["2024-08-31"]),
    ]


def test_the_heads_of_a_table_may_be_questions() -> None:
    rows = "| 清理河道 | 水利站 | 2024年6月 |\n| 装路灯 | 村建所 | 2024年7月 |\n"
    document = only(f"| 事项 | 谁来办 | 什么时候办完 |\n|---|---|---|\n{rows}")
    assert read(document) == [("1", ["水利站负责"], ["2024-06-30"]), ("2", ["村建所负责"], ["2024-07-31"])]


def test_what_minutes_end_with_orders_nothing() -> None:
    document = only(
        "白石镇办公会议纪要\n2024年6月3日，镇长主持召开会议。\n一、研究危房改造\n会议决定，由村建所牵头改造。\n"
        "二、会议还研究了其他事项。\n出席：张某某、李某某\n列席：王某某\n"
    )
    assert read(document) == [("一", ["村建所牵头"], [])]


def test_a_supervised_item_about_a_place_is_not_that_place() -> None:
    document = only(
        "青石县关于事项督办的通知\n县水利局、白石镇：\n1.关于水库除险。请县水利局抓紧办理。\n2.关于集镇改造。请白石镇抓紧推进。\n"
    )
    assert read(document) == [("1", ["县水利局负责"], []), ("2", ["白石镇负责"], [])]
