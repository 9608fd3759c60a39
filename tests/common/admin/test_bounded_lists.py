"""Lists of the admin: long ones are counted up to a bound, and say so."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.admin import bounded
from departments.models.departments import Department
from tests.admin import as_user, page, said, text
from tests.conftest import World

pytestmark = pytest.mark.django_db
LIST = page("departments_department")


def test_a_short_list_says_its_number(world: World) -> None:
    assert f"共{Department.objects.count()}条" in text(as_user(world.supervisor).get(LIST))


def test_a_long_list_says_that_there_is_more_and_turns_as_far(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "MOST", 3)
    client = as_user(world.supervisor)
    assert "超过3条，请用筛选缩小范围" in text(client.get(LIST))
    with CaptureQueriesContext(connection) as seen:
        client.get(LIST)
    counts = [
        query["sql"]
        for query in seen
        if "COUNT(" in query["sql"] and "departments_department" in query["sql"]
    ]
    assert counts
    assert all("LIMIT 4" in sql for sql in counts)


def test_a_filtered_list_says_how_many_there_would_be(world: World) -> None:
    shown = text(as_user(world.supervisor).get(f"{LIST}?q=财政"))
    assert f"共{Department.objects.count()}条" in shown


def test_more_than_the_page_counts_cannot_be_meant_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "MOST", 0)
    world.dispatched()
    assignments = page("work_assignment")
    data = {"action": "urge_many", "select_across": "1", "_selected_action": "1"}
    assert said(as_user(world.supervisor).post(assignments, data)) == [
        "选中的超过0项，请先用筛选缩小范围，再选择全部。"
    ]


def test_an_empty_list_says_no_number_before_its_name(world: World) -> None:
    shown = text(as_user(world.filer).get(page("reminders_inboxreminder")))
    assert re.search(r"\b0\s*(条)?\s*收件箱", shown) is None
    assert "没有" in shown
