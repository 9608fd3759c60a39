"""本月应报 by unit, for 督查室 and leaders: the numbers of the units' own desks."""

from datetime import date

import pytest

from tests.admin import as_user, queries, text
from tests.conftest import World
from tests.tracker.cycle import filed
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


def test_every_unit_has_the_numbers_of_its_own_desk(world: World, signed: Assignment) -> None:
    filed(world, signed, 30, on=ON)
    acknowledge_assignment(assignment=world.assignment("省教育厅"), actor=world.other_filer)
    answer = as_user(world.supervisor).get("/owing/")
    found = {unit["name"]: unit["owing"] for unit in answer.context["units"]}
    for name, user in (("省财政厅", world.filer), ("省教育厅", world.other_filer)):
        assert found[name] == as_user(user).get("/").context["owing"]
    assert [unit["name"] for unit in answer.context["units"]] == ["省教育厅", "省财政厅"]
    for unit in answer.context["units"]:
        rows = as_user(world.supervisor).get(unit["missing_url"]).context["cl"].result_count
        assert rows == unit["owing"].missing
    assert "2个单位应报2 · 已报1 · 差1" in text(answer)


def test_it_is_for_those_who_see_all(world: World, signed: Assignment) -> None:
    assert as_user(world.leader).get("/owing/").status_code == 200
    assert as_user(world.filer).get("/owing/").status_code == 403


def test_more_units_take_no_more_queries(world: World, signed: Assignment) -> None:
    client = as_user(world.supervisor)
    few = queries(client, "/owing/")
    acknowledge_assignment(assignment=world.assignment("省教育厅"), actor=world.other_filer)
    assert queries(client, "/owing/") == few
