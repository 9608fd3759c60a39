"""From a printed name to the department that is meant."""

from datetime import date

import pytest

from departments.models.departments import Department, DepartmentAlias, Region, Succession
from departments.resolution import NameTable, Resolver, best_region
from departments.succession import Heirs
from tests.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolver(world: World) -> Resolver:
    return Resolver(Region.objects.get(name="云岭省"))


@pytest.mark.parametrize("printed", ["省财政厅", "财政厅", "云岭省财政厅", " 省 财政厅 "])
def test_every_printing_of_a_name_leads_to_its_department(resolver: Resolver, printed: str) -> None:
    department = resolver.resolve(printed).department
    assert department is not None
    assert department.name == "云岭省财政厅"


def test_brackets_of_any_width_are_one(world: World) -> None:
    province = Region.objects.get(name="云岭省")
    DepartmentAlias.objects.create(
        department=world.departments["省财政厅"], region=province, text="省财政厅（国资办）"
    )
    assert Resolver(province).resolve("省财政厅(国资办)").department == world.departments["省财政厅"]


def test_a_group_is_found_by_its_alias(resolver: Resolver) -> None:
    group = resolver.resolve("各市人民政府").group
    assert group is not None
    assert group.name == "各市政府"


def test_an_unknown_name_resolves_to_nobody(resolver: Resolver) -> None:
    assert not resolver.resolve("省便民中心").is_known


def test_a_city_document_means_the_citys_own_bureau_first(world: World) -> None:
    city = Region.objects.get(name="青川市")
    own = Department.objects.create(name="青川市财政厅", short_name="市财政厅", level="city", region=city)
    DepartmentAlias.objects.create(department=own, region=city, text="财政厅")
    assert Resolver(city).resolve("财政厅").department == own
    assert Resolver(city).resolve("省教育厅").department == world.departments["省教育厅"]
    assert Resolver(city.parent).resolve("财政厅").department == world.departments["省财政厅"]


def test_a_bare_city_bureau_in_a_provincial_document_means_no_particular_city(world: World) -> None:
    city = Region.objects.get(name="青川市")
    bureau = Department.objects.create(name="青川市教育局", short_name="市教育局", level="city", region=city)
    for text in ("市教育局", "青川市教育局"):
        DepartmentAlias.objects.create(department=bureau, region=city, text=text)
    resolver = Resolver(city.parent)
    assert not resolver.resolve("市教育局").is_known
    assert resolver.resolve("青川市教育局").department == bureau


def test_a_document_stands_where_most_of_its_units_are_known(world: World) -> None:
    province, city = Region.objects.get(name="云岭省"), Region.objects.get(name="青川市")
    bureau = Department.objects.create(name="青川市教育局", short_name="市教育局", level="city", region=city)
    DepartmentAlias.objects.create(department=bureau, region=city, text="市教育局")
    names = NameTable()
    assert best_region([province, city], ["市教育局", "省财政厅"], names) == city
    assert best_region([province, city], ["省财政厅"], names) == province
    assert best_region([], ["省财政厅"], names) is None


def test_an_abolished_department_is_answered_for_by_its_successor(world: World) -> None:
    old, new = world.departments["省农委"], world.departments["省农业农村厅"]
    assert Heirs(date(2026, 1, 1)).of(old) == [new]


def test_before_the_reform_the_old_department_answers_itself(world: World) -> None:
    assert Heirs(date(2018, 10, 25)).of(world.departments["省农委"]) == [world.departments["省农委"]]


def test_a_chain_of_reforms_is_followed_to_its_end_and_a_split_names_all(world: World) -> None:
    first, second, third = (world.departments[n] for n in ("省农委", "省农业农村厅", "省财政厅"))
    fourth = world.departments["省教育厅"]
    for heir in (third, fourth):
        Succession.objects.create(predecessor=second, successor=heir, effective_on=date(2023, 3, 1))
    second.abolished_on = date(2023, 3, 1)
    second.save()
    assert Heirs(date(2026, 1, 1)).of(first) == [third, fourth]


def test_a_circle_of_successors_ends(world: World) -> None:
    first, second = world.departments["省农委"], world.departments["省农业农村厅"]
    second.abolished_on = date(2020, 1, 1)
    second.save()
    Succession.objects.create(predecessor=second, successor=first, effective_on=date(2020, 1, 1))
    assert Heirs(date(2026, 1, 1)).of(first) == [first]
