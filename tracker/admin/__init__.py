"""The admin of assignments, reports, and what the tracker writes about them."""

from tracker.admin import (
    assignments,
    channels,
    documents,
    drafts,
    inbox,
    instructions,
    office,
    records,
    reports,
    requests,
    rules,
)

__all__ = [
    "assignments",
    "channels",
    "documents",
    "drafts",
    "inbox",
    "instructions",
    "office",
    "records",
    "reports",
    "requests",
    "rules",
]
