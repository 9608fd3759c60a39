"""The admin of assignments, reports, and what the tracker writes about them."""

from tracker.admin import (
    assignments,
    channels,
    documents,
    drafts,
    inbox,
    instructions,
    joining,
    office,
    papers,
    proposals,
    records,
    reforms,
    reports,
    requests,
    rules,
    scorecard,
)

__all__ = [
    "assignments",
    "channels",
    "documents",
    "drafts",
    "inbox",
    "instructions",
    "joining",
    "office",
    "papers",
    "proposals",
    "records",
    "reforms",
    "reports",
    "requests",
    "rules",
    "scorecard",
]
