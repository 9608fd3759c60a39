"""The admin of assignments, reports, and what the tracker writes about them."""

from tracker.admin import assignments, documents, records, reports

__all__ = ["assignments", "documents", "records", "reports"]
