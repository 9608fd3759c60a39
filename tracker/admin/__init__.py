"""The admin of assignments, reports, and what the tracker writes about them."""

from tracker.admin import (
    assignments,
    documents,
    drafts,
    instructions,
    office,
    records,
    reports,
    requests,
    rules,
)

__all__ = [
    "assignments",
    "documents",
    "drafts",
    "instructions",
    "office",
    "records",
    "reports",
    "requests",
    "rules",
]
