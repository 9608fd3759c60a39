"""What one stage of the pipeline hands to the next."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from common.workdays import DaysOff
from extraction.documents.gazette import Part
from extraction.documents.head import Head
from extraction.duty.clauses import Clause
from extraction.model import Caution, Document, Kind, Lines, Span, Task, Unit
from extraction.outline.structure import Heading, Item
from extraction.outline.tables import Tables
from extraction.signs.rules import Aside
from extraction.text.healing import Paragraph


@dataclass(frozen=True, slots=True)
class Office:
    """What the caller knows beside the file; it adds doubts and days off, it never changes what is read."""

    names: Collection[str] | None = None  # of all units of the register; None where there is none
    days_off: DaysOff | None = None


@dataclass(slots=True)
class Opened:
    """After `documents`: one document with its head and what kind of paper it is."""

    part: Part
    head: Head
    kind: Kind
    marked: Lines | None = None  # where a person says that the policy stands; `head.body` begins there

    @property
    def stop(self) -> int:
        """The index of the first paragraph that is no more the policy's, as far as a person has said it."""
        last = self.marked.last if self.marked else None
        return len(self.part.paragraphs) if last is None else last + 1


@dataclass(slots=True)
class Outlined:
    """After `outline`: the items of a policy, the headings above them, the rows of its tables."""

    opened: Opened
    placed: list[tuple[Paragraph, int]]  # each paragraph with its offset in the document's text
    items: list[Item] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    tables: Tables = field(default_factory=Tables)
    cover: list[Item] = field(default_factory=list)  # the numbered orders of a notice that carries the policy
    cautions: list[Caution] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    end: int = 0  # the index of the paragraph where the body ends


class Stretch(NamedTuple):
    """A piece of text, where it begins in the document, and what precedes it in its sentence."""

    text: str
    start: int
    before: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date without a year is read by: the day of issue, and the year stated nearest before."""

    issued_on: datetime.date | None = None
    year: int | None = None


@dataclass(slots=True)
class Search:
    """Where the time limits of a task are to be looked for."""

    stretches: list[Stretch]
    cell: bool = False  # they say little else: a column of time limits, the time of a clause
    repeats: bool = False  # a date that the task has already is not said again
    binds: bool = True  # False: a cell that says something else, of which no time is a limit
    place: Span | None = None  # where the limits stand, where that is not where they are read


@dataclass(slots=True)
class Draft:
    """A task with its units, and where its time limits and its figures stand."""

    task: Task
    calendar: Calendar
    searches: list[Search] = field(default_factory=list)
    figures: list[Stretch] = field(default_factory=list)


class TableRow(NamedTuple):
    """A row of a table that became a measure: its place, the path of the measure, the units that it names."""

    span: Span
    name: str
    units: list[Unit]


@dataclass(slots=True)
class Assigned:
    """After `units`: the document with its measures, tasks and units, still without time limits."""

    document: Document
    told: Kind  # what kind the head tells; `document.kind` is OTHER too where no work was found
    named_year: int | None = None  # the year that a document without a day of issue names most
    drafts: list[Draft] = field(default_factory=list)
    clauses: list[tuple[Clause, str]] = field(default_factory=list)  # each with the path of its measure
    rows: list[TableRow] = field(default_factory=list)
    places: list[Span] = field(
        default_factory=list
    )  # what was read and has no place of its own in the document
    asides: list[Aside] = field(default_factory=list)
