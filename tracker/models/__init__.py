"""Assignments and what becomes of them: events, reports, dates, instructions, reminders, digests."""

from tracker.models.assignments import (
    OPEN_STATUSES,
    Assignment,
    AssignmentMilestone,
    Event,
    EventKind,
    Light,
    Status,
)
from tracker.models.channels import DEFAULT_GATEWAYS, CalendarFeed, Channel, ChannelKind, ChannelSetting
from tracker.models.dates import AnswerStatus, Extension, Objection
from tracker.models.drafts import Attachment, AttachmentContent, ReportDraft
from tracker.models.instructions import Instruction, InstructionItem, OfficeNote
from tracker.models.joining import JoinedMember, JoinedWork, JoinState
from tracker.models.ledger import Export, ExportPart, ExportState, LedgerLayout, SavedView
from tracker.models.papers import Paper, PaperKind, PaperSeries, PaperTemplate, PaperWithdrawal
from tracker.models.proposals import (
    Proposal,
    ProposalAnswer,
    ProposalEvent,
    ProposalExtension,
    ProposalRule,
    ProposalSponsor,
)
from tracker.models.reforms import Reform, ReformKind, ReformMove
from tracker.models.reminders import (
    BY_HAND,
    SWEPT,
    Digest,
    DigestStatus,
    InboxReminder,
    Reminder,
    Rule,
    Sweep,
)
from tracker.models.reports import UNANSWERED, IndicatorReading, Mark, ProgressReport, ReportStatus
from tracker.models.rules import ReminderExemption, ReminderRule
from tracker.models.scoring import ScoreFormula
from tracker.models.settings import OfficeSettings
from tracker.models.sheets import FilingSheet
from tracker.models.spans import FOREVER, AssignmentSpan

__all__ = [
    "BY_HAND",
    "DEFAULT_GATEWAYS",
    "FOREVER",
    "OPEN_STATUSES",
    "SWEPT",
    "UNANSWERED",
    "AnswerStatus",
    "Assignment",
    "AssignmentMilestone",
    "AssignmentSpan",
    "Attachment",
    "AttachmentContent",
    "CalendarFeed",
    "Channel",
    "ChannelKind",
    "ChannelSetting",
    "Digest",
    "DigestStatus",
    "Event",
    "EventKind",
    "Export",
    "ExportPart",
    "ExportState",
    "Extension",
    "FilingSheet",
    "InboxReminder",
    "IndicatorReading",
    "Instruction",
    "InstructionItem",
    "JoinState",
    "JoinedMember",
    "JoinedWork",
    "LedgerLayout",
    "Light",
    "Mark",
    "Objection",
    "OfficeNote",
    "OfficeSettings",
    "Paper",
    "PaperKind",
    "PaperSeries",
    "PaperTemplate",
    "PaperWithdrawal",
    "ProgressReport",
    "Proposal",
    "ProposalAnswer",
    "ProposalEvent",
    "ProposalExtension",
    "ProposalRule",
    "ProposalSponsor",
    "Reform",
    "ReformKind",
    "ReformMove",
    "Reminder",
    "ReminderExemption",
    "ReminderRule",
    "ReportDraft",
    "ReportStatus",
    "Rule",
    "SavedView",
    "ScoreFormula",
    "Status",
    "Sweep",
]
