"""What the tree of numbered items is made of: nodes, the stretches of their text, the tree as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extraction.duty.clauses import Clause
from extraction.model import Caution
from extraction.signs.labels import Label
from extraction.signs.rules import Aside


@dataclass(slots=True, eq=False)
class Piece:
    """A stretch of text of a node and where it begins in the document."""

    text: str
    start: int
    clauses: list[Clause] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Where it ends in the document."""
        return self.start + len(self.text)


@dataclass(slots=True, eq=False)
class Node:
    """A numbered item: its text in pieces, and clauses that stood on lines of their own after it."""

    label: Label | None
    start: int
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    events: list[Piece | Clause] = field(default_factory=list)
    trailing: bool = False  # text has come after the first paragraph
    end: int = 0
    clause_seen: bool = False  # what `has_clause` has found, so that it need not look again

    @property
    def rank(self) -> int:
        """How deep its numbering style stands; -1 for the root."""
        return -1 if self.label is None else self.label.rank

    @property
    def path(self) -> list[str]:
        """The labels from the top section down."""
        above = self.parent.path if self.parent is not None else []
        return [*above, self.label.printed] if self.label is not None else above

    @property
    def pieces(self) -> list[Piece]:
        """Its stretches of text, without the clauses on lines of their own."""
        return [event for event in self.events if isinstance(event, Piece)]

    @property
    def has_clause(self) -> bool:
        """Whether a clause of its own stands in it; what is said within a sentence does not count."""
        if not self.clause_seen:
            self.clause_seen = any(
                isinstance(e, Clause) or any(not clause.spoken for clause in e.clauses) for e in self.events
            )
        return self.clause_seen

    @property
    def clauses(self) -> list[Clause]:
        """Its clauses, within its text and on lines of their own, but none spoken in a sentence."""
        lines = [[e] if isinstance(e, Clause) else e.clauses for e in self.events]
        return [clause for line in lines for clause in line if not clause.spoken]

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Outline:
    """The tree under a root without a label, with what should be looked at."""

    root: Node
    cautions: list[Caution] = field(default_factory=list)
    end: int = 0  # how many of the paragraphs are the body
    asides: list[Aside] = field(default_factory=list)
