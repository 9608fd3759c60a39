"""Corrections of persons named for a task: add, change, drop."""

from common.errors import ServiceError
from departments.models.users import User
from policies.checking.services.corrections.positions import next_position
from policies.checking.services.editing import Revisions, editing
from policies.models.measures import NamedPerson, Responsibility, Task


def add_person(
    *,
    task: Task,
    name: str,
    actor: User | None,
    kind: str = "",
    title: str = "",
    phone: str = "",
    responsibility: Responsibility | None = None,
    seen: Revisions | None = None,
) -> NamedPerson:
    """Name a person for a task, of one of its units where that is given.

    Raises `ServiceError` without a name, and for a unit of another task.
    """
    said = _checked(task, name, kind, title, phone, responsibility)
    what = f"{task}：增加{said['kind'] or '责任人'}{said['name']}"
    with editing(task.measure.document, [task.measure], actor=actor, what=what, seen=seen):
        return NamedPerson.objects.create(
            task=task, responsibility=responsibility, position=next_position(task.persons), **said
        )


def change_person(
    *,
    person: NamedPerson,
    name: str,
    actor: User | None,
    kind: str = "",
    title: str = "",
    phone: str = "",
    responsibility: Responsibility | None = None,
    seen: Revisions | None = None,
) -> None:
    """Correct who a person is; raises as `add_person`."""
    task = person.task
    said = _checked(task, name, kind, title, phone, responsibility)
    what = f"{task}：{person}改为{said['name']}"
    with editing(task.measure.document, [task.measure], actor=actor, what=what, seen=seen):
        for column, value in said.items():
            setattr(person, column, value)
        person.responsibility = responsibility
        person.save(update_fields=[*said, "responsibility"])


def drop_person(*, person: NamedPerson, actor: User | None, seen: Revisions | None = None) -> None:
    """Take a person out of a task."""
    task = person.task
    with editing(task.measure.document, [task.measure], actor=actor, what=f"{task}：删除{person}", seen=seen):
        person.delete()


def _checked(
    task: Task, name: str, kind: str, title: str, phone: str, responsibility: Responsibility | None
) -> dict[str, str]:
    said = {"name": name, "kind": kind, "title": title, "phone": phone}
    said = {column: " ".join(value.split()) for column, value in said.items()}
    if not said["name"]:
        raise ServiceError("person_name_required", "请填写姓名。", field="name")
    if responsibility is not None and responsibility.task_id != task.pk:
        raise ServiceError(
            "person_unit_foreign", "所选单位不属于该任务，请刷新页面。", field="responsibility"
        )
    return said
