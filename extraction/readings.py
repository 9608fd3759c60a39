"""Other readings of a document, tried where much stays unexplained: the one that explains most wins.

Each is a different answer to one question that the text does not settle: where the policy begins, whether its
lines were joined or lost.  That a choice was made is itself something to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extraction.documents.gazette import DATE, Part
from extraction.model import Document, Kind
from extraction.signs.labels import read_label
from extraction.states import Opened
from extraction.text.healing import Paragraph
from extraction.text.unfolding import unfold

_WEIGHTS = {"duty": 2.0, "unit": 1.0, "time": 1.0, "label": 0.2, "cell": 0.2}
_ANNEXES = re.compile(r"附件?[：:]?")
_MANY = 3  # open words of duty


def explains_little(document: Document, told: Kind) -> bool:
    """Whether so much of a policy stays open that another reading may be the right one."""
    if told is not Kind.POLICY:
        return False
    duty = document.account.counted().get("duty", {"read": 0, "doubts": 0})
    lost = duty["doubts"] >= _MANY and duty["doubts"] > duty["read"]
    return lost or (not document.measures and _says_something(document))


def _says_something(document: Document) -> bool:
    return any(mark.kind in ("duty", "label", "cell") for mark in document.account.marks)


def explained(document: Document) -> float:
    """How much of a document a reading explains: what was read, less what stands open."""
    counts = document.account.counted()
    return sum(
        weight * (counts[kind]["read"] - counts[kind]["doubts"])
        for kind, weight in _WEIGHTS.items()
        if kind in counts
    )


def other_readings(opened: Opened) -> Iterator[tuple[str, Opened]]:
    """The other readings, each with what it takes to be so, in Chinese."""
    paragraphs, head = opened.part.paragraphs, opened.head
    end = next((i for i, p in enumerate(paragraphs) if _ANNEXES.fullmatch(p.text)), len(paragraphs))
    numbered = (i for i, p in enumerate(paragraphs[:end]) if p.label is not None and p.label.number == 1)
    first = next(numbered, None)
    if first is not None and first != head.body:
        yield "正文从第一个编号处开始", replace(opened, head=replace(head, body=first, attached=False))
    signed = next((i for i, p in enumerate(paragraphs[:-1]) if DATE.fullmatch(p.text)), None)
    if signed is not None and signed + 1 > head.body:
        body = signed + 1
        yield (
            "正文从落款之后开始",
            replace(opened, head=replace(head, body=body, cover=head.body, attached=True)),
        )
    cut, begins = _unfolded(paragraphs, head.body)
    if len(cut) > len(paragraphs):
        told = opened.part
        part = Part(cut, told.title, told.number, told.other, told.above)
        yield "原文没有分段，按编号断开", replace(opened, part=part, head=replace(head, body=begins))


def _unfolded(paragraphs: list[Paragraph], body: int) -> tuple[list[Paragraph], int]:
    """The paragraphs with those that hold several items cut before each, and where the body then begins."""
    cut: list[Paragraph] = []
    begins = 0
    for index, paragraph in enumerate(paragraphs):
        if index == body:
            begins = len(cut)
        pieces = [paragraph.text] if paragraph.table else unfold(paragraph.text)
        if len(pieces) == 1:
            cut.append(paragraph)
        else:
            cut += [Paragraph(piece, piece, label=read_label(piece)) for piece in pieces]
    return cut, begins
