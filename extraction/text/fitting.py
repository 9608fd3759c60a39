"""Lines of one row of a table laid into its columns, in order, so that what the cells say fits best."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from extraction.model import Role
from extraction.signs.labels import read_label
from extraction.signs.unit_names import looks_like_unit, split_units
from extraction.text.columns import TIME_CELL

_UNITS = ("lead", "support", "duty", "oversee")
_WORDS = ("task", "measure")
_TIMES = ("deadline", "stage", "start")
_NONE = re.compile(r"[-—－–/／\\无]{1,4}")
_NO_NAMES = re.compile(r"[。！？：“《\d]|^人民政府")
_SENTENCE = re.compile(r"[，。；：]")
_PLACE = re.compile(r"[省市县区州旗盟镇乡国各有相中全驻本]")
_NAME_BEGINS = re.compile(r"[省市县区州各有国中]")
_PHONE = re.compile(r"[\d\-—（()）、\s]{7,30}")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[、，\s][\u4e00-\u9fff]{2,4}){0,3}")
_SIGNS = "、，,；;"
_LONGEST_NAME = 60
_NEVER = -1e9
_FEW = 4  # lines that tell how wide a column is


@dataclass(slots=True)
class _Cell:
    """A cell as its lines come: what it says, and of a list of names how good those before the last are."""

    kind: str
    lines: list[str] = field(default_factory=list)
    text: str = ""
    name: str = ""  # the last name so far
    depth: int = 0  # brackets open in it
    score: float = 0.0  # of the names before it

    def add(self, line: str) -> None:
        """One line more."""
        self.lines.append(line)
        more = (_comma(self.name, line) if self.kind in _UNITS else "") or _blank(self.text, line)
        more += line
        self.text += more
        for char in more:
            if char in _SIGNS and self.depth == 0:
                self.score += _name(self.name) if self.name else 0.0
                self.name = ""
            else:
                self.depth = max(0, self.depth + (char in "（(〔") - (char in "）)〕"))
                self.name += char

    def fits(self, *, fresh: bool, torn: bool) -> float:
        """How well what it says makes up one cell of its column."""
        text = self.text
        if self.kind in _UNITS:
            return 2.5 if _NONE.fullmatch(text) else self._names(torn=torn)
        if _NONE.fullmatch(text):
            return 0.5 if self.kind in _WORDS else 2.5
        if self.kind in _TIMES:
            return 3.0 if TIME_CELL.fullmatch(text) else -3.0
        if self.kind == "phone":
            return 3.0 if _PHONE.fullmatch(text) else -3.0
        if self.kind == "person":
            return 1.5 if _PERSON.fullmatch(text) and not looks_like_unit(text) else -2.0
        if self.kind in _WORDS:
            return _words(text, self.lines[-1], fresh=fresh, torn=torn)
        return -0.5 if TIME_CELL.fullmatch(text) or looks_like_unit(text[-_LONGEST_NAME:]) else 0.2

    def _names(self, *, torn: bool) -> float:
        if self.name == "":
            return self.score - (0.0 if torn else 2.0)  # it ends with a comma
        if torn and len(self.name) <= 8 and _PLACE.match(self.name):
            return self.score + max(0.0, _name(self.name))
        return self.score + _name(self.name)


def joined(lines: list[str], kind: str) -> str:
    """The lines of a cell put together; whole names of units below each other are parted by 、."""
    cell = _Cell(kind)
    for line in lines:
        cell.add(line)
    return cell.text


def _comma(last: str, line: str) -> str:
    """The comma that lacks where a line that ends with the whole name `last` is followed by another name."""
    first = re.split("[、，,；;]", line[:_LONGEST_NAME], maxsplit=1)[0]
    named = 3 <= len(last) <= _LONGEST_NAME and looks_like_unit(last) and not _NO_NAMES.search(last)
    begins = _NAME_BEGINS.match(first) is not None and len(first) >= 3
    return "、" if named and begins and (looks_like_unit(first) or first[0] == last[0]) else ""


def _blank(text: str, line: str) -> str:
    """The blank that a line break between Latin words or numbers stands for."""
    latin = text[-1:].isascii() and text[-1:].isalnum() and line[:1].isascii() and line[:1].isalnum()
    return " " if latin else ""


@lru_cache(maxsize=8192)
def _name(text: str) -> float:
    """How well a text makes up a name of a unit, or several that 和 joins."""
    if len(text) > _LONGEST_NAME or _NO_NAMES.search(text):
        return -4.0
    score = 0.0
    for unit in split_units(text, Role.RESPONSIBLE):
        whole = (len(unit.name) >= 3 or unit.name[0] == "各") and not unit.doubt
        if whole and _PLACE.match(unit.name):
            score += 1.3
        else:
            score += 1.0 if whole and (len(unit.name) >= 4 or unit.name[-1] in "市县区州旗") else -2.5
    return score


def _words(text: str, last: str, *, fresh: bool, torn: bool) -> float:
    """How well a text, whose last line is `last`, makes up what is to be done."""
    score = 0.0
    ended = text[-1] in "。；;"
    headed = not ended and len(text) <= 40 and "。" not in text and read_label(text) is not None
    if ended or headed:
        score += 1.5
    elif not torn:
        score -= 0.3
    if text[0] in "，、。；）”》":
        score -= 2.0
    if not ended and looks_like_unit(last.rstrip(_SIGNS)) and _NAME_BEGINS.match(last):
        score -= 1.5
    return score - (0.8 if fresh and not headed else 0.0)


def _is_name(text: str) -> bool:
    """Whether a text may name a kind of work: a whole name and no sentence."""
    return not _SENTENCE.search(text) and text.count("“") == text.count("”")


def fit(
    pieces: list[str],
    kinds: list[str],
    before: list[list[str]],
    widths: list[int],
    *,
    torn: bool = False,
    open_ended: bool = False,
) -> list[list[str]]:
    """The pieces by column.

    `before` holds what the cells have already, `widths` how wide the columns are, 0 where that is not known;
    `torn`: they go on behind the page; `open_ended`: what fits nowhere at the end is no part of the row.
    """
    count, columns = len(pieces), len(kinds)
    first = not any(before)
    # best[c][j]: the best sum for the first j pieces where the last of them lies in column c
    best = [[_NEVER] * (count + 1) for _ in range(columns)]
    came = [[(0, -1)] * (count + 1) for _ in range(columns)]
    for c, kind in enumerate(kinds):
        beside = kind in (*_WORDS, "aside") and c + 1 < columns and kinds[c + 1] in _WORDS
        for i in range(count):
            way, source = _arrival(best, kinds, c, i, first=first)
            if way <= _NEVER:
                continue
            cell = _Cell(kind)
            for line in before[c]:
                cell.add(line)
            fresh = not before[c]
            way -= 0.0 if fresh else cell.fits(fresh=False, torn=False)
            widest = 0
            for j in range(i + 1, count + 1):
                cell.add(pieces[j - 1])
                way -= _unlike(pieces[j - 1], widths[c])
                way -= _short(pieces[j - 2], widths[c]) if j > i + 1 else 0.0
                score = way + cell.fits(fresh=fresh, torn=torn)
                if beside:  # the cell beside that of the work is narrower than the line below it
                    widest = max(widest, len(pieces[j - 1]))
                    narrow = j < count and widest + 2 <= len(pieces[j])
                    score += 1.5 if narrow and (kind in _WORDS or _is_name(cell.text)) else -1.5
                if score > best[c][j]:
                    best[c][j], came[c][j] = score, (i, source)
    ways = [
        (best[c][j] - _empty(kinds, c, columns, first=first), j, c)
        for j in (range(1, count + 1) if open_ended else [count])
        for c in range(columns)
    ]
    _, j, c = max(ways, default=(0.0, 0, 0))
    found: list[list[str]] = [[] for _ in kinds]
    while j > 0 and c >= 0:
        i, source = came[c][j]
        found[c] = pieces[i:j]
        c, j = source, i
    return found


def _arrival(best: list[list[float]], kinds: list[str], c: int, i: int, *, first: bool) -> tuple[float, int]:
    """The best sum for the first `i` pieces in columns before `c`, and the last of those columns."""
    if i == 0:
        return -_empty(kinds, -1, c, first=first), -1
    ways = [(best[b][i] - _empty(kinds, b, c, first=first), b) for b in range(c)]
    return max(ways, default=(_NEVER, -1))


def _empty(kinds: list[str], before: int, after: int, *, first: bool) -> float:
    """What it costs that the columns between two stay empty; nothing where a further page goes on."""
    if not first:
        return 0.0
    costs = {"lead": 2.5, "duty": 2.5, "support": 1.5, "measure": 1.0, "task": 1.0, "deadline": 1.0}
    return sum(costs.get(kind, 0.5) for kind in kinds[before + 1 : after])


def width_of(cells: list[list[str]]) -> int:
    """How wide a column is, by the lines that are followed by another in their cell; 0 where too few are."""
    lengths = sorted(len(line.rstrip(_SIGNS)) for cell in cells for line in cell[:-1])
    return lengths[len(lengths) // 2] if len(lengths) >= _FEW else 0


def _unlike(line: str, width: int) -> float:
    """What it costs that a line is wider than its column."""
    return 1.5 if width and len(line.rstrip(_SIGNS)) > width + 1 else 0.0


def _short(line: str, width: int) -> float:
    """What it costs that a line ends before its column is full, and another follows."""
    return 0.6 if width and len(line) < width - 1 else 0.0
