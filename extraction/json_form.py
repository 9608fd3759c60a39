"""The typed result as the JSON that `extract` prints, and the JSON as the typed result again.

`from_json` also reads a ledger of facts, which leaves out texts, places and doubts: what is missing takes
the default of its type.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from extraction.model import (
    Account,
    Candidate,
    Caution,
    Comparator,
    Deadline,
    DeadlineKind,
    Document,
    Explained,
    Extraction,
    Firmness,
    Indicator,
    Kind,
    Measure,
    Person,
    Quantity,
    Role,
    Section,
    SeenImage,
    SeenLine,
    Span,
    Task,
    Unit,
    Unread,
)

_Row = TypeVar("_Row")


def to_json(extraction: Extraction, *, each: bool = False) -> dict[str, Any]:
    """The extraction as the JSON object that `manage.py extract` prints.

    A span becomes `[start, end]`; warnings become plain strings in `warnings`, with their places beside
    them in `warning_spans`; keys that speak of a 提案 stand only in a `proposal_reply`; `refused` stands
    where a file of an archive or a mail could not be read.
    """
    data: dict[str, Any] = {"documents": [_document(d, each=each) for d in extraction.documents]}
    if extraction.refused:
        data["refused"] = plain(extraction.refused)
    return data


def _document(document: Document, *, each: bool) -> dict[str, Any]:
    data: dict[str, Any] = plain(document)
    data["warnings"] = [w.message for w in document.warnings]
    data["warning_spans"] = [plain(w.places) if w.places else plain(w.span) for w in document.warnings]
    data["account"] = _account(document.account, each=each)
    for measure in data["measures"]:
        if measure["certainty"] is None:
            del measure["certainty"]
        else:
            measure["source"] = "ocr"
    if document.source == "text":
        for key in ("certainty", "images", "seen"):
            del data[key]
    if document.kind is not Kind.PROPOSAL_REPLY:
        for key in ("proposal_number", "proposer", "suggestions"):
            del data[key]
    return data


def _account(account: Account, *, each: bool) -> dict[str, Any]:
    """The sums of the account over all kinds of mark and for each, and where `each`, every mark."""
    kinds = account.counted()
    total: dict[str, Any] = {
        key: sum(counts[key] for counts in kinds.values()) for key in ("marks", "read", "set_aside", "doubts")
    }
    data: dict[str, Any] = {**total, "open": [], **kinds}
    if each:
        data["each"] = [
            {
                "kind": mark.kind,
                "span": plain(mark.span),
                "text": mark.text,
                "as": mark.how,
                "entry" if mark.how == "read" else "rule": mark.what,
            }
            for mark in account.marks
        ]
    return data


def plain(value: Any) -> Any:
    """A value of the typed result as JSON can hold it: a span becomes `[start, end]`."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def from_json(data: Mapping[str, Any]) -> Document:
    """One document of the JSON, or a ledger of facts, as the typed result."""
    warnings = data.get("warnings") or []
    spans = data.get("warning_spans") or [None] * len(warnings)
    return Document(
        kind=Kind(data.get("kind") or Kind.POLICY),
        title=data["title"],
        number=data.get("number") or "",
        issuer=data.get("issuer") or "",
        issued_on=data.get("issued_on") or "",
        text=data.get("text") or "",
        inherited_units=_each(_unit, data, "inherited_units"),
        first_unit_leads=bool(data.get("first_unit_leads")),
        sections=_each(_section, data, "sections"),
        measures=_each(_measure, data, "measures"),
        indicators=_each(_indicator, data, "indicators"),
        proposal_number=data.get("proposal_number") or "",
        proposer=data.get("proposer") or "",
        suggestions=list(data.get("suggestions") or []),
        unread=_each(_unread, data, "unread"),
        source=data.get("source") or "text",
        certainty=data.get("certainty"),
        images=[SeenImage(row["number"], row["label"], row["key"]) for row in data.get("images") or []],
        seen=_each(_seen, data, "seen"),
        warnings=[_caution(message, span) for message, span in zip(warnings, spans, strict=True)],
        account=Account(_each(_explained, data.get("account") or {}, "each")),
    )


def _each(read: Callable[[Mapping[str, Any]], _Row], data: Mapping[str, Any], key: str) -> list[_Row]:
    return [read(row) for row in data.get(key) or []]


def _caution(message: str, said: Any) -> Caution:
    if said and isinstance(said[0], list):
        return Caution(message, None, [Span(*one) for one in said])
    return Caution(message, _span(said))


def _explained(row: Mapping[str, Any]) -> Explained:
    what = row["entry"] if row["as"] == "read" else row["rule"]
    return Explained(row["kind"], _span(row["span"]), row["text"], row["as"], what)


def _unread(row: Mapping[str, Any]) -> Unread:
    pages = list(row.get("pages") or [])
    text, doubt = row.get("text") or "", row.get("doubt") or ""
    return Unread(row["what"], text, row.get("page"), pages, _span(row.get("span")), doubt)


def _seen(row: Mapping[str, Any]) -> SeenLine:
    left, top, right, bottom = row["box"]
    return SeenLine(Span(*row["span"]), row["image"], (left, top, right, bottom), row["certainty"])


def _span(said: list[int] | None) -> Span | None:
    return Span(*said) if said else None


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(row["name"], Role(row["role"]), _span(row.get("span")), row.get("doubt") or "")


def _section(row: Mapping[str, Any]) -> Section:
    units = _each(_unit, row, "units")
    return Section(
        list(row["path"]), row.get("title") or "", row.get("text") or "", units, _span(row.get("span"))
    )


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(
        path=list(row["path"]),
        title=row.get("title"),
        text=row.get("text") or "",
        tasks=_each(_task, row, "tasks"),
        span=_span(row.get("span")),
        doubt=row.get("doubt") or "",
        certainty=row.get("certainty"),
    )


def _task(row: Mapping[str, Any]) -> Task:
    return Task(
        text=row.get("text") or "",
        units=_each(_unit, row, "units"),
        deadlines=_each(_deadline, row, "deadlines"),
        frequency=row.get("frequency") or "",
        cycle=row.get("cycle") or "",
        standing=row.get("standing") or "",
        targets=_each(_candidate, row, "targets"),
        span=_span(row.get("span")),
        persons=_each(_person, row, "persons"),
        extra=dict(row.get("extra") or {}),
    )


def _person(row: Mapping[str, Any]) -> Person:
    title, phone, kind = (row.get(key) or "" for key in ("title", "phone", "kind"))
    return Person(row["name"], title, phone, kind, _span(row.get("span")))


def _deadline(row: Mapping[str, Any]) -> Deadline:
    return Deadline(
        phrase=row["phrase"],
        date=row["date"] or "",
        kind=DeadlineKind(row["kind"]),
        firmness=Firmness(row["firmness"]),
        span=_span(row.get("span")),
        reason=row.get("reason") or "",
        doubt=row.get("doubt") or "",
    )


def _candidate(row: Mapping[str, Any]) -> Candidate:
    said = row["quantity"]
    quantity = Quantity(
        printed=said["printed"],
        comparator=Comparator(said["comparator"]),
        number=Decimal(said["number"]),
        unit=said["unit"],
        upper=Decimal(said["upper"]) if said["upper"] is not None else None,
        change=said["change"],
        base_year=said["base_year"],
        strives=said["strives"],
    )
    return Candidate(row["name"], quantity, Span(*row["span"]))


def _indicator(row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        name=row["name"],
        base_year=row.get("base_year"),
        base=row.get("base"),
        target_year=row.get("target_year"),
        target=row.get("target"),
        attribute=row.get("attribute"),
        span=_span(row.get("span")),
    )
