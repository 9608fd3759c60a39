"""The head of a 主要指标 table: which column is the name, the base, the target, the attribute."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

ATTRIBUTE = re.compile(r"(?:预期|约束|导向|引导|倡导|指导|参考)性?(?:指标)?$")

_YEAR = re.compile(r"(20\d\d)年?")
_NUMBERING = re.compile(r"(?:序号|编号|序|No\.?)$")
_ATTRIBUTE_HEAD = re.compile(r"(?:指标)?(?:属性|性质)$")
_UNIT_HEAD = re.compile(r"(?:计量)?单位$")
_GROUP_HEAD = re.compile(r"(?:类别|领域|分类|维度|方面|类型|指标类[别型]|一级指标|指标分类|大类|类)$")
_NAME_HEAD = re.compile(r"指标|^名称$|^项目(?:名称)?$")
_TARGET_HEAD = re.compile(r"目标|规划值|规划数|预期值|指标值$")
_BASE_HEAD = re.compile(r"现状|基期|基数|基准|实际|现值|完成值|完成情况")
_SECOND_ROW = re.compile(
    r"(?:[（(]?(?:到|至)?20\d\d年?(?:末|底|度)?(?:实际|现状|基数|基期|目标|规划|预期|完成)?值?[）)]?"
    r"|(?:现状|基期|基数|目标|规划|预期|实际|完成)值?|年均(?:增长|增速)?(?:[（(]?[%％][）)]?)?|累计|[〔\[]累计[〕\]])"
)
_GROWTH_HEAD = re.compile(r"年均|累计|增速|增长|增幅|备注|责任|牵头|部门|说明|来源")


class Column(Enum):
    """What a column holds."""

    NUMBERING = "序号"
    GROUP = "类别"
    NAME = "指标"
    UNIT = "单位"
    VALUE = "值"
    ATTRIBUTE = "属性"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a table; `base` and `target` are places in `columns`, `base` None if there is none."""

    columns: tuple[Column, ...]
    target: int
    target_year: int | None
    base: int | None = None
    base_year: int | None = None

    @property
    def name(self) -> int:
        """The place of the name; of several (二级指标, 三级指标) the last."""
        return max(i for i, column in enumerate(self.columns) if column is Column.NAME)

    @property
    def after_name(self) -> tuple[Column, ...]:
        """The columns right of the name, by which a row that lost cells is read from its end."""
        return self.columns[self.name + 1 :]

    @property
    def attribute(self) -> int | None:
        """The place of 属性, None where the table has none."""
        return self.columns.index(Column.ATTRIBUTE) if Column.ATTRIBUTE in self.columns else None


def read_head(cells: list[str]) -> Head | None:
    """The head that `cells` (without white space) make, None where they head no table of targets."""
    columns = tuple(_column(cell) for cell in cells)
    values = [i for i, column in enumerate(columns) if column is Column.VALUE]
    if Column.NAME not in columns or not values or any(len(cell) > 20 for cell in cells):
        return None
    years = {i: int(m[1]) for i in values if (m := _YEAR.search(cells[i]))}
    targets = [i for i in values if _TARGET_HEAD.search(cells[i])]
    if not targets and not years:
        return None
    target = max(targets or years, key=lambda i: (years.get(i, 0), i))
    bases = [i for i in values if i != target and (_BASE_HEAD.search(cells[i]) or i in years)]
    bases = [i for i in bases if not _TARGET_HEAD.search(cells[i])]
    base = min(bases, key=lambda i: (years.get(i, 0), i)) if bases else None
    base_year = years.get(base) if base is not None else None
    return Head(columns, target, years.get(target), base, base_year)


def is_second_row(top: list[str], below: list[str]) -> bool:
    """Whether `below` only says more of the columns that `top` heads: 2020年 and 2025年 under 目标."""
    said = [cell for cell, above in zip(below, top, strict=True) if cell and cell != above]
    return bool(said) and all(_SECOND_ROW.fullmatch(cell) for cell in said)


def two_rows(top: list[str], below: list[str]) -> list[str]:
    """One row of heads out of two; a cell of `top` that spans several columns holds for each of them."""
    cells: list[str] = []
    spanning = ""
    for above, under in zip(top, below, strict=True):
        spanning = above or spanning
        cells.append(above if under in ("", above) else (above or spanning) + under)
    return cells


def _column(cell: str) -> Column:
    if _GROWTH_HEAD.search(cell):
        return Column.OTHER
    for pattern, column in (
        (_NUMBERING, Column.NUMBERING),
        (_ATTRIBUTE_HEAD, Column.ATTRIBUTE),
        (_UNIT_HEAD, Column.UNIT),
        (_GROUP_HEAD, Column.GROUP),
    ):
        if pattern.match(cell):
            return column
    if _YEAR.match(cell) or _TARGET_HEAD.search(cell) or _BASE_HEAD.search(cell):
        return Column.VALUE
    return Column.NAME if _NAME_HEAD.search(cell) else Column.OTHER
