"""Assignments and what becomes of them: events, progress reports, reminders, digests."""

from tracker.models.assignments import (
    OPEN_STATUSES,
    Assignment,
    AssignmentMilestone,
    Event,
    EventKind,
    Light,
    Status,
)
from tracker.models.reminders import Digest, DigestStatus, Reminder, Rule, Sweep
from tracker.models.reports import ProgressReport, ReportStatus

__all__ = [
    "OPEN_STATUSES",
    "Assignment",
    "AssignmentMilestone",
    "Digest",
    "DigestStatus",
    "Event",
    "EventKind",
    "Light",
    "ProgressReport",
    "Reminder",
    "ReportStatus",
    "Rule",
    "Status",
    "Sweep",
]
