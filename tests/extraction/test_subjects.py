"""Who acts in an item without a clause of its own: whom its sentences begin with, doubted."""

import pytest

from extraction.duty.subjects import find_subjects
from extraction.model import Document, Role
from extraction.pipeline import extract_text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各居村、相关责任单位于6月20日前完成重点排查。", ["各居村"]),
        ("对查出的危房，镇政府将委托机构鉴定。", ["镇政府"]),
        ("由居委纳入重点关注对象，会同物业每月巡查。", ["居委"]),
        (
            "由各县（市、区）工科局和县（市、区）委文明办召开会议协商。",
            ["各县（市、区）工科局", "县（市、区）委文明办"],
        ),
        ("安监所、建管中心（房管办）、派出所上报季度汇总表。", ["安监所", "建管中心（房管办）", "派出所"]),
        ("各市（州）、县（市、区）要开展自查。各市（州）于6月20日前报送。", ["各市（州）、县（市、区）"]),
        ("一是各村要巡查。二是镇安监所负责督促整改。", ["各村", "镇安监所"]),
    ],
)
def test_bodies_that_head_a_sentence_are_found_once_each(text: str, names: list[str]) -> None:
    found = find_subjects(text)
    assert [unit.name for unit in found] == names
    for unit in found:
        assert unit.span is not None
        assert text[unit.span.start : unit.span.end] == unit.name
        assert unit.role is Role.RESPONSIBLE
        assert "责任分工没有写明" in unit.doubt


@pytest.mark.parametrize(
    "text",
    [
        "各有关部门要提高认识。",
        "各地、各单位要加强领导。",
        "地方政府要履行职责。",
        "加强农村公路养护，应用新材料。",
        "对上市公司要加强辅导。",
        "居委老龄干部要上门走访。",
        "企业应当如实申报。",
        "网格员将情况报镇政府。",
    ],
)
def test_whoever_it_may_be_is_nobody(text: str) -> None:
    assert find_subjects(text) == []


def read(*items: str) -> Document:
    text = (
        "云栖镇房屋隐患排查工作方案\n\n一、工作任务\n" + "\n".join(items) + "\n\n云栖镇人民政府\n2024年3月1日"
    )
    [document] = extract_text(text).documents
    return document


def units(document: Document) -> list[list[tuple[str, bool]]]:
    return [[(u.name, bool(u.doubt)) for t in m.tasks for u in t.units] for m in document.measures]


def test_a_clause_says_more_than_the_beginning_of_a_sentence() -> None:
    document = read(
        "（一）重点排查。各村要在6月20日前完成排查。（责任单位：镇规建办）",
        "（二）全面排查。各村要在12月20日前完成。",
    )
    assert units(document) == [[("镇规建办", False)], [("各村", True)]]


def test_one_body_that_heads_several_items_is_one_thing_to_check() -> None:
    document = read("（一）排查。各村要在6月20日前完成。", "（二）整治。各村要在12月20日前完成。")
    [caution] = [caution for caution in document.warnings if "各村" in caution.message]
    assert [document.text[place.start : place.end] for place in caution.places] == ["各村", "各村"]


def test_a_division_of_work_says_by_its_first_word_who_leads() -> None:
    text = (
        "云栖街道独居老人消防方案\n\n一、职责分工\n1.街道消委办。牵头开展消防关爱工作，定期宣传。\n"
        "2.服务办。牵头负责收集信息，及时关注。\n3.派出所。负责隐患的确认，建立档案。\n"
        "4.镇文明办（创城办）：协调现场整治，发布月度计划。\n\n云栖街道办事处\n2024年3月1日"
    )
    [document] = extract_text(text).documents
    found = [[(u.name, u.role) for t in m.tasks for u in t.units] for m in document.measures]
    assert found == [
        [("街道消委办", Role.LEAD)],
        [("服务办", Role.LEAD)],
        [("派出所", Role.RESPONSIBLE)],
        [("镇文明办（创城办）", Role.RESPONSIBLE)],
    ]
