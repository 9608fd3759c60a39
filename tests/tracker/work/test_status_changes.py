"""签收, 填报, 审核, 办结: each transition by the right role, from the right state, on record."""

from datetime import date

import pytest

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Department
from departments.models.users import UserRole
from tests.conftest import World
from tests.refusals import refused
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.declining import delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment, resume_assignment, suspend_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 20)


def _file(world: World, assignment: Assignment, **changes) -> ProgressReport:
    words = {"percent": 60, "narrative": "已完成选址。", "on": ON} | changes
    return file_report(assignment=assignment, actor=world.filer, **words)


def test_signing_takes_the_task_on_and_says_who_did(world: World, signed: Assignment) -> None:
    assert (signed.status, signed.acknowledged_by) == (Status.ACTIVE, world.filer)
    assert [e.kind for e in signed.events.all()] == ["dispatched", "acknowledged"]


def test_a_task_is_signed_once(world: World, signed: Assignment) -> None:
    with refused("status_wrong"):
        acknowledge_assignment(assignment=signed, actor=world.head)


@pytest.mark.parametrize("who", ["other_filer", "leader", "supervisor"])
def test_nobody_signs_for_a_department_but_its_own_people(world: World, who: str) -> None:
    world.dispatched()
    with pytest.raises(NotAllowed):
        acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=getattr(world, who))


def test_an_unsigned_task_takes_no_report(world: World) -> None:
    world.dispatched()
    with refused("assignment_not_acknowledged"):
        _file(world, world.assignment("省财政厅"))


def test_another_department_files_nothing(world: World, signed: Assignment) -> None:
    with pytest.raises(NotAllowed):
        file_report(assignment=signed, actor=world.other_filer, on=ON, percent=1, narrative="无")


@pytest.mark.parametrize("wrong", [{"percent": 101}, {"percent": -1}, {"narrative": "  "}])
def test_a_report_without_words_or_beyond_a_hundred_is_refused(
    world: World, signed: Assignment, wrong: dict
) -> None:
    with pytest.raises(ServiceError):
        _file(world, signed, **wrong)
    assert not ProgressReport.objects.exists()


def test_an_approved_report_sets_the_percentage_and_leaves_the_work_open(
    world: World, signed: Assignment
) -> None:
    approve_report(report=_file(world, signed), actor=world.supervisor)
    signed.refresh_from_db()
    assert (signed.status, signed.percent) == (Status.ACTIVE, 60)


def test_completion_closes_the_milestone_and_with_the_last_the_assignment(
    world: World, signed: Assignment
) -> None:
    first = _file(world, signed, claims_completion=True)
    signed.refresh_from_db()
    assert signed.status == Status.IN_REVIEW
    approve_report(report=first, actor=world.supervisor)
    signed.refresh_from_db()
    assert (signed.status, signed.due_on) == (Status.ACTIVE, date(2026, 12, 31))
    second = _file(world, signed, claims_completion=True, on=date(2026, 12, 1))
    approve_report(report=second, actor=world.supervisor)
    signed.refresh_from_db()
    assert (signed.status, signed.percent, signed.due_on) == (Status.COMPLETED, 100, None)
    assert signed.completed_on == date(2026, 12, 1)  # the day it was filed, not the day it was read
    assert [m.completed_on for m in signed.milestones.all()] == [ON, date(2026, 12, 1)]


def test_a_returned_claim_puts_the_assignment_back_to_work_with_its_date(
    world: World, signed: Assignment
) -> None:
    report = _file(world, signed, claims_completion=True)
    return_report(report=report, actor=world.supervisor, reason="缺少佐证")
    signed.refresh_from_db()
    assert (signed.status, signed.due_on) == (Status.ACTIVE, date(2026, 6, 30))
    assert signed.events.last().note == "缺少佐证"


def test_a_return_needs_a_reason(world: World, signed: Assignment) -> None:
    with refused("reason_required"):
        return_report(report=_file(world, signed), actor=world.supervisor, reason=" ")


def test_a_report_is_answered_once(world: World, signed: Assignment) -> None:
    report = _file(world, signed)
    approve_report(report=report, actor=world.supervisor)
    with refused("report_reviewed"):
        return_report(report=report, actor=world.supervisor, reason="再看")


@pytest.mark.parametrize("who", ["filer", "head", "leader", "other_filer"])
def test_nobody_reviews_but_the_supervision_office(world: World, signed: Assignment, who: str) -> None:
    report = _file(world, signed)
    for act in (approve_report, return_report):
        extra = {} if act is approve_report else {"reason": "否"}
        with pytest.raises(NotAllowed):
            act(report=report, actor=getattr(world, who), **extra)


def test_a_suspended_task_rests_and_goes_on_where_it_stood(world: World, signed: Assignment) -> None:
    suspend_assignment(assignment=signed, reason="政策调整", actor=world.supervisor)
    with refused("status_wrong"):
        _file(world, signed)
    resumed = resume_assignment(assignment=signed, reason="继续实施", actor=world.supervisor)
    assert resumed.status == Status.ACTIVE
    with refused("reason_required"):
        suspend_assignment(assignment=signed, reason="", actor=world.supervisor)


def test_what_was_handed_on_rests_and_goes_on_with_the_work_it_comes_from(
    world: World, signed: Assignment
) -> None:
    def unit_below(name: str, parent: Department) -> Department:
        return Department.objects.create(
            name=name, short_name=name, level="province", region=parent.region, parent=parent
        )

    center = world.departments["省国库支付中心"]
    other = unit_below("省财政信息中心", signed.department)
    first, second = (
        delegate_assignment(assignment=signed, department=unit, actor=world.filer, on=ON)
        for unit in (center, other)
    )
    clerk = world.user("clerk", UserRole.FILER, "省国库支付中心")
    first = acknowledge_assignment(assignment=first, actor=clerk)
    third = delegate_assignment(
        assignment=first, department=unit_below("支付一科", center), actor=clerk, on=ON
    )
    suspend_assignment(assignment=second, reason="并入他处", actor=world.supervisor)

    def states() -> list[str]:
        rows = Assignment.objects.in_bulk([signed.pk, first.pk, second.pk, third.pk])
        return [rows[a.pk].status for a in (signed, first, second, third)]

    suspend_assignment(assignment=signed, reason="政策调整", actor=world.supervisor)
    assert states() == [Status.SUSPENDED] * 4
    assert third.events.last().note == "省财政厅的事项中止，转办的部分随之中止。政策调整"
    with refused("delegating_unit_suspended", match="省国库支付中心的事项已中止，请先恢复"):
        resume_assignment(assignment=third, reason="继续", actor=world.supervisor)
    resume_assignment(assignment=signed, reason="继续实施", actor=world.supervisor)
    assert states() == [Status.ACTIVE, Status.ACTIVE, Status.SUSPENDED, Status.PENDING]


def test_a_milestone_of_another_assignment_is_refused(world: World, signed: Assignment) -> None:
    foreign = world.assignment("省教育厅").milestones.first()
    with refused("milestone_foreign"):
        _file(world, signed, milestone=foreign)
