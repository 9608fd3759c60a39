"""The shape of what extraction yields: plain data, no Django.

One source file gives an `Extraction` with one or more `Document`s.  Everything that a person may want
to look at again carries a `Span`: half-open character offsets into `Document.text`, the healed text of
that document (page furniture gone, lines broken by the page joined), so that a clause torn apart by a
page break is one piece.  `json_form` holds its JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class ExtractionError(Exception):
    """A file that cannot be read; the message is one Chinese line that says what to do."""


class SecretError(ExtractionError):
    """A paper that bears a mark of secrecy: nothing of it may be kept anywhere, its name neither."""


class Kind(StrEnum):
    """What kind of document it is; only a policy orders work."""

    POLICY = "policy"
    PROPOSAL_REPLY = "proposal_reply"
    OTHER = "other"


class Role(StrEnum):
    """What a responsibility clause asks of a unit, in the words that are printed."""

    LEAD = "牵头"
    SUPPORT = "配合"
    RESPONSIBLE = "负责"
    OVERSEE = "督导"  # who oversees or appraises, where the paper says so: it reports nothing


class DeadlineKind(StrEnum):
    """`RECURRING` has a day in each period but no date; `VALIDITY` is how long a policy runs."""

    DUE = "due"
    RECURRING = "recurring"
    VALIDITY = "validity"


class Firmness(StrEnum):
    """`STRIVE` where 力争 or 争取 governs the limit: it warns, but is never late."""

    MUST = "must"
    STRIVE = "strive"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open offsets into `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a text, counted from 0 with the `last` one included; None: to the end of the text."""

    first: int
    last: int | None = None


class Comparator(StrEnum):
    """How a reported value is held against the number."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    MORE = ">"
    LESS = "<"
    EQUAL = "="
    ABOUT = "≈"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed value: `number` in `unit`, or up to `upper` where a range is printed.

    `change` is 增长 or 下降 where the number is a change; `base_year` the year it is against, None where
    none is printed.  `strives` where 力争 or 争取 stands before it.
    """

    printed: str
    comparator: Comparator
    number: Decimal
    unit: str = ""
    upper: Decimal | None = None
    change: str = ""
    base_year: int | None = None
    strives: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A target inside a sentence, offered to a person as an indicator: `name` and its `quantity`."""

    name: str
    quantity: Quantity
    span: Span


@dataclass(slots=True)
class Unit:
    """A unit of a responsibility clause, as printed without white space."""

    name: str
    role: Role
    span: Span | None = None
    doubt: str = ""  # why a person should look at it, in Chinese; empty when certain


@dataclass(slots=True)
class Deadline:
    """A time limit: `date` is the last day in time (ISO), empty when there is none to compute."""

    phrase: str
    date: str
    kind: DeadlineKind = DeadlineKind.DUE
    firmness: Firmness = Firmness.MUST
    span: Span | None = None
    reason: str = ""  # why this year, in Chinese
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person named beside a unit: `kind` is 责任人, 责任领导, 联系人 or what else is printed."""

    name: str
    title: str = ""
    phone: str = ""
    kind: str = ""
    span: Span | None = None


@dataclass(slots=True)
class Task:
    """What one responsibility clause orders."""

    text: str
    units: list[Unit] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    frequency: str = ""  # 按月, 每季度 …: a proposal for the reporting cycle, as printed
    cycle: str = ""  # the same and the recurring days as a rule of RFC 5545; "" where there is none
    standing: str = ""  # 长期坚持, 持续推进: what a column of time limits says of work without an end
    targets: list[Candidate] = field(default_factory=list)  # figures in its sentences, as proposals
    span: Span | None = None
    persons: list[Person] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)  # what known columns of a table do not hold


@dataclass(slots=True)
class Measure:
    """The smallest numbered item that orders work; `path` holds its labels from the top section down."""

    path: list[str]
    title: str | None
    text: str
    tasks: list[Task] = field(default_factory=list)
    span: Span | None = None
    doubt: str = ""
    certainty: float | None = None  # from 0 to 1 where its text was read from an image


@dataclass(slots=True)
class Section:
    """A heading above numbered items; `units` are those of a clause of its own, mostly none."""

    path: list[str]
    title: str
    text: str = ""
    units: list[Unit] = field(default_factory=list)
    span: Span | None = None


@dataclass(slots=True)
class Indicator:
    """A row of a 主要指标 table, values as printed; None for a column that the table lacks."""

    name: str
    base_year: int | None = None
    base: str | None = None
    target_year: int | None = None
    target: str | None = None
    attribute: str | None = None
    span: Span | None = None


@dataclass(slots=True)
class Caution:
    """Something a person should look at, in Chinese, with its place where it has one."""

    message: str
    span: Span | None = None
    places: list[Span] = field(default_factory=list)  # where it speaks of several
    # The kind of the open marks of the account for which it stands; like the account it is not read back.
    marks: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Unread:
    """What of the file was not read: hidden or struck text, a footnote, pictures; its words where known.

    `page` is the first of its `pages`; `span` is the text that it stands behind.
    """

    what: str
    text: str = ""
    page: int | None = None
    pages: list[int] = field(default_factory=list)
    span: Span | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class SeenImage:
    """An image of which text was read: its number in the file, its name, its key among kept pages."""

    number: int
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line read from an image: its place in the text, the number of the image and its place on that.

    `box` is left, top, right and bottom in shares of the sides of the image as it was set upright.
    """

    span: Span
    image: int
    box: tuple[float, float, float, float]
    certainty: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A mark of the text with what became of it: `how` is read, set_aside or doubt.

    `what` names the entry that it became (the path of a measure), the rule, or what to look at.
    """

    kind: str
    span: Span | None
    text: str
    how: str
    what: str


@dataclass(slots=True)
class Account:
    """Every mark of a document, each with what became of it."""

    marks: list[Explained] = field(default_factory=list)
    reading: str = ""  # what another reading takes to be so, where the usual one explained too little

    def counted(self) -> dict[str, dict[str, int]]:
        """How many marks of each kind there are, and what became of them."""
        kinds: dict[str, dict[str, int]] = {}
        for mark in self.marks:
            counts = kinds.setdefault(mark.kind, {"marks": 0, "read": 0, "set_aside": 0, "doubts": 0})
            counts["marks"] += 1
            counts["doubts" if mark.how == "doubt" else mark.how] += 1
        return kinds


@dataclass(slots=True)
class Document:
    """One issued document."""

    kind: Kind
    title: str
    number: str = ""
    issuer: str = ""
    issued_on: str = ""  # ISO date, empty when unknown
    text: str = ""
    inherited_units: list[Unit] = field(default_factory=list)
    first_unit_leads: bool = False  # the document says 列第一位的为牵头单位
    sections: list[Section] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    proposal_number: str = ""
    proposer: str = ""
    suggestions: list[str] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    account: Account = field(default_factory=Account)
    source: str = "text"  # ocr where it was read from images, mixed where a part of it was
    certainty: float | None = None  # of what was read from images
    images: list[SeenImage] = field(default_factory=list)
    seen: list[SeenLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file within an archive or a mail that could not be read: where it lies there, and why."""

    place: str
    reason: str


@dataclass(slots=True)
class Extraction:
    """All documents of one source file; of an archive or a mail also what in it could not be read."""

    documents: list[Document] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
