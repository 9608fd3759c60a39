"""What each column of a table holds: by its head, and where that does not say it, by what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from extraction.signs.unit_names import looks_like_unit
from extraction.text.columns import column_of


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    TASK = "task"
    LEAD = "lead"
    SUPPORT = "support"
    DUTY = "duty"
    OVERSEE = "oversee"
    PERSON = "person"
    PHONE = "phone"
    DEADLINE = "deadline"
    STAGE = "stage"
    EXTRA = "extra"


UNITS = (Kind.LEAD, Kind.SUPPORT, Kind.DUTY, Kind.OVERSEE)
_BY_WORD = {"measure": Kind.TASK, "aside": Kind.EXTRA, "": Kind.EXTRA, "start": Kind.EXTRA}
_HEAD_LIMIT = 16
_TIME = re.compile(
    r"(?:力争|争取|确保|计划)?(?:20\d\d年|\d{2}年|\d{1,2}月|年底|年内|[上下]半年|第?[一二三四]季度|20\d\d[-./]\d|长期|持续|每[月季周年]|按[月季]|立行立改)"
    r".{0,20}|\d{5,8}"
)
_VALUE = re.compile(r"[\d.,%％≥≤><＞＜—\-/]+[^\d]{0,4}")
_PERSON = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?:[（(][^（）()]{1,12}[）)])?(?:[、，\s][\u4e00-\u9fff]{2,4}){0,3}"
)
_JOINT = re.compile(r"[/／、及和与·]")
_LIST = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and its head as printed."""

    kind: Kind
    head: str


def layout_of(heads: list[str], below: list[list[str]]) -> list[Column] | None:
    """The columns where `heads` head a table that hands out work; None for other rows.

    `below` are the rows that follow: they tell what a head does not.
    """
    heads = ["".join(head.split()) for head in heads]
    if not len([head for head in heads if head]) >= 2 or any(len(head) > 2 * _HEAD_LIMIT for head in heads):
        return None
    kinds = [_kind_of(head) for head in heads]
    told = [kind for kind, head in zip(kinds, heads, strict=True) if head and kind is not Kind.EXTRA]
    if len(told) < 2 or any(
        len(head) > _HEAD_LIMIT for head, kind in zip(heads, kinds, strict=True) if kind is Kind.EXTRA
    ):
        return None
    if any(_is_content(head) for head in heads):
        return None
    has_time = any(kind in (Kind.DEADLINE, Kind.STAGE) for kind in kinds)
    has_task = Kind.TASK in kinds
    if not any(kind in UNITS for kind in kinds) and has_task and has_time:
        at = _units_by_content(kinds, below)
        if at is not None:
            kinds[at] = Kind.DUTY
    if not any(kind in UNITS for kind in kinds):
        if _are_figures(kinds, below):
            return None  # 主要指标 | 2025年 | 2030年: values by year, which order nothing of anybody
        # 工作任务 | 时序进度 | 考核要点: the work of one unit, which the table need not name.
        return _columns(kinds, heads) if has_task and has_time else None
    if not has_task:
        at = _task_by_content(kinds, heads, below) if has_time else None
        if at is None:
            return None
        kinds[at] = Kind.TASK
    return _columns(kinds, heads)


def _are_figures(kinds: list[Kind], below: list[list[str]]) -> bool:
    """Whether the columns of stages hold figures alone, and no column says by when."""
    if Kind.DEADLINE in kinds:
        return False
    cells = [cell for at, kind in enumerate(kinds) if kind is Kind.STAGE for cell in _column(below, at)]
    return bool(cells) and sum(_VALUE.fullmatch(cell) is not None for cell in cells) * 3 >= 2 * len(cells)


def other_table(heads: list[str], columns: list[Column]) -> bool:
    """Whether a row heads another table than that of `columns`, and does not say the same heads again."""
    heads = ["".join(head.split()) for head in heads]
    if not heads or _kind_of(heads[0]) is not Kind.NUMBER or len([head for head in heads if head]) < 3:
        return False
    same = len({column.head for column in columns} & set(filter(None, heads)))
    return all(len(head) <= _HEAD_LIMIT for head in heads) and same * 2 < len(columns)


def list_layout(heads: list[str]) -> list[Column] | None:
    """The columns of a numbered list of projects, which names nobody; None for other tables."""
    heads = ["".join(head.split()) for head in heads]
    kinds = [_kind_of(head) for head in heads]
    return _columns(kinds, heads) if Kind.TASK in kinds and Kind.PERSON not in kinds else None


def _columns(kinds: list[Kind], heads: list[str]) -> list[Column]:
    return [Column(kind, head) for kind, head in zip(kinds, heads, strict=True)]


def is_second_head(top: list[str], below: list[str]) -> bool:
    """Whether `below` only says more of the columns that `top` heads (责任单位 over 牵头单位 | 配合单位)."""
    filled = [at for at, cell in enumerate(below) if cell]
    if len(filled) < 2 or len(filled) == len(below) or len(below) > len(top) + 1:
        return False
    if any(len(below[at]) > _HEAD_LIMIT or _kind_of(below[at]) is Kind.EXTRA for at in filled):
        return False
    kinds = {_kind_of(below[at]) for at in filled}
    return Kind.NUMBER not in kinds and all(_kind_of(cell) is not Kind.EXTRA or not cell for cell in top[:1])


def joined_heads(top: list[str], below: list[str]) -> list[str]:
    """One row of heads out of two: the lower one where it says anything."""
    wide = max(len(top), len(below))
    top = top + [""] * (wide - len(top))
    below = below + [""] * (wide - len(below))
    return [under or above for above, under in zip(top, below, strict=True)]


def _kind_of(head: str) -> Kind:
    word = column_of(head)
    if not word and _JOINT.search(head):  # 任务分解/时序进度
        words = [column_of(part) for part in _JOINT.split(head)]
        word = next((w for w in ("task", "measure", "duty", "deadline") if w in words), "")
        word = "deadline" if "deadline" in words and "task" in words else word
    return _BY_WORD[word] if word in _BY_WORD else Kind(word)


def _is_content(head: str) -> bool:
    """Whether a cell says something of one row, so that the row is no head: a date, a figure, a list."""
    return bool(re.search(r"[。；]|\d{1,2}日|[前底]$|\d{4}[-/.]\d|^\d+$", head)) and column_of(head) == ""


def is_units(text: str) -> bool:
    """Whether a cell names units and little else."""
    names = [name for name in _LIST.split(re.sub(r"[（(][^（）()]{1,20}[）)]", "", text)) if name]
    good = sum(2 <= len(name) <= 20 and looks_like_unit(name) for name in names)
    return bool(names) and good * 3 >= 2 * len(names)


def is_time(text: str) -> bool:
    """Whether a cell names a time and little else."""
    return _TIME.fullmatch(text) is not None


def _column(below: list[list[str]], at: int) -> list[str]:
    return [row[at] for row in below if at < len(row) and row[at]]


def _units_by_content(kinds: list[Kind], below: list[list[str]]) -> int | None:
    for at, kind in enumerate(kinds):
        cells = _column(below, at)
        if kind is Kind.EXTRA and cells and sum(map(is_units, cells)) * 3 >= 2 * len(cells):
            return at
    return None


def _task_by_content(kinds: list[Kind], heads: list[str], below: list[list[str]]) -> int | None:
    """The first column that is told by nothing and holds words, not names, times or figures."""
    for at, kind in enumerate(kinds):
        if kind is not Kind.EXTRA or not heads[at] or column_of(heads[at]) in ("start", "aside"):
            continue
        cells = _column(below, at)
        words = [c for c in cells if not is_units(c) and not is_time(c) and not _VALUE.fullmatch(c)]
        if cells and len(words) * 2 >= len(cells):
            return at
    return None
