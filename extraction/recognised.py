"""What was read from images, at its place in the documents: how certain it is, and what to look at again.

A recogniser is most often right, so a document is not doubted word by word.  But where a character in a date,
a number or a name of a unit was read with little certainty (`ocr.page.WEAK`), that is a doubt at its place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from extraction.model import Caution, Deadline, Document, Kind, SeenImage, SeenLine, Span, Unit
from extraction.readers.source import Seen
from extraction.text.characters import plain

_WINDOW = 3000  # characters from the line before in which a line is looked for
_NEAR = 200  # the same for one of few characters, which stands in many places
_FEW = 4
_ENDS = 8
_LONG = 6  # characters: shorter lines say the same in several places
_SLACK = 20
_DIGIT = re.compile(r"\d")
_ALL = 0.9  # of the letters of a document: what is read beside so much from images is not worth a word


@dataclass(frozen=True, slots=True)
class Weak:
    """A stretch of a document's text that was not read with certainty."""

    span: Span
    certainty: float


@dataclass(slots=True)
class Share:
    """What of one document was read from images."""

    images: list[SeenImage]
    lines: list[SeenLine]
    weak: list[Weak]


def shares(seen: list[Seen], texts: list[str]) -> list[Share]:
    """For each of the texts of one file what of it was read from the images."""
    found = [Share([], [], []) for _ in texts]
    if not seen:
        return found
    whole = _Whole(texts)
    for image in seen:
        named: set[int] = set()
        whole.begin([plain(line.text).text for line in image.page.lines])
        for line in image.page.lines:
            place = whole.find(plain(line.text).text)
            if place is None:
                continue
            document, span, exact = place
            share = found[document]
            if document not in named:
                named.add(document)
                share.images.append(SeenImage(image.number, image.label, image.key))
            share.lines.append(SeenLine(span, image.number, line.box, line.certainty))
            if line.weak:
                stretches = [whole.within(start, end) for start, end in line.weak] if exact else [span]
                share.weak += [Weak(one, line.certainty) for one in stretches]
    return found


def tell_recognised(document: Document, share: Share) -> None:
    """Marks a document as read from images, its measures with their certainty, and doubts the weak places."""
    if not share.lines:
        return
    document.images, document.seen = share.images, share.lines
    covered = sum(line.span.end - line.span.start for line in share.lines)
    document.source = "ocr" if covered >= _ALL * len("".join(document.text.split())) else "mixed"
    document.certainty = _mean(share.lines)
    starts = [line.span.start for line in share.lines]
    for measure in document.measures:
        spans = [measure.span, *(task.span for task in measure.tasks)]
        lines = [line for span in spans if span for line in _over(span, share.lines, starts)]
        if lines:
            measure.certainty = _mean(lines)
    if document.kind is Kind.PROPOSAL_REPLY:
        return
    _doubt_units_and_dates(document, share.weak)
    where = _named(share.images)
    document.warnings.insert(0, Caution(f"{where}由图片识别，请对照原件核对"))
    _warn_of_numbers(document, share.weak)


def _doubt_units_and_dates(document: Document, weak: list[Weak]) -> None:
    tasks = [task for measure in document.measures for task in measure.tasks]
    units = [unit for task in tasks for unit in task.units]
    units += [unit for section in document.sections for unit in section.units] + document.inherited_units
    limits = [limit for task in tasks for limit in task.deadlines]
    found: list[Unit | Deadline] = [*units, *limits]
    for one in found:
        if one.span is None or one.doubt:
            continue
        touched = [w for w in weak if w.span.start < one.span.end and one.span.start < w.span.end]
        if touched:
            said = "".join(document.text[w.span.start : w.span.end] for w in touched)
            one.doubt = f"由图片识别，其中“{said[:20]}”字迹不清，请对照原件核对"


def _warn_of_numbers(document: Document, weak: list[Weak]) -> None:
    """Numbers that stand elsewhere: in the 文号, the day of issue, the figures of a task or a table."""
    text = document.text
    places = [w.span for w in weak if _DIGIT.search(text, w.span.start, w.span.end)]
    doubted = [
        limit.span
        for measure in document.measures
        for task in measure.tasks
        for limit in task.deadlines
        if limit.span and limit.doubt
    ]
    places = [p for p in places if not any(d.start <= p.start < d.end for d in doubted)]
    if places:
        said = "、".join(f"“{_around(text, place)}”" for place in places[:5])
        more = "等" if len(places) > 5 else ""
        message = f"由图片识别的文字中有{len(places)}处数字不清：{said}{more}，请对照原件核对"
        document.warnings.append(Caution(message, None, places))


def _around(text: str, place: Span) -> str:
    line = text[max(place.start - 6, text.rfind("\n", 0, place.start) + 1) : place.end + 6]
    return line.split("\n")[0].replace("\t", " ")


def _named(images: list[SeenImage]) -> str:
    """The images as they are said: 第1–3页、图片2."""
    pages = [image.number for image in images if image.label == f"第{image.number}页"]
    said = [f"第{_ranges(pages)}页"] if pages else []
    pictures = sum(image.label != f"第{image.number}页" for image in images)
    if [image.label for image in images] == ["图片"]:
        return "全文"
    if pictures:
        said.append(f"{pictures}张图片中的文字")
    return "和".join(said)


def _ranges(pages: list[int]) -> str:
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _mean(lines: list[SeenLine]) -> float:
    lengths = [line.span.end - line.span.start for line in lines]
    total = sum(n * line.certainty for n, line in zip(lengths, lines, strict=True))
    return round(total / max(sum(lengths), 1), 4)


def _over(span: Span, lines: list[SeenLine], starts: list[int]) -> Iterator[SeenLine]:
    """The lines that overlap a stretch of the text; they stand in its order."""
    for line in lines[max(bisect_left(starts, span.start) - 1, 0) : bisect_left(starts, span.end)]:
        if line.span.end > span.start:
            yield line


class _Whole:
    """The texts of one file without white space, in which lines are found one after the other."""

    def __init__(self, texts: list[str]) -> None:
        self._begins: list[int] = []
        pieces: list[str] = []
        self._places: list[int] = []
        for text in texts:
            self._begins.append(len(self._places))
            kept = [at for at, char in enumerate(text) if not char.isspace()]
            pieces.append("".join(text[at] for at in kept) + "\n")
            self._places += [*kept, len(text)]
        self._text = "".join(pieces)
        self._at = self._last = 0

    def begin(self, lines: list[str]) -> None:
        """An image begins, maybe far behind the last one: its first long line that is found says where."""
        before = 0
        for line in lines:
            said = "".join(line.split())
            at = self._text.find(said, self._at) if len(said) >= _LONG else -1
            if at >= 0:
                self._at = max(self._at, at - before - _SLACK)
                return
            before += len(said)

    def find(self, line: str) -> tuple[int, Span, bool] | None:
        """(document, place, whether it stands there as it was read) of the next line; None where it is gone.

        Running heads and page numbers are not; a line that was changed on the way is found by its ends.
        """
        said = "".join(line.split())
        if not said:
            return None
        until = self._at + (_NEAR if len(said) < _FEW else _WINDOW)
        at, end, exact = self._text.find(said, self._at, until + len(said)), 0, True
        if at >= 0:
            end = at + len(said)
        elif len(said) >= 2 * _ENDS:
            at = self._text.find(said[:_ENDS], self._at, until)
            last = self._text.find(said[-_ENDS:], at, at + len(said) + 20) if at >= 0 else -1
            end, exact = last + _ENDS, False
            if last < 0:
                return None
        else:
            return None
        self._last, self._at = at, end
        document = bisect_right(self._begins, at) - 1
        return document, Span(self._places[at], self._places[end - 1] + 1), exact

    def within(self, start: int, end: int) -> Span:
        """A stretch of the line that was found last."""
        first, last = self._last + start, min(self._last + end, self._at)
        return Span(self._places[first], self._places[max(last - 1, first)] + 1)
