"""签收 of many asks first and can be taken back at once; 退办 stays possible for the days of the rule."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from common.errors import NotAllowed
from tests.admin import as_user, page, said, steps_offered, text
from tests.conftest import World
from tests.refusals import refused
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.services.declining import (
    answer_decline,
    decline_assignment,
    delegate_assignment,
    last_day_to_decline,
)
from tracker.work.services.status_changes import acknowledge_assignment, take_back_signature
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
LIST = "work_assignment"
ON = date(2026, 3, 4)


@pytest.fixture
def mine(world: World) -> list[Assignment]:
    world.dispatched()
    return list(Assignment.objects.filter(department=world.departments["省财政厅"]).order_by("id"))


def _statuses(rows: list[Assignment]) -> set[str]:
    return set(Assignment.objects.filter(pk__in=[row.pk for row in rows]).values_list("status", flat=True))


def test_signing_many_asks_first(world: World, mine: list[Assignment]) -> None:
    client = as_user(world.filer)
    chosen = {"action": "acknowledge_many", "_selected_action": [row.pk for row in mine]}
    asked = client.post(page(LIST), chosen)
    assert f"签收{len(mine)}项事项" in text(asked)
    assert _statuses(mine) == {Status.PENDING}
    client.post(page(LIST), {**chosen, "confirmed": "1"})
    assert _statuses(mine) == {Status.ACTIVE}


def test_a_press_takes_all_of_them_back(world: World, mine: list[Assignment]) -> None:
    client = as_user(world.filer)
    chosen = {"action": "acknowledge_many", "_selected_action": [row.pk for row in mine], "confirmed": "1"}
    after = client.post(page(LIST), chosen, follow=True)
    assert 'data-seconds="10"' in text(after)
    signed = ",".join(str(row.pk) for row in mine)
    answer = client.post("/work/assignment/take-back/", {"signed": signed, "next": page(LIST)})
    assert answer["Location"] == page(LIST)
    assert said(answer)[-1] == f"已撤回{len(mine)}项签收，仍在待签收中。"
    assert _statuses(mine) == {Status.PENDING}
    assert mine[0].events.last().kind == EventKind.SIGNATURE_TAKEN_BACK


def test_after_ten_seconds_it_stands(world: World, mine: list[Assignment]) -> None:
    with time_machine.travel("2026-03-04T01:00:00Z", tick=False) as clock:
        acknowledge_assignment(assignment=mine[0], actor=world.filer)
        clock.shift(timedelta(seconds=10))
        take_back_signature(assignment=mine[0], actor=world.filer)
        acknowledge_assignment(assignment=mine[0], actor=world.filer)
        clock.shift(timedelta(seconds=11))
        with refused("signature_stands"):
            take_back_signature(assignment=mine[0], actor=world.filer)


def test_only_who_signed_takes_it_back(world: World, mine: list[Assignment]) -> None:
    acknowledge_assignment(assignment=mine[0], actor=world.filer)
    with refused("signature_stands"):
        take_back_signature(assignment=mine[0], actor=world.head)
    with pytest.raises(NotAllowed):
        take_back_signature(assignment=mine[0], actor=world.other_filer)


def test_nothing_elsewhere_is_followed_back(world: World, mine: list[Assignment]) -> None:
    answer = as_user(world.filer).post(
        "/work/assignment/take-back/", {"signed": "", "next": "https://example.com/"}
    )
    assert answer["Location"] == "/"


class TestDeclinesAfterSigning:
    def test_within_the_days_it_is_taken_and_answered(self, world: World, mine: list[Assignment]) -> None:
        signed = acknowledge_assignment(assignment=mine[0], actor=world.filer)
        last = last_day_to_decline(signed)
        decline = decline_assignment(assignment=signed, reason="不属本单位", actor=world.filer, on=last)
        farms = world.departments["省农业农村厅"]
        answer_decline(decline=decline, actor=world.supervisor, on=last, department=farms)
        signed.refresh_from_db()
        assert signed.status == Status.SUSPENDED
        assert Assignment.objects.filter(task=signed.task, department=farms).exists()

    def test_after_them_it_is_refused_and_not_offered(
        self, world: World, mine: list[Assignment], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        signed = acknowledge_assignment(assignment=mine[0], actor=world.filer)
        last = last_day_to_decline(signed)
        with refused("decline_too_late"):
            decline_assignment(
                assignment=signed, reason="不属", actor=world.filer, on=last + timedelta(days=1)
            )
        for day, offered in ((last, True), (last + timedelta(days=1), False)):
            monkeypatch.setattr("common.clock.today", lambda day=day: day)
            steps = steps_offered(as_user(world.filer), page(LIST, signed))
            assert ("decline" in steps) is offered

    def test_what_is_handed_on_cannot_be_declined(self, world: World, mine: list[Assignment]) -> None:
        signed = acknowledge_assignment(assignment=mine[0], actor=world.filer)
        center = world.departments["省国库支付中心"]
        delegate_assignment(assignment=signed, department=center, actor=world.filer, on=ON)
        with refused("decline_after_delegating"):
            decline_assignment(assignment=signed, reason="不属", actor=world.filer, on=ON)


def test_the_moment_of_a_signature_is_kept(world: World, mine: list[Assignment]) -> None:
    before = timezone.now()
    signed = acknowledge_assignment(assignment=mine[0], actor=world.filer)
    assert signed.acknowledged_at is not None
    assert signed.acknowledged_at >= before
