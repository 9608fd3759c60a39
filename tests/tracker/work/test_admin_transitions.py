"""Every role × state × transition in the browser: offered where it is allowed, refused where it is not."""

from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from departments.models.departments import Department
from tests.admin import as_user, page, steps_on, text, with_session
from tests.conftest import World
from tests.tracker.cycle import LATER, ON, Cycle
from tests.tracker.work.test_transitions import EXPECTED
from tracker.work.filing.models.reports import ReportStatus
from tracker.work.instructions.models import OfficeNote
from tracker.work.models.assignments import Assignment, Event
from tracker.work.models.requests import Extension
from tracker.work.states import Status
from tracker.work.transitions import Transition

pytestmark = [pytest.mark.long, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


class Cell(Cycle):
    """A transition as the page where it stands, its button there, and what is typed into its form."""

    def center_below(self) -> Department:
        center = self.assignment.department
        return Department.objects.create(
            name="国库支付中心分中心", short_name="分中心", level="city", region=center.region, parent=center
        )

    def at(self, transition: Transition) -> tuple[str, Any, str, dict[str, Any]]:
        """(model, object, name of the transition, form); what the transition needs is made first."""
        a, to = self.assignment, str(LATER)
        own = "work_assignment"
        words: dict[str, dict[str, Any]] = {
            "acknowledge": {},
            "decline": {"reason": "非职责"},
            "report": {"percent": "100", "narrative": "进展"},
            "reassign": {"department": str(self.elsewhere().pk), "reason": "职责调整"},
            "suspend": {"reason": "停"},
            "resume": {"reason": "续"},
            "reopen": {"reason": "未达标", "due_on": to, "percent": "10"},
            "urge": {"message": "请抓紧"},
            "instruct": {"text": "请抓紧落实", "due_on": to},
            "note": {"text": "已电话联系"},
            "assign": {"assignee": str(self.users["head"].pk), "note": ""},
        }
        names = {Transition.DECLINE: "decline", Transition.FILE: "report"}
        match transition:
            case Transition.ANSWER_DECLINE:
                answer = {"decision": "refuse", "department": "", "answer": "请继续承办"}
                return "work_decline", self.decline(), "answer", answer
            case Transition.ANSWER_EXTENSION:
                answer = {"decision": "grant", "to_date": "", "answer": ""}
                return "work_extension", self.extension(), "answer", answer
            case Transition.DELEGATE:
                return own, a, "delegate", {"department": str(self.center_below().pk), "note": ""}
            case Transition.ASK_EXTENSION:
                asked = {"milestone": str(self.milestone.pk), "to_date": to, "reason": "需要时间"}
                return own, a, "ask_extension", asked
            case Transition.CHANGE_DATE:
                moved = {"milestone": str(self.milestone.pk), "to_date": to, "reason": "上级要求"}
                return own, a, "change_date", moved
            case Transition.ENDORSE:
                return "work_progressreport", self.report(ReportStatus.ENDORSING), "endorse", {}
            case Transition.SEND_BACK:
                report = self.report(ReportStatus.ENDORSING)
                return "work_progressreport", report, "return_to_filer", {"reason": "补充数据"}
            case Transition.WITHDRAW_EXTENSION:
                return "work_extension", self.extension(), "withdraw", {}
            case Transition.WITHDRAW:
                return "work_progressreport", self.report(), "withdraw", {"reason": ""}
            case Transition.APPROVE:
                return "work_progressreport", self.report(), "approve", {"comment": ""}
            case Transition.RETURN:
                return "work_progressreport", self.report(), "send_back", {"reason": "补充数据"}
        name = names.get(transition, transition.value)
        return own, a, name, words[name]


class _RollBack(Exception):
    """Ends a trial; nothing of it stays."""


def facts(cycle: Cycle) -> list[Any]:
    """What a refused transition must leave as it was."""
    return [
        *Assignment.objects.order_by("pk").values_list("pk", "status", "due_on", "percent", "department"),
        *cycle.assignment.reports.order_by("pk").values_list("pk", "status"),
        *Extension.objects.order_by("pk").values_list("pk", "status", "to_date"),
        *cycle.assignment.declines.order_by("pk").values_list("pk", "status"),
        OfficeNote.objects.count(),
        Event.objects.count(),
    ]


@pytest.mark.parametrize("status", list(Status))
def test_a_transition_is_offered_and_taken_by_its_roles_and_refused_to_all_others(
    world: World, status: Status
) -> None:
    cycle = Cell(world)
    cycle.bring_to(status)
    sessions = {who: as_user(user).cookies["sessionid"].value for who, user in cycle.users.items()}
    # 撤回签收 is no step of a page but a button in the message after signing: see the test below.
    steps = [transition for transition in Transition if transition != Transition.TAKE_BACK]
    for transition, (who, session) in product(steps, sessions.items()):
        roles, states = EXPECTED[transition.value]
        with suppress(_RollBack), transaction.atomic():
            in_roles = who in roles.split()
            _try(
                cycle,
                transition,
                with_session(session),
                f"{transition} by {who} from {status}",
                in_roles,
                states,
            )
            raise _RollBack


@pytest.mark.parametrize("status", list(Status))
def test_a_signature_is_taken_back_by_its_roles_and_refused_to_all_others(
    world: World, status: Status
) -> None:
    cycle = Cell(world)
    cycle.bring_to(status)
    roles, states = EXPECTED[Transition.TAKE_BACK.value]
    for who, user in cycle.users.items():
        with suppress(_RollBack), transaction.atomic():
            cycle.signed_now(user)
            before = facts(cycle)
            answer = as_user(user).post(reverse("admin:work_take_back"), {"signed": cycle.pk})
            cell = f"{who} from {status}"
            assert answer.status_code == 302, cell
            assert (facts(cycle) != before) == (who in roles.split() and status in states.split()), cell
            raise _RollBack


def _try(cycle: Cell, transition: Transition, client: Client, cell: str, in_roles: bool, states: str) -> None:
    """Look at the page, then send the form whether or not it is offered."""
    allowed = in_roles and cycle.assignment.status in states.split()
    model, obj, name, form = cycle.at(transition)
    shown = client.get(page(model, obj))
    # What waits for the department's own head is not there for others, nor anything for strangers.
    seen = shown.status_code == 200
    offered = seen and page(model, obj, name).rsplit("/", 2)[-2] in steps_on(shown)
    assert offered == allowed, cell
    before = facts(cycle)
    answer = client.post(page(model, obj, name), form)
    if allowed:
        assert answer.status_code == 302, (cell, text(answer)[:2000])
        assert facts(cycle) != before, cell
    else:
        assert facts(cycle) == before, cell
        _is_refused_in_chinese(answer, seen, in_roles=in_roles, cell=cell)


def _is_refused_in_chinese(answer: Any, seen: bool, *, in_roles: bool, cell: str) -> None:
    if not seen:
        assert answer.status_code == 404, cell
    elif in_roles:
        # The right role at the wrong time: the form comes back and says why.
        assert answer.status_code == 200, cell
        errors = answer.context.get("errors") or [
            error for errors in answer.context["form"].errors.values() for error in errors
        ]
        assert [e for e in errors if str(e).endswith("。")], (cell, errors)
    else:
        assert answer.status_code == 403, cell
        assert "您不能" in text(answer) or "没有权限" in text(answer), cell
