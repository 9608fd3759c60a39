"""One assignment with all that hangs on it, each as far as the user may see it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from common.db.compiled import Among, AsOf, CompiledQuery
from departments.models.users import User
from policies.models.measures import NamedPerson, Responsibility, Role
from tracker.work.filing.models.drafts import Attachment
from tracker.work.filing.models.reports import IndicatorReading, ProgressReport
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event
from tracker.work.models.requests import Decline, Extension

ABOUT = ("assignment__department", "assignment__document", "assignment__task__measure")
ANSWERED_BY = ("milestone", "endorsed_by", "first_reviewed_by", "reviewed_by")

_ITSELF = CompiledQuery(
    lambda user, pk, day: (
        Assignment.objects.visible_to(user)
        .filter(pk=pk)
        .with_context()
        .with_light(day.on)
        .select_related("acknowledged_by", "parent__department", "assignee", "section")
    )
)
# What hangs on it, by the name of the relation.
_PARTS = {
    "milestones": CompiledQuery(lambda user, of: AssignmentMilestone.objects.filter(assignment=of)),
    "events": CompiledQuery(
        lambda user, of: Event.objects.filter(assignment=of).select_related("actor", "on_behalf_of")
    ),
    "reports": CompiledQuery(
        lambda user, of: (
            ProgressReport.objects.visible_to(user)
            .filter(assignment=of)
            .select_related("author", *ANSWERED_BY)
        )
    ),
    "extensions": CompiledQuery(
        lambda user, of: (
            Extension.objects.filter(assignment=of)
            .select_related(*ABOUT, "milestone", "asked_by", "answered_by")
            .defer("assignment__document__text")
        )
    ),
    "declines": CompiledQuery(
        lambda user, of: (
            Decline.objects.filter(assignment=of)
            .select_related(*ABOUT, "raised_by", "answered_by", "successor__department")
            .defer("assignment__document__text")
        )
    ),
    "delegated": CompiledQuery(
        lambda user, of: Assignment.objects.visible_to(user).filter(parent=of).select_related("department")
    ),
}
# What the document says beside it; of the units only those who oversee (督导) are asked for.
_OF_TASK = {
    "persons": CompiledQuery(lambda task: NamedPerson.objects.filter(task=task)),
    "responsibilities": CompiledQuery(
        lambda task: Responsibility.objects.filter(task=task, role=Role.OVERSEE)
    ),
}
_OF_REPORTS = {
    "readings": CompiledQuery(
        lambda reports: IndicatorReading.objects.filter(Among("report_id", keys=reports)).select_related(
            "indicator"
        )
    ),
    "attachments": CompiledQuery(
        lambda reports: Attachment.objects.filter(Among("report_id", keys=reports)).select_related(
            "uploaded_by"
        )
    ),
}


def in_detail(pk: int, user: User, on: date) -> Assignment | None:
    """The assignment with dates, reports, requests, delegated parts and timeline, its light as of the day.

    `None` where there is none that the user may see. Its relations are filled as by `prefetch_related`.
    """
    found = _ITSELF.all(user=user, pk=pk, day=AsOf(on))
    if not found:
        return None
    assignment: Assignment = found[0]
    for name, rows in _PARTS.items():
        _fill(assignment, name, rows.all(user=user, of=pk))
    for name, rows in _OF_TASK.items():
        _fill(assignment.task, name, rows.all(task=assignment.task_id))
    with_files(list(assignment.reports.all()))
    return assignment


def with_files(reports: Sequence[ProgressReport]) -> None:
    """Fill in the figures and the files of the reports; two queries however many they are."""
    keys = tuple(report.pk for report in reports)
    for name, rows in _OF_REPORTS.items():
        of_each: dict[int, list[Any]] = defaultdict(list)
        for row in rows.all(reports=keys) if keys else []:
            of_each[row.report_id].append(row)
        for report in reports:
            _fill(report, name, of_each[report.pk])


def _fill(owner: Any, relation: str, rows: list[Any]) -> None:
    # Where `prefetch_related` puts what it has read: `owner.relation.all()` then gives these rows.
    vars(owner).setdefault("_prefetched_objects_cache", {})[relation] = rows
