"""Writes of the ledger that have a name."""

from tracker.services.chasing import morning_round
from tracker.services.digests import build_digests
from tracker.services.dispatch import DispatchOutcome, dispatch_document
from tracker.services.reminding import SweepOutcome, sweep
from tracker.services.reporting import file_report
from tracker.services.reviewing import approve_report, return_report
from tracker.services.sending import SendOutcome, send_digests
from tracker.services.working import resume_assignment, sign_assignment, suspend_assignment

__all__ = [
    "DispatchOutcome",
    "SendOutcome",
    "SweepOutcome",
    "approve_report",
    "build_digests",
    "dispatch_document",
    "file_report",
    "morning_round",
    "resume_assignment",
    "return_report",
    "send_digests",
    "sign_assignment",
    "suspend_assignment",
    "sweep",
]
