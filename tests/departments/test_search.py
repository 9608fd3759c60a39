"""Finding a unit by what is typed."""

import pytest

from departments.models.departments import DepartmentAlias, Region
from departments.search import find_units
from tests.conftest import World

pytestmark = pytest.mark.django_db


def _names(text: str, *, similar: bool = False) -> list[str]:
    region = Region.objects.get(name="云岭省")
    return [str(row.department or row.group) for row in find_units(text, region=region, similar=similar)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("财政", ["省财政厅"]),
        (" 财 政 ", ["省财政厅"]),
        ("云岭省教育", ["省教育厅"]),
        ("各市人民", ["各市政府"]),
        ("没有这样的名称", []),
        ("", []),
        ("农委", []),  # abolished: its successor is found by its own name
    ],
)
def test_a_part_of_any_printing_finds_the_unit(world: World, text: str, names: list[str]) -> None:
    assert _names(text) == names


def test_each_unit_comes_once_and_that_of_the_region_first(world: World) -> None:
    found = _names("政府")
    assert len(found) == len(set(found))
    assert set(found[:2]) <= {"省政府", "各市政府", "有关市政府", "省政府督查室"}
    assert {"青川市政府", "白石市政府"} <= set(found)


def test_a_name_that_nobody_has_leads_to_the_one_most_like_it(world: World) -> None:
    assert _names("省财政局") == []
    assert _names("省财政局", similar=True)[0] == "省财政厅"
    assert _names("完全不相干", similar=True) == []


def test_no_answer_is_longer_than_a_screen(world: World) -> None:
    for number in range(30):
        DepartmentAlias.objects.create(
            department=world.departments["省财政厅"],
            region=world.departments["省财政厅"].region,
            text=f"某某办{number}",
        )
    assert _names("某某办") == ["省财政厅"]
