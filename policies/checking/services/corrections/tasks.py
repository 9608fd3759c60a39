"""Corrections of tasks: add, drop, rewrite, split, merge."""

from collections.abc import Iterable, Sequence

from common.errors import ServiceError
from departments.models.users import User
from policies.checking.services.corrections.positions import next_position
from policies.checking.services.editing import Revisions, editing
from policies.models.measures import Measure, Milestone, NamedPerson, Responsibility, Task


def rewrite_task(*, task: Task, text: str, actor: User | None, seen: Revisions | None = None) -> None:
    """Correct what a task says."""
    text = text.strip()
    if not text:
        raise ServiceError("task_text_required", "请填写任务内容。", field="text")
    measure = task.measure
    with editing(measure.document, [measure], actor=actor, what=f"{task}：修改内容", seen=seen):
        task.text = text
        task.save(update_fields=["text"])


def add_task(*, measure: Measure, text: str, actor: User | None, seen: Revisions | None = None) -> Task:
    """Add a task to a measure, with no unit and no date yet."""
    with editing(measure.document, [measure], actor=actor, what=f"{measure}：增加任务", seen=seen):
        return Task.objects.create(measure=measure, position=next_position(measure.tasks), text=text.strip())


def drop_task(*, task: Task, actor: User | None, seen: Revisions | None = None) -> None:
    """Take a task out of its measure, with its units and dates; the last one stays."""
    measure = task.measure
    with editing(measure.document, [measure], actor=actor, what=f"删除{task}", seen=seen):
        if measure.tasks.count() == 1:
            raise ServiceError("task_is_last", "举措至少保留一项任务；如整条不需要交办，请删除该举措。")
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

    A unit that both parts need is added to the second with `add_unit`. Persons go with their unit, those of
    no unit stay with the first part. Returns the second part.
    """
    measure = task.measure
    with editing(measure.document, [measure], actor=actor, what=f"拆分{task}", seen=seen):
        first, second = task.text[:at].strip(), task.text[at:].strip()
        if not first or not second:
            raise ServiceError("split_place_invalid", "请在任务内容中间选择拆分位置。", field="at")
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
            extra=task.extra,
        )
        _move(task, part, units_to_second, milestones_to_second)
        _move_persons(task.persons.filter(responsibility__in=units_to_second), part)
    return part


def merge_tasks(*, task: Task, actor: User | None, seen: Revisions | None = None) -> None:
    """Join a task with the next one of its measure: texts in order, units, dates and persons, none twice."""
    measure = task.measure
    following = measure.tasks.filter(position__gt=task.position).order_by("position").first()
    if following is None:
        raise ServiceError("task_to_merge_missing", "后面没有可以合并的任务。")
    with editing(measure.document, [measure], actor=actor, what=f"合并{task}与下一项任务", seen=seen):
        task.text = "\n".join(text for text in (task.text, following.text) if text)
        task.save(update_fields=["text"])
        held = set(task.responsibilities.values_list("printed_name", "role"))
        units = [u for u in following.responsibilities.all() if (u.printed_name, u.role) not in held]
        _move(following, task, units, list(following.milestones.all()))
        known = set(task.persons.values_list("name", "kind"))
        _move_persons([p for p in following.persons.all() if (p.name, p.kind) not in known], task)
        task.extra += [pair for pair in following.extra if pair not in task.extra]
        task.save(update_fields=["extra"])
        following.delete()


def _move_persons(persons: Iterable[NamedPerson], target: Task) -> None:
    for place, person in enumerate(persons, next_position(target.persons)):
        person.task, person.position = target, place
        person.save(update_fields=["task", "position"])


def _move(
    source: Task, target: Task, units: Sequence[Responsibility], milestones: Sequence[Milestone]
) -> None:
    rows: list[Responsibility | Milestone] = [*units, *milestones]
    if any(row.task_id != source.pk for row in rows):
        raise ServiceError("task_rows_foreign", "所选单位或时限不属于该任务，请刷新页面。")
    for place, unit in enumerate(units, next_position(target.responsibilities)):
        unit.task, unit.position = target, place
        unit.save(update_fields=["task", "position"])
    for place, milestone in enumerate(milestones, next_position(target.milestones)):
        milestone.task, milestone.position = target, place
        milestone.save(update_fields=["task", "position"])
