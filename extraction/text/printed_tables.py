"""Tables as pages print them: columns that only blanks part, cells of several lines, numbers in the middle.

A program that keeps the look of a page (pdftotext -layout and its like) puts the number of a row beside the
middle line of its cells, so that lines above the number belong to its row, too.  Each row becomes one line
with tabs between its cells, before anything else looks at the lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from statistics import median_low

from extraction.signs.labels import read_label
from extraction.text.columns import column_of, head_of

_PIECE = re.compile(r"[^ \u00a0\u3000]+(?: [^ \u00a0\u3000]+)*")
_NUMBER = re.compile(r"(\d{1,3})[.．、]?")
_GROUP = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.]?")
_LONGEST_HEAD = 5  # lines
_BLANKS = 3  # empty lines that end a table
_ENDS = "。；.;"
_LONE_BLANK = re.compile(r"(?<=[^\x00-\x7f])[ \u00a0](?=[^\x00-\x7f])")
_SLACK = 6  # signs by which a cell in the middle of its column may begin beside the others
_WAYS = 16  # readings of a block that are followed further


@dataclass(slots=True)
class _Piece:
    """Words without a gap between them, and where on their line they stand."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Row:
    """A line of the table: its pieces, and by column their words."""

    pieces: list[_Piece]
    number: int | None = None
    group: bool = False
    cells: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Block:
    """Lines that stand together on one page below one head, or one row that names a group."""

    columns: list[_Piece]
    rows: list[_Row] = field(default_factory=list)


def rebuilt(lines: list[str], is_furniture: Callable[[str], bool]) -> list[str]:
    """The lines, each row of such a table on one of them with tabs between its cells.

    `is_furniture` knows the lines that are the page's dress: they stand within a table and end none.
    """
    found: list[str] = []
    at = 0
    while at < len(lines):
        table = _table(lines, at, is_furniture)
        if table is None:
            found.append(lines[at])
            at += 1
        else:
            rows, at = table
            found += rows
    return found


def _pieces(line: str) -> list[_Piece]:
    return [_Piece(m.start(), m.end(), m.group()) for m in _PIECE.finditer(line)]


def _table(lines: list[str], at: int, is_furniture: Callable[[str], bool]) -> tuple[list[str], int] | None:
    """The rows of the table whose head begins at a line, and the line behind it; None where none begins."""
    head = _head(lines, at)
    if head is None:
        return None
    names = [column.text for column in head[0]]
    blocks, places = _blocks(lines, head, is_furniture)
    for block in blocks:
        _assign(block)
    rows, used = _assembled(blocks)
    torn = any(not row.group and row.number is None for block in blocks for row in block.rows)
    if not torn or sum(row.number is not None for row in rows) < 2:
        return None  # each row is a line of its own: there is nothing to put together
    texts = ["\t".join(names)]
    texts += ["\t".join(row.cells.get(column, "") for column in range(len(names))) for row in rows]
    return texts, places[used - 1] + 1


def _blocks(
    lines: list[str], head: tuple[list[_Piece], int], is_furniture: Callable[[str], bool]
) -> tuple[list[_Block], list[int]]:
    """The table's lines in blocks, and for each of them in order its place among all lines."""
    columns, at = head
    names = [column.text for column in columns]
    blocks = [_Block(columns)]
    places: list[int] = []
    count = empty = 0
    while at < len(lines) and empty <= _BLANKS:
        line = lines[at]
        at += 1
        if not line.strip():
            empty += 1
            continue
        empty = 0
        again = _head(lines, at - 1)
        if again is not None and [column.text for column in again[0]] == names:
            columns, at = again
            blocks.append(_Block(columns))
            continue
        pieces = _pieces(line)
        counts_on = pieces[0].text == str(count + 1) and pieces[0].start < columns[0].end
        if not counts_on and is_furniture(line.strip()):
            blocks.append(_Block(columns))
            continue
        row = _row(pieces, columns, count)
        if row is None:
            break
        places.append(at - 1)
        if row.group:
            blocks += [_Block(columns, [row]), _Block(columns)]
            count = 0
        else:
            blocks[-1].rows.append(row)
            count = row.number or count
    return [block for block in blocks if block.rows], places


def _head(lines: list[str], at: int) -> tuple[list[_Piece], int] | None:
    """The columns of a head of one line or several that begins here, and the line after it."""
    columns: list[_Piece] = []
    best: tuple[list[_Piece], int] | None = None
    used = 0
    for index in range(at, min(at + 3 * _LONGEST_HEAD, len(lines))):
        pieces = _pieces(lines[index])
        if not pieces:
            if index == at:
                return None
            continue
        used += 1
        if used > _LONGEST_HEAD or any(len(p.text) > 16 or p.text[0].isdigit() for p in pieces):
            break
        if len(columns) == 1 and not column_of(columns[0].text) and not _under(columns[0], pieces):
            return None  # a title above the head
        columns = _merged(columns, pieces)
        if head_of([column.text for column in columns]):
            best = (columns, index + 1)
        elif best is not None:
            break
    return best


def _merged(columns: Sequence[_Piece], pieces: list[_Piece]) -> list[_Piece]:
    """The columns with the pieces of a further line, each below what it stands under."""
    merged = [_Piece(c.start, c.end, c.text) for c in columns]
    for piece in pieces:
        above = _under(piece, merged)
        if above is None:
            merged.append(piece)
        else:
            above.text += piece.text
            above.start, above.end = min(above.start, piece.start), max(above.end, piece.end)
    return sorted(merged, key=lambda column: column.start)


def _under(piece: _Piece, others: list[_Piece]) -> _Piece | None:
    """The first of the others that stands above or below a piece."""
    return next((c for c in others if c.start < piece.end and piece.start < c.end), None)


def _row(pieces: list[_Piece], columns: list[_Piece], count: int) -> _Row | None:
    """The line as a part of the table; None where it is no part of it."""
    first = pieces[0]
    if first.start >= columns[0].end:
        alone = len(pieces) == 1 and read_label(first.text) is not None
        return None if alone or len(pieces) >= len(columns) else _Row(pieces)
    if len(pieces) > len(columns):
        return None
    if _GROUP.fullmatch(first.text):
        return _Row(pieces, group=True) if len(pieces) == 2 else None
    numbered = _NUMBER.fullmatch(first.text)
    if numbered is None or int(numbered.group(1)) not in (count + 1, 1):
        return None
    return _Row(pieces, int(numbered.group(1)))


def _assign(block: _Block) -> None:
    """Says of each piece of a block in which column it stands: by the head, then by how the block stands."""
    columns = block.columns
    for row in block.rows:
        row.cells = _placed(row, columns)
    learned = []
    begins: set[int] = set()  # where cells of the further columns begin
    for at, column in enumerate(columns):
        mine = [row.pieces[list(row.cells).index(at)] for row in block.rows if at in row.cells]
        learned.append(
            _Piece(median_low(p.start for p in mine), median_low(p.end for p in mine), column.text)
            if mine
            else column
        )
        begins.update(piece.start for piece in mine if at > 1)
    for row in block.rows:
        row.pieces = [part for piece in row.pieces for part in _parted(piece, begins)]
        row.cells = _placed(row, learned)


def _parted(piece: _Piece, begins: set[int]) -> list[_Piece]:
    """A piece cut at a lone blank between Chinese signs where a column begins: the cell before is full."""
    for blank in _LONE_BLANK.finditer(piece.text):
        at = piece.start + blank.end()
        if any(abs(begin - at) <= _SLACK for begin in begins):
            first = _Piece(piece.start, at - 1, piece.text[: blank.start()])
            return [first, *_parted(_Piece(at, piece.end, piece.text[blank.end() :]), begins)]
    return [piece]


def _placed(row: _Row, columns: list[_Piece]) -> dict[int, str]:
    """The words of a line by column: each piece right of the one before, all as near as can be."""
    fixed = row.number is not None or row.group
    pieces = row.pieces[1:] if fixed else row.pieces
    ways = combinations(range(1, len(columns)), len(pieces))
    best = min(ways, key=lambda way: sum(_distance(p, columns[c]) for p, c in zip(pieces, way, strict=True)))
    cells = {0: row.pieces[0].text} if fixed else {}
    return cells | {column: piece.text for column, piece in zip(best, pieces, strict=True)}


def _distance(piece: _Piece, column: _Piece) -> float:
    """How far a piece stands from a column; a little less than nothing where they overlap."""
    apart = max(column.start - piece.end, piece.start - column.end)
    return apart if apart >= 0 else apart / 1000


def _assembled(blocks: list[_Block]) -> tuple[list[_Row], int]:
    """The rows of the table, and how many of its lines belong to them."""
    found: list[_Row] = []
    used = 0
    first: list[_Row] | None = None  # the rows below a head or a group: no page tore them from others
    for block in blocks:
        rows = block.rows
        used += len(rows)
        if rows[0].group:
            found += rows
            first = None
            continue
        first = first or rows
        numbers = [index for index, row in enumerate(rows) if row.number is not None]
        if not numbers:
            if found:
                _join(found[-1], rows)
            continue
        torn = bool(found) and rows is not first and not _is_ended(found[-1])
        bounds = _bounds(rows, numbers, _tallest(rows), torn=torn)
        if bounds[0] > 0 and found:
            _join(found[-1], rows[: bounds[0]])
        found += [_together(rows[start:end]) for start, end in pairwise(bounds)]
        if block is blocks[-1]:
            used -= len(rows) - bounds[-1]
        elif bounds[-1] < len(rows):
            _join(found[-1], rows[bounds[-1] :])
    return found, used


def _tallest(block: list[_Row]) -> int:
    """The column that most lines have: its lines tell where a row begins and ends."""
    counts: dict[int, int] = {}
    for line in block:
        for column in line.cells:
            if column:
                counts[column] = counts.get(column, 0) + 1
    return max(counts, key=lambda column: counts[column], default=1)


def _bounds(block: list[_Row], numbers: list[int], main: int, *, torn: bool) -> list[int]:
    """Where the rows begin and, at the end, where the last one ends: by the middle or by the top.

    Where a page tore a row (`torn`), the first lines of the block are its rest.
    """
    starts = range(1, numbers[0] + 1) if torn and numbers[0] else [0]
    ways = _by_middle(block, numbers, main, starts)
    if numbers[0] == 0 or not ways:
        ways.append([*numbers, len(block)])
    return max(ways, key=lambda bounds: _ended(block, bounds))


def _by_middle(block: list[_Row], numbers: list[int], main: int, starts: Sequence[int]) -> list[list[int]]:
    """The rows' bounds where each number stands beside the middle of its row, in every way that there is.

    The number may share its line with the words just below the middle, so that as many lines stand below
    it as above or one less.
    """
    ways = [[start] for start in starts]
    for place, number in enumerate(numbers):
        following = numbers[place + 1] if place + 1 < len(numbers) else len(block)
        after = [index for index in range(number + 1, following) if main in block[index].cells]
        shared = main in block[number].cells
        ways = [
            [*way, bound]
            for way in ways
            for bound in _ends(block, way[-1], number, after, following, main, shared)
        ]
        ways = sorted(ways, key=lambda way: -_ended(block, way))[:_WAYS]
    return ways


def _ends(
    block: list[_Row], start: int, number: int, after: list[int], following: int, main: int, shared: bool
) -> list[int]:
    """Where a row that begins at `start` may end: as many lines below its number as above, or one less."""
    before = sum(main in line.cells for line in block[start:number])
    found = []
    for below in (before, before - 1) if shared and before else (before,):
        if below > len(after):
            continue
        last = after[below - 1] + 1 if below else number + 1
        coming = after[below] if below < len(after) else following
        bound = last
        while bound < coming and _belongs(block, start, bound, number, following):
            bound += 1
        found.append(bound)
    return found


def _belongs(block: list[_Row], start: int, at: int, number: int, following: int) -> bool:
    """Whether a line between two rows goes on with the upper one, whose number is at `number`.

    A cell has as many lines below the number as above, a list that ends with a comma goes on; what
    nothing tells belongs to the nearer number.
    """
    if following == len(block):
        return True
    for column in block[at].cells:
        mine = [index for index in range(start, at) if column in block[index].cells]
        if not mine:
            continue
        if block[mine[-1]].cells[column][-1] in "、，":
            return True
        above = sum(index < number for index in mine)
        return len(mine) < 2 * above and number not in mine
    return at - number <= following - at


def _ended(block: list[_Row], bounds: list[int]) -> int:
    """How many rows end as sentences do, with what is left of the row before them."""
    wordy = _wordy(block)
    ended = 0
    for start, end in pairwise([0, *bounds] if bounds[0] else bounds):
        texts = [line.cells[wordy] for line in block[start:end] if wordy in line.cells]
        ended += bool(texts) and texts[-1][-1] in _ENDS
    return ended


def _is_ended(row: _Row) -> bool:
    return row.group or row.cells.get(_wordy([row]), "")[-1:] in _ENDS


def _wordy(rows: list[_Row]) -> int:
    """The column that holds most words."""
    lengths: dict[int, int] = {}
    for row in rows:
        for column, text in row.cells.items():
            lengths[column] = lengths.get(column, 0) + len(text)
    return max(lengths, key=lambda column: lengths[column])


def _together(lines: list[_Row]) -> _Row:
    row = _Row([], next(line.number for line in lines if line.number is not None))
    _join(row, lines)
    return row


def _join(row: _Row, lines: list[_Row]) -> None:
    """Adds the words of further lines to a row, column by column."""
    for line in lines:
        for column, text in line.cells.items():
            before = row.cells.get(column, "")
            blank = " " if before[-1:].isascii() and before[-1:].isalnum() and text[0].isascii() else ""
            row.cells[column] = f"{before}{blank}{text}"
