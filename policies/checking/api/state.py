"""A draft as the checking page shows it: plain data, in a fixed number of queries however long it is."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from departments.models.departments import Department
from departments.search import Found
from policies.checking.api.images import images_of
from policies.checking.models.edits import DraftEdit
from policies.checking.models.items import CheckItem
from policies.checking.selectors import summary_of
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument
from policies.models.measures import Measure, Milestone, NamedPerson, Responsibility, Task

TRAIL = 100  # the newest edits that the page shows


def whole_state(document: PolicyDocument) -> dict[str, Any]:
    """Everything that the page shows when it is opened."""
    return {
        "text": document.text,
        "sections": [
            {"id": s.pk, "path": s.path, "title": s.title} for s in document.sections.order_by("position")
        ],
        "images": images_of(document),
        **changed_state(document, seen={}),
    }


def changed_state(document: PolicyDocument, *, seen: Mapping[int, int]) -> dict[str, Any]:
    """What a page must know that shows the measures of `seen` (id to revision): those that differ now.

    `order` holds the ids of all measures from top to bottom; what is not in it is gone.
    """
    revisions = dict(document.measures.order_by("position").values_list("pk", "revision"))
    differing = [pk for pk, revision in revisions.items() if seen.get(pk) != revision]
    return {
        "document": _document(document),
        "order": list(revisions),
        "measures": _measures(differing),
        "checks": [_check(item) for item in document.check_items.open().order_by("id")],
        "settled": document.check_items.filter(settled_at__isnull=False).count(),
        "account": summary_of(document),
        **_trail(document),
    }


def found_unit(row: Found) -> dict[str, Any]:
    """A line of the answer to a search; needs the members of groups prefetched."""
    if row.department is not None:
        return {
            "department": row.department.pk,
            "name": row.department.short_name,
            "full_name": row.department.name,
            "printed": row.printed,
            "region": row.region.name,
        }
    assert row.group is not None  # noqa: S101  (one of the two is there)
    return {
        "group": row.group.pk,
        "name": row.group.name,
        "full_name": row.group.name,
        "printed": row.printed,
        "region": row.region.name,
        "is_open": row.group.is_open,
        "members": [_department(department) for department in row.group.members.all()],
    }


def _document(document: PolicyDocument) -> dict[str, Any]:
    return {
        "id": document.pk,
        "title": document.title,
        "number": document.number,
        "status": document.status,
        "status_label": document.get_status_display(),
        "first_unit_leads": document.first_unit_leads,
        "read_only": _why_read_only(document),
    }


def _why_read_only(document: PolicyDocument) -> str:
    """A sentence that says why nothing can be changed here; empty for a draft."""
    match document.status:
        case DocumentStatus.CONFIRMED:
            return "文件已完成校核，此页只供查看；没有交办之前可以退回校核。"
        case DocumentStatus.DISPATCHED:
            return "文件已交办，此页只供查看；没有单位签收之前可以在文件页面撤回交办，漏读的可以补充举措。"
        case DocumentStatus.ARCHIVED:
            return f"文件已归档（{document.archived_reason}），此页只供查看。"
    if document.kind != DocumentKind.POLICY:
        return "该文件不部署任务，没有需要校核的举措。"
    return ""


def _measures(ids: Collection[int]) -> list[dict[str, Any]]:
    measures = (
        Measure.objects.filter(pk__in=ids)
        .order_by("position")
        .prefetch_related(
            "tasks__responsibilities__department",
            "tasks__responsibilities__group",
            "tasks__responsibilities__chosen",
            "tasks__milestones",
            "tasks__persons",
        )
    )
    return [_measure(measure) for measure in measures]


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.pk,
        "revision": measure.revision,
        "path": measure.path,
        "title": measure.title,
        "short_title": measure.short_title,
        "text": measure.text,
        "span": _span(measure),
        "tasks": [_task(task) for task in measure.tasks.all()],
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "id": task.pk,
        "text": task.text,
        "frequency": task.frequency,
        "cycle": task.cycle,
        "cycle_in_words": task.cycle_in_words,
        "units": [_unit(unit) for unit in task.responsibilities.all()],
        "milestones": [_milestone(milestone) for milestone in task.milestones.all()],
        "persons": [_person(person) for person in task.persons.all()],
        "extra": task.extra,
    }


def _unit(unit: Responsibility) -> dict[str, Any]:
    return {
        "id": unit.pk,
        "name": unit.printed_name,
        "role": unit.role,
        "department": _department(unit.department) if unit.department else None,
        "group": {"id": unit.group.pk, "name": unit.group.name, "is_open": unit.group.is_open}
        if unit.group
        else None,
        "chosen": [_department(department) for department in unit.chosen.all()],
        "inherited": unit.is_inherited,
        "span": _span(unit),
    }


def _department(department: Department) -> dict[str, Any]:
    return {"id": department.pk, "name": department.short_name}


def _milestone(milestone: Milestone) -> dict[str, Any]:
    return {
        "id": milestone.pk,
        "phrase": milestone.phrase,
        "due_on": milestone.due_on.isoformat() if milestone.due_on else None,
        "kind": milestone.kind,
        "firmness": milestone.firmness,
        "reason": milestone.reason,
        "span": _span(milestone),
    }


def _person(person: NamedPerson) -> dict[str, Any]:
    return {
        "id": person.pk,
        "name": person.name,
        "kind": person.kind,
        "title": person.title,
        "phone": person.phone,
        "unit": person.responsibility_id,
        "words": str(person),
        "span": _span(person),
    }


def _check(item: CheckItem) -> dict[str, Any]:
    return {
        "id": item.pk,
        "kind": item.kind,
        "kind_label": item.get_kind_display(),
        "message": item.message,
        "measure": item.measure_id,
        "unit": item.responsibility_id,
        "milestone": item.milestone_id,
        "marks": item.marks,
        "span": _span(item),
    }


def _trail(document: PolicyDocument) -> dict[str, Any]:
    edits = document.edits.select_related("actor").defer("before", "after", "revisions").order_by("-id")
    rows = [_edit(edit) for edit in edits[:TRAIL]]
    newest = edits.undoable().first()
    return {"trail": rows, "undo": _edit(newest) if newest else None}


def _edit(edit: DraftEdit) -> dict[str, Any]:
    return {
        "id": edit.pk,
        "who": str(edit.actor) if edit.actor else "系统",
        "at": timezone.localtime(edit.at).strftime("%Y-%m-%d %H:%M"),
        "what": edit.what,
        "undone": edit.undone_at is not None,
        "final": edit.is_final,
    }


def _span(row: Measure | Responsibility | Milestone | NamedPerson | CheckItem) -> list[int] | None:
    return None if row.span_start is None or row.span_end is None else [row.span_start, row.span_end]
