"""What filing, taking back and returning a report change of what its assignment owes (`report_due_on`)."""

from datetime import date

from django.db.models import Count, Max, Q

from tracker.work.filing.models.reports import ReportStatus
from tracker.work.models.assignments import Assignment
from tracker.work.reporting_days import next_report_on


def take_note(assignment: Assignment, on: date) -> list[str]:
    """That a report was filed on the day: which columns of the assignment this changes, to be saved."""
    owed = next_report_on(assignment.task.cycle, dispatched_on=assignment.dispatched_on, filed_on=on)
    if owed is not None and assignment.report_due_on is not None:
        owed = max(owed, assignment.report_due_on)
    changed = [] if owed == assignment.report_due_on else ["report_due_on"]
    changed += [] if assignment.has_reported else ["has_reported"]
    assignment.report_due_on, assignment.has_reported = owed, True
    return changed


def recount_reports(assignment: Assignment) -> list[str]:
    """After a report was taken back or returned: the columns that this changes, to be saved."""
    filed = assignment.reports.exclude(status=ReportStatus.WITHDRAWN).aggregate(
        count=Count("pk"), last=Max("submitted_on", filter=~Q(status=ReportStatus.RETURNED))
    )
    before = (assignment.report_due_on, assignment.has_reported)
    assignment.has_reported = bool(filed["count"])
    assignment.report_due_on = next_report_on(
        assignment.task.cycle, dispatched_on=assignment.dispatched_on, filed_on=filed["last"]
    )
    now = (assignment.report_due_on, assignment.has_reported)
    return [] if now == before else ["report_due_on", "has_reported"]
