"""延期 and 调整时限: how a date moves, who moves it, and that the old one stays visible."""

from datetime import date, timedelta
from typing import Any

import pytest

from common.errors import NotAllowed
from departments.models.departments import Department
from departments.models.users import UserRole
from tests.admin import as_user, page, steps_offered
from tests.api import as_user as api_as
from tests.api import write
from tests.conftest import World
from tests.refusals import refused
from tests.world import deadline, measure, unit
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment, AssignmentMilestone, EventKind
from tracker.work.models.requests import Extension
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.dates import (
    add_date,
    answer_extension,
    ask_extension,
    change_date,
    change_document_deadline,
    preview_deadline_change,
    withdraw_extension,
)
from tracker.work.services.status_changes import acknowledge_assignment, resume_assignment, suspend_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 20)
FIRST, AUTUMN, WINTER, SPRING = (
    date(2026, 6, 30),
    date(2026, 9, 30),
    date(2026, 12, 31),
    date(2027, 3, 31),
)


def _first(assignment: Assignment) -> AssignmentMilestone:
    return assignment.milestones.order_by("first_due_on", "id")[0]


def _ask(world: World, assignment: Assignment, to_date: date = AUTUMN) -> Extension:
    return ask_extension(
        milestone=_first(assignment),
        to_date=to_date,
        reason="招标流标",
        actor=world.filer,
        on=date(2026, 3, 2),
    )


def _grant(world: World, extension: Extension, **more) -> Extension:
    return answer_extension(
        extension=extension, grant=True, actor=world.supervisor, **more, on=date(2026, 3, 2)
    )


def _dates(assignment: Assignment) -> tuple[date | None, date | None]:
    assignment.refresh_from_db()
    return assignment.due_on, assignment.must_due_on


def _milestone(assignment: Assignment) -> tuple[date, date]:
    first = _first(assignment)
    return first.first_due_on, first.due_on


def test_asking_moves_nothing(world: World, signed: Assignment) -> None:
    extension = _ask(world, signed)
    assert (extension.status, extension.from_date, extension.to_date) == ("open", FIRST, AUTUMN)
    assert _dates(signed) == (FIRST, FIRST)
    assert signed.events.latest("id").note == "6月底前由2026-06-30申请延至2026-09-30。招标流标"


def test_granting_moves_the_date_and_the_first_one_stays_visible(world: World, signed: Assignment) -> None:
    answer = _grant(world, _ask(world, signed), answer="请按期完成")
    assert (answer.status, answer.answered_by) == ("granted", world.supervisor)
    assert _dates(signed) == (AUTUMN, AUTUMN)
    assert _milestone(signed) == (FIRST, AUTUMN)
    event = signed.events.latest("id")
    assert (event.kind, event.actor) == ("extension_granted", world.supervisor)
    assert event.note == "6月底前由2026-06-30调整为2026-09-30。请按期完成。"


def test_it_can_be_granted_to_another_date_than_asked_for(world: World, signed: Assignment) -> None:
    granted = _grant(world, _ask(world, signed), to_date=date(2026, 7, 31))
    assert _dates(signed)[0] == granted.to_date == date(2026, 7, 31)
    asked, answered = signed.events.filter(kind__startswith="extension").order_by("id")
    assert f"申请延至{AUTUMN}" in asked.note
    assert "调整为2026-07-31" in answered.note


def test_a_later_milestone_becomes_the_date_when_the_first_is_moved_past_it(
    world: World, signed: Assignment
) -> None:
    _grant(world, _ask(world, signed, SPRING))
    assert _dates(signed) == (WINTER, WINTER)


def test_refusing_needs_a_reason_and_moves_nothing(world: World, signed: Assignment) -> None:
    extension = _ask(world, signed)
    with refused("refusal_reason_required"):
        answer_extension(
            extension=extension, grant=False, actor=world.supervisor, answer=" ", on=date(2026, 3, 2)
        )
    answered = answer_extension(
        extension=extension, grant=False, actor=world.supervisor, answer="进度安排不合理", on=date(2026, 3, 2)
    )
    assert (answered.status, answered.answer) == ("refused", "进度安排不合理")
    assert _dates(signed) == (FIRST, FIRST)
    event = signed.events.latest("id")
    assert (event.kind, event.note) == ("extension_refused", "进度安排不合理")


def test_a_request_is_answered_once(world: World, signed: Assignment) -> None:
    extension = _ask(world, signed)
    _grant(world, extension)
    with refused("extension_answered", match="已答复（同意）"):
        answer_extension(
            extension=extension, grant=False, actor=world.supervisor, answer="否", on=date(2026, 3, 2)
        )


def test_one_date_has_one_open_request_and_another_date_its_own(world: World, signed: Assignment) -> None:
    _ask(world, signed)
    with refused("extension_pending"):
        _ask(world, signed, SPRING)
    second = signed.milestones.get(due_on=WINTER)
    ask_extension(milestone=second, to_date=SPRING, reason="招标流标", actor=world.head, on=date(2026, 3, 2))
    assert Extension.objects.open().count() == 2


def test_a_date_is_extended_as_often_as_the_office_allows(world: World, signed: Assignment) -> None:
    OfficeSettings(pk=1, max_extensions=2).save()
    for month in (7, 8):
        _grant(world, _ask(world, signed, date(2026, month, 31)))
    with refused("extensions_used_up", match="最多延期2次"):
        _ask(world, signed, AUTUMN)
    assert [e.note for e in signed.events.filter(kind="extension_granted").order_by("id")] == [
        "6月底前由2026-06-30调整为2026-07-31。",
        "6月底前由2026-07-31调整为2026-08-31。",
    ]
    assert _milestone(signed) == (FIRST, date(2026, 8, 31))


def test_a_refused_request_does_not_count(world: World, signed: Assignment) -> None:
    OfficeSettings(pk=1, max_extensions=1).save()
    answer_extension(
        extension=_ask(world, signed), grant=False, actor=world.supervisor, answer="否", on=date(2026, 3, 2)
    )
    _grant(world, _ask(world, signed))
    with refused("extensions_used_up", match="最多延期1次"):
        _ask(world, signed, SPRING)


@pytest.mark.parametrize("to_date", [FIRST, date(2026, 5, 1)])
def test_an_extension_is_later_than_the_date(world: World, signed: Assignment, to_date: date) -> None:
    with refused("extension_not_later", match="须晚于现行时限2026-06-30"):
        _ask(world, signed, to_date)
    extension = _ask(world, signed)
    with refused("extension_not_later", match="须晚于现行时限2026-06-30"):
        _grant(world, extension, to_date=to_date)


def test_an_extension_never_brings_forward_a_date_that_was_moved_since(
    world: World, signed: Assignment
) -> None:
    extension = _ask(world, signed, AUTUMN)
    change_date(milestone=_first(signed), to_date=WINTER, reason="上级推迟", actor=world.supervisor)
    with refused("extension_not_later", match="须晚于现行时限2026-12-31"):
        _grant(world, extension)
    assert _milestone(signed) == (FIRST, WINTER)
    extension.refresh_from_db()
    assert extension.status == "open"
    _grant(world, extension, to_date=SPRING)
    assert _milestone(signed) == (FIRST, SPRING)


def test_asking_needs_a_reason_and_a_date_that_is_not_done(world: World, signed: Assignment) -> None:
    with refused("reason_required"):
        ask_extension(
            milestone=_first(signed), to_date=AUTUMN, reason=" ", actor=world.filer, on=date(2026, 3, 2)
        )
    _complete_first(world, signed)
    with refused("milestone_completed"):
        _ask(world, signed)


def _complete_first(world: World, assignment: Assignment) -> None:
    report = file_report(
        assignment=assignment,
        actor=world.filer,
        on=ON,
        percent=50,
        narrative="首批窗口已经开放。",
        claims_completion=True,
    )
    approve_report(report=report, actor=world.supervisor)


def test_closing_a_date_takes_its_open_request_back(world: World, signed: Assignment) -> None:
    extension = _ask(world, signed)
    _complete_first(world, signed)
    extension.refresh_from_db()
    assert (extension.status, extension.answer) == ("withdrawn", "时限已办结，无需延期")
    assert f"延至{AUTUMN}的申请不再答复" in signed.events.get(kind="milestone_done").note
    with refused("extension_answered"):
        _grant(world, extension)


def test_while_suspended_a_request_rests_and_leaves_the_queue(world: World, signed: Assignment) -> None:
    extension = _ask(world, signed)
    suspend_assignment(assignment=signed, reason="政策调整", actor=world.supervisor)
    assert not Extension.objects.open().exists()
    with refused("status_wrong"):
        _grant(world, extension)
    resume_assignment(assignment=signed, reason="继续", actor=world.supervisor)
    assert Extension.objects.open().get() == extension
    _grant(world, extension)


def test_the_office_changes_a_date_either_way_with_a_reason(world: World, signed: Assignment) -> None:
    change_date(
        milestone=_first(signed), to_date=date(2026, 5, 31), reason="提前验收", actor=world.supervisor
    )
    assert _dates(signed) == (date(2026, 5, 31), date(2026, 5, 31))
    assert signed.events.latest("id").note == "6月底前由2026-06-30调整为2026-05-31。提前验收。"
    for to_date, reason, code in [
        (AUTUMN, " ", "reason_required"),
        (date(2026, 5, 31), "同日", "date_unchanged"),
    ]:
        with refused(code):
            change_date(milestone=_first(signed), actor=world.supervisor, to_date=to_date, reason=reason)
    assert _milestone(signed) == (FIRST, date(2026, 5, 31))


def test_a_date_that_is_done_stays(world: World, signed: Assignment) -> None:
    _complete_first(world, signed)
    with refused("milestone_completed"):
        change_date(milestone=_first(signed), to_date=AUTUMN, reason="推迟", actor=world.supervisor)


def test_a_task_without_a_date_is_given_one(world: World) -> None:
    world.dispatched()
    undated = world.assignment("省财政厅", "一 / 2")
    assert undated.due_on is None
    added = add_date(assignment=undated, due_on=AUTUMN, reason="便于调度", actor=world.supervisor)
    assert (added.phrase, added.first_due_on, added.due_on) == ("督查室设定", AUTUMN, AUTUMN)
    assert _dates(undated) == (AUTUMN, AUTUMN)
    assert undated.events.latest("id").note == "增加时限2026-09-30。便于调度"
    with refused("reason_required"):
        add_date(assignment=undated, due_on=WINTER, reason="", actor=world.supervisor)


@pytest.mark.parametrize("who", ["filer", "head", "leader", "other_filer"])
def test_only_the_office_answers_and_moves_dates(world: World, signed: Assignment, who: str) -> None:
    actor, extension = getattr(world, who), _ask(world, signed)
    with pytest.raises(NotAllowed):
        answer_extension(extension=extension, grant=True, actor=actor, on=date(2026, 3, 2))
    with pytest.raises(NotAllowed):
        change_date(milestone=_first(signed), to_date=AUTUMN, reason="推迟", actor=actor)
    with pytest.raises(NotAllowed):
        add_date(assignment=signed, due_on=AUTUMN, reason="推迟", actor=actor)
    with pytest.raises(NotAllowed):
        change_document_deadline(
            document=signed.document, from_date=FIRST, to_date=AUTUMN, reason="推迟", actor=actor
        )


class TestADocumentsDeadline:
    """Five units with the same date: pending, in work, in review, done and suspended."""

    UNITS = ("省财政厅", "省教育厅", "省农业农村厅", "青川市政府", "白石市政府")

    @pytest.fixture
    def five(self, world: World) -> World:
        dates = [deadline("6月底前", "2026-06-30"), deadline("年底前", "2026-12-31")]
        world.dispatched(measures=[measure(["一"], "公布清单", [unit(n) for n in self.UNITS], dates)])
        for name in self.UNITS[1:]:
            actor = world.user(f"{name}填报员", role=UserRole.FILER, department=name)
            acknowledge_assignment(assignment=world.assignment(name, "一"), actor=actor)
            if name in ("省农业农村厅", "青川市政府"):
                claim = file_report(
                    assignment=world.assignment(name, "一"),
                    actor=actor,
                    on=ON,
                    percent=50,
                    narrative="清单已公布。",
                    claims_completion=True,
                )
            if name == "青川市政府":
                approve_report(report=claim, actor=world.supervisor)
        suspend_assignment(
            assignment=world.assignment("白石市政府", "一"), reason="机构调整", actor=world.supervisor
        )
        return world

    def _open_dates(self, world: World) -> dict[str, list[date]]:
        return {
            name: [m.due_on for m in world.assignment(name, "一").milestones.all()] for name in self.UNITS
        }

    def test_the_preview_lists_exactly_what_is_moved(self, five: World) -> None:
        document, before = five.assignment("省财政厅", "一").document, self._open_dates(five)
        preview = preview_deadline_change(document=document, from_date=FIRST)
        assert [m.assignment.department.short_name for m in preview] == list(self.UNITS[:3])
        assert self._open_dates(five) == before
        moved = change_document_deadline(
            document=document, from_date=FIRST, to_date=AUTUMN, reason="统一推迟", actor=five.supervisor
        )
        assert [m.pk for m in moved] == [m.pk for m in preview]
        after = self._open_dates(five)
        assert {n for n in self.UNITS if after[n] != before[n]} == set(self.UNITS[:3])
        for name in self.UNITS[:3]:
            assert after[name] == [AUTUMN, WINTER]
            assert five.assignment(name, "一").due_on == AUTUMN
            assert five.assignment(name, "一").events.latest("id").note.endswith("统一推迟。")
        assert five.assignment("白石市政府", "一").due_on == FIRST

    def test_one_that_cannot_be_moved_leaves_all_where_they_were(self, five: World) -> None:
        document, before = five.assignment("省财政厅", "一").document, self._open_dates(five)
        for from_date, to_date, reason, code in [
            (SPRING, AUTUMN, "推迟", "milestones_to_change_missing"),
            (FIRST, AUTUMN, " ", "reason_required"),
            (FIRST, FIRST, "推迟", "date_unchanged"),
        ]:
            with refused(code):
                change_document_deadline(
                    document=document,
                    actor=five.supervisor,
                    from_date=from_date,
                    to_date=to_date,
                    reason=reason,
                )
        assert self._open_dates(five) == before


def test_requests_are_seen_by_whoever_sees_the_assignment(world: World, signed: Assignment) -> None:
    extension = _ask(world, signed)
    seen = {
        name: set(Extension.objects.visible_to(getattr(world, name)))
        for name in ("supervisor", "leader", "filer", "head", "other_filer")
    }
    assert seen == {
        "supervisor": {extension},
        "leader": {extension},
        "filer": {extension},
        "head": {extension},
        "other_filer": set(),
    }
    assert Department.objects.filter(assignments__extensions=extension).get().short_name == "省财政厅"


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 11, 28)])
def test_an_extension_must_lie_ahead_of_the_day_on_which_it_is_asked(
    world: World, signed: Assignment, day: date
) -> None:
    """W9: to a day that is past by now it would leave the work as overdue as it is."""
    words: dict[str, Any] = {
        "milestone": _first(signed),
        "reason": "招标流标",
        "actor": world.filer,
        "on": day,
    }
    with refused("extension_past") as caught:
        ask_extension(to_date=day, **words)
    assert caught.value.field == "to_date"
    asked = ask_extension(to_date=day + timedelta(days=1), **words)
    later = {"extension": asked, "grant": True, "actor": world.supervisor, "on": day + timedelta(days=1)}
    with refused("extension_past"):
        answer_extension(**later)
    answer_extension(**later, to_date=day + timedelta(days=2))
    assert _first(signed).due_on == day + timedelta(days=2)


def test_a_request_is_taken_back_while_nobody_has_answered(world: World, signed: Assignment) -> None:
    extension = _ask(world, signed)
    with pytest.raises(NotAllowed):
        withdraw_extension(extension=extension, actor=world.other_filer)
    withdraw_extension(extension=extension, actor=world.head)
    extension.refresh_from_db()
    assert (extension.status, _dates(signed)) == ("withdrawn", (FIRST, FIRST))
    assert signed.events.latest("id").kind == EventKind.EXTENSION_WITHDRAWN
    for again in (
        lambda: withdraw_extension(extension=extension, actor=world.filer),
        lambda: _grant(world, extension),
    ):
        with refused("extension_answered", match="已撤回"):
            again()
    _grant(world, _ask(world, signed))  # another may be asked for


def test_the_page_and_the_api_offer_to_take_a_request_back(world: World, signed: Assignment) -> None:
    extension = _ask(world, signed)
    assert "withdraw" in steps_offered(as_user(world.filer), page("work_extension", extension))
    assert "withdraw" not in steps_offered(as_user(world.supervisor), page("work_extension", extension))
    answer = write(api_as(world.filer), f"extensions/{extension.pk}/withdraw/")
    assert answer["status"] == "withdrawn"
    assert "withdraw" not in steps_offered(as_user(world.filer), page("work_extension", extension))
