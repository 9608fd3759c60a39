"""Corrections of time limits and reporting cycles, one by one and in bulk."""

from collections.abc import Sequence
from datetime import date

from common.errors import ServiceError
from departments.models.users import User
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.editing import Revisions, editing
from policies.checking.services.rows import put_milestone
from policies.checking.services.settling import settle_check
from policies.cycles import WRONG, Cycle, in_words, read_rule
from policies.models.documents import PolicyDocument
from policies.models.measures import Firmness, Measure, Milestone, MilestoneKind, Task


def add_milestone(
    *,
    task: Task,
    due_on: date,
    actor: User | None,
    phrase: str = "",
    kind: MilestoneKind = MilestoneKind.DUE,
    firmness: Firmness = Firmness.MUST,
    seen: Revisions | None = None,
) -> Milestone:
    """Give a task a date to be met."""
    with editing(
        task.measure.document, [task.measure], actor=actor, what=f"{task}：增加时限{due_on}", seen=seen
    ):
        return put_milestone(task, due_on=due_on, phrase=phrase, kind=kind, firmness=firmness)


def change_milestone(
    *,
    milestone: Milestone,
    actor: User | None,
    due_on: date | None,
    kind: MilestoneKind,
    firmness: Firmness,
    seen: Revisions | None = None,
) -> None:
    """Correct a time limit; its doubt, if any, is settled by that."""
    task = milestone.task
    if due_on is None and not milestone.phrase:
        raise ServiceError("date_required", "请填写日期。", field="due_on")
    what = f"{task}：时限{milestone}改为{due_on or '无日期'}"
    with editing(task.measure.document, [task.measure], actor=actor, what=what, seen=seen):
        milestone.due_on, milestone.kind, milestone.firmness = due_on, kind, firmness
        milestone.reason = "校核人员设定"
        milestone.save(update_fields=["due_on", "kind", "firmness", "reason"])
        for item in milestone.check_items.open():
            settle_check(item=item, settlement=f"时限定为{due_on or '无日期'}", actor=actor)


def drop_milestone(*, milestone: Milestone, actor: User | None, seen: Revisions | None = None) -> None:
    """Take a time limit out of its task."""
    task = milestone.task
    what = f"{task}：删除时限{milestone}"
    with editing(task.measure.document, [task.measure], actor=actor, what=what, seen=seen):
        milestone.delete()


def set_dates(
    *,
    document: PolicyDocument,
    measures: Sequence[Measure],
    due_on: date,
    actor: User | None,
    firmness: Firmness = Firmness.MUST,
    only_undated: bool = True,
    seen: Revisions | None = None,
) -> int:
    """Give the tasks of many measures the same date (the whole document, a section, a selection).

    With `only_undated` a task that has a date to be met keeps it and gets no second. A task that has this
    very date is left alone in either case. Returns how many tasks got the date.
    """
    what = f"批量设定时限{due_on}（{len(measures)}条举措）"
    with editing(document, measures, actor=actor, what=what, seen=seen) as rows:
        tasks = Task.objects.filter(measure__in=rows).prefetch_related("milestones")
        chosen = [task for task in tasks if not _met(task, None if only_undated else due_on)]
        milestones = [
            Milestone(
                task=task,
                position=1 + max((m.position for m in task.milestones.all()), default=-1),
                due_on=due_on,
                firmness=firmness,
                reason="校核人员批量设定",
            )
            for task in chosen
        ]
        Milestone.objects.bulk_create(milestones)
    return len(chosen)


def set_cycle(
    *,
    document: PolicyDocument,
    measures: Sequence[Measure],
    cycle: str,
    actor: User | None,
    seen: Revisions | None = None,
) -> int:
    """Set by which rule progress on the tasks of many measures is asked for; returns how many changed.

    What was doubtful about their cycles is settled by that. Raises `ServiceError` for a rule that is none.
    """
    try:
        rule = read_rule(cycle)
    except ValueError:
        raise ServiceError("cycle_unknown", WRONG, field="cycle") from None
    said = in_words(rule) or Cycle.NONE.label
    what = f"报送周期设为{said}（{len(measures)}条举措）"
    with editing(document, measures, actor=actor, what=what, seen=seen) as rows:
        changed = Task.objects.filter(measure__in=rows).exclude(cycle=rule).update(cycle=rule)
        for item in CheckItem.objects.open().filter(measure__in=rows, kind=CheckKind.CYCLE):
            settle_check(item=item, settlement=f"报送周期定为{said}", actor=actor)
    return changed


def _met(task: Task, due_on: date | None) -> bool:
    """Whether the task has a date to be met; with `due_on`, that one."""
    dates = [m.due_on for m in task.milestones.all() if m.kind == MilestoneKind.DUE and m.due_on]
    return bool(dates) if due_on is None else due_on in dates
