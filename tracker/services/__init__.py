"""Writes of the ledger that have a name."""

from tracker.services.dispatch import DispatchOutcome, dispatch_document
from tracker.services.reporting import file_report
from tracker.services.reviewing import approve_report, return_report
from tracker.services.working import resume_assignment, sign_assignment, suspend_assignment

__all__ = [
    "DispatchOutcome",
    "approve_report",
    "dispatch_document",
    "file_report",
    "resume_assignment",
    "return_report",
    "sign_assignment",
    "suspend_assignment",
]
