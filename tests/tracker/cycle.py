"""An assignment in any state, and every transition as a call: for the tests of the working cycle."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from departments.models.departments import Department
from departments.models.users import User, UserRole
from tests.conftest import World
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.endorsing import send_back_to_filer
from tracker.work.filing.services.reporting import endorse_report, file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.inside.services.assigning import assign
from tracker.work.instructions.services import urge, write_instruction, write_note
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.models.requests import Decline, Extension
from tracker.work.services.dates import answer_extension, ask_extension, change_date, withdraw_extension
from tracker.work.services.declining import (
    answer_decline,
    decline_assignment,
    delegate_assignment,
    reassign_assignment,
)
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    reopen_assignment,
    resume_assignment,
    suspend_assignment,
    take_back_signature,
)
from tracker.work.states import Status
from tracker.work.transitions import Transition

ON = date(2026, 3, 4)  # two working days after the dispatch of `World.dispatched`
LATER = date(2027, 3, 31)


def filed(
    world: World, assignment: Assignment, percent: int = 10, *, on: date = date(2026, 3, 10), **more: Any
) -> ProgressReport:
    """A report of 省财政厅."""
    more.setdefault("narrative", f"已完成{percent}%。")
    return file_report(assignment=assignment, actor=world.filer, on=on, percent=percent, **more)


class Cycle:
    """A task of 省财政厅, delegated to its 省国库支付中心; everybody who can stand to it stands by."""

    def __init__(self, world: World) -> None:
        self.world = world
        center = world.departments["省国库支付中心"]
        self.users: dict[str, User] = {
            "office": world.supervisor,
            "leader": world.leader,
            "filer": world.user("center_filer", UserRole.FILER, "省国库支付中心"),
            "head": world.user("center_head", UserRole.HEAD, "省国库支付中心"),
            "delegator": world.filer,
            "stranger": world.other_filer,
        }
        world.dispatched()
        parent = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
        self.pk = delegate_assignment(assignment=parent, department=center, actor=world.filer, on=ON).pk

    @property
    def assignment(self) -> Assignment:
        return Assignment.objects.get(pk=self.pk)

    @property
    def milestone(self) -> AssignmentMilestone:
        return AssignmentMilestone.objects.filter(assignment=self.pk, completed_on=None).first() or (
            AssignmentMilestone.objects.create(
                assignment_id=self.pk, phrase="测试", first_due_on=ON, due_on=ON
            )
        )

    def bring_to(self, status: Status) -> None:
        """Walk the assignment to a state by the transitions that lead there."""
        if status == Status.PENDING:
            return
        acknowledge_assignment(assignment=self.assignment, actor=self.users["filer"])
        if status == Status.ACTIVE:
            return
        if status == Status.SUSPENDED:
            suspend_assignment(assignment=self.assignment, reason="政策调整", actor=self.users["office"])
            return
        claim = self.claim()
        if status == Status.COMPLETED:
            approve_report(report=claim, actor=self.users["office"])
            while self.assignment.status != Status.COMPLETED:
                approve_report(report=self.claim(), actor=self.users["office"])

    def claim(self) -> ProgressReport:
        return file_report(
            assignment=self.assignment,
            actor=self.users["filer"],
            on=ON,
            percent=100,
            narrative="已完成。",
            claims_completion=True,
        )

    def report(self, status: ReportStatus = ReportStatus.SUBMITTED) -> ProgressReport:
        """A report, made directly: not every state could have one that waits for an answer."""
        open_one = ProgressReport.objects.filter(assignment=self.pk, status=status).first()
        return open_one or ProgressReport.objects.create(
            assignment_id=self.pk,
            author=self.users["filer"],
            percent=100,
            narrative="进展。",
            submitted_on=ON,
            status=status,
            needs_endorsement=status == ReportStatus.ENDORSING,
            reviewed_at=timezone.now() if status == ReportStatus.APPROVED else None,
        )

    def extension(self) -> Extension:
        return Extension.objects.create(
            assignment_id=self.pk,
            milestone=self.milestone,
            reason="疫情影响",
            from_date=self.milestone.due_on,
            to_date=LATER,
            asked_by=self.users["filer"],
        )

    def decline(self) -> Decline:
        return Decline.objects.create(
            assignment_id=self.pk, reason="非职责范围", raised_by=self.users["filer"]
        )

    def attempt(self, transition: Transition, actor: User) -> None:
        """Take it as the actor; what it needs is made first, so that only the table decides."""
        self._transitions()[transition](actor)

    def _transitions(self) -> dict[Transition, Callable[[User], object]]:
        a = self.assignment
        return {
            Transition.ACKNOWLEDGE: lambda u: acknowledge_assignment(assignment=a, actor=u),
            Transition.DECLINE: lambda u: decline_assignment(assignment=a, reason="非职责", actor=u, on=ON),
            Transition.ANSWER_DECLINE: lambda u: answer_decline(
                decline=self.decline(), actor=u, on=ON, answer="请继续承办"
            ),
            Transition.DELEGATE: self._delegate,
            Transition.ASSIGN: lambda u: assign(
                assignments=[a], assignee=self.users["filer"], actor=u, on=ON
            ),
            Transition.FILE: lambda u: file_report(
                assignment=a, actor=u, on=ON, percent=100, narrative="进展"
            ),
            Transition.ENDORSE: lambda u: endorse_report(report=self.report(ReportStatus.ENDORSING), actor=u),
            Transition.SEND_BACK: lambda u: send_back_to_filer(
                report=self.report(ReportStatus.ENDORSING), actor=u, reason="请补充"
            ),
            Transition.TAKE_BACK: self._take_back,
            Transition.WITHDRAW: lambda u: withdraw_report(report=self.report(), actor=u),
            Transition.APPROVE: lambda u: approve_report(report=self.report(), actor=u),
            Transition.RETURN: lambda u: return_report(report=self.report(), actor=u, reason="补充数据"),
            Transition.ASK_EXTENSION: lambda u: ask_extension(
                milestone=self.milestone, to_date=LATER, reason="需要时间", actor=u, on=date(2026, 3, 2)
            ),
            Transition.ANSWER_EXTENSION: lambda u: answer_extension(
                extension=self.extension(), grant=True, actor=u, on=date(2026, 3, 2)
            ),
            Transition.WITHDRAW_EXTENSION: lambda u: withdraw_extension(extension=self.extension(), actor=u),
            Transition.CHANGE_DATE: lambda u: change_date(
                milestone=self.milestone, to_date=LATER, reason="上级要求", actor=u
            ),
            Transition.REASSIGN: lambda u: reassign_assignment(
                assignment=a, department=self.elsewhere(), reason="职责调整", actor=u, on=ON
            ),
            Transition.SUSPEND: lambda u: suspend_assignment(assignment=a, reason="停", actor=u),
            Transition.RESUME: lambda u: resume_assignment(assignment=a, reason="续", actor=u),
            Transition.REOPEN: lambda u: reopen_assignment(
                assignment=a, reason="未达标", due_on=LATER, on=ON, actor=u
            ),
            Transition.URGE: lambda u: urge(assignments=[a], message="请抓紧", actor=u, on=ON),
            Transition.INSTRUCT: lambda u: write_instruction(
                target=a, text="请抓紧落实", due_on=LATER, actor=u, on=ON
            ),
            Transition.NOTE: lambda u: write_note(assignment=a, text="已电话联系", actor=u),
        }

    def elsewhere(self) -> Department:
        """A unit that does not have the task."""
        return self.world.departments["省农业农村厅"]

    def signed_now(self, user: User) -> None:
        """As if the user had signed just now and nothing had been done since."""
        self.assignment.reports.all().delete()
        Assignment.objects.filter(pk=self.pk).update(acknowledged_at=timezone.now(), acknowledged_by=user)

    def _take_back(self, actor: User) -> None:
        self.signed_now(actor)
        take_back_signature(assignment=self.assignment, actor=actor)

    def _delegate(self, actor: User) -> None:
        center = self.assignment.department
        below = Department.objects.create(
            name="国库支付中心分中心", short_name="分中心", level="city", region=center.region, parent=center
        )
        delegate_assignment(assignment=self.assignment, department=below, actor=actor, on=ON)
