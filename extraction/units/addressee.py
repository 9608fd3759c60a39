"""Work that a letter gives to whom it is sent to: 请你单位于…前完成, 由你局牵头.

The name stands once, above the text (县水利局：); where the text says 你单位, those are meant.  In a notice
of supervision (督办通知) the items that name nobody are theirs too, with a doubt.
"""

from __future__ import annotations

import re

from extraction.duty.clauses import Clause
from extraction.duty.roles import is_name
from extraction.duty.spoken import begins_with, partners_in, surely_a_body
from extraction.duty.subjects import NOT_SAID, find_subjects
from extraction.model import Role, Span, Unit
from extraction.signs.unit_names import split_units
from extraction.states import Assigned
from extraction.text.healing import Paragraph

_HEAD = 12  # paragraphs among which those stand that a letter is sent to
_MOST = 6  # addressees; more are a circle of readers
_ADDRESSED = re.compile(r"(?P<units>[\u4e00-\u9fff、，,（）()]{3,120})[：:]")
_YOU = re.compile(
    r"(?:(?P<asked>请|由|望|责成|责令|要求|交由|希望)|(?<![\u4e00-\u9fff]))"
    r"[你贵](?:单位|部门|公司|中心|街道|[局委办厅镇乡院校县区市处科村们])(?P<what>[^。；]*)"
)
_IS_ASKED = re.compile(r"要|应|须|务必|负责|牵头|会同|于|在|尽快|抓紧|立即")
_LEADS = re.compile(r"(?:要|应|须)?(?:负责)?(?:牵头|会同|作为牵头)")
_SUPERVISED = re.compile(r"督办|交办|转办|批办")


def addressees(placed: list[tuple[Paragraph, int]]) -> list[Unit]:
    """Those a letter is sent to by name; none where it goes to whole circles (各乡镇人民政府：)."""
    for paragraph, start in placed[:_HEAD]:
        if paragraph.label is not None:
            break
        match = _ADDRESSED.fullmatch(paragraph.text)
        if match is None:
            continue
        units = split_units(match["units"], Role.RESPONSIBLE, offset=start)
        named = [unit for unit in units if is_name(unit) and surely_a_body(unit.name)]
        sure = len(named) == len(units) <= _MOST and not any(unit.name[0] == "各" for unit in units)
        return units if sure else []
    return []


def asked_in(text: str, offset: int, sent_to: list[Unit]) -> list[Unit]:
    """The addressees with their role, and who is to help them, where a text asks something of 你单位."""
    units: list[Unit] = []
    for match in _YOU.finditer(text) if sent_to else ():
        what = match["what"]
        if not match["asked"] and not _IS_ASKED.match(what):
            continue
        role = Role.LEAD if _LEADS.match(what) else Role.RESPONSIBLE
        if not units:
            units = [Unit(unit.name, role, unit.span) for unit in sent_to]
        elif role is Role.LEAD:
            for unit in units[: len(sent_to)]:
                unit.role = role
        joint = what.find("会同")
        if joint >= 0:
            place = match.start("what") + joint + len("会同")
            known = {unit.name for unit in units}
            more = partners_in(text[place : match.end()], offset + place)
            units += [unit for unit in more if unit.name not in known]
    return units


def ask_addressees(assigned: Assigned, sent_to: list[Unit]) -> None:
    """Gives the measures that ask something of 你单位 to whom the letter is sent to."""
    document = assigned.document
    supervised = _SUPERVISED.search(document.title) is not None
    for measure in document.measures if sent_to else ():
        if measure.span is None or any(task.units for task in measure.tasks):
            continue
        start, end = measure.span.start, measure.span.end
        said = document.text[start:end]
        units = asked_in(said, start, sent_to)
        if not units and supervised:
            units = _inferred(said, start, sent_to)
        if units:
            measure.tasks[0].units = units
            clause = Clause(start, end, units, spoken=True)
            assigned.clauses.append((clause, "/".join(measure.path)))


def ask_subjects(assigned: Assigned) -> None:
    """Gives the items that have no clause to whom their sentences begin with; doubted, each of them."""
    document = assigned.document
    of_tables = {row.name for row in assigned.rows}
    for measure in document.measures:
        path = "/".join(measure.path)
        if measure.span is None or path in of_tables or any(task.units for task in measure.tasks):
            continue
        start, end = measure.span.start, measure.span.end
        units = find_subjects(document.text[start:end], offset=start)
        if units:
            measure.tasks[0].units = units
            assigned.clauses.append((Clause(start, end, units, spoken=True), path))


def _inferred(said: str, start: int, sent_to: list[Unit]) -> list[Unit]:
    """Who is likely meant by an item that does not say: whom it begins with, else the addressees; doubted."""
    acts = begins_with(said)
    if acts is not None:
        span = Span(start + acts.start("who"), start + acts.end("who"))
        return [Unit(acts["who"], Role.RESPONSIBLE, span, f"“{acts['who']}”写在句首，{NOT_SAID}")]
    return [
        Unit(unit.name, Role.RESPONSIBLE, unit.span, f"“{unit.name}”是来文的主送单位，{NOT_SAID}")
        for unit in sent_to
    ]
