"""Tables whose cells stand one below the other and are torn over lines and pages, as a page's text is copied.

    序号 / 任务 / 责任单位 / 1 / 推进电子证照 / 共享。 / 市政务服 / 务办 / 2 …

The head may stand on one line (序号 领域 任务 责任单位), and the number on that of the first cell.  Which
lines make up which cell is told by what they say once they are put together: names that are whole, sentences
that end.  A page may tear a row and repeat the head: its cells go on behind it, in their order.
Each row becomes one line with tabs between its cells.  Where each cell has lines of its own nothing is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from extraction.signs.labels import read_label
from extraction.signs.unit_names import looks_like_unit
from extraction.text.columns import column_of, head_of
from extraction.text.fitting import fit, joined, width_of

_HEADS = ("序号", "编号", "项号", "序")
_LONGEST_HEAD = 14  # lines
_LONGEST_ROW = 60
_LONGEST_LINE = 120
_WIDEST = 9  # columns
_NUMBERED = re.compile(r"(\d{1,3})[.．、]?(?:[ \u3000]+(?=[\u4e00-\u9fff“《])(.+))?")
_ENDS = re.compile(r"附[件表]|备注|注[：:]|抄送|[（(](?:此件|联系)|(?:19|20)\d\d年\d{1,2}月\d{1,2}日$")
_GLUED = re.compile(
    r"(?<=[。；])(?=[省市县区州各有国][^。；，]{1,14}$)|(?<![A-Za-z0-9. \u3000])[ \u3000]+(?=[\u4e00-\u9fff])"
)
_HALVES = ("单位", "部门", "时限", "号")  # of a head: each may be one of its own, too
_UNITS = ("lead", "support", "duty", "oversee")
_LINES = 1.5  # a row, at least, where lines are torn


@dataclass(slots=True)
class _Row:
    """A row: its number, and its lines as the pages part them."""

    number: str
    blocks: list[list[str]] = field(default_factory=lambda: [[]])
    group: str = ""  # the line above it that only names a part of the table

    def count(self) -> int:
        """How many lines it has."""
        return sum(len(block) for block in self.blocks)


@dataclass(slots=True)
class _Found:
    """A table: its heads and rows, the line behind it, and whether a page tore it."""

    heads: list[str]
    rows: list[_Row]
    end: int
    torn: bool


def rebuilt_stacked(lines: list[str], is_furniture: Callable[[str], bool]) -> list[str]:
    """The lines, each row of such a table on one of them with tabs between its cells."""
    found: list[str] = []
    at = 0
    while at < len(lines):
        table = _table(lines, at, is_furniture) if lines[at].strip().startswith(_HEADS) else None
        rows = _rows(table) if table is not None else []
        if table is None or not rows:
            found.append(lines[at])
            at += 1
        else:
            found += ["\t".join(table.heads), *rows]
            at = table.end
    return found


def _table(lines: list[str], at: int, is_furniture: Callable[[str], bool]) -> _Found | None:
    """The table whose head begins at a line; None where none begins."""
    head = _head(lines, at)
    if head is None:
        return None
    printed, heads, at = head
    rows: list[_Row] = []
    end, torn = at, False
    above = ""  # the line before the first row that names a part of the table
    while at < len(lines):
        line = lines[at].strip()
        again = _repeats(lines, at, printed)
        if again or is_furniture(line):
            torn = torn or again > 0
            if rows and rows[-1].blocks[-1]:
                rows[-1].blocks.append([])
            at += max(again, 1)
            continue
        at += 1
        if not line:
            continue
        number = _NUMBERED.fullmatch(line)
        if number and not number[2] and rows and _repeats(lines, _filled(lines, at), printed):
            continue  # the number of a page
        if number and int(number[1]) == len(rows) + 1:
            rows.append(_Row(number[1], [[number[2]] if number[2] else []], _group(rows) or above))
            above = ""
        elif not rows and _names_part(line):
            above = line
        elif not rows or rows[-1].count() >= _LONGEST_ROW or _ends(line):
            break
        else:
            rows[-1].blocks[-1].append(line)
        end = at
    if len(rows) < 2 or (len(printed) == 1 and sum(row.count() for row in rows) < _LINES * len(rows)):
        return None
    return _Found(heads, rows, end, torn)


def _head(lines: list[str], at: int) -> tuple[list[str], list[str], int] | None:
    """The lines of the head that begins here, the heads that they make up, and the first line below."""
    pieces = lines[at].split()
    if len(pieces) > 1:
        kinds = head_of(pieces) if "\t" not in lines[at] and len(pieces) <= _WIDEST else []
        return (["".join(pieces)], pieces, at + 1) if any(kind in _UNITS for kind in kinds) else None
    printed: list[str] = []
    for index in range(at, min(at + 2 * _LONGEST_HEAD, len(lines))):
        text = lines[index].strip()
        if not text:
            continue
        number = _NUMBERED.fullmatch(text)
        if number and number[1] in ("1", "01") and len(printed) >= 3:
            heads = _whole_heads(printed)
            kinds = head_of(heads) if len(heads) <= _WIDEST else []
            return (printed, heads, index) if any(kind in _UNITS for kind in kinds) else None
        if len(text) > 16 or "\t" in text or len(printed) == _LONGEST_HEAD:
            return None
        printed.append("".join(text.split()))
    return None


def _whole_heads(printed: list[str]) -> list[str]:
    """The heads, those that are torn over two lines put together (序 / 号, 牵头 / 单位)."""
    heads: list[str] = []
    for text in printed:
        both = heads[-1] + text if heads else ""
        torn = text in _HALVES or not (heads and column_of(heads[-1]) and column_of(text))
        if torn and both and column_of(both) and not heads[-1].endswith(_HALVES):
            heads[-1] = both
        else:
            heads.append(text)
    return heads


def _filled(lines: list[str], at: int) -> int:
    """The first line from `at` on that is not empty."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _repeats(lines: list[str], at: int, printed: list[str]) -> int:
    """How many lines from `at` on say the head again; 0 where they do not."""
    if at >= len(lines) or "".join(lines[at].split()) != printed[0]:
        return 0
    index = at
    for text in printed:
        index = _filled(lines, index)
        if index >= len(lines) or "".join(lines[index].split()) != text:
            return 0
        index += 1
    return index - at


def _ends(line: str) -> bool:
    return len(line) > _LONGEST_LINE or "\t" in line or _ENDS.match(line) is not None


def _group(rows: list[_Row]) -> str:
    """Takes the line that names the part of the table below it from the end of the last row."""
    block = next((block for block in reversed(rows[-1].blocks) if block), []) if rows else []
    return block.pop() if block and rows[-1].count() > 1 and _names_part(block[-1]) else ""


def _names_part(line: str) -> bool:
    """Whether a line only names the part of the table below it (一、加快…)."""
    label = read_label(line)
    return label is not None and label.rank <= 3 and len(line) <= 40 and line[-1] not in "。；"


def _rows(table: _Found) -> list[str]:
    """The rows as lines with tabs; nothing where no cell is torn, so that the lines may stay as they are."""
    kinds = [column_of(head) for head in table.heads[1:]]
    widths = [0] * len(kinds)
    rows: list[list[list[str]]] = []
    for _ in range(2):  # how wide the columns are is known once the rows have been read
        rows = [_cells(row, kinds, widths, last=row is table.rows[-1]) for row in table.rows]
        widths = [
            width_of([cells[c] for cells in rows]) if kind in _UNITS else 0 for c, kind in enumerate(kinds)
        ]
    units = [c for c, kind in enumerate(kinds) if kind in _UNITS]
    if not table.torn and not any(_is_torn(cells[c]) for cells in rows for c in units):
        return []
    table.end -= (
        len(_pieces(table.rows[-1].blocks[-1])) - sum(map(len, rows[-1]))
        if len(table.rows[-1].blocks) == 1
        else 0
    )
    texts: list[str] = []
    for row, cells in zip(table.rows, rows, strict=True):
        texts += [row.group] if row.group else []
        texts.append("\t".join([row.number, *map(joined, cells, kinds)]))
    return texts


def _is_torn(cell: list[str]) -> bool:
    """Whether a name in a cell goes on over a line."""
    return any(
        line[-1] not in "、，,；;" and not looks_like_unit(line.rstrip("、，,；;")) for line in cell[:-1]
    )


def _cells(row: _Row, kinds: list[str], widths: list[int], *, last: bool) -> list[list[str]]:
    """The lines of a row by column; those of a further page go on with the cells before, in their order."""
    cells: list[list[str]] = [[] for _ in kinds]
    blocks = [block for block in row.blocks if block]
    for at, block in enumerate(blocks):
        torn = at + 1 < len(blocks)
        more = fit(_pieces(block), kinds, cells, widths, torn=torn, open_ended=last and not torn)
        for cell, lines in zip(cells, more, strict=True):
            cell += lines
    return cells


def _pieces(block: list[str]) -> list[str]:
    """The lines, parted where two cells of one line each share a line."""
    return [piece for line in block for piece in _GLUED.split(line) if piece]
