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
from tracker.models.reports import UNANSWERED, IndicatorReading, ProgressReport, ReportStatus
from tracker.models.rules import ReminderExemption, ReminderRule
from tracker.models.settings import OfficeSettings

__all__ = [
    "BY_HAND",
    "DEFAULT_GATEWAYS",
    "OPEN_STATUSES",
    "SWEPT",
    "UNANSWERED",
    "AnswerStatus",
    "Assignment",
    "AssignmentMilestone",
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
    "Extension",
    "InboxReminder",
    "IndicatorReading",
    "Instruction",
    "InstructionItem",
    "Light",
    "Objection",
    "OfficeNote",
    "OfficeSettings",
    "ProgressReport",
    "Reminder",
    "ReminderExemption",
    "ReminderRule",
    "ReportDraft",
    "ReportStatus",
    "Rule",
    "Status",
    "Sweep",
]
