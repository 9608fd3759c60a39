"""Rows of the ledger with what stands beside an assignment: its heading and its newest report."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from common.db.compiled import Among, AsOf, CompiledQuery
from departments.models.users import User
from policies.models.measures import NamedPerson
from tracker.ledger.columns import OF_PERSONS, OF_REPORT, Row
from tracker.ledger.headings import Headings, heading_of, read_headings
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.models.assignments import Assignment

GONE = [ReportStatus.WITHDRAWN]  # what its author took back is no word from the unit


def with_merges(assignments: QuerySet[Any]) -> QuerySet[Any]:
    """Joins what the columns say of each row; long texts of documents stay in the database."""
    return assignments.select_related("task__measure", "department__region", "document").defer(
        "document__text"
    )


_BY_KEY = CompiledQuery(
    lambda keys, day: with_merges(Assignment.objects.with_light(day.on).with_twins()).filter(
        Among("pk", keys=keys)
    )
)


def read_in_order(keys: Sequence[int], on: date) -> list[Assignment]:
    """The assignments with these keys, in the order of the keys, with their lights as of the day `on`.

    Whoever asks has found the keys among those that the user may see.
    """
    found = {row.pk: row for row in _BY_KEY.all(keys=tuple(keys), day=AsOf(on))} if keys else {}
    return [found[key] for key in keys if key in found]


def make_rows(
    assignments: Sequence[Assignment],
    *,
    user: User,
    on: date,
    columns: Sequence[str],
    headings: Headings | None = None,
) -> list[Row]:
    """A row for each assignment, in at most three queries however many there are.

    `headings` keeps what was read of documents from one call to the next.
    """
    if not assignments:
        return []
    headings = {} if headings is None else headings
    read_headings({a.document_id for a in assignments}, headings)
    reports = _newest_reports([a.pk for a in assignments], user) if OF_REPORT & set(columns) else {}
    persons = _persons({a.task_id for a in assignments}) if OF_PERSONS & set(columns) else {}
    return [
        Row(
            assignment=assignment,
            on=on,
            section=heading_of(assignment.task.measure.path, headings[assignment.document_id]),
            report=reports.get(assignment.pk),
            persons=[p for p in persons.get(assignment.task_id, []) if p.is_of(assignment.responsibility_id)],
        )
        for assignment in assignments
    ]


def _newest_reports(ids: list[int], user: User) -> dict[int, ProgressReport]:
    return {report.assignment_id: report for report in _NEWEST.all(user=user, assignments=tuple(ids))}


def _newest(user: User, assignments: Any) -> QuerySet[ProgressReport]:
    readable = ProgressReport.objects.visible_to(user).exclude(status__in=GONE)
    of_these = readable.filter(Among("assignment_id", keys=assignments)).order_by().values("assignment_id")
    return ProgressReport.objects.filter(pk__in=of_these.annotate(last=Max("pk")).values("last")).order_by()


_NEWEST = CompiledQuery(_newest)


def _persons(tasks: set[int]) -> dict[int, list[NamedPerson]]:
    of_each: dict[int, list[NamedPerson]] = {}
    for person in _NAMED.all(tasks=tuple(sorted(tasks))):
        of_each.setdefault(person.task_id, []).append(person)
    return of_each


_NAMED = CompiledQuery(lambda tasks: NamedPerson.objects.filter(Among("task_id", keys=tasks)))
