"""What goes with the mail of the morning as a file: a registry for the features above (see `hooks.py`)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from departments.models.users import User


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Enclosing:
    """One kind of file: what it is called in a subject, who gets it on a day, and how it is made."""

    label: str
    wanted_by: Callable[[date], Collection[int]]  # ids of users
    make: Callable[[User, date], Enclosure]


ENCLOSINGS: list[Enclosing] = []


def enclosing(
    label: str, wanted_by: Callable[[date], Collection[int]], make: Callable[[User, date], Enclosure]
) -> None:
    """Have a file go with the mail of each morning to those who want it."""
    ENCLOSINGS.append(Enclosing(label, wanted_by, make))
