"""Which role may do which transition from which state: the table said again, and tried cell by cell."""

from contextlib import suppress

import pytest
from django.db import transaction

from common.errors import NotAllowed, ServiceError
from tests.conftest import World
from tests.tracker.cycle import Cycle
from tracker.work.models.assignments import Event
from tracker.work.states import Status
from tracker.work.transitions import TABLE, Transition, allowed_transitions

pytestmark = pytest.mark.django_db

OPEN = "pending active in_review"
EVERY = "pending active in_review completed suspended"
# Said again here, so that a slip in the table shows: transition → (roles, states).
EXPECTED: dict[str, tuple[str, str]] = {
    "acknowledge": ("filer head", "pending"),
    "take_back": ("filer head", "active"),
    "decline": ("filer head", "pending active"),
    "answer_decline": ("office", OPEN),
    "delegate": ("filer head", "active"),
    "assign": ("filer head", OPEN),
    "file": ("filer head", "active"),
    "endorse": ("head", "active"),
    "send_back": ("head", "active"),
    "withdraw": ("filer head", "active in_review"),
    "approve": ("office delegator", "active in_review"),
    "return": ("office delegator", "active in_review"),
    "ask_extension": ("filer head", "active"),
    "withdraw_extension": ("filer head", OPEN),
    "answer_extension": ("office", OPEN),
    "change_date": ("office", OPEN),
    "reassign": ("office", OPEN),
    "suspend": ("office", OPEN),
    "resume": ("office", "suspended"),
    "reopen": ("office", "completed"),
    "urge": ("office", OPEN),
    "instruct": ("leader", EVERY),
    "note": ("office", EVERY),
}


def test_the_table_names_every_transition() -> None:
    assert (
        set(EXPECTED)
        == {transition.value for transition in Transition}
        == {transition.value for transition in TABLE}
    )


class _RollBack(Exception):
    """Ends a trial; nothing of it stays."""


def _tried(cycle: Cycle, transition: Transition, who: str) -> ServiceError | None:
    """What came of trying: the refusal, or None. Nothing of it stays."""
    refusal: ServiceError | None = None
    with suppress(_RollBack), transaction.atomic():
        before = Event.objects.count()
        try:
            with transaction.atomic():
                cycle.attempt(transition, cycle.users[who])
        except ServiceError as error:
            refusal = error
        written = Event.objects.count() - before
        raise _RollBack
    # A refused transition leaves no trace; an allowed one, but for the office's own note, is on the timeline.
    assert bool(written) == (refusal is None and transition != Transition.NOTE)
    return refusal


@pytest.mark.parametrize("status", list(Status))
def test_every_role_does_its_transitions_from_every_state_and_no_other(world: World, status: Status) -> None:
    cycle = Cycle(world)
    cycle.bring_to(status)
    assert cycle.assignment.status == status
    for transition in Transition:
        roles, states = EXPECTED[transition.value]
        for who in cycle.users:
            refusal = _tried(cycle, transition, who)
            cell = f"{transition} by {who} from {status}: {refusal}"
            if who not in roles.split():
                assert isinstance(refusal, NotAllowed), cell
            elif status.value not in states.split():
                assert type(refusal) is ServiceError, cell
            else:
                assert refusal is None, cell
            assert refusal is None or str(refusal).endswith("。"), cell


@pytest.mark.parametrize("status", list(Status))
def test_what_is_offered_is_what_is_allowed(world: World, status: Status) -> None:
    cycle = Cycle(world)
    cycle.bring_to(status)
    for who, user in cycle.users.items():
        offered = {transition.value for transition in allowed_transitions(user, cycle.assignment)}
        assert offered == {
            transition
            for transition, (roles, states) in EXPECTED.items()
            if who in roles.split() and status.value in states.split()
        }
