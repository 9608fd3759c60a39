"""The table of transitions again, by the API: every call, by every role, from every state."""

import io
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from departments.models.departments import Department
from tests.api import ROOT, as_user, fields, read
from tests.conftest import World
from tests.tracker.cycle import LATER, ON, Cycle
from tests.tracker.work.test_transitions import EXPECTED
from tracker.work.filing.models.reports import ReportStatus
from tracker.work.models.assignments import Event
from tracker.work.states import Status
from tracker.work.transitions import Transition

pytestmark = pytest.mark.django_db

FILED = {"percent": 100, "narrative": "进展"}
NOWHERE = 999_999


def _png() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return SimpleUploadedFile("照片.png", out.getvalue())


def _below(cycle: Cycle) -> int:
    center = cycle.assignment.department
    return Department.objects.create(
        name="国库支付中心分中心", short_name="分中心", level="city", region=center.region, parent=center
    ).pk


# What a call names, made first, so that only the table decides: address with {} for the id, id, body.
Call = tuple[str, int, dict[str, Any]]
CALLS: dict[str, tuple[Transition, Callable[[Cycle], Call]]] = {
    "acknowledge": (Transition.ACKNOWLEDGE, lambda c: ("assignments/{}/acknowledge/", c.pk, {})),
    "take back": (Transition.TAKE_BACK, lambda c: ("assignments/{}/take-back/", c.pk, {})),
    "assign": (
        Transition.ASSIGN,
        lambda c: ("assignments/{}/assign/", c.pk, {"assignee": c.users["head"].pk}),
    ),
    "decline": (Transition.DECLINE, lambda c: ("assignments/{}/decline/", c.pk, {"reason": "非职责"})),
    "refuse decline": (
        Transition.ANSWER_DECLINE,
        lambda c: ("declines/{}/answer/", c.decline().pk, {"answer": "请继续承办"}),
    ),
    "grant decline": (
        Transition.ANSWER_DECLINE,
        lambda c: ("declines/{}/answer/", c.decline().pk, {"department": _below(c)}),
    ),
    "delegate": (
        Transition.DELEGATE,
        lambda c: ("assignments/{}/delegate/", c.pk, {"department": _below(c)}),
    ),
    "report": (Transition.FILE, lambda c: ("assignments/{}/report/", c.pk, FILED)),
    # What waits for an answer is of this period: there would be nothing to report again.
    "no change": (
        Transition.FILE,
        lambda c: ("assignments/{}/no-change/", c.report(ReportStatus.APPROVED).assignment_id, {}),
    ),
    "attach": (Transition.FILE, lambda c: ("assignments/{}/attachments/", c.pk, {"file": _png()})),
    "endorse": (
        Transition.ENDORSE,
        lambda c: ("reports/{}/endorse/", c.report(ReportStatus.ENDORSING).pk, {}),
    ),
    "send back": (
        Transition.SEND_BACK,
        lambda c: (
            "reports/{}/send-back/",
            c.report(ReportStatus.ENDORSING).pk,
            {"reason": "补充数据"},
        ),
    ),
    "withdraw": (Transition.WITHDRAW, lambda c: ("reports/{}/withdraw/", c.report().pk, {})),
    "approve": (Transition.APPROVE, lambda c: ("reports/{}/approve/", c.report().pk, {})),
    "approve many": (
        Transition.APPROVE,
        lambda c: ("reports/approve-many/", c.report().pk, {"reports": ["{}"]}),
    ),
    "return": (Transition.RETURN, lambda c: ("reports/{}/return/", c.report().pk, {"reason": "补充数据"})),
    "ask extension": (
        Transition.ASK_EXTENSION,
        lambda c: (
            "milestones/{}/ask-extension/",
            c.milestone.pk,
            {"to_date": str(LATER), "reason": "需要时间"},
        ),
    ),
    "withdraw extension": (
        Transition.WITHDRAW_EXTENSION,
        lambda c: ("extensions/{}/withdraw/", c.extension().pk, {}),
    ),
    "grant extension": (
        Transition.ANSWER_EXTENSION,
        lambda c: ("extensions/{}/answer/", c.extension().pk, {"grant": True}),
    ),
    "refuse extension": (
        Transition.ANSWER_EXTENSION,
        lambda c: ("extensions/{}/answer/", c.extension().pk, {"grant": False, "answer": "不可"}),
    ),
    "change date": (
        Transition.CHANGE_DATE,
        lambda c: (
            "milestones/{}/change-date/",
            c.milestone.pk,
            {"to_date": str(LATER), "reason": "上级要求"},
        ),
    ),
    "add date": (
        Transition.CHANGE_DATE,
        lambda c: ("assignments/{}/add-date/", c.pk, {"due_on": str(LATER), "reason": "上级要求"}),
    ),
    "reassign": (
        Transition.REASSIGN,
        lambda c: (
            "assignments/{}/reassign/",
            c.pk,
            {"department": c.elsewhere().pk, "reason": "职责调整"},
        ),
    ),
    "suspend": (Transition.SUSPEND, lambda c: ("assignments/{}/suspend/", c.pk, {"reason": "停"})),
    "resume": (Transition.RESUME, lambda c: ("assignments/{}/resume/", c.pk, {"reason": "续"})),
    "reopen": (
        Transition.REOPEN,
        lambda c: ("assignments/{}/reopen/", c.pk, {"reason": "未达标", "due_on": str(LATER)}),
    ),
    "urge": (
        Transition.URGE,
        lambda c: ("assignments/urge/", c.pk, {"assignments": ["{}"], "message": "请抓紧"}),
    ),
    "instruct": (
        Transition.INSTRUCT,
        lambda c: ("assignments/{}/instructions/", c.pk, {"text": "请抓紧落实", "due_on": str(LATER)}),
    ),
    "note": (Transition.NOTE, lambda c: ("assignments/{}/notes/", c.pk, {"text": "已电话联系"})),
}
FOR_THE_HEAD = {"endorse", "send back"}  # of what no other role sees
# They ask for no words, name their ids in them, or are not seen by any other role.
WORDLESS = {
    "acknowledge",
    "take back",
    "no change",
    "withdraw extension",
    "urge",
    "approve many",
    *FOR_THE_HEAD,
}
UNRECORDED = {"note", "attach"}  # the office's own words, and a draft's file: not on the timeline


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which the cycle of the tests stands."""
    monkeypatch.setattr(timezone, "localdate", lambda: ON)


class _RollBack(Exception):
    """Ends a trial; nothing of it stays."""


def _named(body: Any, pk: int) -> Any:
    """The body with the id where it says {}."""
    if isinstance(body, list):
        return [_named(item, pk) for item in body]
    return pk if body == "{}" else body


def _posted(cycle: Cycle, who: str, call: Call) -> Any:
    address, pk, body = call
    given = {name: _named(value, pk) for name, value in body.items()}
    kind = "multipart" if "file" in given else "json"
    return as_user(cycle.users[who]).post(ROOT + address.format(pk), given, format=kind)


def _tried(cycle: Cycle, name: str, who: str) -> tuple[int, str]:
    """The code and the sentence that came of a call; nothing of it stays."""
    answer: Any = None
    with suppress(_RollBack), transaction.atomic():
        transition, made = CALLS[name]
        if transition == Transition.TAKE_BACK:
            cycle.signed_now(cycle.users[who])
        call = made(cycle)
        before = Event.objects.count()
        answer = _posted(cycle, who, call)
        written = Event.objects.count() - before
        assert bool(written) == (answer.status_code < 300 and name not in UNRECORDED), (
            name,
            who,
            answer.data,
        )
        raise _RollBack
    assert answer is not None
    return answer.status_code, answer.json().get("title", "")


def _sees(name: str, who: str) -> bool:
    """What waits for the head of the department is nobody's else; the rest is all but the stranger's."""
    return who in ("filer", "head") if name in FOR_THE_HEAD else who != "stranger"


def test_every_transition_has_a_call() -> None:
    assert {transition for transition, _ in CALLS.values()} == set(Transition)


@pytest.mark.parametrize("status", list(Status))
def test_every_call_by_every_role_from_every_state(world: World, status: Status) -> None:
    cycle = Cycle(world)
    cycle.bring_to(status)
    for name, (transition, _) in CALLS.items():
        roles, states = EXPECTED[transition.value]
        for who in cycle.users:
            if not _sees(name, who):
                expected = 404
            elif who not in roles.split():
                expected = 403
            elif status.value not in states.split():
                expected = 409
            else:
                expected = 200
            code, sentence = _tried(cycle, name, who)
            cell = f"{name} by {who} from {status}: {code} {sentence}"
            assert (200 if code == 201 else code) == expected, cell
            assert expected == 200 or sentence.endswith("。"), cell


@pytest.mark.parametrize("name", CALLS)
def test_a_stranger_cannot_tell_what_is_hidden_from_what_is_not_there(world: World, name: str) -> None:
    cycle = Cycle(world)
    address, pk, body = CALLS[name][1](cycle)
    hidden = _posted(cycle, "stranger", (address, pk, body))
    nowhere = _posted(cycle, "stranger", (address, NOWHERE, body))
    assert hidden.status_code == nowhere.status_code == 404
    assert hidden.json() == nowhere.json()


@pytest.mark.parametrize("status", list(Status))
def test_what_is_offered_is_what_is_allowed(world: World, status: Status) -> None:
    cycle = Cycle(world)
    cycle.bring_to(status)
    for who, user in cycle.users.items():
        if who == "stranger":
            continue
        shown = read(as_user(user), f"assignments/{cycle.pk}/")
        assert {offer["transition"] for offer in shown["allowed_transitions"]} == {
            transition
            for transition, (roles, states) in EXPECTED.items()
            if who in roles.split() and status.value in states.split()
        }
        assert all(
            offer["label"] == Transition(offer["transition"]).label for offer in shown["allowed_transitions"]
        )


@pytest.mark.parametrize("name", sorted(CALLS.keys() - WORDLESS))
def test_the_right_comes_before_the_words(world: World, name: str) -> None:
    cycle = Cycle(world)
    cycle.bring_to(Status.ACTIVE)
    address, pk, _ = CALLS[name][1](cycle)
    wrong = "filer" if EXPECTED[CALLS[name][0].value][0] != "filer head" else "leader"
    assert _posted(cycle, wrong, (address, pk, {})).status_code == 403


def test_a_wrong_word_is_named_in_chinese(world: World) -> None:
    cycle = Cycle(world)
    cycle.bring_to(Status.ACTIVE)
    office, filer = as_user(world.supervisor), as_user(cycle.users["filer"])
    milestone = cycle.milestone.pk
    for client, address, body, field in [
        (filer, f"milestones/{milestone}/ask-extension/", {"to_date": "明年", "reason": "慢"}, "to_date"),
        (filer, f"milestones/{milestone}/ask-extension/", {"to_date": str(LATER)}, "reason"),
        (office, f"milestones/{milestone}/change-date/", {"to_date": str(LATER), "reason": " "}, "reason"),
        (office, f"extensions/{cycle.extension().pk}/answer/", {"grant": "或许"}, "grant"),
        (office, "assignments/urge/", {"assignments": [], "message": "请抓紧"}, "assignments"),
        (office, "assignments/urge/", {"assignments": ["一"], "message": "请抓紧"}, "assignments"),
        (office, "reports/approve-many/", {"reports": 1}, "reports"),
        (filer, f"assignments/{cycle.pk}/delegate/", {"department": NOWHERE}, "department"),
    ]:
        answer = client.post(ROOT + address, body, format="json")
        assert answer.status_code == 400, address
        assert [name.partition(".")[0] for name in fields(answer.json())] == [field], address
        assert any("\u4e00" <= character <= "\u9fff" for character in answer.json()["errors"][0]["title"]), (
            address
        )
