"""The ruled tables of an upright image: its long lines across and down, and the cells between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extraction.ocr.engine import Pixels
from extraction.ocr.seen import Box

Mask = NDArray[np.bool_]

# Parts of the width: letters have no strokes so long and so thin, not those of a letterhead either.
_ACROSS, _DOWN, _THIN = 16, 30, 220
_WHOLE = 0.9  # of a stretch must be dark, for a scan has gaps
_NEAR = 6  # pixels: rules so near are one
_MOST_HANGING = 0.06  # of its length, that a rule is lower at one end
_COVERED = 0.6  # of the side of a cell, that it counts as drawn
_MOST = 400  # rules of a page; more is a pattern


@dataclass(slots=True)
class Rule:
    """A line: `at` is how far from the top (or the left) it lies, from `start` to `end` it reaches."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its outline and its cells, merged ones as one."""

    bbox: Box
    cells: list[Box]


def flattened(image: Pixels) -> NDArray[np.uint8]:
    """The image in grey, its paper white all over: a photograph is darker on one side."""
    grey = Image.fromarray(image).convert("L")
    small = grey.resize((max(grey.width // 24, 1), max(grey.height // 24, 1)), Image.Resampling.BOX)
    paper = np.asarray(small.resize(grey.size, Image.Resampling.BILINEAR), dtype=np.float32)
    paper = np.maximum(paper, np.percentile(paper, 50) * 0.6)
    flat = np.asarray(grey, dtype=np.float32) * 235 / np.maximum(paper, 1)
    return np.clip(flat, 0, 255).astype(np.uint8)


def tables(grey: NDArray[np.uint8]) -> list[Table]:
    """The ruled tables from top to bottom; one of a single row or column is none."""
    dark = grey < 165
    width = grey.shape[1]
    thickest = max(width // _THIN, 4)
    across = _rules(dark, max(width // _ACROSS, 20), thickest)
    down = _rules(dark.T, max(width // _DOWN, 20), thickest)
    if len(across) + len(down) > _MOST:
        return []
    found = [table for group in _groups(across, down) if (table := _table(*group)) is not None]
    return sorted(found, key=lambda table: table.bbox[1])


def _rules(dark: Mask, length: int, thickest: int) -> list[Rule]:
    """The lines along the rows of a mask."""
    if dark.shape[1] <= length:
        return []
    thick = dark.copy()  # a line that is hardly askew steps from one row to the next
    thick[1:] |= dark[:-1]
    sums = np.zeros((thick.shape[0], thick.shape[1] + 1), dtype=np.int32)
    np.cumsum(thick, axis=1, out=sums[:, 1:])
    full = (sums[:, length:] - sums[:, :-length]) >= _WHOLE * length
    runs: list[tuple[int, int, int]] = []
    for y in np.flatnonzero(full.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], full[y].view(np.int8), [0]))))
        runs += [(int(y), int(a), int(b) + length - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return _joined(_stacked(runs, thickest), length)


def _stacked(runs: list[tuple[int, int, int]], thickest: int) -> list[Rule]:
    """Runs in neighbouring rows as one rule; what is thicker than a rule is a dark ground.

    A rule of a photograph hangs a little: its thickness is how much of it is dark, not how many rows it has.
    """
    open_: list[list[int]] = []  # first row, last row, start, end, how much is dark
    done: list[list[int]] = []
    for y, start, end in runs:
        done += [one for one in open_ if one[1] < y - 2]
        open_ = [one for one in open_ if one[1] >= y - 2]
        beside = [one for one in open_ if one[2] <= end and start <= one[3]]
        if not beside:
            open_.append([y, y, start, end, end - start])
            continue
        first = beside[0]
        first[:] = [
            min(one[0] for one in beside),
            y,
            min(start, *(one[2] for one in beside)),
            max(end, *(one[3] for one in beside)),
            end - start + sum(one[4] for one in beside),
        ]
        open_ = [one for one in open_ if one is first or one not in beside]
    rules = [
        Rule((a + b) / 2, start, end)
        for a, b, start, end, dark in done + open_
        if dark <= (thickest + 1) * (end - start) and b - a <= thickest + _MOST_HANGING * (end - start)
    ]
    return sorted(rules, key=lambda rule: (rule.at, rule.start))


def _joined(rules: list[Rule], length: int) -> list[Rule]:
    """Pieces of one rule with a gap between them, as one."""
    found: list[Rule] = []
    for rule in rules:
        for other in found:
            near = abs(other.at - rule.at) <= _NEAR
            if near and other.start - length < rule.end and rule.start < other.end + length:
                other.start, other.end = min(other.start, rule.start), max(other.end, rule.end)
                break
        else:
            found.append(rule)
    return found


def _groups(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules that cross or touch, together."""
    rows, columns = set(range(len(across))), set(range(len(down)))
    found: list[tuple[list[Rule], list[Rule]]] = []
    while rows:
        edge: list[tuple[str, int]] = [("across", rows.pop())]
        group: tuple[list[Rule], list[Rule]] = ([], [])
        while edge:
            kind, index = edge.pop()
            if kind == "across":
                group[0].append(across[index])
                met = {i for i in columns if _meet(across[index], down[i])}
                columns -= met
                edge += [("down", i) for i in met]
            else:
                group[1].append(down[index])
                met = {i for i in rows if _meet(across[i], down[index])}
                rows -= met
                edge += [("across", i) for i in met]
        found.append(group)
    return found


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.start - 2 * _NEAR <= down.at <= across.end + 2 * _NEAR
        and down.start - 2 * _NEAR <= across.at <= down.end + 2 * _NEAR
    )


def _table(across: list[Rule], down: list[Rule]) -> Table | None:
    if len(across) < 3 or not down:
        return None
    left, right = min(rule.start for rule in across), max(rule.end for rule in across)
    ys, xs = _clustered([rule.at for rule in across]), _clustered([rule.at for rule in down])
    # Many tables are open at their sides: the ends of the lines across are their edges.
    if xs[0] - left > 3 * _NEAR:
        down = [*down, Rule(left, ys[0], ys[-1])]
        xs.insert(0, left)
    if right - xs[-1] > 3 * _NEAR:
        down = [*down, Rule(right, ys[0], ys[-1])]
        xs.append(right)
    if len(xs) < 3 or len(ys) < 3:
        return None
    cells = _cells(xs, ys, across, down)
    if len({cell[0] for cell in cells}) < 2 or len({cell[1] for cell in cells}) < 2:
        return None
    return Table((xs[0], ys[0], xs[-1], ys[-1]), cells)


def _clustered(places: list[float]) -> list[float]:
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= _NEAR:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]


def _cells(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]) -> list[Box]:
    """The cells: places of the grid between which no rule is drawn are one, where they make up a box."""
    columns, rows = len(xs) - 1, len(ys) - 1
    owner = {(row, column): (row, column) for row in range(rows) for column in range(columns)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            place = owner[place]
        return place

    for row in range(rows):
        for column in range(columns):
            if column + 1 < columns and not _drawn(down, xs[column + 1], ys[row], ys[row + 1]):
                owner[root((row, column + 1))] = root((row, column))
            if row + 1 < rows and not _drawn(across, ys[row + 1], xs[column], xs[column + 1]):
                owner[root((row + 1, column))] = root((row, column))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in owner:
        groups.setdefault(root(place), []).append(place)
    cells: list[Box] = []
    for places in groups.values():
        top, bottom = min(y for y, _ in places), max(y for y, _ in places)
        first, last = min(x for _, x in places), max(x for _, x in places)
        if len(places) == (bottom - top + 1) * (last - first + 1):
            cells.append((xs[first], ys[top], xs[last + 1], ys[bottom + 1]))
        else:
            cells += [(xs[x], ys[y], xs[x + 1], ys[y + 1]) for y, x in places]
    return sorted(cells, key=lambda cell: (cell[1], cell[0]))


def _drawn(rules: list[Rule], at: float, start: float, end: float) -> bool:
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= _NEAR
    )
    return covered >= _COVERED * (end - start)
