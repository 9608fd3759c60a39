"""Whatever anybody tries, in whatever order: what holds of an assignment holds after every step."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import models, transaction

from common.errors import ServiceError
from departments.models.departments import Department
from departments.models.users import UserRole
from policies.models.measures import Firmness
from tests.conftest import World
from tests.tracker.cycle import ON, Cycle
from tracker.reminders.models.reminders import Reminder
from tracker.work.filing.models.reports import UNANSWERED, ProgressReport
from tracker.work.filing.services.reporting import (
    endorse_report,
    file_no_change,
    file_report,
    withdraw_report,
)
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.instructions.models import InstructionItem
from tracker.work.instructions.services import reply_instruction, urge, write_instruction
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event
from tracker.work.models.requests import Decline, Extension
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.dates import (
    add_date,
    answer_extension,
    ask_extension,
    change_date,
    withdraw_extension,
)
from tracker.work.services.declining import answer_decline, decline_assignment
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    reopen_assignment,
    resume_assignment,
    suspend_assignment,
)
from tracker.work.states import Status
from tracker.work.transitions import Transition, allowed_transitions

pytestmark = [pytest.mark.long, pytest.mark.django_db]
WALKS, STEPS = 12, 60
# What moves the work on is done more often, or a walk would seldom get to its end.
WEIGHTS = {
    Transition.ACKNOWLEDGE: 4,
    Transition.FILE: 4,
    Transition.APPROVE: 4,
    Transition.ENDORSE: 4,
    Transition.SUSPEND: 0.3,
    Transition.URGE: 0.3,
    Transition.CHANGE_DATE: 0.5,
    Transition.WITHDRAW: 0.3,
    Transition.INSTRUCT: 0.3,
}
LEFT = ("submitted", "first_approved")  # has left the department and waits
RECORDED: tuple[Any, ...] = (
    Assignment,
    AssignmentMilestone,
    ProgressReport,
    Extension,
    Decline,
    InstructionItem,
)
Rows = dict[str, list[tuple[Any, ...]]]
Call = tuple[Callable[..., object], dict[str, Any]]


def _everything() -> Rows:
    kinds: list[Any] = [*RECORDED, Event, Reminder]
    return {m.__name__: list(m._default_manager.order_by("pk").values_list()) for m in kinds}


class Walk:
    """One delegated assignment, everybody who stands to it, and steps in an order that the seed decides."""

    def __init__(self, world: World, seed: int) -> None:
        self.rng, self.cycle, self.world = random.Random(seed), Cycle(world), world
        self.users = self.cycle.users | {
            "colleague": world.user("colleague", UserRole.SUPERVISOR, "省政府督查室")
        }
        Department.objects.filter(short_name="省国库支付中心").update(head_endorses=seed % 2 == 0)
        OfficeSettings(pk=1, two_reviewers=seed % 3 == 0, max_extensions=3).save()
        self.taken: list[str] = []
        self.refused = 0
        self.rows = _everything()  # as the last step left them; nothing else writes

    @property
    def assignment(self) -> Assignment:
        return self.cycle.assignment

    def go(self) -> None:
        """Four steps of five are such as the table allows; the fifth is any step by anybody."""
        calls, assignment = self.calls(), self.assignment
        offered = [(w, s) for w, user in self.users.items() for s in allowed_transitions(user, assignment)]
        offered = [(who, step) for who, step in offered if step in calls]
        if not offered or self.rng.random() < 0.2:
            offered = [(who, step) for who in self.users for step in calls]
        weights = [WEIGHTS.get(step, 1) for _, step in offered]
        [(who, step)] = self.rng.choices(offered, weights)
        call = calls[step]()
        if call is not None:
            self.attempt(step, who, *call)

    def attempt(
        self, step: Transition, who: str, service: Callable[..., object], words: dict[str, Any]
    ) -> None:
        before, percent = self.rows, self.assignment.percent
        walked = f"{self.taken} then {step} by {who}"
        try:
            with transaction.atomic():
                service(actor=self.users[who], **words)
        except ServiceError:
            self.refused += 1
            assert _everything() == before, f"a refusal changed something: {walked}"
            return
        self.taken.append(f"{step} by {who}")
        after = self.rows = _everything()
        assert len(after["Event"]) > len(before["Event"]), walked
        if self.assignment.percent < percent:
            reopened = step == Transition.REOPEN
            assert reopened or ProgressReport.objects.get(pk=words["report"].pk).drop_reason, walked
        _check_growth(before, after, walked)
        for assignment in Assignment.objects.prefetch_related("milestones", "reports", "declines"):
            _check(assignment, walked)

    def calls(self) -> dict[Transition, Callable[[], Call | None]]:
        """Each step with words that are right more often than not; None where there is nothing to take."""
        whole = {"assignment": self.assignment}
        return {
            Transition.ACKNOWLEDGE: lambda: (acknowledge_assignment, whole),
            Transition.DECLINE: lambda: (decline_assignment, whole | {"reason": self.reason(), "on": ON}),
            Transition.ANSWER_DECLINE: self.answer_decline,
            Transition.FILE: self.file,
            Transition.ENDORSE: lambda: self.on_report(endorse_report),
            Transition.WITHDRAW: lambda: self.on_report(withdraw_report),
            Transition.APPROVE: lambda: self.on_report(approve_report),
            Transition.RETURN: lambda: self.on_report(return_report, reason=self.reason()),
            Transition.ASK_EXTENSION: lambda: self.on_date(ask_extension, on=date(2026, 3, 2)),
            Transition.WITHDRAW_EXTENSION: self.withdraw_extension,
            Transition.ANSWER_EXTENSION: self.answer_extension,
            Transition.CHANGE_DATE: self.change_date,
            Transition.SUSPEND: lambda: (suspend_assignment, whole | {"reason": self.reason()}),
            Transition.RESUME: lambda: (resume_assignment, whole | {"reason": self.reason()}),
            Transition.REOPEN: lambda: (
                reopen_assignment,
                whole | {"reason": "未达标", "due_on": self.day(), "on": ON, "percent": self.percent()},
            ),
            Transition.URGE: lambda: (
                urge,
                {"assignments": [self.assignment], "message": "请抓紧", "on": ON},
            ),
            Transition.INSTRUCT: self.instruct,
        }

    def reason(self) -> str:
        return self.rng.choice(["原因", "原因", "原因", " "])

    def day(self) -> date:
        return date(self.rng.choice([2026, 2027]), self.rng.randint(3, 12), 15)

    def percent(self) -> int:
        now = self.assignment.percent
        return self.rng.choice([now, min(now + 20, 100), 100, max(now - 20, 0)])

    def picked(self, rows: models.QuerySet[Any], *waiting: str) -> Any:
        """One of the newest; mostly one of those that are `waiting`, where the status says that some are."""
        if waiting and self.rng.random() < 0.9:
            rows = rows.filter(status__in=waiting)
        return self.rng.choice(list(rows.order_by("-pk")[:3]) or [None])

    def on_report(self, service: Callable[..., object], **words: Any) -> Call | None:
        waiting = ("endorsing",) if service is endorse_report else UNANSWERED
        report = self.picked(ProgressReport.objects.filter(assignment=self.cycle.pk), *waiting)
        return report and (service, words | {"report": report})

    def on_date(self, service: Callable[..., object], **words: Any) -> Call | None:
        milestone = self.picked(AssignmentMilestone.objects.filter(assignment=self.cycle.pk))
        return milestone and (
            service,
            words | {"milestone": milestone, "to_date": self.day(), "reason": self.reason()},
        )

    def file(self) -> Call:
        words = {"assignment": self.assignment, "on": ON}
        if self.rng.random() < 0.2:
            return file_no_change, words
        claims = self.rng.random() < 0.7
        milestone = None
        if self.rng.random() < 0.3:
            milestone = self.picked(AssignmentMilestone.objects.filter(assignment=self.cycle.pk))
        return file_report, words | {
            "percent": self.percent(),
            "narrative": self.rng.choice(["进展", "进展。", "又有进展"]),
            "drop_reason": self.reason() if self.rng.random() < 0.5 else "",
            "claims_completion": claims,
            "milestone": milestone,
        }

    def answer_decline(self) -> Call | None:
        decline = self.picked(Decline.objects.filter(assignment=self.cycle.pk), "open")
        # Handed on, the walk would end: mostly it is refused.
        unit = self.rng.choice([None, None, None, None, "省农业农村厅", "省教育厅"])
        department = self.world.departments[unit] if unit else None
        words = {"department": department, "answer": self.reason(), "on": ON}
        return decline and (answer_decline, words | {"decline": decline})

    def answer_extension(self) -> Call | None:
        extension = self.picked(Extension.objects.filter(assignment=self.cycle.pk), "open")
        words: dict[str, Any] = {"grant": self.rng.random() < 0.6, "answer": self.reason()}
        words["on"] = date(2026, 3, 2)
        to_date = self.day() if self.rng.random() < 0.3 else None
        return extension and (answer_extension, words | {"extension": extension, "to_date": to_date})

    def withdraw_extension(self) -> Call | None:
        extension = self.picked(Extension.objects.filter(assignment=self.cycle.pk), "open")
        return extension and (withdraw_extension, {"extension": extension})

    def change_date(self) -> Call | None:
        # Rarely a new one, or a walk would never finish.
        if self.rng.random() < 0.1:
            return add_date, {"assignment": self.assignment, "due_on": self.day(), "reason": "便于调度"}
        return self.on_date(change_date)

    def instruct(self) -> Call:
        item = self.picked(InstructionItem.objects.filter(instruction__assignment=self.cycle.pk))
        if item is not None and self.rng.random() < 0.5:
            return reply_instruction, {"item": item, "reply": "已落实", "on": ON}
        return write_instruction, {
            "target": self.assignment,
            "text": "请抓紧",
            "due_on": self.day(),
            "on": ON,
        }


def _check_growth(before: Rows, after: Rows, walked: str) -> None:
    """What was written stays as it was written; a date keeps its first day, and one that is done its own."""
    assert after["Event"][: len(before["Event"])] == before["Event"], f"a line was rewritten: {walked}"
    names = [f.attname for f in AssignmentMilestone._meta.concrete_fields]
    now = {row[0]: dict(zip(names, row, strict=True)) for row in after["AssignmentMilestone"]}
    for row in before["AssignmentMilestone"]:
        was = dict(zip(names, row, strict=True))
        assert now[was["id"]]["first_due_on"] == was["first_due_on"], walked
        assert was["completed_on"] is None or now[was["id"]] == was, walked


def _check(assignment: Assignment, walked: str) -> None:
    """What holds of every assignment at all times."""
    left = [m for m in assignment.milestones.all() if m.completed_on is None]
    must = [m.due_on for m in left if m.firmness == Firmness.MUST]
    dates = (min((m.due_on for m in left), default=None), min(must, default=None))
    assert (assignment.due_on, assignment.must_due_on) == dates, walked
    reports = list(assignment.reports.all())
    waits = any(r.claims_completion and r.status in LEFT for r in reports)
    if assignment.status != Status.SUSPENDED:
        assert waits is (assignment.status == Status.IN_REVIEW), walked
    if assignment.status == Status.COMPLETED:
        assert not left, walked
        assert assignment.percent == 100, walked
        assert not any(r.status in UNANSWERED for r in reports), walked
    if assignment.status == Status.COMPLETED:
        assert not any(o.status == "open" for o in assignment.declines.all()), walked


@pytest.mark.parametrize("seed", range(WALKS))
def test_any_sequence_of_steps_keeps_what_must_hold(world: World, seed: int) -> None:
    walk = Walk(world, seed)
    for _ in range(STEPS):
        walk.go()
    # A walk that goes nowhere, or meets no refusal, would show nothing.
    kinds = Counter(taken.split(" by ")[0] for taken in walk.taken)
    assert len(kinds) >= 6, walk.taken
    assert walk.refused >= 5
