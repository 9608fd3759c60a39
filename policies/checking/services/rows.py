"""Rows that people add to a draft: a measure, a unit, a time limit; the caller keeps the edit."""

from collections.abc import Sequence
from datetime import date

from departments.models.departments import Department
from departments.resolution import Resolution, Resolver
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.corrections.positions import next_position
from policies.checking.services.undo_rows import make_room
from policies.models.documents import PolicyDocument
from policies.models.measures import Firmness, Measure, Milestone, MilestoneKind, Responsibility, Role, Task

Span = tuple[int, int]


def put_measure(
    document: PolicyDocument,
    *,
    position: int,
    path: Sequence[str],
    title: str,
    text: str,
    span: Span | None = None,
) -> Measure:
    """A measure at a place among the others, with one task of its text."""
    make_room(document, position, 1)
    measure = Measure.objects.create(
        document=document, position=position, path=list(path), title=title, text=text, **_places(span)
    )
    Task.objects.create(measure=measure, position=0, text=text or title)
    return measure


def put_unit(
    task: Task,
    *,
    name: str,
    role: Role,
    meant: Resolution | None = None,
    chosen: Sequence[Department] = (),
    span: Span | None = None,
) -> Responsibility:
    """A unit of a task: whom it is meant to stand for, else whom its name stands for.

    A name that nobody knows, or an open group with no member chosen, becomes a thing to check.
    """
    document = task.measure.document
    if meant is None or not meant.is_known:
        meant = Resolver(document.region).resolve(name)
    unit = Responsibility.objects.create(
        task=task,
        position=next_position(task.responsibilities),
        printed_name=name,
        role=role,
        department=meant.department,
        group=meant.group,
        **_places(span),
    )
    unit.chosen.set(chosen)
    doubt = _doubt(name, meant, chosen)
    if doubt:
        CheckItem.objects.create(
            document=document,
            measure=task.measure,
            responsibility=unit,
            kind=CheckKind.UNIT,
            message=doubt,
            **_places(span),
        )
    return unit


def put_milestone(
    task: Task,
    *,
    due_on: date | None,
    phrase: str = "",
    kind: MilestoneKind = MilestoneKind.DUE,
    firmness: Firmness = Firmness.MUST,
    reason: str = "校核人员设定",
    span: Span | None = None,
) -> Milestone:
    """A time limit of a task; a phrase that gives no date becomes a thing to check."""
    milestone = Milestone.objects.create(
        task=task,
        position=next_position(task.milestones),
        phrase=phrase.strip()[:100],
        due_on=due_on,
        kind=kind,
        firmness=firmness,
        reason=reason[:200],
        **_places(span),
    )
    if due_on is None and kind == MilestoneKind.DUE:
        CheckItem.objects.create(
            document=task.measure.document,
            measure=task.measure,
            milestone=milestone,
            kind=CheckKind.DATE,
            message=f"“{milestone.phrase}”没有算出日期，请填写",
            **_places(span),
        )
    return milestone


def _places(span: Span | None) -> dict[str, int]:
    return {"span_start": span[0], "span_end": span[1]} if span else {}


def _doubt(name: str, meant: Resolution, chosen: Sequence[Department]) -> str:
    if not meant.is_known:
        return f"单位“{name}”不在单位库中，请指定对应单位"
    if meant.group is not None and meant.group.is_open and not chosen:
        return f"“{name}”未写明具体单位，请指定成员"
    return ""
