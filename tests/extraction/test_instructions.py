"""领导批示件: forms, tables and letters that hand on a leader's words."""

import pytest

from extraction.model import Document, Kind, Role
from extraction.pipeline import extract_text

FORM = """领导批示办理单
批示领导：周某某
批示时间：2023年3月1日
文件标题：关于南桥损坏情况的报告
批示内容：请抓紧修复南桥，确保行人安全，并报结果。
承办单位：市交通局
协办单位：市财政局、南区政府
办理时限：2023年3月31日前
"""
TABLE = """领导批示办理单
批示领导\t周某某\t批示时间\t2023-03-01
来文标题\t关于南桥损坏情况的报告
批示内容\t请抓紧修复南桥，确保行人安全，并报结果。
承办单位\t市交通局\t协办单位\t市财政局、南区政府
办理时限\t2023年3月31日前
"""
LETTER = """云江市人民政府督查室关于办理周市长批示的通知
市交通局、市财政局：
周市长在《关于南桥损坏情况的报告》上批示：“请抓紧修复南桥。”请于3月20日前报送办理情况。
云江市人民政府督查室
2023年3月1日
"""


def read(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


@pytest.mark.parametrize("text", [FORM, TABLE], ids=["form", "table"])
def test_a_form_says_what_who_and_until_when(text):
    document = read(text)
    [measure] = document.measures
    [task] = measure.tasks
    assert document.kind is Kind.POLICY
    assert (document.title, document.issued_on) == (
        "领导批示办理单（关于南桥损坏情况的报告）",
        "2023-03-01",
    )
    assert measure.text == "请抓紧修复南桥，确保行人安全，并报结果。"
    assert [(unit.name, unit.role) for unit in task.units] == [
        ("市交通局", Role.RESPONSIBLE),
        ("市财政局", Role.SUPPORT),
        ("南区政府", Role.SUPPORT),
    ]
    assert [deadline.date for deadline in task.deadlines] == ["2023-03-31"]


def test_a_letter_quotes_the_words_and_those_it_is_sent_to_are_doubtful():
    [measure] = read(LETTER).measures
    [task] = measure.tasks
    assert measure.text == "请抓紧修复南桥。"
    assert [(unit.name, bool(unit.doubt)) for unit in task.units] == [("市交通局", True), ("市财政局", True)]
    assert [deadline.date for deadline in task.deadlines] == ["2023-03-20"]


def test_each_unit_stands_where_its_span_says():
    for text in (FORM, TABLE, LETTER):
        document = read(text)
        for unit in document.measures[0].tasks[0].units:
            assert unit.span is not None
            assert document.text[unit.span.start : unit.span.end] == unit.name


def test_a_text_that_orders_nothing_stays_without_measures():
    assert read("云江市简况\n本市地处平原。\n领导多次批示肯定。").kind is Kind.OTHER


def test_quoted_words_that_name_who_acts_go_before_the_addressee_and_the_letter_sets_the_day():
    document = read(
        "关于办理批示的函\n市住建局：\n市领导在《内涝情况报告》上批示：“请住建局牵头，水利局配合，拿出治理方案。”\n"
        "请于5月20日前将办理情况书面报送。\n云江市政府督查室\n2027年4月28日\n"
    )
    [task] = document.measures[0].tasks
    assert [(unit.name, unit.role.value) for unit in task.units] == [("住建局", "牵头"), ("水利局", "配合")]
    assert [deadline.date for deadline in task.deadlines] == ["2027-05-20"]


def test_the_labels_of_a_form_that_stand_before_its_words_are_read_too():
    document = read(
        "云江市督查事项交办单\n承办单位：市住建局\n协办单位：市热力公司\n"
        "办结时限：2027年11月20日\n交办要求：尽快解决供暖问题。\n"
    )
    assert [unit.name for unit in document.measures[0].tasks[0].units] == ["市住建局", "市热力公司"]
    assert not any("责任表述" in warning.message for warning in document.warnings)
