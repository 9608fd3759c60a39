"""退办 and 转办: a task that is not ours, and a task whose part a subordinate unit does."""

from datetime import date, timedelta
from typing import Any

import pytest

from common.errors import NotAllowed, ServiceError
from departments.models.users import User, UserRole
from tests.conftest import World
from tests.refusals import refused
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Decline
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.dates import change_date
from tracker.work.services.declining import answer_decline, decline_assignment, delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment, resume_assignment, suspend_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 4)  # two working days after the dispatch of `World.dispatched`


@pytest.fixture
def pending(world: World) -> Assignment:
    world.dispatched()
    return world.assignment("省财政厅")


def _object(world: World, assignment: Assignment, on: date = ON) -> Decline:
    return decline_assignment(assignment=assignment, reason="不属于三定职责", actor=world.filer, on=on)


def _name(world: World, decline: Decline, department: str, on: date = ON) -> Decline:
    return answer_decline(
        decline=decline, actor=world.supervisor, on=on, department=world.departments[department]
    )


# An ordinary week; 国庆 (free from 1 to 7 October, worked on Saturday the 10th); 春节 (free from 15 to 23
# February, worked on Saturday the 14th).
@pytest.mark.parametrize(
    ("dispatched", "last_day"),
    [
        (date(2026, 3, 2), date(2026, 3, 9)),
        (date(2026, 9, 28), date(2026, 10, 10)),
        (date(2026, 2, 12), date(2026, 2, 26)),
    ],
)
def test_objecting_is_open_for_five_working_days_of_the_official_calendar(
    world: World, dispatched: date, last_day: date
) -> None:
    world.dispatched(on=dispatched)
    mine = world.assignment("省财政厅")
    with refused("decline_too_late", match=f"5个工作日内（{last_day}前）提出，现已超过期限"):
        _object(world, mine, on=last_day + timedelta(days=1))
    assert _object(world, mine, on=last_day).status == "open"


def test_the_office_sets_the_number_of_days(world: World, pending: Assignment) -> None:
    OfficeSettings(pk=1, decline_days=1).save()
    with refused("decline_too_late", match="1个工作日"):
        _object(world, pending)


def test_silence_changes_nothing(world: World, pending: Assignment) -> None:
    _object(world, pending)
    pending.refresh_from_db()
    assert pending.status == Status.PENDING
    event = pending.events.latest("id")
    assert (event.kind, event.note) == ("declined", "不属于三定职责")


def test_objecting_needs_a_reason_and_is_done_once_at_a_time(world: World, pending: Assignment) -> None:
    with refused("reason_required"):
        decline_assignment(assignment=pending, reason=" ", actor=world.filer, on=ON)
    _object(world, pending)
    with refused("decline_pending"):
        _object(world, pending)


def test_signing_takes_the_objection_back(world: World, pending: Assignment) -> None:
    decline = _object(world, pending)
    acknowledge_assignment(assignment=pending, actor=world.head)
    decline.refresh_from_db()
    assert decline.status == "withdrawn"
    assert pending.events.latest("id").note == "退办申请随签收撤回。"
    with pytest.raises(ServiceError):
        _name(world, decline, "省农业农村厅")
    assert not Decline.objects.open().exists()


def test_an_accepted_objection_hands_the_task_on_with_the_same_role_and_dates(
    world: World, pending: Assignment
) -> None:
    first = pending.milestones.get(due_on=date(2026, 6, 30))
    change_date(milestone=first, to_date=date(2026, 7, 31), reason="推迟", actor=world.supervisor)
    answered = _name(world, _object(world, pending), "省农业农村厅", on=date(2026, 3, 6))
    pending.refresh_from_db()
    fresh = answered.successor
    assert fresh is not None
    assert (answered.status, pending.status, fresh.status) == ("granted", "suspended", "pending")
    assert (fresh.department.short_name, fresh.role) == ("省农业农村厅", pending.role)
    assert (fresh.dispatched_on, fresh.due_on) == (date(2026, 3, 6), date(2026, 7, 31))
    assert [(m.due_on, m.phrase) for m in fresh.milestones.all()] == [
        (date(2026, 7, 31), "6月底前"),
        (date(2026, 12, 31), "年底前"),
    ]
    assert pending.events.latest("id").note == "改由省农业农村厅承办。"
    assert fresh.events.get().note == "来自省财政厅"
    assert pending.document.recipients.filter(short_name="省农业农村厅").exists()


def test_the_new_unit_may_object_from_the_day_it_was_handed_the_task(
    world: World, pending: Assignment
) -> None:
    fresh = _name(world, _object(world, pending), "省农业农村厅", on=date(2026, 3, 20)).successor
    assert fresh is not None
    farmer = world.user("farmer", UserRole.FILER, "省农业农村厅")
    decline_assignment(assignment=fresh, reason="也不属于我厅", actor=farmer, on=date(2026, 3, 27))


def test_a_refused_objection_needs_a_reason_and_leaves_the_task(world: World, pending: Assignment) -> None:
    decline = _object(world, pending)
    with refused("refusal_reason_required"):
        answer_decline(decline=decline, actor=world.supervisor, on=ON)
    answered = answer_decline(decline=decline, actor=world.supervisor, on=ON, answer="职责明确，请承办")
    pending.refresh_from_db()
    assert (answered.status, pending.status) == ("refused", "pending")
    with refused("decline_answered", match="已答复（不同意）"):
        _name(world, decline, "省农业农村厅")


@pytest.mark.parametrize(
    ("department", "code"), [("省教育厅", "unit_has_task"), ("省农委", "unit_dissolved")]
)
def test_a_unit_that_has_the_task_or_is_no_more_is_refused(
    world: World, pending: Assignment, department: str, code: str
) -> None:
    decline = _object(world, pending)
    with refused(code):
        _name(world, decline, department)
    decline.refresh_from_db()
    pending.refresh_from_db()
    assert (decline.status, pending.status) == ("open", "pending")


def test_while_suspended_an_objection_rests(world: World, pending: Assignment) -> None:
    decline = _object(world, pending)
    suspend_assignment(assignment=pending, reason="政策调整", actor=world.supervisor)
    assert not Decline.objects.open().exists()
    with refused("status_wrong"):
        _name(world, decline, "省农业农村厅")
    resumed = resume_assignment(assignment=pending, reason="继续", actor=world.supervisor)
    assert resumed.status == Status.PENDING
    assert Decline.objects.open().get() == decline


class TestDelegation:
    """省财政厅 hands its part to 省国库支付中心."""

    @pytest.fixture
    def parent(self, world: World) -> Assignment:
        world.dispatched()
        return acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)

    @pytest.fixture
    def clerk(self, world: World) -> User:
        return world.user("clerk", UserRole.FILER, "省国库支付中心")

    @pytest.fixture
    def child(self, world: World, parent: Assignment) -> Assignment:
        return self._delegate(world, parent)

    def _delegate(self, world: World, parent: Assignment) -> Assignment:
        return delegate_assignment(
            assignment=parent,
            department=world.departments["省国库支付中心"],
            actor=world.filer,
            on=ON,
            note="请于五月前完成",
        )

    def _report(self, child: Assignment, clerk: User, **changes) -> ProgressReport:
        child.refresh_from_db()
        if child.status == Status.PENDING:
            child = acknowledge_assignment(assignment=child, actor=clerk)
        words: dict[str, Any] = {"on": ON, "percent": 30, "narrative": "系统已上线。"} | changes
        return file_report(assignment=child, actor=clerk, **words)

    def test_the_part_carries_the_dates_and_the_department_stays_answerable(
        self, parent: Assignment, child: Assignment
    ) -> None:
        parent.refresh_from_db()
        assert (child.parent, child.status, child.due_on) == (parent, "pending", date(2026, 6, 30))
        assert (parent.status, parent.due_on) == ("active", date(2026, 6, 30))
        assert parent.events.latest("id").note == "转办省国库支付中心。请于五月前完成"

    def test_finishing_the_part_does_not_finish_the_task(
        self, world: World, parent: Assignment, child: Assignment, clerk: User
    ) -> None:
        for _ in child.milestones.all():
            claim = self._report(child, clerk, percent=100, claims_completion=True)
            approve_report(report=claim, actor=world.filer)
            child.refresh_from_db()
        parent.refresh_from_db()
        assert (child.status, parent.status, parent.percent) == ("completed", "active", 0)

    @pytest.mark.parametrize("department", ["省教育厅", "省财政厅", "省政府"])
    def test_nobody_but_a_subordinate_is_handed_a_part(
        self, world: World, parent: Assignment, department: str
    ) -> None:
        with refused("unit_not_subordinate", match="不是省财政厅的下属单位"):
            delegate_assignment(
                assignment=parent, department=world.departments[department], actor=world.filer, on=ON
            )

    def test_a_part_is_handed_to_a_unit_once(
        self, world: World, parent: Assignment, child: Assignment
    ) -> None:
        with refused("unit_has_task"):
            self._delegate(world, parent)

    def test_an_abolished_subordinate_is_refused(self, world: World, parent: Assignment) -> None:
        center = world.departments["省国库支付中心"]
        center.abolished_on = ON
        center.save()
        with refused("unit_dissolved"):
            self._delegate(world, parent)

    def test_the_delegating_unit_sees_and_reviews_and_no_other_department_does(
        self, world: World, child: Assignment, clerk: User
    ) -> None:
        report = self._report(child, clerk)
        for who in ("filer", "head", "supervisor", "leader"):
            assert report in ProgressReport.objects.visible_to(getattr(world, who)), who
            assert child in Assignment.objects.visible_to(getattr(world, who)), who
        assert report not in ProgressReport.objects.visible_to(world.other_filer)
        assert child not in Assignment.objects.visible_to(world.other_filer)
        for actor in (world.other_filer, clerk, world.leader):
            with pytest.raises(NotAllowed):
                approve_report(report=report, actor=actor)
        return_report(report=report, actor=world.head, reason="请补充数据")
        approve_report(report=self._report(child, clerk), actor=world.filer)
        child.refresh_from_db()
        assert child.percent == 30

    def test_a_subordinate_does_not_see_the_delegating_units_own_work(
        self, world: World, parent: Assignment, child: Assignment, clerk: User
    ) -> None:
        report = file_report(assignment=parent, actor=world.filer, on=ON, percent=10, narrative="已部署。")
        assert list(Assignment.objects.visible_to(clerk)) == [child]
        assert report not in ProgressReport.objects.visible_to(clerk)

    def test_what_still_waits_for_its_own_head_the_delegating_unit_does_not_see(
        self, world: World, child: Assignment, clerk: User
    ) -> None:
        center = world.departments["省国库支付中心"]
        center.head_endorses = True
        center.save()
        report = self._report(child, clerk)
        assert report in ProgressReport.objects.visible_to(clerk)
        for who in ("filer", "head", "supervisor", "leader"):
            assert report not in ProgressReport.objects.visible_to(getattr(world, who)), who

    def test_an_objection_of_the_subordinate_keeps_the_task_under_the_unit_that_delegated_it(
        self, world: World, child: Assignment, clerk: User
    ) -> None:
        decline = decline_assignment(assignment=child, reason="无此职责", actor=clerk, on=ON)
        fresh = _name(world, decline, "省农业农村厅").successor
        assert fresh is not None
        assert fresh.parent == child.parent
        assert fresh in Assignment.objects.visible_to(world.filer)


def test_objections_are_seen_by_whoever_sees_the_assignment(world: World, pending: Assignment) -> None:
    decline = _object(world, pending)
    for who, sees in [("supervisor", True), ("leader", True), ("head", True), ("other_filer", False)]:
        assert (decline in Decline.objects.visible_to(getattr(world, who))) is sees, who
