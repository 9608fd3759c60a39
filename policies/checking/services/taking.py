"""What a mark becomes when a person says that it is work: what fits its kind, at its place.

A unit or a time within a measure goes into the measure's task. A word of duty makes its sentence a task, with
the units and times that stand open in it. Outside the measures the sentence, and for a label or a cell the
line, becomes a measure of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from departments.names import normalise
from departments.resolution import NameTable
from extraction.account.marks import scan
from extraction.deadlines.finder import find_deadlines
from extraction.signs.labels import read_label
from extraction.signs.rules import BY_PLACE, Rule
from policies.checking.models.marks import Became, MarkKind
from policies.checking.selectors import Mark
from policies.checking.services.corrections.positions import next_position
from policies.checking.services.rows import put_measure, put_milestone, put_unit
from policies.models.documents import PolicyDocument
from policies.models.measures import Firmness, Measure, MilestoneKind, Role, Task

_ENDS = "。；！？\n"
_BY_PLACE = frozenset(rule.name for rule in BY_PLACE)
_WINDOW = 400
_NEAR = 24
_LEADS, _HELPS = re.compile(r"牵头|主办|主责"), re.compile(r"配合|协办|参与|协助|会同|支持")
_ANSWERS = re.compile(r"负责|承办|落实|办理|实施|责任")
_LABEL = re.compile(r"(牵头|主办|责任|承办|落实|配合|协办|参与)(?:责任)?(?:单位|部门)?[：:][^：:。；\n]*$")


@dataclass(slots=True)
class Taken:
    """What was made of a mark: the measure, in words, and the marks that went into it."""

    measure: Measure
    made: str
    marks: list[Mark] = field(default_factory=list)


def measure_around(document: PolicyDocument, place: int) -> Measure | None:
    """The measure in whose text a place is."""
    around = document.measures.filter(span_start__lte=place, span_end__gt=place)
    return around.order_by("-span_start").first()


def take(document: PolicyDocument, mark: Mark, marks: Sequence[Mark], measure: Measure | None) -> Taken:
    """Make work of a mark that has a place; `marks` are all of the document, `measure` is around it."""
    start, end = mark.start or 0, mark.end or 0
    sentence = _sentence(document.text, start, end)
    if measure is None or mark.kind in (MarkKind.LABEL, MarkKind.CELL):
        whole_line = mark.kind in (MarkKind.LABEL, MarkKind.CELL)
        stretch = _line(document.text, start) if whole_line else sentence
        made = _new_measure(document, stretch, measure)
        taken = Taken(made, f"增加举措{made}")
        _fill_with_stretch(taken, made.tasks.get(), document, marks, stretch)
    elif mark.kind == MarkKind.DUTY:
        task = _task_for(measure, document.text[slice(*sentence)])
        taken = Taken(measure, f"{task}：按句中的表述增加")
        _fill_with_stretch(taken, task, document, marks, sentence)
    else:
        task = _task_near(measure, document.text, start)
        what = "单位" if mark.kind == MarkKind.UNIT else "时限"
        taken = Taken(measure, f"{task}：增加{what}{mark.text}")
        _fill(taken, task, document, [mark])
        others = [other for other in _within(marks, sentence) if other.key != mark.key]
        if not any(other.kind == MarkKind.UNIT for other in others):
            taken.marks += [other for other in others if other.kind == MarkKind.DUTY]
    if mark not in taken.marks:
        taken.marks.append(mark)
    return taken


def _within(marks: Sequence[Mark], stretch: tuple[int, int]) -> list[Mark]:
    """The marks of a stretch that were not read: not those whose own words say that they are no limit."""
    start, end = stretch
    return [
        mark
        for mark in marks
        if mark.start is not None
        and start <= mark.start < end
        and mark.decision is None
        and mark.became != Became.READ
        and mark.rule != Rule.IN_A_NAME.name
        and (mark.kind != MarkKind.TIME or not mark.rule or mark.rule in _BY_PLACE)
    ]


def _fill(taken: Taken, task: Task, document: PolicyDocument, marks: Sequence[Mark]) -> None:
    """Give a task the units and times of some marks."""
    for mark in marks:
        if mark.kind == MarkKind.UNIT:
            _put_unit(task, document, (mark.start or 0, mark.end or 0))
        elif mark.kind == MarkKind.TIME:
            _put_time(task, document, mark.text, (mark.start or 0, mark.end or 0))
    taken.marks += marks


def _fill_with_stretch(
    taken: Taken, task: Task, document: PolicyDocument, marks: Sequence[Mark], stretch: tuple[int, int]
) -> None:
    """The same of all that stands in a stretch; the register knows names that have no shape of a unit."""
    inside = _within(marks, stretch)
    _fill(taken, task, document, [mark for mark in inside if mark.kind != MarkKind.UNIT])
    taken.marks += [mark for mark in inside if mark.kind == MarkKind.UNIT]
    read = {mark.start for mark in marks if mark.kind == MarkKind.UNIT and mark.became == Became.READ}
    text = document.text[slice(*stretch)]
    for found in scan(text, NameTable().departments.keys()):
        span = (stretch[0] + found.span.start, stretch[0] + found.span.end)
        if found.kind.value == MarkKind.UNIT and span[0] not in read:
            _put_unit(task, document, span)


def _put_unit(task: Task, document: PolicyDocument, span: tuple[int, int]) -> None:
    name = normalise(document.text[slice(*span)])[:100]
    if name and not task.responsibilities.filter(printed_name=name).exists():
        put_unit(task, name=name, role=role_beside(document.text, *span), span=span)


def _put_time(task: Task, document: PolicyDocument, text: str, span: tuple[int, int]) -> None:
    found = find_deadlines(text, offset=span[0], issued_on=document.issued_on, cell=True)
    if not found:
        kind = MilestoneKind.RECURRING if text[0] in "每按逐" else MilestoneKind.DUE
        put_milestone(task, due_on=None, phrase=text, kind=kind, span=span)
        return
    [limit, *_] = found
    put_milestone(
        task,
        due_on=None if not limit.date else date.fromisoformat(limit.date),
        phrase=limit.phrase,
        kind=MilestoneKind(limit.kind.value),
        firmness=Firmness(limit.firmness.value),
        reason=limit.reason,
        span=span,
    )


def role_beside(text: str, start: int, end: int) -> Role:
    """What the words beside a unit ask of it: a label before it, or the first word of duty behind it."""
    label = _LABEL.search(text, max(start - _WINDOW // 4, 0), start)
    behind = re.split(f"[，,{_ENDS}]", text[end : end + _NEAR], maxsplit=1)[0]
    said = label.group(1) if label else behind
    if not label and _HELPS.search(text[max(start - 3, 0) : start]):
        return Role.SUPPORT  # 会同市财政局
    firsts = {
        role: found.start()
        for role, words in ((Role.LEAD, _LEADS), (Role.SUPPORT, _HELPS), (Role.RESPONSIBLE, _ANSWERS))
        if (found := words.search(said))
    }
    return min(firsts, key=lambda role: firsts[role]) if firsts else Role.RESPONSIBLE


def _task_for(measure: Measure, sentence: str) -> Task:
    """The measure's one task where nobody has it yet; else a task of the sentence."""
    tasks = list(measure.tasks.order_by("position"))
    if len(tasks) == 1 and not tasks[0].responsibilities.filter(is_inherited=False).exists():
        return tasks[0]
    return Task.objects.create(
        measure=measure, position=next_position(measure.tasks), text=sentence.strip("（）() ")
    )


def _task_near(measure: Measure, text: str, place: int) -> Task:
    """The task in whose words a place is, else the last whose units stand before it, else the first."""
    tasks = list(measure.tasks.order_by("position").prefetch_related("responsibilities"))
    words = text[max(place - 8, 0) : place + 8].rpartition("\n")[2]
    for task in tasks:
        if words and words in task.text:
            return task
    ends = [(max((u.span_end or 0 for u in task.responsibilities.all()), default=0), task) for task in tasks]
    behind = [task for end, task in ends if end >= place]
    return behind[0] if behind else tasks[-1]


def _new_measure(document: PolicyDocument, span: tuple[int, int], around: Measure | None) -> Measure:
    """A measure of a stretch of the text, behind the last that begins before it."""
    text = document.text[slice(*span)]
    label = read_label(text)
    words = text[label.end :] if label else text
    before = around or document.measures.filter(span_start__lt=span[0]).order_by("-span_start").first()
    position = before.position + 1 if before else 0
    if label:
        above = around.path if around else before.path[:-1] if before else []
        path = [*above, label.printed[:20]]
    else:
        path = [_free_label(document)]
    cells = [cell.strip() for cell in words.split("\t") if cell.strip()]
    words = "，".join(cells)
    title = max(cells, key=len) if len(cells) > 1 else re.split("[。；]", words, maxsplit=1)[0]
    return put_measure(document, position=position, path=path, title=title[:40], text=words, span=span)


def _free_label(document: PolicyDocument) -> str:
    """The next label of what people add where the text has none: 增1, 增2 …"""
    held = {path[-1] for path in document.measures.values_list("path", flat=True) if path}
    return next(label for n in range(1, len(held) + 2) if (label := f"增{n}") not in held)


def _line(text: str, place: int) -> tuple[int, int]:
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a place, in a table the row; no longer than a window to both sides."""
    first, last = _line(text, start)
    if "\t" in text[first:last]:
        return first, last
    low = max(first, start - _WINDOW)
    begins = max((text.rfind(sign, low, start) for sign in _ENDS), default=-1) + 1
    stops = [at for sign in _ENDS if (at := text.find(sign, end, min(last, end + _WINDOW))) >= 0]
    return max(begins, low), min(stops) + 1 if stops else min(last, end + _WINDOW)
