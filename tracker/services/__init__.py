"""Writes of the ledger that have a name."""

from tracker.services.calendars import renew_feed
from tracker.services.channels import change_channel_setting, set_channel
from tracker.services.chasing import morning_round
from tracker.services.digests import build_digests
from tracker.services.dispatch import DispatchOutcome, dispatch_document
from tracker.services.drafting import attach_file, discard_draft, remove_attachment, save_draft
from tracker.services.evidence import set_evidence_required
from tracker.services.extending import (
    add_date,
    answer_extension,
    ask_extension,
    change_date,
    change_document_deadline,
    preview_deadline_change,
)
from tracker.services.instructing import reply_instruction, urge, write_instruction, write_note
from tracker.services.objecting import answer_objection, delegate_assignment, raise_objection
from tracker.services.office import change_office_settings
from tracker.services.previewing import RulePreview, preview_rules
from tracker.services.reminding import SweepOutcome, sweep
from tracker.services.reporting import endorse_report, file_no_change, file_report, withdraw_report
from tracker.services.reviewing import BulkOutcome, approve_many, approve_report, return_report
from tracker.services.sending import SendOutcome, resend_digest, send_digests
from tracker.services.working import (
    reopen_assignment,
    resume_assignment,
    sign_assignment,
    suspend_assignment,
)

__all__ = [
    "BulkOutcome",
    "DispatchOutcome",
    "RulePreview",
    "SendOutcome",
    "SweepOutcome",
    "add_date",
    "answer_extension",
    "answer_objection",
    "approve_many",
    "approve_report",
    "ask_extension",
    "attach_file",
    "build_digests",
    "change_channel_setting",
    "change_date",
    "change_document_deadline",
    "change_office_settings",
    "delegate_assignment",
    "discard_draft",
    "dispatch_document",
    "endorse_report",
    "file_no_change",
    "file_report",
    "morning_round",
    "preview_deadline_change",
    "preview_rules",
    "raise_objection",
    "remove_attachment",
    "renew_feed",
    "reopen_assignment",
    "reply_instruction",
    "resend_digest",
    "resume_assignment",
    "return_report",
    "save_draft",
    "send_digests",
    "set_channel",
    "set_evidence_required",
    "sign_assignment",
    "suspend_assignment",
    "sweep",
    "urge",
    "withdraw_report",
    "write_instruction",
    "write_note",
]
