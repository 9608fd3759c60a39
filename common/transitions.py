"""The engine of transitions: which role may do what with an object, and from which state.

A feature writes its table down and says how a user stands to an object. Services refuse by it; pages and
the API offer by it. What further depends on the object's rows is checked by the service.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from django.db.models import TextChoices

from common.errors import NotAllowed, ServiceError

T = TypeVar("T", bound=TextChoices)  # the transition
R = TypeVar("R", bound=TextChoices)  # the role
S = TypeVar("S", bound=TextChoices)  # the state
Actor = TypeVar("Actor")
Subject = TypeVar("Subject")


class Row(NamedTuple, Generic[R, S]):
    """One row of a table: these roles, from these states."""

    roles: frozenset[R]
    states: frozenset[S]


def row(roles: Set[R], states: Set[S]) -> Row[R, S]:
    """A row of these roles and these states."""
    return Row(frozenset(roles), frozenset(states))


@dataclass(frozen=True, slots=True)
class Transitions(Generic[T, R, S, Actor, Subject]):
    """A table and how to ask it.

    `None` as actor is the program itself (a command on the server): it has every role, and no state is
    waived for it.
    """

    table: Mapping[T, Row[R, S]]
    roles_of: Callable[[Actor, Subject], Set[R]]
    state_of: Callable[[Subject], S]
    named: Callable[[Subject], str]  # in the refusal of a role, which anybody may read
    shown: Callable[[Subject], str]  # in the refusal of a state

    def for_role(self, transition: T, actor: Actor | None, subject: Subject) -> bool:
        """Whether the actor has one of the transition's roles."""
        return actor is None or bool(self.roles_of(actor, subject) & self.table[transition].roles)

    def from_state(self, transition: T, subject: Subject) -> bool:
        """Whether the transition begins at the subject's state."""
        return self.state_of(subject) in self.table[transition].states

    def allowed(self, actor: Actor, subject: Subject) -> list[T]:
        """What to offer the actor, in the order of the table."""
        roles, state = self.roles_of(actor, subject), self.state_of(subject)
        return [t for t, row in self.table.items() if roles & row.roles and state in row.states]

    def require(self, transition: T, subject: Subject, actor: Actor | None) -> None:
        """Raise `NotAllowed` for the wrong role, `ServiceError` for the wrong state."""
        self.require_role(transition, subject, actor)
        self.require_state(transition, subject)

    def require_role(self, transition: T, subject: Subject, actor: Actor | None) -> None:
        """The first half of `require`."""
        if not self.for_role(transition, actor, subject):
            wanted = self.table[transition].roles
            names = "、".join(str(r.label) for r in type(next(iter(wanted))) if r in wanted)
            raise NotAllowed(
                "transition_not_allowed",
                f"您不能对{self.named(subject)}{transition.label}，须由{names}办理。",
            )

    def require_state(self, transition: T, subject: Subject) -> None:
        """The second half of `require`."""
        if not self.from_state(transition, subject):
            state = self.state_of(subject).label
            raise ServiceError(
                "status_wrong", f"{self.shown(subject)}当前为“{state}”，不能{transition.label}。"
            )
