"""Tables that came out with one cell a line: what the lines look like tells which make up which cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.outline.layout import UNITS, Column, Kind, is_time, layout_of
from extraction.signs.labels import read_label
from extraction.signs.unit_names import looks_like_unit

_LONGEST_HEAD = 12  # lines
_LONGEST_ROW = 60
_HEADS = ("序号", "编号", "项号", "序")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}")
_PHONE = re.compile(r"[\d\-—（()）]{7,16}")


@dataclass(slots=True)
class Upright:
    """The columns; for each row, for each column the indices of its lines; the index after the table."""

    columns: list[Column]
    rows: list[list[list[int]]]
    end: int


def upright_at(lines: list[str], index: int) -> Upright | None:
    """The table whose head begins at `index`, with the number of each row on a line of its own."""
    if lines[index] not in _HEADS:
        return None
    first = next(
        (
            at
            for at in range(index + 1, min(index + _LONGEST_HEAD, len(lines)))
            if lines[at] in ("1", "一", "01")
        ),
        None,
    )
    if first is None or any(len(line) > 16 or "\t" in line for line in lines[index:first]):
        return None
    starts = _numbers(lines, first)
    ends = [*starts[1:], _end(lines, starts[-1])]
    bodies = [list(range(start + 1, end)) for start, end in zip(starts, ends, strict=True)]
    columns = layout_of(lines[index:first], [[lines[at] for at in body] for body in bodies[:12]])
    if columns is None:
        columns = _by_guess(lines[index:first])
    if columns is None:
        return None
    if len(bodies) > 1:  # the last row ends where no mark is: it is no longer than the others allow
        most = max(map(len, bodies[:-1])) + 2
        bodies[-1] = bodies[-1][:most]
    rows = [
        [[start], *_assigned([lines[at] for at in body], body, columns[1:])]
        for start, body in zip(starts, bodies, strict=True)
    ]
    return Upright(columns, rows, (bodies[-1][-1] if bodies[-1] else starts[-1]) + 1)


def _by_guess(heads: list[str]) -> list[Column] | None:
    """The columns of a head of which only units and time are known: the first of the rest is the task."""
    for at in range(1, len(heads)):
        guessed = layout_of([*heads[:at], "工作任务", *heads[at + 1 :]], [])
        if guessed is not None and all(c.kind is not Kind.TASK or i == at for i, c in enumerate(guessed)):
            return [Column(c.kind, heads[i]) for i, c in enumerate(guessed)]
    return None


def _numbers(lines: list[str], first: int) -> list[int]:
    """Where the lines 1, 2, 3 … stand."""
    starts = [first]
    width = len(lines[first])
    at = first + 1
    while at < len(lines) and at - starts[-1] <= _LONGEST_ROW:
        if lines[at] in (str(len(starts) + 1), str(len(starts) + 1).zfill(width)):
            starts.append(at)
        at += 1
    return starts


def _end(lines: list[str], start: int) -> int:
    """The end of the last row, which nothing marks: a heading, a long text, many lines."""
    at = start + 1
    while at < len(lines) and at - start < _LONGEST_ROW:
        label = read_label(lines[at])
        if (
            len(lines[at]) > 120
            or (label is not None and label.rank <= 3)
            or lines[at].startswith(("附件", "备注", "注："))
        ):
            break
        at += 1
    return at


def _assigned(texts: list[str], places: list[int], columns: list[Column]) -> list[list[int]]:
    """The lines of a row laid into its columns, in order, so that what they look like fits best.

    best[c] is the best sum for the lines so far where the last lies in column c.
    """
    empty: list[list[int]] = [[] for _ in columns]
    if not texts or not columns:
        return empty
    count = len(columns)
    best = [_fit(texts[0], columns[c], "") - _skipped(columns, -1, c) for c in range(count)]
    back: list[list[int]] = []
    for at in range(1, len(texts)):
        scores, came = [0.0] * count, [0] * count
        for c in range(count):
            stay = best[c] + _fit(texts[at], columns[c], texts[at - 1])
            options = [(stay, c)]
            options += [
                (best[b] + _fit(texts[at], columns[c], "") - _skipped(columns, b, c), b) for b in range(c)
            ]
            scores[c], came[c] = max(options, key=lambda option: option[0])
        best = scores
        back.append(came)
    ending = [best[c] - _skipped(columns, c, count) for c in range(count)]
    c = max(range(count), key=lambda column: ending[column])
    for at in range(len(texts) - 1, -1, -1):
        empty[c].insert(0, places[at])
        if at:
            c = back[at - 1][c]
    return empty


def _skipped(columns: list[Column], before: int, after: int) -> float:
    """What it costs that the columns between two stay empty."""
    return sum(
        2.0 if column.kind in (Kind.TASK, Kind.LEAD, Kind.DUTY) else 1.0
        for column in columns[before + 1 : after]
    )


def _fit(text: str, column: Column, before: str) -> float:
    """How well a line fits a column; `before` is the line above it in the same cell, "" for none."""
    names = text.rstrip("、，,；;")
    unit = 2 <= len(names) <= 40 and (looks_like_unit(names) or text.endswith("、"))
    time = is_time(text) or bool(re.fullmatch(r"[-—/]{1,4}", text))
    more = -0.6 if before and before[-1] not in "、，及和与" else 0.0
    if column.kind in UNITS:
        blank = re.fullmatch(r"[-—/]{1,4}", text) is not None
        return more + (2.5 if unit else 1.0 if blank else -2.0)
    if column.kind in (Kind.DEADLINE, Kind.STAGE):
        return more + (3.0 if time else -1.5)
    if column.kind is Kind.PHONE:
        return more + (3.0 if _PHONE.fullmatch(text) else -3.0)
    if column.kind is Kind.PERSON:
        return more + (1.5 if _PERSON.fullmatch(text) and not unit else -1.0)
    if column.kind is Kind.TASK:
        torn = 0.6 if before and before[-1] not in "。；" else 0.0
        return more + torn + (-1.0 if unit or time else 1.5)
    return more + (-0.5 if unit or time else 0.2)
