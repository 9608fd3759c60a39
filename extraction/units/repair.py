"""Units that a page break or OCR spoilt, set right where the document itself shows how."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from extraction.model import Document, Unit
from extraction.signs.unit_names import NOT_PARTED


def repair_units(document: Document) -> None:
    """Takes off letters that strayed into the front of a unit's name, and says so in its doubt.

    Two names that nothing parted are sure where the document names one of them elsewhere by itself.

    Only where the rest of the name is a unit that the document names often, the whole name stands once, and
    the letters are found elsewhere in other words.
    """
    units = [unit for measure in document.measures for task in measure.tasks for unit in task.units]
    counts = Counter(unit.name for unit in units)
    sure = {unit.name for unit in units if not unit.doubt}
    for left, right in pairwise(units):
        if left.doubt == right.doubt == NOT_PARTED and (left.name in sure or right.name in sure):
            left.doubt = right.doubt = ""
    common = {name for name, count in counts.items() if count >= 3 and len(name) >= 3}
    for unit in units:
        if counts[unit.name] == 1 and len(unit.name) > 5:
            _repair(unit, common, document.text)


def _repair(unit: Unit, common: set[str], text: str) -> None:
    for cut in range(2, min(len(unit.name) - 3, 8)):
        stray, rest = unit.name[:cut], unit.name[cut:]
        if rest in common and text.count(stray) >= 3 and text.count(stray + rest[0]) == 1:
            unit.doubt = f"“{unit.name}”前的“{stray}”疑似多余的文字，已按“{rest}”读取"
            unit.name = rest
            return
