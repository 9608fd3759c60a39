"""A number on a line of its own, what it numbers on the line below, as some PDFs and pasted pages have it."""

import pytest

from extraction.model import Document
from extraction.pipeline import extract_text

PLAN = """青石市人民政府办公室关于印发青石市口岸建设2024年度工作任务的通知
青政办〔2024〕7号
各县（市、区）人民政府，市政府各部门：
现将《青石市口岸建设2024年度工作任务》印发给你们，请认真贯彻执行。
青石市人民政府办公室
2024年3月5日
青石市口岸建设2024年度工作任务
一、指导思想
坚持以新发展理念为指导。
二、重点任务
（一）建设综合交通枢纽（牵头单位：市交通局）
{one}建设航空枢纽。新开航线3条。（责任单位：市机场集团）
{two}建设铁路枢纽。移交用地，9月底前开工。
[责任单位：
市铁路办，高新区、自
贸试验（经济合作）区管委会]
（二）建设能源枢纽（牵头单位：市能源局）
{three}改造充电设施。改造充电桩50个。（责任单位：市住建局）
"""


def plan(one: str, two: str, three: str) -> Document:
    [document] = extract_text(PLAN.format(one=one, two=two, three=three)).documents
    return document


@pytest.mark.parametrize(
    ("one", "two", "three"),
    [
        ("1.\n", "2.\n", "3.\n"),
        ("1、\n", "2、\n", "3、\n"),
        ("1 ．\n\n", "2 ．\n\n", "3 ．\n\n"),
        ("（1）\n", "（2）\n", "（3）\n"),
        ("①\n", "②\n", "③\n"),
        ("1.", "2.", "3."),
    ],
)
def test_it_opens_the_item_below(one: str, two: str, three: str) -> None:
    document = plan(one, two, three)
    assert [
        (m.path[:-1], m.title, [u.name for t in m.tasks for u in t.units]) for m in document.measures
    ] == [
        (["二", "（一）"], "建设航空枢纽", ["市机场集团"]),
        (["二", "（一）"], "建设铁路枢纽", ["市铁路办", "高新区", "自贸试验（经济合作）区管委会"]),
        (["二", "（二）"], "改造充电设施", ["市住建局"]),
    ]
    headed = [(s.title, [(u.name, u.role.value) for u in s.units]) for s in document.sections if s.units]
    assert headed == [
        ("建设综合交通枢纽", [("市交通局", "牵头")]),
        ("建设能源枢纽", [("市能源局", "牵头")]),
    ]


def test_a_number_of_a_page_is_none() -> None:
    document = plan("1.", "—2—\n2.", "- 3 -\n3.")
    assert [m.path[-1] for m in document.measures] == ["1", "2", "3"]


def test_a_bracket_that_nobody_closes_does_not_swallow_the_next_item() -> None:
    document = plan("1.", "2.", "3.建设储能站。（责任单位：市能源局，9月底前\n（三）")
    assert [m.path for m in document.measures][-1] == ["二", "（三）"]
