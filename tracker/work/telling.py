"""Telling the people of a unit at once what somebody said: urged, instructed.

Who carries the words (`tracker.reminders`) registers with `carrier`; the work knows no channel and no inbox.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import TextChoices


class Why(TextChoices):
    """What kind of word it is."""

    URGED = "urged", "督查室催办"
    INSTRUCTED = "instructed", "领导批示"


class Subject(Protocol):
    """A row that is one unit's: an assignment, or a unit's part of a proposal."""

    pk: int
    department_id: int


@dataclass(frozen=True, slots=True)
class Word:
    """What is said about one row; the trigger says which saying it was, so that it is told once."""

    subject: Subject
    message: str
    trigger: str


Carrier = Callable[[Sequence[Word], Why, date], int]
_carriers: list[Carrier] = []


def carrier(carry: Carrier) -> Carrier:
    """Register a carrier: given the words, the reason and the day, it returns how many people it told."""
    _carriers.append(carry)
    return carry


def tell(words: Sequence[Word], why: Why, *, on: date) -> int:
    """Tell the filers and heads of each row's unit, in the caller's transaction; returns their number."""
    return max((carry(words, why, on) for carry in _carriers), default=0)
