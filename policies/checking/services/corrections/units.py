"""Corrections of units: add, drop, another role, whom a printed name stands for."""

from collections.abc import Sequence

from common.errors import ServiceError
from departments.models.departments import Department, DepartmentGroup
from departments.models.users import User
from departments.names import normalise
from departments.resolution import Resolution
from policies.checking.services.editing import Revisions, editing
from policies.checking.services.rows import put_unit
from policies.checking.services.settling import apply_resolution, printing, resolution_in_words
from policies.models.measures import Responsibility, Role, Task


def add_unit(
    *,
    task: Task,
    name: str,
    role: Role,
    actor: User | None,
    department: Department | None = None,
    group: DepartmentGroup | None = None,
    chosen: Sequence[Department] = (),
    seen: Revisions | None = None,
) -> Responsibility:
    """Add a unit to a task: the given department or group, else whom the name stands for.

    A name that nobody knows, or an open group with no member chosen, becomes a thing to check.
    """
    name = normalise(name)[:100]
    if not name:
        raise ServiceError("unit_name_required", "请填写单位名称。", field="name")
    document = task.measure.document
    with editing(document, [task.measure], actor=actor, what=f"{task}：增加单位{name}", seen=seen):
        if task.responsibilities.filter(printed_name=name, role=role).exists():
            raise ServiceError("unit_listed_already", f"该任务已有“{name}（{Role(role).label}）”。")
        return put_unit(task, name=name, role=role, meant=Resolution(department, group), chosen=chosen)


def change_role(
    *, responsibility: Responsibility, role: Role, actor: User | None, seen: Revisions | None = None
) -> None:
    """Give a unit another role in its task."""
    task = responsibility.task
    what = f"{task}：{responsibility.printed_name}改为{Role(role).label}"
    with editing(task.measure.document, [task.measure], actor=actor, what=what, seen=seen):
        twin = task.responsibilities.filter(printed_name=responsibility.printed_name, role=role)
        if twin.exclude(pk=responsibility.pk).exists():
            raise ServiceError(
                "unit_listed_already",
                f"该任务已有“{responsibility.printed_name}（{Role(role).label}）”。",
                field="role",
            )
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
    measures = printing(responsibility, everywhere=everywhere)
    what = resolution_in_words(responsibility, department or group, chosen, remember)
    with editing(document, measures, actor=actor, what=what, seen=seen):
        apply_resolution(
            responsibility=responsibility,
            department=department,
            group=group,
            chosen=chosen,
            everywhere=everywhere,
            remember=remember,
            actor=actor,
        )
