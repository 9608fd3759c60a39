"""The shape of what extraction yields: plain data, no Django.

One source file gives an `Extraction` with one or more `Document`s.  Everything that a person may want
to look at again carries a `Span`: half-open character offsets into `Document.text`, the healed text of
that document (page furniture gone, lines broken by the page joined), so that a clause torn apart by a
page break is one piece.  `to_json` gives the JSON that `manage.py extract` prints.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extraction.quantities import Candidate


class ExtractionError(Exception):
    """A file that cannot be read; the message is one Chinese line that says what to do."""


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


@dataclass(slots=True)
class Task:
    """What one responsibility clause orders."""

    text: str
    units: list[Unit] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    frequency: str = ""  # 按月, 每季度 …: a proposal for the reporting cycle
    standing: str = ""  # 长期坚持, 持续推进: what a column of time limits says of work without an end
    targets: list[Candidate] = field(default_factory=list)  # figures in its sentences, as proposals
    span: Span | None = None


@dataclass(slots=True)
class Measure:
    """The smallest numbered item that orders work; `path` holds its labels from the top section down."""

    path: list[str]
    title: str | None
    text: str
    tasks: list[Task] = field(default_factory=list)
    span: Span | None = None
    doubt: str = ""


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


@dataclass(slots=True)
class Extraction:
    """All documents of one source file."""

    documents: list[Document] = field(default_factory=list)


def to_json(extraction: Extraction) -> dict[str, Any]:
    """The extraction as the JSON object that `manage.py extract` prints.

    A span becomes `[start, end]`; warnings become plain strings in `warnings`, with their places beside
    them in `warning_spans`; keys that speak of a 提案 stand only in a `proposal_reply`.
    """
    return {"documents": [_document(d) for d in extraction.documents]}


def _document(document: Document) -> dict[str, Any]:
    data: dict[str, Any] = _plain(document)
    data["warnings"] = [w.message for w in document.warnings]
    data["warning_spans"] = [_plain(w.span) for w in document.warnings]
    if document.kind is not Kind.PROPOSAL_REPLY:
        for key in ("proposal_number", "proposer", "suggestions"):
            del data[key]
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value
