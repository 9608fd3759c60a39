"""审核: the queue, one or two reviewers, many at once, and what closing and reopening do."""

from datetime import date
from typing import Any

import pytest

from common.errors import NotAllowed
from departments.models.users import User, UserRole
from tests.conftest import World
from tests.refusals import refused
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_many, approve_report, return_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    reopen_assignment,
    resume_assignment,
    suspend_assignment,
)
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 20)


@pytest.fixture
def colleague(world: World) -> User:
    return world.user("colleague", UserRole.SUPERVISOR, "省政府督查室")


def _file(world: World, assignment: Assignment, **changes: Any) -> ProgressReport:
    words: dict[str, Any] = {"actor": world.filer, "percent": 60, "narrative": "已完成选址。", "on": ON}
    return file_report(assignment=assignment, **(words | changes))


def _approve(world: World, report: ProgressReport, actor: User | None = None) -> ProgressReport:
    return approve_report(report=report, actor=actor or world.supervisor)


def _complete(world: World, assignment: Assignment) -> None:
    while assignment.status != Status.COMPLETED:
        _approve(world, _file(world, assignment, percent=100, claims_completion=True))
        assignment.refresh_from_db()


class TestTwoReviewers:
    @pytest.fixture(autouse=True)
    def _two(self, db: None) -> None:
        OfficeSettings(pk=1, two_reviewers=True).save()

    def test_a_claim_is_approved_by_two_different_people(
        self, world: World, signed: Assignment, colleague: User
    ) -> None:
        claim = _file(world, signed, claims_completion=True)
        first = _approve(world, claim)
        signed.refresh_from_db()
        assert (first.status, first.first_reviewed_by) == ("first_approved", world.supervisor)
        assert (signed.status, signed.percent) == (Status.IN_REVIEW, 0)
        with refused("second_reviewer_required"):
            _approve(world, claim)
        second = _approve(world, claim, colleague)
        signed.refresh_from_db()
        assert (second.status, second.reviewed_by) == ("approved", colleague)
        assert (signed.status, signed.due_on) == (Status.ACTIVE, date(2026, 12, 31))
        kinds = [e.kind for e in signed.events.all()][-3:]
        assert kinds == ["first_approved", "milestone_done", "approved"]

    def test_ordinary_progress_needs_one(self, world: World, signed: Assignment) -> None:
        assert _approve(world, _file(world, signed)).status == "approved"

    def test_between_the_two_it_stays_in_the_queue_and_either_may_return_it(
        self, world: World, signed: Assignment, colleague: User
    ) -> None:
        claim = _approve(world, _file(world, signed, claims_completion=True))
        assert list(ProgressReport.objects.awaiting_review()) == [claim]
        return_report(report=claim, actor=colleague, reason="佐证不足")
        signed.refresh_from_db()
        assert signed.status == Status.ACTIVE
        again = _approve(world, _file(world, signed, claims_completion=True))
        assert again.status == "first_approved"

    def test_between_the_two_the_department_may_take_it_back(
        self, world: World, signed: Assignment, colleague: User
    ) -> None:
        claim = _approve(world, _file(world, signed, claims_completion=True))
        withdraw_report(report=claim, actor=world.filer)
        with refused("report_reviewed"):
            _approve(world, claim, colleague)


class TestManyAtOnce:
    def test_one_that_cannot_be_approved_stops_no_other(self, world: World) -> None:
        world.dispatched()
        reports = [
            _file(
                world,
                acknowledge_assignment(assignment=world.assignment("省财政厅", label), actor=world.filer),
            )
            for label in ("一 / 1", "一 / 2")
        ]
        gone = _file(world, world.assignment("省财政厅"), percent=70)
        withdraw_report(report=gone, actor=world.filer)
        outcome = approve_many(reports=[reports[0], gone, reports[1]], actor=world.supervisor)
        assert (outcome.done, len(outcome.refused)) == (2, 1)
        assert outcome.message == (
            "已通过2份，1份未处理（省财政厅：该进展已经审核或撤回（已撤回），请刷新页面。）。"
        )
        assert set(ProgressReport.objects.values_list("status", flat=True)) == {"approved", "withdrawn"}

    def test_somebody_who_may_not_review_approves_none(self, world: World, signed: Assignment) -> None:
        outcome = approve_many(reports=[_file(world, signed)], actor=world.leader)
        assert (outcome.done, len(outcome.refused)) == (0, 1)


class TestTheQueue:
    def test_it_is_most_overdue_first_then_oldest_first(self, world: World) -> None:
        world.dispatched()
        dated = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
        undated = acknowledge_assignment(assignment=world.assignment("省财政厅", "一 / 2"), actor=world.filer)
        first, second = _file(world, undated), _file(world, undated, percent=70)
        urgent = _file(world, dated)
        assert list(ProgressReport.objects.awaiting_review()) == [urgent, first, second]

    def test_a_suspended_assignments_reports_rest(self, world: World, signed: Assignment) -> None:
        claim = _file(world, signed, claims_completion=True)
        suspend_assignment(assignment=signed, reason="政策调整", actor=world.supervisor)
        assert not ProgressReport.objects.awaiting_review().exists()
        with refused("status_wrong"):
            _approve(world, claim)
        resumed = resume_assignment(assignment=signed, reason="继续", actor=world.supervisor)
        assert resumed.status == Status.IN_REVIEW
        assert list(ProgressReport.objects.awaiting_review()) == [claim]

    def test_completing_leaves_nothing_to_answer(self, world: World, signed: Assignment) -> None:
        progress = _file(world, signed)
        _complete(world, signed)
        progress.refresh_from_db()
        assert (progress.status, progress.review_comment) == ("withdrawn", "事项已办结，无需审核")
        assert not ProgressReport.objects.awaiting_review().exists()
        assert signed.events.latest("id").note == "另有1份未审核的进展不再审核。"


class TestWhatTheTimelineSays:
    def test_an_approval_says_from_what_to_what_the_percentage_moved(
        self, world: World, signed: Assignment
    ) -> None:
        for percent in (40, 60):
            report = _file(world, signed, percent=percent)
            approve_report(report=report, actor=world.supervisor, comment="很好")
        assert [e.note for e in signed.events.filter(kind="approved").order_by("id")] == [
            "完成比例由0%变为40%。很好",
            "完成比例由40%变为60%。很好",
        ]

    def test_the_first_reviewers_mark_stays_on_record(self, world: World, signed: Assignment) -> None:
        OfficeSettings(pk=1, two_reviewers=True).save()
        report = _file(world, signed, claims_completion=True, percent=100)
        approve_report(report=report, actor=world.supervisor, comment="可以", mark=2)
        assert signed.events.get(kind="first_approved").note == "可以（质量评分2分）"


class TestReopening:
    def _reopen(self, world: World, assignment: Assignment, **changes: Any) -> Assignment:
        words: dict[str, Any] = {"reason": "复查未达标", "due_on": date(2027, 3, 31), "on": ON, "percent": 70}
        return reopen_assignment(assignment=assignment, actor=world.supervisor, **(words | changes))

    def test_a_closed_assignment_is_work_again_with_a_date_of_its_own(
        self, world: World, signed: Assignment
    ) -> None:
        _complete(world, signed)
        again = self._reopen(world, signed)
        assert (again.status, again.percent, again.completed_on) == (Status.ACTIVE, 70, None)
        assert (again.due_on, again.must_due_on) == (date(2027, 3, 31), date(2027, 3, 31))
        assert again.milestones.filter(completed_on__isnull=False).count() == 2
        assert again.events.latest("id").note == (
            f"复查未达标。时限2027-03-31，完成比例由100%改为70%（原于{ON}办结）。"
        )
        _complete(world, again)
        assert again.milestones.filter(completed_on__isnull=True).count() == 0

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"reason": " "}, "reason_required"),
            ({"due_on": date(2026, 6, 19)}, "due_date_past"),
            ({"percent": 100}, "percent_out_of_range"),
            ({"percent": -1}, "percent_out_of_range"),
        ],
    )
    def test_it_needs_a_reason_a_date_and_work_left(
        self, world: World, signed: Assignment, wrong: dict, code: str
    ) -> None:
        _complete(world, signed)
        with refused(code):
            self._reopen(world, signed, **wrong)
        signed.refresh_from_db()
        assert signed.status == Status.COMPLETED

    def test_what_is_not_closed_is_not_reopened(self, world: World, signed: Assignment) -> None:
        with refused("status_wrong"):
            self._reopen(world, signed)

    @pytest.mark.parametrize("who", ["filer", "head", "leader"])
    def test_only_the_office_reopens(self, world: World, signed: Assignment, who: str) -> None:
        _complete(world, signed)
        with pytest.raises(NotAllowed):
            reopen_assignment(
                assignment=signed, reason="x", due_on=ON, on=ON, actor=getattr(world, who), percent=0
            )
