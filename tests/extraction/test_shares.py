"""Headings that name a unit and nothing else: the items below are its own."""

import pytest

from extraction.model import Document
from extraction.pipeline import extract_text


def read(text: str) -> list[tuple[str, list[str]]]:
    [document] = extract_text(text).documents
    return said(document)


def said(document: Document) -> list[tuple[str, list[str]]]:
    return [
        ("/".join(m.path), [f"{u.name}{u.role.value}" for t in m.tasks for u in t.units])
        for m in document.measures
    ]


@pytest.mark.parametrize("heading", ["{}：", "【{}】", "{}"])
def test_the_numbers_begin_anew_below_each(heading: str) -> None:
    first, second = heading.format("农业农村办"), heading.format("党政办、财政所")
    text = f"白石镇近期任务分工\n{first}\n1.完成测产。\n2.验收农田。\n{second}\n1.整理档案。\n"
    assert read(text) == [
        ("农业农村办/1", ["农业农村办负责"]),
        ("农业农村办/2", ["农业农村办负责"]),
        ("党政办、财政所/1", ["党政办负责", "财政所负责"]),
    ]


def test_they_stand_within_a_section_and_the_numbers_go_on() -> None:
    text = (
        "青石县迎检任务分工\n一、工作任务\n县教育局：\n（一）清理校园。\n（二）维修操场。（县财政局配合）\n"
        "各乡镇：\n（三）清理河道。（县水利局负责）\n（四）清扫街道。\n二、工作要求\n（一）加强领导。\n"
    )
    assert read(text) == [
        ("一/县教育局/（一）", ["县教育局负责"]),
        ("一/县教育局/（二）", ["县财政局配合", "县教育局负责"]),
        ("一/各乡镇/（三）", ["县水利局负责"]),
        ("一/各乡镇/（四）", ["各乡镇负责"]),
        ("二/（一）", []),
    ]


def test_numbered_headings_may_be_nothing_but_names() -> None:
    text = (
        "青石县迎检任务分工\n一、县教育局\n1.清理校园。\n2.维修操场。\n二、县城管局、城关镇\n1.清扫街道。\n"
        "三、县水利局：\n清理河道。\n四、县林业局。巡查山林。\n"
    )
    assert read(text) == [
        ("一/1", ["县教育局负责"]),
        ("一/2", ["县教育局负责"]),
        ("二/1", ["县城管局负责", "城关镇负责"]),
        ("三", ["县水利局负责"]),
        ("四", ["县林业局负责"]),
    ]


def test_lines_without_numbers_that_begin_with_a_unit_are_read_with_a_doubt() -> None:
    text = "白石镇本周工作安排\n农业农村办：完成测产，开展验收。\n党政办：整理档案。\n"
    [document] = extract_text(text).documents
    assert said(document) == [("1", ["农业农村办负责"]), ("2", ["党政办负责"])]
    assert all(measure.doubt for measure in document.measures)


def test_one_name_alone_is_whom_a_letter_is_sent_to() -> None:
    text = "关于做好防汛工作的通知\n白石镇水利站：\n1.检查山塘。\n2.备足物资。\n白石镇防汛办\n2024年6月1日\n"
    assert read(text) == [("1", []), ("2", [])]


def test_a_body_that_is_to_be_set_up_has_no_items() -> None:
    text = (
        "青石县采购方案\n一、组织\n（一）成立小组和办公室\n1.开展采购。\n（二）成立联合办公室\n1.签订合同。\n"
    )
    assert read(text) == [("一/（一）/1", []), ("一/（二）/1", [])]


def test_a_signature_below_few_items_is_no_part_of_the_last() -> None:
    text = "白石镇防汛通知\n1️⃣ 清理河道🌧️\n🔴2️⃣检查山塘\n🔟夜间值守\n白石镇防汛指挥部\n2024年6月2日\n"
    [document] = extract_text(text).documents
    assert [(m.path[0], m.text) for m in document.measures] == [
        ("1", "清理河道"),
        ("2", "检查山塘"),
        ("10", "夜间值守"),
    ]
    assert document.issuer == "白石镇防汛指挥部"


@pytest.mark.parametrize("word", ["站所", "科室", "村组", "专班"])
def test_whatever_kind_of_unit_a_label_names_is_read(word: str) -> None:
    text = (
        f"白石镇工作计划\n一、任务\n1.清理河道。责任领导：王某某；责任{word}：水利站、东山村\n2.排查隐患。\n"
    )
    assert read(text)[0] == ("一/1", ["水利站负责", "东山村负责"])
    rows = "1\t清理河道\t水利站\t2024年6月\n2\t排查\t安监站\t2024年7月\n"
    table = f"工作清单\n序号\t工作任务\t责任{word}\t完成时限\n{rows}"
    assert read(table) == [("1", ["水利站负责"]), ("2", ["安监站负责"])]
