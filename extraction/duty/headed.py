"""Items that begin with who has them: 县财政局：落实补助资金, or a title that is a name."""

from __future__ import annotations

import re

from extraction.duty.clauses import Clause
from extraction.duty.roles import has_verb, is_name
from extraction.duty.spoken import kinds_in, surely_a_body
from extraction.model import Role
from extraction.signs.unit_names import split_units

_DUTY = Role.RESPONSIBLE

_HEADED = re.compile(r"(?P<who>[^：:。；，,（(]{3,80}(?:[（(][^（）()：:。]{1,20}[）)])?)[：:](?=[^：:]{4})")
_BRACKETED = re.compile(r"[（(][^（）()]{1,20}[）)]$")
_LEADS = re.compile(r"(?:负责)?牵头(?!单位|部门|人)")


# 春耕备耕：农业办，3月15日前完成。
_NAMED_BEHIND = re.compile(r"[^：:。，；（(]{2,24}[：:](?P<who>[^：:。；，,（(]{3,40})(?=[，,。；（(]|$)")


def headed_by_units(text: str, *, offset: int = 0) -> Clause | None:
    """The clause of an item that begins with who has it (县财政局：落实补助资金…); None for other items."""
    match = _HEADED.match(text)
    if match is not None:
        units = split_units(match["who"], _DUTY, offset=offset)
        if units and all(is_name(u) and surely_a_body(_BRACKETED.sub("", u.name)) for u in units):
            return Clause(offset, offset + match.end(), units, headed=True)
    named = _NAMED_BEHIND.match(text)
    if named is None or has_verb(named["who"]):
        return None
    units = split_units(named["who"], _DUTY, offset=offset + named.start("who"))
    if not units or not all(is_name(unit) and surely_a_body(unit.name) for unit in units):
        return None
    for unit in units:
        unit.doubt = f"“{unit.name}”写在冒号之后，没有写明责任分工"
    return Clause(offset + named.start("who"), offset + named.end("who"), units)


_NAME_FIRST = re.compile(r"(?P<who>[^：:。；，,]{3,40})。(?=[^。]{6})")


def titled_by_unit(text: str, *, offset: int = 0) -> Clause | None:
    """The clause of an item of a division of work whose title is who has it (某某中心。承担评估…)."""
    match = _NAME_FIRST.match(text)
    if match is None:
        return None
    role = Role.LEAD if _LEADS.match(text, match.end()) else _DUTY
    units = split_units(match["who"], role, offset=offset)
    if not units or not all(is_name(u) and surely_a_body(_BRACKETED.sub("", u.name)) for u in units):
        return None
    return Clause(offset, offset + match.end("who"), units, headed=True, spoken=True)


# 教育部门要参与验收。规划部门按程序办理…: one sentence after the other says who has which share.
_SHARE = re.compile(
    r"(?:^|(?<=。))(?P<who>[^，,。：:；“”（(]{3,40}?)(?:要(?!求)|应当?(?!急)|须|必须|负责(?!人|制|任)|牵头|按程序|依法|做好)"
    r"[^。]{4,400}(?:。|$)"
)
_FEWEST = 2


def shared_by_sentences(text: str, *, offset: int = 0) -> list[Clause]:
    """The clauses of an item of a division of work of which several sentences begin with who acts."""
    found: list[Clause] = []
    for match in _SHARE.finditer(text):
        units = kinds_in(match["who"], _DUTY, offset + match.start())
        if units:
            found.append(Clause(offset + match.start(), offset + match.end(), units, spoken=True))
    return found if len(found) >= _FEWEST else []
