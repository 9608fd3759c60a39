"""The corrections of the checking page: each names what it does, and can be undone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from departments.errors import ServiceError
from departments.models import Department, DepartmentGroup, User
from departments.names import normalise
from departments.resolution import Resolver
from policies.models import (
    CheckItem,
    CheckKind,
    Cycle,
    Firmness,
    Measure,
    Milestone,
    MilestoneKind,
    PolicyDocument,
    Responsibility,
    Role,
    Task,
)
from policies.services.checking import resolve_responsibility, settle_check
from policies.services.editing import Revisions, editing, lock_draft


def add_unit(
    *, task: Task, name: str, role: Role, actor: User | None, seen: Revisions | None = None
) -> Responsibility:
    """Add a unit to a task by its name; a name that nobody knows becomes a thing to check."""
    name = normalise(name)
    if not name:
        raise ServiceError("请填写单位名称。")
    document = task.measure.document
    with editing(document, [task.measure], actor=actor, what=f"{task}：增加单位{name}", seen=seen):
        if task.responsibilities.filter(printed_name=name, role=role).exists():
            raise ServiceError(f"该任务已有“{name}（{Role(role).label}）”。")
        meant = Resolver(document.region).resolve(name)
        unit = Responsibility.objects.create(
            task=task,
            position=_next_position(task.responsibilities),
            printed_name=name,
            role=role,
            department=meant.department,
            group=meant.group,
        )
        if not meant.is_known:
            CheckItem.objects.create(
                document=document,
                measure=task.measure,
                responsibility=unit,
                kind=CheckKind.UNIT,
                message=f"单位“{name}”不在单位库中，请指定对应单位",
            )
    return unit


def change_role(
    *, responsibility: Responsibility, role: Role, actor: User | None, seen: Revisions | None = None
) -> None:
    """Give a unit another role in its task."""
    task = responsibility.task
    what = f"{task}：{responsibility.printed_name}改为{Role(role).label}"
    with editing(task.measure.document, [task.measure], actor=actor, what=what, seen=seen):
        twin = task.responsibilities.filter(printed_name=responsibility.printed_name, role=role)
        if twin.exclude(pk=responsibility.pk).exists():
            raise ServiceError(f"该任务已有“{responsibility.printed_name}（{Role(role).label}）”。")
        responsibility.role = role
        responsibility.save(update_fields=["role"])


def drop_unit(*, responsibility: Responsibility, actor: User | None, seen: Revisions | None = None) -> None:
    """Take a unit out of its task."""
    task = responsibility.task
    what = f"{task}：删除单位{responsibility.printed_name}"
    with editing(task.measure.document, [task.measure], actor=actor, what=what, seen=seen):
        responsibility.delete()


def settle_unit(
    *,
    responsibility: Responsibility,
    actor: User | None,
    department: Department | None = None,
    group: DepartmentGroup | None = None,
    chosen: Sequence[Department] = (),
    everywhere: bool = True,
    remember: bool = False,
    seen: Revisions | None = None,
) -> None:
    """`resolve_responsibility` as an edit: every measure of the draft that prints the name is part of it."""
    document = responsibility.task.measure.document
    measures = [responsibility.task.measure]
    if everywhere:
        measures += Measure.objects.filter(
            document=document, tasks__responsibilities__printed_name=responsibility.printed_name
        ).distinct()
    meant = "、".join(str(d) for d in chosen) or str(department or group)
    what = f"“{responsibility.printed_name}”对应为{meant}"
    with editing(document, measures, actor=actor, what=what, seen=seen):
        resolve_responsibility(
            responsibility=responsibility,
            department=department,
            group=group,
            chosen=chosen,
            everywhere=everywhere,
            remember=remember,
            actor=actor,
        )


def settle_item(*, item: CheckItem, settlement: str, actor: User | None) -> None:
    """`settle_check` as an edit, where the item belongs to a measure."""
    measures = [item.measure] if item.measure else []
    with editing(item.document, measures, actor=actor, what=f"已核：{item.message}"):
        settle_check(item=item, settlement=settlement, actor=actor)


def add_milestone(
    *,
    task: Task,
    due_on: date,
    actor: User | None,
    phrase: str = "",
    firmness: Firmness = Firmness.MUST,
    seen: Revisions | None = None,
) -> Milestone:
    """Give a task a date to be met."""
    with editing(
        task.measure.document, [task.measure], actor=actor, what=f"{task}：增加时限{due_on}", seen=seen
    ):
        return Milestone.objects.create(
            task=task,
            position=_next_position(task.milestones),
            phrase=phrase.strip()[:100],
            due_on=due_on,
            firmness=firmness,
            reason="校核人员设定",
        )


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
        raise ServiceError("请填写日期。")
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
    only_undated: bool = True,
) -> int:
    """Give the tasks of many measures the same date (the whole document, a section, a selection).

    With `only_undated` a task that has a date to be met keeps it and gets no second. Returns how many
    tasks got the date.
    """
    with editing(
        document, measures, actor=actor, what=f"批量设定时限{due_on}（{len(measures)}条举措）"
    ) as rows:
        tasks = Task.objects.filter(measure__in=rows).prefetch_related("milestones")
        chosen = [task for task in tasks if not (only_undated and _dated(task))]
        for task in chosen:
            Milestone.objects.create(
                task=task,
                position=_next_position(task.milestones),
                due_on=due_on,
                reason="校核人员批量设定",
            )
    return len(chosen)


def set_cycle(
    *, document: PolicyDocument, measures: Sequence[Measure], cycle: Cycle, actor: User | None
) -> int:
    """Set how often progress on the tasks of many measures is asked for; returns how many changed."""
    label = Cycle(cycle).label
    with editing(
        document, measures, actor=actor, what=f"报送周期设为{label}（{len(measures)}条举措）"
    ) as rows:
        tasks = list(Task.objects.filter(measure__in=rows).exclude(cycle=cycle))
        for task in tasks:
            task.cycle = cycle
            task.save(update_fields=["cycle"])
    return len(tasks)


def set_first_unit_leads(*, document: PolicyDocument, leads: bool, actor: User | None) -> None:
    """Switch whether the first unit listed leads where none is marked 牵头."""
    document = lock_draft(document, actor)
    document.first_unit_leads = leads
    document.save(update_fields=["first_unit_leads"])


def add_task(*, measure: Measure, text: str, actor: User | None, seen: Revisions | None = None) -> Task:
    """Add a task to a measure, with no unit and no date yet."""
    with editing(measure.document, [measure], actor=actor, what=f"{measure}：增加任务", seen=seen):
        return Task.objects.create(measure=measure, position=_next_position(measure.tasks), text=text.strip())


def drop_task(*, task: Task, actor: User | None, seen: Revisions | None = None) -> None:
    """Take a task out of its measure, with its units and dates; the last one stays."""
    measure = task.measure
    with editing(measure.document, [measure], actor=actor, what=f"删除{task}", seen=seen):
        if measure.tasks.count() == 1:
            raise ServiceError("举措至少保留一项任务；如整条不需要交办，请删除其责任单位。")
        task.delete()


def split_task(
    *,
    task: Task,
    at: int,
    units_to_second: Sequence[Responsibility],
    milestones_to_second: Sequence[Milestone] = (),
    actor: User | None,
    seen: Revisions | None = None,
) -> Task:
    """Cut a task's text at the offset `at`; the named units and dates go to the second part.

    A unit that both parts need is added to the second with `add_unit`. Returns the second part.
    """
    measure = task.measure
    with editing(measure.document, [measure], actor=actor, what=f"拆分{task}", seen=seen):
        first, second = task.text[:at].strip(), task.text[at:].strip()
        if not first or not second:
            raise ServiceError("请在任务内容中间选择拆分位置。")
        # From the last to the first, so that no two tasks hold one place on the way.
        for later in measure.tasks.filter(position__gt=task.position).order_by("-position"):
            later.position += 1
            later.save(update_fields=["position"])
        task.text = first
        task.save(update_fields=["text"])
        part = Task.objects.create(
            measure=measure,
            position=task.position + 1,
            text=second,
            frequency=task.frequency,
            cycle=task.cycle,
        )
        _move(task, part, units_to_second, milestones_to_second)
    return part


def merge_tasks(*, task: Task, actor: User | None, seen: Revisions | None = None) -> None:
    """Join a task with the next one of its measure: texts in order, units and dates of both, none twice."""
    measure = task.measure
    following = measure.tasks.filter(position__gt=task.position).order_by("position").first()
    if following is None:
        raise ServiceError("后面没有可以合并的任务。")
    with editing(measure.document, [measure], actor=actor, what=f"合并{task}与下一项任务", seen=seen):
        task.text = "\n".join(text for text in (task.text, following.text) if text)
        task.save(update_fields=["text"])
        held = set(task.responsibilities.values_list("printed_name", "role"))
        units = [u for u in following.responsibilities.all() if (u.printed_name, u.role) not in held]
        _move(following, task, units, list(following.milestones.all()))
        following.delete()


def _move(
    source: Task, target: Task, units: Sequence[Responsibility], milestones: Sequence[Milestone]
) -> None:
    rows: list[Responsibility | Milestone] = [*units, *milestones]
    if any(row.task_id != source.pk for row in rows):
        raise ServiceError("所选单位或时限不属于该任务，请刷新页面。")
    for place, unit in enumerate(units, _next_position(target.responsibilities)):
        unit.task, unit.position = target, place
        unit.save(update_fields=["task", "position"])
    for place, milestone in enumerate(milestones, _next_position(target.milestones)):
        milestone.task, milestone.position = target, place
        milestone.save(update_fields=["task", "position"])


def _dated(task: Task) -> bool:
    return any(m.kind == MilestoneKind.DUE and m.due_on for m in task.milestones.all())


def _next_position(rows: Any) -> int:
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1
