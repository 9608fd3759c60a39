"""The engine of transitions by a table of its own: roles, states, and the words of a refusal."""

from dataclasses import dataclass, field

import pytest
from django.db.models import TextChoices

from common.errors import NotAllowed, ServiceError
from common.transitions import Transitions, row


class Who(TextChoices):
    KEEPER = "keeper", "保管员"
    READER = "reader", "读者"


class State(TextChoices):
    SHELVED = "shelved", "在架"
    LENT = "lent", "借出"


class Move(TextChoices):
    LEND = "lend", "借阅"
    REPAIR = "repair", "修补"


@dataclass
class Book:
    state: State = State.SHELVED
    keepers: set[str] = field(default_factory=lambda: {"甲"})


BOOKS = Transitions(
    {
        Move.LEND: row({Who.KEEPER, Who.READER}, {State.SHELVED}),
        Move.REPAIR: row({Who.KEEPER}, set(State)),
    },
    roles_of=lambda name, book: {Who.KEEPER} if name in book.keepers else {Who.READER},
    state_of=lambda book: book.state,
    named=lambda book: "馆藏图书",
    shown=lambda book: "该书",
)


def test_what_is_allowed_follows_role_and_state() -> None:
    assert BOOKS.allowed("甲", Book()) == [Move.LEND, Move.REPAIR]
    assert BOOKS.allowed("乙", Book()) == [Move.LEND]
    assert BOOKS.allowed("甲", Book(State.LENT)) == [Move.REPAIR]
    assert BOOKS.allowed("乙", Book(State.LENT)) == []


def test_a_wrong_role_is_told_whose_it_is() -> None:
    with pytest.raises(NotAllowed, match=r"^您不能对馆藏图书修补，须由保管员办理。$"):
        BOOKS.require(Move.REPAIR, Book(), "乙")


def test_a_wrong_state_is_told_how_it_stands_and_only_after_the_role() -> None:
    with pytest.raises(ServiceError, match=r"^该书当前为“借出”，不能借阅。$") as refused:
        BOOKS.require(Move.LEND, Book(State.LENT), "乙")
    assert not isinstance(refused.value, NotAllowed)
    with pytest.raises(NotAllowed):
        BOOKS.require(Move.REPAIR, Book(State.LENT), "乙")


def test_the_program_itself_has_every_role_and_no_state_is_waived_for_it() -> None:
    BOOKS.require(Move.REPAIR, Book(), None)
    with pytest.raises(ServiceError):
        BOOKS.require(Move.LEND, Book(State.LENT), None)
