"""What of a file was not read, at its place in the documents, and said to a person where it may matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extraction.model import Caution, Document, Kind, Span, Unread
from extraction.readers.source import Omission
from extraction.text.characters import plain

_MATTERS = re.compile(r"牵头|负责|配合|责任单位|\d月|年底|月底|日前")
_TAIL = 24  # characters of a line by which its place is found
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """An omission, and the stretch of a document's text that it stands behind."""

    omission: Omission
    span: Span | None = None

    @property
    def unread(self) -> Unread:
        """As the document keeps it."""
        one = self.omission
        doubt = "没有读入，请对照原件核对" if one.told or _MATTERS.search(one.text) else ""
        first = one.pages[0] if one.pages else None
        return Unread(one.what, one.text, first, list(one.pages), self.span, doubt)


def placed(omissions: Iterable[Omission], texts: list[str]) -> list[list[Placed]]:
    """For each of the texts of one file what was left out of it; what has no known place belongs to all."""
    found: list[list[Placed]] = [[] for _ in texts]
    squeezed = [_Squeezed(text) for text in texts] if omissions else []
    last = (0, 0)
    for omission in omissions:
        place = _place(omission.after, squeezed, last)
        if place is None:
            for share in found:
                share.append(Placed(omission))
            continue
        document, start, end = place
        last = (document, start)
        found[document].append(Placed(omission, squeezed[document].span(start, end)))
    return found


class _Squeezed:
    """A text without white space, with the way back to the places of its characters."""

    def __init__(self, text: str) -> None:
        self.places = [at for at, char in enumerate(text) if not char.isspace()]
        self.text = "".join(text.split())

    def span(self, start: int, end: int) -> Span:
        return Span(self.places[start], self.places[end - 1] + 1)


def _place(after: str, texts: list[_Squeezed], last: tuple[int, int]) -> tuple[int, int, int] | None:
    """(document, start, end) of the last line before an omission that stands in a text; what is left out
    later stands later, so of several places the first from `last` on is meant.
    """
    for line in reversed(plain(after).text.split("\n")):
        words = "".join(line.split())[-_TAIL:]
        if len(words) < _SHORTEST:
            continue
        order = [*range(last[0], len(texts)), *range(last[0])]
        for document in order:
            at = texts[document].text.find(words, last[1] if document == last[0] else 0)
            if at >= 0:
                return document, at, at + len(words)
        at = texts[last[0]].text.find(words)
        if at >= 0:
            return last[0], at, at + len(words)
    return None


def warn_of(document: Document, share: list[Placed]) -> None:
    """Warns of what was left out: all that matters of one kind at once, and a duty or a date in the rest."""
    if document.kind is Kind.PROPOSAL_REPLY:
        return
    kinds: dict[str, list[Placed]] = {}
    for one in share:
        if one.omission.told:
            kinds.setdefault(one.omission.told, []).append(one)
        elif _MATTERS.search(one.omission.text):
            said = f"{one.omission.what}未读入，其中有责任或时限：“{one.omission.text[:60]}”，请核对"
            document.warnings.append(Caution(said, one.span))
    for told, alike in kinds.items():
        pages = sorted({page for one in alike for page in one.omission.pages})
        words = "；".join(one.omission.text for one in alike if one.omission.text)
        message = told.format(count=len(alike), pages=ranges(pages))
        if words:
            message += f"：“{words[:60]}{'…' if len(words) > 60 else ''}”"
        spans = [one.span for one in alike if one.span]
        document.warnings.append(Caution(f"{message}，请对照原件核对", None, spans))


def ranges(pages: list[int]) -> str:
    """Pages as they are said: 3、5–7."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
