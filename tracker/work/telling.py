"""Telling people at once what happened to their work, and what somebody said about it.

Who carries it to them (`tracker.reminders`) registers here; the work knows no inbox and no channel.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import TextChoices

from tracker.work.models.assignments import Event


class Why(TextChoices):
    """What kind of word it is."""

    URGED = "urged", "督查室催办"
    INSTRUCTED = "instructed", "领导批示"
    INSTRUCTION_ANSWERED = "instruction_answered", "批示答复"
    TO_ENDORSE = "to_endorse", "待审签"
    TAKEN_OVER = "taken_over", "改由他人经办"


class Subject(Protocol):
    """A row that is one unit's: an assignment, or a unit's part of a proposal."""

    pk: int
    department_id: int


@dataclass(frozen=True, slots=True)
class Word:
    """What is said about one row; the trigger says which saying it was, so that it is told once.

    `to` is whom it is for, where that is one person and not people of the row's unit. With `whole_unit` it is
    said of more than this row, and not for the one alone who has the row inside the unit. `settles` are the
    triggers of what had been said to that unit and is done by what the word tells of.
    """

    subject: Subject
    message: str
    trigger: str
    to: int | None = None
    whole_unit: bool = False
    settles: tuple[str, ...] = ()


def not_reached(units: Sequence[object]) -> str:
    """What a person should know before urging: in which units nobody can be told; empty where all can."""
    if not units:
        return ""
    names = "、".join(map(str, units[:5])) + (f"等{len(units)}个单位" if len(units) > 5 else "")
    return f"{names}没有可提醒的人员，催办后没有人收到；请先为其开通账号，或另行联系。"


@dataclass(frozen=True, slots=True)
class Told:
    """Whom it reached: so many people, and the short names of the units in which there is nobody to tell."""

    people: int = 0
    unreached: tuple[str, ...] = ()

    def in_words(self, rows: int) -> str:
        """What became of a 催办 of so many rows, in Chinese."""
        if not self.unreached:
            return f"已催办{rows}项，{self.people}人已在收件箱中收到。"
        count = len(self.unreached)
        names = "、".join(self.unreached[:5]) + (f"等{count}个单位" if count > 5 else "")
        wanting = f"{names}没有可提醒的人员，没有收到；请为其开通账号，或另行联系。"
        if not self.people:
            return f"催办{rows}项已记入办理记录，但没有人收到：{wanting}"
        return f"已催办{rows}项，{self.people}人已在收件箱中收到；但{wanting}"


Carrier = Callable[[Sequence[Word], Why, date], Told]
Listener = Callable[[Sequence[Event]], None]
Settler = Callable[[Subject, Sequence[str]], None]
_carriers: list[Carrier] = []
_listeners: list[Listener] = []
_settlers: list[Settler] = []


def carrier(carry: Carrier) -> Carrier:
    """Register a carrier: given the words, the reason and the day, it returns whom it told."""
    _carriers.append(carry)
    return carry


def listener(hear: Listener) -> Listener:
    """Register who hears of every line of a timeline; those written together come together."""
    _listeners.append(hear)
    return hear


def settler(settle: Settler) -> Settler:
    """Register who hears that what was told of a row's unit by these triggers has been done."""
    _settlers.append(settle)
    return settle


def settled(subject: Subject, triggers: Sequence[str]) -> None:
    """Say that what was told the subject's unit by these triggers has been done, or needs no doing."""
    for settle in _settlers:
        settle(subject, triggers)


def tell(words: Sequence[Word], why: Why, *, on: date) -> Told:
    """Tell the people whom the words are for, in the caller's transaction; returns whom it reached."""
    told = [carry(words, why, on) for carry in _carriers]
    for word in words:
        if word.settles:
            settled(word.subject, word.settles)
    return max(told, key=lambda t: t.people, default=Told())


def happened(events: Sequence[Event]) -> None:
    """Say that these lines have been written, in the caller's transaction."""
    for hear in _listeners:
        hear(events)
