"""From a file to what it orders: the stages in their order, each with what it takes and what it gives.

    stage        takes → gives                   why there
    readers      bytes → text                    the kind of a file is known by its bytes
    text         text → paragraphs               every later rule reads whole paragraphs
    documents    paragraphs → Opened             a gazette holds several; the head says what kind each is
    outline      Opened → Outlined               an item ends where the next of its rank begins
    units        Outlined → Assigned             a clause belongs to an item; it parts the item into tasks
    deadlines    Assigned → Assigned             a date is of a task; its year may be that of the head
    indicators   Assigned → Document             only what is no task's date may be a target
    account      Document → Document             it asks what all the others explained

`signs` (numerals, labels, names of units, words of duty) is known to every stage and knows none, `duty`
(clauses of responsibility) to the stages from `outline` on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from common.workdays import DaysOff
from extraction.account.step import account
from extraction.deadlines.step import date
from extraction.documents.secrecy import REFUSED, is_mark, refuse_secret
from extraction.documents.step import open_documents, open_marked
from extraction.indicators.step import measure_targets
from extraction.model import (
    Caution,
    Document,
    Extraction,
    ExtractionError,
    Lines,
    Refused,
    SecretError,
    Unread,
)
from extraction.omissions import Placed, placed, warn_of
from extraction.outline.step import outline
from extraction.progress import tell
from extraction.readers.containers.opening import is_container, members, refuse_unopened
from extraction.readers.dispatch import MAX_CHARACTERS, load_bytes, read_source, shown
from extraction.readers.source import Omission, Source
from extraction.readings import explained, explains_little, other_readings
from extraction.recognised import shares, tell_recognised
from extraction.signs.labels import read_label
from extraction.states import Assigned, Office, Opened, Outlined
from extraction.text.healing import Paragraph, heal
from extraction.text.twice import once
from extraction.units.step import assign

_STAGES = 5
_HEAD = 4000  # characters in which the head of a file ends, whatever it is


def extract_path(
    path: Path | str,
    *,
    names: Collection[str] | None = None,
    days_off: DaysOff | None = None,
    lines: Lines | None = None,
) -> Extraction:
    """The documents of a file; raises ExtractionError with one Chinese line."""
    source = Path(path)
    return extract_bytes(load_bytes(source), name=source.name, names=names, days_off=days_off, lines=lines)


def extract_bytes(
    data: bytes,
    *,
    name: str,
    names: Collection[str] | None = None,
    days_off: DaysOff | None = None,
    lines: Lines | None = None,
) -> Extraction:
    """The documents in the bytes of a file called `name`; raises as `extract_path` does.

    An archive or a mail yields the documents of all its files, and says which of them could not be read.
    """
    office = Office(names, days_off)
    if is_container(data, name=name):
        if lines is not None:
            raise ExtractionError(f"“{shown(name)}”含有多份文件，请解开后单独标出正文。")
        return _extract_members(data, name, office)
    refuse_unopened(data, name=name)
    return _extract(read_source(data, name=name), name, office, lines)


def extract_text(
    text: str,
    name: str = "",
    *,
    names: Collection[str] | None = None,
    days_off: DaysOff | None = None,
    lines: Lines | None = None,
) -> Extraction:
    """The documents of a text; raises ExtractionError when there is nothing in it or far too much.

    `names` are those of the register of units: a unit that is not among them gets a doubt.  `days_off` are
    an office's own days off and days of work, by which working days are counted.  `lines` says where the
    policy stands in the text as it comes out: then the text is one document, and a policy.
    """
    return _extract(Source(text), name, Office(names, days_off), lines)


def read_again(
    text: str,
    lines: Lines,
    *,
    unread: Sequence[Unread] = (),
    names: Collection[str] | None = None,
    days_off: DaysOff | None = None,
) -> Document:
    """A document read anew from its own `text`, its policy where `lines` says; the text stays as it is.

    `unread` is what was not read of its file.  Raises ExtractionError where `lines` are not in the text.
    """
    paragraphs = [
        Paragraph(line, line, "\t" in line, None if "\t" in line else read_label(line))
        for line in text.split("\n")
    ]
    return _marked(paragraphs, lines, Office(names, days_off), list(unread))


def _extract_members(data: bytes, name: str, office: Office) -> Extraction:
    found = Extraction()
    for member in members(data, name=name):
        try:
            if member.data is None:
                raise ExtractionError(member.reason)
            found.documents += extract_bytes(
                member.data, name=member.name, names=office.names, days_off=office.days_off
            ).documents
        except ExtractionError as error:
            found.refused.append(Refused(member.place, str(error)))
    if not found.documents:
        raise nothing_within(name, found.refused)
    return found


def nothing_within(name: str, refused: list[Refused]) -> ExtractionError:
    """The error for an archive or a mail of which no file could be read."""
    why = f"：{refused[0].place}，{refused[0].reason}" if refused else "，其中没有文件"
    said = f"“{shown(name)}”中没有可以读取的文件{why}"
    return ExtractionError(said if said.endswith("。") else f"{said}。")


def _extract(source: Source, name: str, office: Office, lines: Lines | None) -> Extraction:
    text = source.text if source.seen else once(source.text)
    if len(text) < len(source.text):
        source.unread.append(Omission("全文的第二遍", told="原文把全文重复了一遍，只读了第一遍"))
    of = f"“{name}”" if name else ""
    if len(text) > MAX_CHARACTERS:
        raise ExtractionError(f"文字{of}过多，请拆分后再导入。")
    paragraphs: list[Paragraph] = heal(text)
    if not paragraphs:
        raise ExtractionError(f"文字{of}为空，请换一份有内容的文件。")
    refuse_secret(text[:_HEAD].splitlines())
    opened: list[Opened] = [] if lines is not None else open_documents(paragraphs)
    for one in opened:
        refuse_secret(paragraph.raw for paragraph in one.part.paragraphs[:30])
    if any(is_mark(one.text) for one in source.unread):  # in what stands at the head of each page
        raise SecretError(REFUSED)
    texts = ["\n".join(p.text for p in one.part.paragraphs) for one in opened]
    left = placed(source.unread, texts or ["\n".join(p.text for p in paragraphs)])
    if lines is not None:
        documents = [_marked(paragraphs, lines, office, _unread(left[0]))]
    else:
        documents = [
            _document(one, office, _unread(share), _Place(number, len(opened)))
            for number, (one, share) in enumerate(zip(opened, left, strict=True), start=1)
        ]
    for document, share in zip(documents, left, strict=True):
        warn_of(document, share)
    for document, seen in zip(documents, shares(source.seen, [d.text for d in documents]), strict=True):
        tell_recognised(document, seen)
    return Extraction(documents)


def _unread(share: list[Placed]) -> list[Unread]:
    return [one.unread for one in share]


def _marked(paragraphs: list[Paragraph], lines: Lines, office: Office, unread: list[Unread]) -> Document:
    last = len(paragraphs) - 1 if lines.last is None else lines.last
    if not 0 <= lines.first <= last < len(paragraphs):
        raise ExtractionError(f"所标的正文不在文中，全文共{len(paragraphs)}行，请重新标出。")
    return _read(open_marked(paragraphs, lines), office, unread, _Place(1, 1))


class _Place(NamedTuple):
    """Which of the documents of a file is read."""

    number: int
    total: int

    def tell(self, stage: int) -> None:
        """Say which of its stages begins."""
        words = f"正在拆解第{self.number}份文件，共{self.total}份" if self.total > 1 else "正在拆解"
        tell(words, (self.number - 1) * _STAGES + stage, self.total * _STAGES)


def _document(opened: Opened, office: Office, unread: list[Unread], place: _Place) -> Document:
    """The reading of one document, or another where that explains much more of it."""
    document = _read(opened, office, unread, place)
    if not explains_little(document, opened.kind):
        return document
    best, why = document, ""
    for told, other in other_readings(opened):
        tried = _read(other, office, unread, place)
        if tried.measures and explained(tried) > explained(best):
            best, why = tried, told
    if why:
        best.account.reading = why
        best.warnings.insert(0, Caution(f"按通常的读法有许多内容读不到，已改按另一种读法（{why}），请核对"))
    return best


def _read(opened: Opened, office: Office, unread: list[Unread], place: _Place) -> Document:
    place.tell(0)
    outlined: Outlined = outline(opened)
    place.tell(1)
    assigned: Assigned = assign(outlined, office)
    place.tell(2)
    dated: Assigned = date(assigned, office)
    place.tell(3)
    document: Document = measure_targets(dated)
    document.unread = unread
    place.tell(4)
    return account(document, outlined, dated, office)
