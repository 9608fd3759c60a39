"""延期申请 and 退办申请 answered in the list, many at once."""

from datetime import date
from typing import Any

import pytest

from tests.admin import as_user, page, said
from tests.conftest import World
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import AnswerStatus, Decline, Extension
from tracker.work.services.dates import ask_extension
from tracker.work.services.declining import decline_assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


def press(world: World, name: str, action: str, rows: Any, **more: str) -> Any:
    chosen = [row.pk for row in rows]
    return as_user(world.supervisor).post(page(name), {"action": action, "_selected_action": chosen, **more})


@pytest.fixture
def asked(world: World) -> list[Extension]:
    world.dispatched()
    found = []
    for unit, user in (("省财政厅", world.filer), ("省教育厅", world.other_filer)):
        own = acknowledge_assignment(assignment=world.assignment(unit), actor=user)
        limit = own.milestones.get(phrase="6月底前")
        found.append(
            ask_extension(milestone=limit, to_date=date(2026, 7, 31), reason="招标推迟", actor=user, on=ON)
        )
    return found


def test_extensions_are_granted_together_after_one_question(world: World, asked: list[Extension]) -> None:
    question = press(world, "work_extension", "grant_many", asked)
    assert question.status_code == 200
    assert [row.pk for row in question.context["rows"]] == [row.pk for row in asked]
    assert set(Extension.objects.values_list("status", flat=True)) == {AnswerStatus.OPEN}
    done = press(world, "work_extension", "grant_many", asked, confirmed="1")
    assert said(done) == ["已同意延期2件。"]
    assert set(Extension.objects.values_list("status", flat=True)) == {AnswerStatus.GRANTED}


def test_a_refusal_of_many_needs_a_reason(world: World, asked: list[Extension]) -> None:
    assert press(world, "work_extension", "refuse_many", asked, confirmed="1").status_code == 200
    assert set(Extension.objects.values_list("status", flat=True)) == {AnswerStatus.OPEN}
    done = press(world, "work_extension", "refuse_many", asked, confirmed="1", reason="请按期完成")
    assert said(done) == ["已答复不同意延期2件。"]
    assert set(Extension.objects.values_list("answer", flat=True)) == {"请按期完成"}


def test_declined_work_goes_together_to_another_unit_or_stays(world: World) -> None:
    world.dispatched()
    declined = [
        decline_assignment(
            assignment=world.assignment(unit, label), reason="非本单位职责", actor=user, on=date(2026, 3, 3)
        )
        for unit, label, user in (
            ("省财政厅", "一 / 1", world.filer),
            ("省财政厅", "一 / 2", world.filer),
            ("省教育厅", "一 / 1", world.other_filer),
        )
    ]
    kept = press(world, "work_decline", "refuse_many", declined[2:], confirmed="1", reason="仍请承办")
    assert said(kept) == ["已答复不同意退办1件。"]
    other = world.departments["省国库支付中心"]
    moved = press(world, "work_decline", "hand_to_many", declined, confirmed="1", department=str(other.pk))
    assert said(moved) == ["已同意退办2件。"]
    assert Assignment.objects.filter(department=other).count() == 2
    assert Decline.objects.filter(status=AnswerStatus.GRANTED).count() == 2


def test_only_the_office_is_offered_these(world: World, asked: list[Extension]) -> None:
    client = as_user(world.filer)
    client.post(
        page("work_extension"), {"action": "grant_many", "_selected_action": [asked[0].pk], "confirmed": "1"}
    )
    assert set(Extension.objects.values_list("status", flat=True)) == {AnswerStatus.OPEN}
