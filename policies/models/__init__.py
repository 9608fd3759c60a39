"""Documents and what they order: measures, tasks, responsibilities, milestones, indicators."""

from policies.models.alignments import AlignedPair, Alignment, PairState
from policies.models.checks import CheckItem, CheckKind
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument, Section, SourceFile
from policies.models.edits import DraftEdit
from policies.models.measures import (
    Cycle,
    Firmness,
    Indicator,
    Measure,
    Milestone,
    MilestoneKind,
    Responsibility,
    Role,
    Task,
)

__all__ = [
    "AlignedPair",
    "Alignment",
    "CheckItem",
    "CheckKind",
    "Cycle",
    "DocumentKind",
    "DocumentStatus",
    "DraftEdit",
    "Firmness",
    "Indicator",
    "Measure",
    "Milestone",
    "MilestoneKind",
    "PairState",
    "PolicyDocument",
    "Responsibility",
    "Role",
    "Section",
    "SourceFile",
    "Task",
]
