"""How much of a page its pictures cover, and which of them may hold words.

A scanner may cut a page into strips, and a printer may lay a ground under the text: so pictures that touch
are one, and one with words over it is a ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extraction.readers.source import Omission

Box = tuple[float, float, float, float]
PAGE = "第{pages}页是图片，没有读入"
_PAGES = "第{pages}页"
DRAWN = "第{pages}页的文字是图形，没有文字可读"
UNCODED = "第{pages}页的字体没有文字编码，没有读入"
_MARK = re.compile("\ue0f1\\d+\ue0f2")
_CELLS = 48  # the page is looked at by so many places across and down
_MOST = 5_000
_PAGE_SHARE = 0.4
_FEW = 40  # letters of a page that is a picture: a number, a stamp of the scanner


def may_hold_words(width: float, height: float) -> bool:
    """Whether a picture of this size in mm may be a table or a page; a seal or a logo is smaller."""
    return width >= 50 and height >= 25


def within_text(width: float | None, height: float | None, after: str) -> Omission:
    """A picture within a running text; of unknown size where a width or a height is not told."""
    told = "正文有{count}张图片未读"
    small = width is not None and height is not None and not may_hold_words(width, height)
    return Omission("正文有1张图片未读", after=after, told="" if small else told)


def on_page(
    number: int, size: tuple[float, float], pictures: Iterable[Box], letters: list[tuple[float, float]]
) -> list[Omission]:
    """The pictures of a page that nothing reads: the whole page, or single ones upon it.

    `size`, the boxes (left, top, right, bottom) and the middles of the letters are in mm.
    """
    width, height = size
    if width <= 0 or height <= 0:
        return []
    groups = _groups(list(pictures)[:_MOST], width, height)
    bare = [group for group in groups if not _is_ground(group, letters, width, height)]
    share = sum(len(group) for group in bare) / _CELLS**2
    if share >= _PAGE_SHARE and len(letters) < _FEW:
        return [Omission(f"第{number}页是图片", pages=(number,), told=PAGE)]
    sizes = [
        (len({x for x, _ in group}) * width / _CELLS, len({y for _, y in group}) * height / _CELLS)
        for group in bare
    ]
    large = [group for group, one in zip(bare, sizes, strict=True) if may_hold_words(*one)]
    told = f"第{number}页有{{count}}张图片未读"
    what = f"第{number}页有1张图片未读"
    found = [Omission(what, pages=(number,), told=told, box=_outline(group)) for group in large]
    if len(sizes) > len(large):
        small = len(sizes) - len(large)
        found.append(Omission(f"第{number}页有{small}张小图（图章、标志等）", pages=(number,)))
    return found


def _outline(group: set[tuple[int, int]]) -> Box:
    xs, ys = [x for x, _ in group], [y for _, y in group]
    return min(xs) / _CELLS, min(ys) / _CELLS, (max(xs) + 1) / _CELLS, (max(ys) + 1) / _CELLS


def mark_of(number: int) -> str:
    """What stands in a text in the place of a picture until that is read."""
    return f"\ue0f1{number}\ue0f2"


def without_marks(text: str) -> str:
    """The same without such marks, and without the lines that hold nothing else."""
    lines = [(line, _MARK.sub("", line)) for line in text.split("\n")]
    return "\n".join(left for line, left in lines if left == line or left.strip())


def joined_pages(omissions: list[Omission]) -> list[Omission]:
    """The same with pages that follow each other and are left out for one reason as one entry."""
    found: list[Omission] = []
    for one in omissions:
        last = found[-1] if found else one
        same = one.told.startswith(_PAGES) and last.told == one.told and one.pages and last.pages
        if same and last.pages[-1] + 1 == one.pages[0]:
            pages = (*last.pages, *one.pages)
            what = f"第{pages[0]}–{pages[-1]}{one.what[one.what.index('页') :]}"
            found[-1] = Omission(what, last.text, pages, last.after, last.told)
        else:
            found.append(one)
    return found


def _groups(pictures: list[Box], width: float, height: float) -> list[set[tuple[int, int]]]:
    """The places that pictures cover, those that touch together."""
    covered: set[tuple[int, int]] = set()
    for left, top, right, bottom in pictures:
        across = _places(left, right, width)
        for y in _places(top, bottom, height):
            covered.update((x, y) for x in across)
    groups: list[set[tuple[int, int]]] = []
    while covered:
        edge = [covered.pop()]
        group = set(edge)
        while edge:
            x, y = edge.pop()
            for place in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if place in covered:
                    covered.remove(place)
                    group.add(place)
                    edge.append(place)
        groups.append(group)
    return sorted(groups, key=lambda group: min((y, x) for x, y in group))


def _places(low: float, high: float, whole: float) -> range:
    first = min(max(int(low / whole * _CELLS + 0.5), 0), _CELLS)
    last = min(max(int(high / whole * _CELLS + 0.5), 0), _CELLS)
    return range(first, max(last, first + 1) if first < _CELLS and high > 0 else first)


def _is_ground(
    group: set[tuple[int, int]], letters: list[tuple[float, float]], width: float, height: float
) -> bool:
    """Whether words are printed over a picture, so that it is only what they stand on."""
    over = sum((int(x / width * _CELLS), int(y / height * _CELLS)) in group for x, y in letters)
    return over >= _FEW
