"""截至: a ledger worked through a year, and 驾驶舱 of each month's end looked at again."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from common.errors import ServiceError
from departments.models.departments import Department
from departments.models.users import User, UserRole
from tests.admin import as_user
from tests.api import as_user as api_as
from tests.api import read
from tests.conftest import World
from tests.desks.test_leader_board import lights
from tests.world import deadline, measure, unit
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.reporting import endorse_report, file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Decline, Extension
from tracker.work.services.dates import answer_extension, ask_extension, change_date
from tracker.work.services.declining import answer_decline, decline_assignment, delegate_assignment
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    reopen_assignment,
    resume_assignment,
    suspend_assignment,
)
from tracker.work.states import Status

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False) as traveller:
        yield traveller


class Year:
    """People who do whatever comes next, by chance, for a year."""

    def __init__(self, world: World, clock: Any, seed: int) -> None:
        self.world, self.clock, self.chance = world, clock, random.Random(seed)
        for number, short in enumerate(("省农业农村厅", "青川市政府", "白石市政府", "省国库支付中心")):
            world.user(f"filer{number}", UserRole.FILER, short)
        Department.objects.filter(short_name="省教育厅").update(head_endorses=True)
        self.heads = world.user("education_head", UserRole.HEAD, "省教育厅")
        self.taken: set[str] = set()

    def filer(self, assignment: Assignment) -> Any:
        of = User.objects.filter(
            memberships__department=assignment.department, memberships__role=UserRole.FILER
        )
        return of.order_by("pk").first()

    def go_on(self, on: date) -> None:
        """Whatever can be done with some assignment today."""
        self.clock.move_to(datetime(on.year, on.month, on.day, 15, tzinfo=SHANGHAI))
        steps = [getattr(self, name) for name in dir(self) if name.startswith("_do_")]
        for _ in range(4):
            step = self.chance.choice(steps)
            assignment = self.chance.choice(list(Assignment.objects.order_by("pk")))
            try:
                if step(assignment, on) is not False:
                    self.taken.add(step.__name__)
            except ServiceError:
                continue

    def _some(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def _do_sign(self, a: Assignment, on: date) -> Any:
        return acknowledge_assignment(assignment=a, actor=self.filer(a))

    def _do_report(self, a: Assignment, on: date) -> Any:
        if a.status == Status.PENDING:
            a = acknowledge_assignment(assignment=a, actor=self.filer(a))
        claims = self.chance.random() < 0.5
        words = f"{on}报送。"
        return file_report(
            assignment=a, actor=self.filer(a), on=on, percent=100, narrative=words, claims_completion=claims
        )

    def _do_endorse(self, a: Assignment, on: date) -> Any:
        report = self._some(ProgressReport.objects.filter(status=ReportStatus.ENDORSING))
        return bool(report) and endorse_report(report=report, actor=self.heads)

    def _do_withdraw(self, a: Assignment, on: date) -> Any:
        report = self._some(ProgressReport.objects.filter(status__in=["submitted", "endorsing"]))
        return bool(report) and withdraw_report(report=report, actor=self.filer(report.assignment))

    def _do_approve(self, a: Assignment, on: date) -> Any:
        report = self._some(ProgressReport.objects.awaiting_review())
        return bool(report) and approve_report(report=report, actor=self.world.supervisor)

    def _do_return(self, a: Assignment, on: date) -> Any:
        report = self._some(ProgressReport.objects.awaiting_review())
        return bool(report) and return_report(report=report, actor=self.world.supervisor, reason="补充")

    def _do_extend(self, a: Assignment, on: date) -> Any:
        milestone = self._some(a.milestones.filter(completed_on=None))
        later = on + timedelta(days=self.chance.randint(5, 60))
        return bool(milestone) and ask_extension(
            milestone=milestone, to_date=later, reason="需要时间", actor=self.filer(a), on=date(2026, 3, 2)
        )

    def _do_answer_extension(self, a: Assignment, on: date) -> Any:
        extension = self._some(Extension.objects.open())
        grant = self.chance.random() < 0.7
        return bool(extension) and answer_extension(
            extension=extension, grant=grant, actor=self.world.supervisor, answer="知悉", on=date(2026, 3, 2)
        )

    def _do_suspend(self, a: Assignment, on: date) -> Any:
        if self.chance.random() < 0.5:
            return False
        return suspend_assignment(assignment=a, reason="停", actor=self.world.supervisor)

    def _do_resume(self, a: Assignment, on: date) -> Any:
        return resume_assignment(assignment=a, reason="续", actor=self.world.supervisor)

    def _do_reopen(self, a: Assignment, on: date) -> Any:
        due = on + timedelta(days=self.chance.randint(0, 40))
        return reopen_assignment(
            assignment=a, reason="未达标", due_on=due, on=on, actor=self.world.supervisor
        )

    def _do_change_date(self, a: Assignment, on: date) -> Any:
        milestone = self._some(a.milestones.filter(completed_on=None))
        day = on + timedelta(days=self.chance.randint(-20, 40))
        return bool(milestone) and change_date(
            milestone=milestone, to_date=day, reason="上级要求", actor=self.world.supervisor
        )

    def _do_delegate(self, a: Assignment, on: date) -> Any:
        mine = self.world.assignment("省财政厅")
        center = self.world.departments["省国库支付中心"]
        return delegate_assignment(assignment=mine, department=center, actor=self.world.filer, on=on)

    def _do_object(self, a: Assignment, on: date) -> Any:
        fresh = self._some(
            Assignment.objects.filter(status=Status.PENDING, dispatched_on__gte=on - timedelta(9))
        )
        return bool(fresh) and decline_assignment(
            assignment=fresh, reason="非职责", actor=self.filer(fresh), on=on
        )

    def _do_answer_decline(self, a: Assignment, on: date) -> Any:
        decline = self._some(Decline.objects.open())
        other = self.world.departments["省国库支付中心"]
        return bool(decline) and answer_decline(
            decline=decline, actor=self.world.supervisor, on=on, department=other, answer="同意"
        )


def remembered(client: Client, **asked: str) -> dict[str, Any]:
    """All that the page shows of the ledger."""
    context = client.get("/", asked).context
    keys = ("label", "total", "width")
    return {
        "on": context["on"],
        "lights": lights(context),
        "late": [
            (str(row.measure), row.earliest, row.days_late, row.total, row.leads, row.units)
            for row in context["late"].measures
        ],
        "bars": [
            [[bar[key] for key in keys] for bar in context[kind]] for kind in ("by_department", "by_document")
        ],
        "trend": [dot.point for dot in context["trend"]["dots"]],
    }


def test_each_months_end_stays_as_the_page_showed_it(world: World, clock: Any) -> None:
    year, leader = Year(world, clock, seed=6), as_user(world.leader)
    api = api_as(world.leader)
    world.dispatched()
    pages, answers, day = {}, {}, date(2026, 3, 3)
    while day < date(2027, 3, 1):
        if (day.month, day.day) in ((5, 8), (9, 8), (12, 8)):
            limits = [deadline("两月内", str(day + timedelta(days=60))), deadline("次年", "2027-06-30")]
            units = [unit("省农业农村厅", "牵头"), unit("省财政厅"), unit("青川市政府"), unit("省教育厅")]
            world.dispatched(
                on=day,
                number=f"云政发〔{day.year}〕{day.month}0号",
                measures=[measure(["一"], "新任务", units, limits)],
            )
        if day.day % 2:
            year.go_on(day)
        if (day + timedelta(days=1)).day == 1:
            clock.move_to(datetime(day.year, day.month, day.day, 23, 59, tzinfo=SHANGHAI))
            leader.force_login(world.leader, backend="departments.permissions.PasswordBackend")
            pages[day] = remembered(leader)
            answers[day] = read(api, "overview/")
        day += timedelta(days=1)
    clock.move_to("2027-03-10 10:00+08:00")
    leader.force_login(world.leader, backend="departments.permissions.PasswordBackend")
    for end, page in pages.items():
        assert remembered(leader, on=str(end)) == page, end
        assert read(api, "overview/", on=str(end)) == answers[end], end
    # The year was worth looking at.
    assert len(pages) == 12
    assert len(year.taken) >= 13, year.taken
    assert len({page["lights"]["red"][0] for page in pages.values()}) > 3
    assert len({unit.last_word for page in pages.values() for row in page["late"] for unit in row[5]}) > 3
