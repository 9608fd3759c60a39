"""A pasted sentence fills the form."""

from datetime import date

import pytest

from common.workdays import DaysOff
from policies.models.documents import Origin
from policies.models.measures import Firmness, Role
from tests.conftest import World
from tests.refusals import refused
from tracker.matters.reading import ReadMatter, read_matter

pytestmark = pytest.mark.django_db
NONE = DaysOff()  # beyond the published calendar
ON = date(2026, 11, 28)


def _read(world: World, text: str, on: date = ON) -> ReadMatter:
    return read_matter(text, region=world.departments["省财政厅"].region, on=on, days_off=NONE)


def _units(found: ReadMatter) -> list[tuple[str, str, bool]]:
    return [(unit.name, unit.role, unit.meant.is_known) for unit in found.units]


def test_a_sentence_gives_the_lead_the_support_and_the_date(world: World) -> None:
    found = _read(world, "请省财政厅牵头，会同省教育厅，于12月20日前完成专项资金清理。")
    assert _units(found) == [("省财政厅", Role.LEAD, True), ("省教育厅", Role.SUPPORT, True)]
    assert (found.due_on, found.firmness) == (date(2026, 12, 20), Firmness.MUST)
    assert found.title == "完成专项资金清理"
    assert found.text == "请省财政厅牵头，会同省教育厅，于12月20日前完成专项资金清理。"


def test_a_date_without_a_year_that_is_past_is_next_years(world: World) -> None:
    found = _read(world, "请省财政厅于3月底前报送整改情况。")
    assert found.due_on == date(2027, 3, 31)


def test_a_unit_that_nobody_knows_is_given_as_printed(world: World) -> None:
    found = _read(world, "请省审计局牵头，会同省财政厅，于12月20日前完成专项资金清理。")
    assert _units(found) == [("省审计局", Role.LEAD, False), ("省财政厅", Role.SUPPORT, True)]


@pytest.mark.parametrize(
    ("words", "origin"),
    [
        ("根据张省长批示，请省财政厅抓紧清理专项资金。", Origin.INSTRUCTION),
        ("12345热线反映，供暖不足，请省教育厅核实。", Origin.HOTLINE),
        ("省政府常务会议决定，由省财政厅牵头清理专项资金。", Origin.MEETING),
        ("请省财政厅抓紧清理专项资金。", Origin.OTHER),
    ],
)
def test_the_source_is_what_the_text_speaks_of(world: World, words: str, origin: Origin) -> None:
    assert _read(world, words).origin == origin


def test_how_often_to_report_is_read(world: World) -> None:
    found = _read(world, "请省财政厅牵头清理专项资金，每月5日前报送上月进展。")
    assert found.cycle == "FREQ=MONTHLY;BYMONTHDAY=5"


def test_several_items_are_one_form_and_said_to_be(world: World) -> None:
    found = _read(world, "一、请省财政厅清理专项资金。\n二、请省教育厅核查校舍安全。")
    assert {unit.name for unit in found.units} == {"省财政厅", "省教育厅"}
    assert "导入文件" in found.doubts[0]


def test_nothing_and_what_is_secret_is_refused(world: World) -> None:
    with refused("matter_not_read"):
        _read(world, "   ")
    with refused("matter_text_too_long"):
        _read(world, "长" * 10_001)
