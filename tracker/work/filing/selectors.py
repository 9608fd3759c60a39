"""Reads of one assignment's reports that have a name."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from departments.models.users import User
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import GIVEN_BACK, ProgressReport
from tracker.work.models.assignments import Assignment


def newest_report(assignment: Assignment) -> ProgressReport | None:
    """The last report of any kind: what the next form starts from."""
    return assignment.reports.select_related("author", "reviewed_by").order_by("-id").first()


def last_report(assignment: Assignment) -> ProgressReport | None:
    """The newest report that was neither returned nor taken back: the one that stands."""
    return assignment.reports.exclude(status__in=GIVEN_BACK).order_by("-id").first()


def given_back(assignment: Assignment) -> ProgressReport | None:
    """The newest report, if it was returned or taken back: it is to be mended, with its files."""
    newest = newest_report(assignment)
    return newest if newest is not None and newest.status in GIVEN_BACK else None


def last_said(user: User, assignments: Sequence[Assignment]) -> dict[Any, ProgressReport]:
    """The newest report that stands of each assignment, as far as the user may see it; one query."""
    newest = Window(RowNumber(), partition_by=F("assignment_id"), order_by=F("id").desc())
    standing = ProgressReport.objects.visible_to(user).filter(assignment__in=assignments)
    rows = standing.exclude(status__in=GIVEN_BACK).annotate(nth=newest).filter(nth=1)
    of = {assignment.pk: assignment for assignment in assignments}
    return {of[row.assignment_id]: row for row in rows.defer("problems", "next_steps", "coordination")}


def overtaking(draft: ReportDraft, newest: ProgressReport | None) -> ProgressReport | None:
    """The newest report, where it was filed after the draft was last saved (by the sheet, by a colleague)."""
    return newest if newest is not None and newest.submitted_at > draft.updated_at else None
