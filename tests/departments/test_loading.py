"""The table of departments comes from its fixture."""

import json

import pytest
from django.core.management import call_command

from departments.models.departments import Department, DepartmentGroup, Region
from departments.resolution import Resolver
from departments.services.loading import load_departments
from tests.conftest import ROOT
from tests.world import DEPARTMENTS

pytestmark = pytest.mark.django_db


def test_loading_twice_adds_nothing_the_second_time() -> None:
    assert load_departments(data=DEPARTMENTS)["departments"] == len(DEPARTMENTS["departments"])
    assert set(load_departments(data=DEPARTMENTS).values()) == {0}


def test_what_people_changed_is_left_as_it_is() -> None:
    load_departments(data=DEPARTMENTS)
    Department.objects.filter(name="云岭省财政厅").update(short_name="财厅")
    load_departments(data=DEPARTMENTS)
    assert Department.objects.get(name="云岭省财政厅").short_name == "财厅"


def test_the_fixture_of_real_departments_loads_and_resolves_every_name_and_alias() -> None:
    call_command("load_departments")
    data = json.loads((ROOT / "fixtures" / "departments.json").read_text(encoding="utf-8"))
    resolvers = {name: Resolver(region) for name, region in ((r.name, r) for r in Region.objects.all())}
    missed = [
        (row["name"], text)
        for row in data["departments"]
        for text in (row["name"], row["short_name"], *row["aliases"])
        if not resolvers[row["region"]].resolve(text).is_known
    ]
    assert missed == []
    group = DepartmentGroup.objects.get(name="各市（州）政府")
    assert group.members.count() == 10  # nine 市州 and 长白山管委会
