"""The rows of the lists of assignments, straight from columns to what is sent.

A list of fifty rows read as model instances and written by a serializer takes several times as long as the
database needs to find them (docs/performance.md). What a row holds is `AssignmentSerializer`'s to say; a
test compares the two.
"""

from datetime import date
from typing import Any, cast

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast, Left

from policies.models.measures import Role
from tracker.work.lights import days_late, light_of, marks_of
from tracker.work.models.assignments import Assignment
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.states import OPEN_STATUSES, Light, Status

_FIRST_WORDS = 30  # of a measure's text, where it has no title: Measure.short_title
_COLUMNS = (
    "id",
    "document_id",
    "document__number",
    "document__title",
    "task__measure_id",
    "task__measure__title",
    "task_id",
    "department_id",
    "department__short_name",
    "assignee_id",
    "assignee__display_name",
    "assignee__username",
    "section_id",
    "section__name",
    "role",
    "status",
    "dispatched_on",
    "due_on",
    "must_due_on",
    "percent",
    "completed_on",
    "report_due_on",
    "has_reported",
)
_ROLES = {role.value: str(role.label) for role in Role}
_STATUSES = {status.value: str(status.label) for status in Status}
_LIGHTS = {light.value: str(light.label) for light in Light}
_OPEN = frozenset(status.value for status in OPEN_STATUSES)


# Finding the way to each column costs as much as a small query: it is done once.
_ROWS = Assignment.objects.values(
    *_COLUMNS,
    first_words=Left("task__measure__text", _FIRST_WORDS + 1),
    path=Cast("task__measure__path", TextField()),  # Django's own reading costs five times as much
)


def assignments_as_columns() -> AssignmentQuerySet[Assignment]:
    """All assignments, to be narrowed down: dictionaries of what `row` needs, in one query."""
    return cast(AssignmentQuerySet[Assignment], _ROWS.all())


def row(found: dict[str, Any], on: date) -> dict[str, Any]:
    """What is sent for a row of `assignments_as_columns`, with light and lateness as of the day `on`."""
    status, due, must = found["status"], found["due_on"], found["must_due_on"]
    is_open = status in _OPEN
    since, report = found["dispatched_on"], found["report_due_on"]
    light = light_of(is_open=is_open, must_due_on=must, due_on=due, report_due_on=report, on=on).value
    late = days_late(is_open=is_open, must_due_on=must, dispatched_on=since, on=on)
    marks = marks_of(is_open=is_open, must_due_on=must, due_on=due, dispatched_on=since, on=on)
    words = found["first_words"]
    completed = found["completed_on"]
    return {
        "id": found["id"],
        "document": found["document_id"],
        "document_number": found["document__number"],
        "document_title": found["document__title"],
        "measure": found["task__measure_id"],
        "measure_label": " / ".join(orjson.loads(found["path"])),
        "measure_title": found["task__measure__title"]
        or (f"{words[:_FIRST_WORDS]}…" if len(words) > _FIRST_WORDS else words),
        "task": found["task_id"],
        "department": found["department_id"],
        "department_name": found["department__short_name"],
        "assignee": found["assignee_id"],
        "assignee_name": found["assignee__display_name"] or found["assignee__username"] or "",
        "section": found["section_id"],
        "section_name": found["section__name"] or "",
        "role": found["role"],
        "role_label": _ROLES[found["role"]],
        "status": status,
        "status_label": _STATUSES[status],
        "dispatched_on": since.isoformat(),
        "due_on": due and due.isoformat(),
        "must_due_on": must and must.isoformat(),
        "days_late": late,
        "light": light,
        "light_label": _LIGHTS[light],
        "marks": [mark.value for mark in marks],
        "report_due_on": report and report.isoformat(),
        "has_reported": found["has_reported"],
        "percent": found["percent"],
        "completed_on": completed and completed.isoformat(),
    }
