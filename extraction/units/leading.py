"""Who leads where a document says it once for all its clauses: by place in the list, by sign, by star."""

from __future__ import annotations

import re
from itertools import pairwise

from extraction.model import Document, Role, Task, Unit
from extraction.signs.duty_words import BEFORE_LEADS, FIRST_LEADS

_SIGNS = {"逗号": "，,", "分号": "；;", "句号": "。", "冒号": "：:"}
# 标★的为牵头单位
_STARRED = re.compile(
    r"(?:带|标|加|注|标有|标注|注有|打)[“\"]?(?P<star>[*＊★☆△▲※#])[”\"]?号?的?(?:责任)?(?:单位|部门)?(?:为|是|系)(?:牵头|主办|主责)"
)


def let_lead(document: Document) -> None:
    """Gives 牵头 to the units that lead by a rule of the document, in clauses where none is printed so."""
    document.first_unit_leads = FIRST_LEADS.search(document.text) is not None
    before = BEFORE_LEADS.search(document.text)
    starred = _STARRED.search(document.text)
    for measure in document.measures:
        for task in measure.tasks:
            if not task.units or any(unit.role is Role.LEAD for unit in task.units):
                continue
            if starred is not None and _by_star(document.text, task, starred["star"]):
                continue
            if before is not None:
                after = Role.SUPPORT if before["after"] else Role.RESPONSIBLE
                if _by_sign(document.text, task, _SIGNS[before["sign"]], after):
                    continue
            if document.first_unit_leads:
                task.units[0] = _with_role(task.units[0], Role.LEAD)


def _by_sign(text: str, task: Task, signs: str, after: Role) -> bool:
    """Whether the sign parts the units of a task: those before it lead, those behind it have `after`."""
    if any(unit.role is not Role.RESPONSIBLE or unit.span is None for unit in task.units):
        return False
    spans = [unit.span for unit in task.units if unit.span is not None]
    for at, (left, right) in enumerate(pairwise(spans), start=1):
        if any(sign in text[left.end : right.start] for sign in signs):
            task.units = [
                _with_role(unit, Role.LEAD if index < at else after) for index, unit in enumerate(task.units)
            ]
            return True
    return False


def _by_star(text: str, task: Task, star: str) -> bool:
    """Whether a star stands beside a unit of the task: that one leads."""
    led = False
    for at, unit in enumerate(task.units):
        if unit.span is not None and star in text[max(unit.span.start - 1, 0) : unit.span.end + 1]:
            task.units[at] = _with_role(unit, Role.LEAD)
            led = True
    return led


def _with_role(unit: Unit, role: Role) -> Unit:
    return Unit(unit.name.strip("*＊★☆△▲※#"), role, unit.span, unit.doubt)
