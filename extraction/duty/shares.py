"""Brackets that divide the work of an item: （任务分解：甲局、乙局做好…；各县政府开设…）."""

from __future__ import annotations

import re
from dataclasses import replace

from extraction.duty.roles import is_name, unique
from extraction.duty.spoken import surely_a_body
from extraction.model import Role, Unit
from extraction.signs.unit_names import split_units

_LABEL = re.compile(r"(?:重点|主要)?(?:工作|任务|责任|职责)?分(?:解|工)[：:]")
_PART = re.compile(r"(?P<mark>[；;。，,])?(?P<part>[^；;。，,]+)")
_SAID = re.compile(r"(?P<lead>牵头|主办|主责)|(?P<support>配合|协助|协办|参与)")
_ALL = re.compile(r"[省市县区州旗](?:直属?|级)?各(?:单位|部门)")  # 市直各单位
_INNER = re.compile(r"(?:政府|[厅局委办])[在对向将为把](?!外|台)")  # 市政府在门户网站: a sentence
_PLACED = re.compile(r"[省市县区州旗各]")
_LONGEST = 120


def divided_into_shares(inside: str, *, offset: int = 0) -> list[Unit]:
    """The units of a bracket under such a label of which every part begins with names; else none.

    What stands behind a comma goes on with the part before it, unless it begins with names as well.
    """
    label = _LABEL.match(inside)
    found: list[Unit] = []
    for piece in _PART.finditer(inside, label.end()) if label else ():
        goes_on = piece["mark"] in ("，", ",")
        if goes_on and not _PLACED.match(piece["part"]):
            continue
        units = _names_before(piece["part"], offset + piece.start("part"))
        if not units and not goes_on:
            return []
        found += units
    return unique(found)


def _names_before(part: str, offset: int) -> list[Unit]:
    """The names that a part begins with, as many as there are; behind them stands what they do."""
    found: list[Unit] = []
    for end in range(min(len(part) - 2, _LONGEST), 2, -1):
        units = split_units(part[:end], Role.RESPONSIBLE, offset=offset)
        if not units or not all(is_name(unit) and _is_body(unit.name) for unit in units):
            continue
        found = found or units
        said = _SAID.match(part, end)
        if said and len(units) == len(found):  # 甲局等有关部门牵头做好…: behind 等 nothing more is a name
            return [replace(unit, role=Role.LEAD if said["lead"] else Role.SUPPORT) for unit in units]
    return found


def _is_body(name: str) -> bool:
    return _ALL.fullmatch(name) is not None or (surely_a_body(name) and _INNER.search(name) is None)
