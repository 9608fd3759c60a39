"""Rows of a 主要指标 table, values as printed.

A table reaches us as lines of cells parted by tabs, bars or spaces, or as one cell a line; its rows may be
torn by lines and pages, its head printed again on each page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extraction.indicators.columns import ATTRIBUTE, Column, Head, is_second_row, read_head, two_rows
from extraction.indicators.rows import Row, is_note, looks_like_value, read_row
from extraction.model import Indicator, Span

_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}[章节条]|专栏|附件|图\d"
)
_RULE = re.compile(r"[\s|:：+\-—─=]*$")
_FURNITURE = re.compile(r"[\s\-—–·.]*\d{1,4}[\s\-—–·.]*$|[（(]?续表[)）]?\s*\d*$|单位：")
_SPLIT_YEAR = re.compile(r"(20\d\d)\s+年")
_JUNK_LIMIT = 4
_LONGEST_PIECE = 40
_HEAD_LINES = 8


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank, with its half-open place in the text."""

    text: str
    start: int
    end: int


def read_indicators(text: str, *, offset: int = 0) -> list[Indicator]:
    """The indicators of the tables in `text`, the healed text of one document, in order.

    `offset` is added to the spans, each of which covers the row.  Tables without a target column (those of
    a statistics communiqué) give nothing.
    """
    lines = [
        _Line(m.group().rstrip(), offset + m.start(), offset + m.start() + len(m.group().rstrip()))
        for m in re.finditer(r"[^\n]+", text)
        if m.group().strip()
    ]
    found: list[Indicator] = []
    at = 0
    while at < len(lines):
        head, after = _head_at(lines, at)
        if head is not None:
            at = _read_lines(head, lines, after, found)
            continue
        column_head = _head_down(lines, at)
        if column_head is not None:
            at = _read_down(column_head[0], lines, column_head[1], found)
            continue
        at += 1
    return found


def _head_at(lines: list[_Line], at: int) -> tuple[Head | None, int]:
    """The head that begins with the line at `at`, in one row or in two, and the place after it."""
    top = _squeezed(_cells(lines[at].text))
    below = _squeezed(_cells(lines[at + 1].text)) if at + 1 < len(lines) else []
    below += [""] * (len(top) - len(below))  # blank cells at the end of a line are lost with its end
    if len(top) == len(below) > 2 and is_second_row(top, below):
        head = read_head(two_rows(top, below))
        if head is not None:
            return head, at + 2
    return read_head(top), at + 1


def _cells(line: str) -> list[str]:
    """The cells of a line: parted by tabs or bars, else by white space."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if line.count("|") > 1:
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    line = _SPLIT_YEAR.sub(r"\1年", line.strip())
    return re.split(r" {2,}|　+", line) if re.search(r" {2,}|　", line) else line.split(" ")


def _squeezed(cells: list[str]) -> list[str]:
    return ["".join(cell.split()) for cell in cells]


def _read_lines(head: Head, lines: list[_Line], at: int, found: list[Indicator]) -> int:
    """Read rows of one line each from `at`; the place of the first line after the table."""
    pending: list[str] = []
    started = 0
    junk = 0
    while at < len(lines):
        line = lines[at]
        cells = _cells(line.text)
        ruled = "\t" in line.text or line.text.count("|") > 1
        if _RULE.match(line.text) or _FURNITURE.match(line.text.strip()):
            at += 1
            continue
        again, after = _head_at(lines, at)
        if again is not None:
            head, pending, junk = again, [], 0
            at = after
            continue
        if not ruled and _ends_table(line.text):
            if not _rows_follow(head, lines, at + 1):
                break
            pending = []
            at += 1
            continue
        row = None if _goes_on(head, pending, cells) else read_row(head, cells)
        if row is None and pending:
            row = read_row(head, _joined(pending, cells))
        if row is not None:
            start = started if pending and row.name not in cells else line.start
            found.append(_indicator(head, row, start, line.end))
            pending, junk = [], 0
        elif found and not pending and _is_tail(head, found[-1], cells):
            _add_tail(found[-1], cells, line.end)
        elif any(is_note(cell) for cell in cells if cell):
            pending, junk = [], 0
        else:
            started = started if pending else line.start
            pending = _joined(pending, cells) if pending else cells
            junk += 1
            if junk > _JUNK_LIMIT:
                break
        at += 1
    return at


def _rows_follow(head: Head, lines: list[_Line], at: int) -> bool:
    """Whether what looks like a heading only parts groups of rows (一、健康水平): a ruled row comes next."""
    if at >= len(lines) or ("\t" not in lines[at].text and lines[at].text.count("|") < 2):
        return False
    return read_row(head, _cells(lines[at].text)) is not None


def _goes_on(head: Head, pending: list[str], cells: list[str]) -> bool:
    """Whether `cells` must be the rest of `pending`: that one has a 序号 and these have none."""
    if Column.NUMBERING not in head.columns or not pending:
        return False
    first = next((cell for cell in cells if cell), "")
    return pending[0].rstrip("．.、").isdigit() and not first.rstrip("．.、").isdigit()


def _joined(pending: list[str], cells: list[str]) -> list[str]:
    """Two lines of one row: the name goes on in the first cell of the second, its values follow."""
    kept = [cell for cell in pending if cell]
    rest = [cell for cell in cells if cell]
    if not kept or not rest:
        return kept + rest
    if looks_like_value(rest[0]) or ATTRIBUTE.match(rest[0]):
        return kept + rest
    if all(looks_like_value(cell) for cell in kept[-1:]) and len(kept) > 1:
        return kept + rest
    return [*kept[:-1], kept[-1] + rest[0], *rest[1:]]


def _is_tail(head: Head, last: Indicator, cells: list[str]) -> bool:
    """Whether a line only finishes the row before it: the rest of its name, of its value, its 属性."""
    words = [cell for cell in cells if cell]
    if not words or len(words) > 2 or sum(map(len, words)) > _LONGEST_PIECE:
        return False
    if head.attribute is not None and last.attribute is None and ATTRIBUTE.match(words[-1]):
        return True
    if len(words) > 1:
        return False
    opened = last.name.count("（") + last.name.count("(") > last.name.count("）") + last.name.count(")")
    return opened or bool(re.match(r"[（(][^（）()]{1,12}[)）]$", words[0]))


def _add_tail(last: Indicator, cells: list[str], end: int) -> None:
    words = [cell for cell in cells if cell]
    if ATTRIBUTE.match(words[-1]):
        last.attribute = words.pop()
        if words:
            last.target = (last.target or "") + words[0]
    else:
        last.name += words[0]
    if last.span:
        last.span = Span(last.span.start, end)


def _ends_table(line: str) -> bool:
    """Whether a line that has no cells belongs to what comes after the table."""
    bare = line.strip()
    return (
        bool(_HEADING.match(bare)) or ("。" in bare and len(bare) > _LONGEST_PIECE) or bare.startswith("注：")
    )


def _head_down(lines: list[_Line], at: int) -> tuple[Head, int] | None:
    """A head printed with one cell a line from `at` on, and the place after it."""
    best = None
    if len(lines[at].text.strip()) > 20 or not _starts_head(lines[at].text):
        return None
    cells: list[str] = []
    for place in range(at, min(at + _HEAD_LINES, len(lines))):
        if "\t" in lines[place].text or len(lines[place].text.strip()) > 20:
            break
        cells.append("".join(lines[place].text.split()))
        if looks_like_value(cells[-1]) and not re.match(r"20\d\d年", cells[-1]):
            break
        head = read_head(cells)
        if head is not None and Column.OTHER not in head.columns:
            best = (head, place + 1)
    return best


def _starts_head(line: str) -> bool:
    return bool(re.match(r"(?:序\s*号|编\s*号|类\s*别|领\s*域|分\s*类|主要指标|指标|指\s+标)", line.strip()))


def _read_down(head: Head, lines: list[_Line], at: int, found: list[Indicator]) -> int:
    """Read rows printed with one cell a line from `at`; the place of the first line after the table."""
    cells: list[str] = []
    started = at
    while at < len(lines):
        line = lines[at]
        again = _head_down(lines, at)
        if again is not None:
            head, at = again
            cells, started = [], at
            continue
        if _ends_table(line.text) or len(cells) > 2 * len(head.columns):
            break
        if not is_note(line.text.strip()):
            cells.append(line.text.strip())
        at += 1
        row = read_row(head, _one_name(head, cells)) if _is_complete(head, cells) else None
        if row is not None:
            found.append(_indicator(head, row, lines[started].start, line.end))
            cells, started = [], at
    return at


def _is_complete(head: Head, cells: list[str]) -> bool:
    """Whether the cells gathered so far end as a row of the table does."""
    if not cells:
        return False
    if head.attribute is not None and head.columns[-1] is Column.ATTRIBUTE:
        return bool(ATTRIBUTE.match(cells[-1]))
    values = list(_trailing_values(cells))
    return len(values) >= sum(column is Column.VALUE for column in head.after_name)


def _trailing_values(cells: list[str]) -> Iterator[str]:
    for cell in reversed(cells):
        if not looks_like_value(cell):
            return
        yield cell


def _one_name(head: Head, cells: list[str]) -> list[str]:
    """The cells with a name that was broken over lines made whole; a 类别 before it stays apart."""
    if len(cells) <= len(head.columns):
        return cells
    words = [i for i, cell in enumerate(cells) if not looks_like_value(cell) and not ATTRIBUTE.match(cell)]
    if len(words) < 2 or words[-1] - words[0] != len(words) - 1:
        return cells
    fronts = 1 if Column.GROUP in head.columns and len(words) > 2 else 0
    if len(words) == 2 and Column.GROUP in head.columns and not re.match(r"[（(]", cells[words[1]]):
        return cells
    first = words[fronts]
    return [*cells[:first], "".join(cells[first : words[-1] + 1]), *cells[words[-1] + 1 :]]


def _indicator(head: Head, row: Row, start: int, end: int) -> Indicator:
    return Indicator(
        row.name,
        head.base_year if row.base is not None else None,
        row.base,
        head.target_year,
        row.target,
        row.attribute,
        Span(start, end),
    )
