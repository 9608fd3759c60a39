"""Brackets that divide the work of an item into shares."""

import pytest

from extraction.duty.shares import divided_into_shares
from extraction.model import Role


@pytest.mark.parametrize(
    ("inside", "units"),
    [
        (
            "任务分解：市发改委、市商务局等有关单位做好专栏维护；各县（市）区政府开设本地专栏",
            ["负责 市发改委", "负责 市商务局", "负责 各县（市）区政府"],
        ),
        (
            "工作分工：市教育局、市卫健委等有关行政主管部门牵头做好本领域指导；市直各单位按要求落实",
            ["牵头 市教育局", "牵头 市卫健委", "负责 市直各单位"],
        ),
        (
            "责任分工：市司法局牵头清理文件，梳理形成清单，市直各单位及时报送；各县政府做好本级工作",
            ["牵头 市司法局", "负责 市直各单位", "负责 各县政府"],
        ),
        ("任务分工：县水利局在汛前完成检查，县应急局配合做好调度", ["负责 县水利局", "配合 县应急局"]),
    ],
)
def test_each_part_names_who_does_it(inside: str, units: list[str]) -> None:
    assert [f"{unit.role.value} {unit.name}" for unit in divided_into_shares(inside)] == units


@pytest.mark.parametrize(
    "inside",
    [
        "任务分解：按季度推进，年底前完成",
        "市发改委、市商务局做好专栏维护",
        "任务分解：市商务局做好专栏维护；按季度通报进展",
    ],
)
def test_where_a_part_begins_otherwise_or_no_label_says_so_nothing_is_read(inside: str) -> None:
    assert divided_into_shares(inside) == []


def test_a_unit_keeps_its_place_and_ends_where_the_sentence_begins() -> None:
    inside = "任务分解：县政府在门户网站开设专栏"
    [unit] = divided_into_shares(inside, offset=100)
    assert (unit.name, unit.role) == ("县政府", Role.RESPONSIBLE)
    assert unit.span is not None
    assert inside[unit.span.start - 100 : unit.span.end - 100] == "县政府"
