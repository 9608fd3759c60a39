"""Assignments and what becomes of them: events, progress reports, reminders, digests."""

from tracker.models.assignments import Assignment, AssignmentMilestone, Event, EventKind, Light, Status
from tracker.models.reminders import Digest, Reminder, Rule
from tracker.models.reports import ProgressReport, ReportStatus

__all__ = [
    "Assignment",
    "AssignmentMilestone",
    "Digest",
    "Event",
    "EventKind",
    "Light",
    "ProgressReport",
    "Reminder",
    "ReportStatus",
    "Rule",
    "Status",
]
