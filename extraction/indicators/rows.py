"""Rows under the head of a 主要指标 table, read from the end where cells were lost or torn apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.indicators.columns import ATTRIBUTE, Column, Head

_NUMBERING = re.compile(r"\d{1,3}[.、．]?$")
_NOTE = re.compile(r"(?:其中：?)?(?:计算方法|计算公式|说明|备注|注|指标解释|指标说明|数据来源)[：:0-9]")
_UNKNOWN = re.compile(r"[—\-–－/／…]{1,4}$")
_SIGN = (
    r"(?:[≥≤><＞＜=＝≧≦约近]|不低于|不少于|不高于|不超过|力争|达到|达|控制在|保持在?|累计|超过|突破|高于|低于"
    r"|提高|提升|增加|增长|下降|降低|减少|大于|小于|[\[［（(])"
)
_VALUE = re.compile(
    rf"{_SIGN}{{0,3}}[+\-]?\d[\d.,，]{{0,15}}(?:[—\-~～]\d[\d.]{{0,15}})?"
    r"[%％‰]?[\]］）)]?[^\d\s]{0,6}(?:[（(].{0,30}[)）])?$"
)
# A name may begin with a number (0—6岁儿童管理率（%）); what it ends with tells it from a value.
_NAME_END = re.compile(
    r"(?:率|数|数量|比例|比重|水平|面积|规模|总量|指数|产值)(?:[（(][^（）()]{1,8}[)）])?$"
)
_WORDS = re.compile(
    r"(?:比|较).{0,12}(?:下降|降低|减少|增长|提高|增加|提升)|(?:完成|达到)(?:国家|省|上级)"
    r"|持续|稳步|逐步|基本|进一步|达标|稳定|保持|≥|≤|"
    r"[有明显]{0,3}(?:提高|提升|改善|增长|下降|增强)$|高于全[国省市]|与.{0,10}同步"
)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that matter, as printed; None for a column that the table lacks."""

    name: str
    base: str | None
    target: str
    attribute: str | None


def is_note(cell: str) -> bool:
    """Whether a cell explains a row (计算方法：…) instead of being one."""
    return bool(_NOTE.match(cell))


def looks_like_value(cell: str) -> bool:
    """Whether a cell holds a printed value: 162, ≥98%, —, 力争达到8人, 比2020年下降10%以上."""
    bare = "".join(cell.split())
    if _UNKNOWN.match(bare):
        return True
    return not _NAME_END.search(bare) and bool(_VALUE.match(bare) or (len(bare) <= 24 and _WORDS.match(bare)))


def read_row(head: Head, cells: list[str]) -> Row | None:
    """The row that `cells` make under `head`; None where they are incomplete, or are no row."""
    if any(is_note(cell) for cell in cells if cell):
        return None
    row = _in_place(head, cells) if len(cells) == len(head.columns) else None
    return row or _from_the_end(head, [cell for cell in cells if cell])


def _in_place(head: Head, cells: list[str]) -> Row | None:
    name, target = cells[head.name], cells[head.target]
    attribute = cells[head.attribute] if head.attribute is not None else None
    if not _is_name(name) or not target or ATTRIBUTE.match(target):
        return None
    if attribute and not ATTRIBUTE.match(attribute):
        return None
    return Row(
        _unnumbered(name), cells[head.base] if head.base is not None else None, target, attribute or None
    )


def _from_the_end(head: Head, cells: list[str]) -> Row | None:
    """Cells in front of the name (序号, 类别) may be missing; those after it must be there, in order."""
    rest = list(cells)
    read: dict[int, str] = {}
    for place in range(len(head.columns) - 1, head.name, -1):
        column = head.columns[place]
        if not rest:
            return None
        if column is Column.ATTRIBUTE:
            if ATTRIBUTE.match(rest[-1]):
                read[place] = rest.pop()
        elif column is Column.VALUE:
            if not looks_like_value(rest[-1]):
                return None
            read[place] = rest.pop()
        elif len(rest) > _values_left(head, place) + 1 and not _NAME_END.search(rest[-1]):
            read[place] = rest.pop()
    while len(rest) > 1 and (_NUMBERING.match(rest[0])):
        rest.pop(0)
    if not rest or not _is_name(rest[-1]) or head.target not in read:
        return None
    # A unit that stands apart, “比例 （%）”, belongs to the name.
    name = rest.pop()
    while rest and re.match(r"[（(]", name):
        name = rest.pop() + name
    base = read.get(head.base) if head.base is not None else None
    return Row(
        name, base, read[head.target], read.get(head.attribute) if head.attribute is not None else None
    )


def _unnumbered(name: str) -> str:
    """The name without a number that is printed in its cell: “1.人均预期寿命”."""
    return re.sub(r"^[\d一二三四五六七八九十]{1,3}[.．、]\s?(?=[^\d\s])", "", name)


def _values_left(head: Head, place: int) -> int:
    return sum(column is Column.VALUE for column in head.columns[head.name + 1 : place])


def _is_name(cell: str) -> bool:
    bare = "".join(cell.split())
    has_words = len(re.findall(r"[一-龥A-Za-z]", bare)) >= 2
    is_value = _VALUE.match(bare) and not _NAME_END.search(bare)
    return has_words and not ATTRIBUTE.match(bare) and not is_value and len(bare) <= 80
