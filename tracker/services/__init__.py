"""Writes of the ledger that have a name."""

from tracker.services.calendars import renew_feed
from tracker.services.channels import change_channel_setting, set_channel
from tracker.services.chasing import catch_up, morning_round
from tracker.services.digests import build_digests
from tracker.services.dispatch import (
    DispatchOutcome,
    DispatchPreview,
    dispatch_document,
    preview_dispatch,
)
from tracker.services.drafting import attach_file, discard_draft, remove_attachment, save_draft
from tracker.services.evidence import set_evidence_required
from tracker.services.exporting import (
    KEPT,
    SMALL,
    ask_export,
    bytes_of,
    make_export,
    may_retry,
    retry_export,
    tidy_exports,
    waiting_exports,
)
from tracker.services.extending import (
    add_date,
    answer_extension,
    ask_extension,
    change_date,
    change_document_deadline,
    preview_deadline_change,
)
from tracker.services.instructing import (
    instruct_on_measure,
    reply_instruction,
    urge,
    write_instruction,
    write_note,
)
from tracker.services.issuing import (
    issue_bulletin,
    issue_notice,
    preview_bulletin,
    preview_notice,
    restore_template,
    upload_template,
    withdraw_paper,
)
from tracker.services.joining import (
    answer_suggestion,
    decline_pair,
    join_assignments,
    part_work,
    suggest_joining,
)
from tracker.services.ledger_views import delete_view, keep_columns, layout_of, remember, save_view
from tracker.services.objecting import answer_objection, delegate_assignment, raise_objection
from tracker.services.office import change_office_settings
from tracker.services.previewing import RulePreview, preview_rules
from tracker.services.reminding import SweepOutcome, sweep
from tracker.services.reporting import endorse_report, file_no_change, file_report, withdraw_report
from tracker.services.reviewing import BulkOutcome, approve_many, approve_report, return_report
from tracker.services.scoring import change_score_formula
from tracker.services.sending import SendOutcome, resend_digest, send_digests
from tracker.services.sheets import discard_sheet, file_sheet, look_over, make_sheet, upload_sheet
from tracker.services.together import file_together
from tracker.services.working import (
    reopen_assignment,
    resume_assignment,
    sign_assignment,
    suspend_assignment,
)

__all__ = [
    "KEPT",
    "SMALL",
    "BulkOutcome",
    "DispatchOutcome",
    "DispatchPreview",
    "RulePreview",
    "SendOutcome",
    "SweepOutcome",
    "add_date",
    "answer_extension",
    "answer_objection",
    "answer_suggestion",
    "approve_many",
    "approve_report",
    "ask_export",
    "ask_extension",
    "attach_file",
    "build_digests",
    "bytes_of",
    "catch_up",
    "change_channel_setting",
    "change_date",
    "change_document_deadline",
    "change_office_settings",
    "change_score_formula",
    "decline_pair",
    "delegate_assignment",
    "delete_view",
    "discard_draft",
    "discard_sheet",
    "dispatch_document",
    "endorse_report",
    "file_no_change",
    "file_report",
    "file_sheet",
    "file_together",
    "instruct_on_measure",
    "issue_bulletin",
    "issue_notice",
    "join_assignments",
    "keep_columns",
    "layout_of",
    "look_over",
    "make_export",
    "make_sheet",
    "may_retry",
    "morning_round",
    "part_work",
    "preview_bulletin",
    "preview_deadline_change",
    "preview_dispatch",
    "preview_notice",
    "preview_rules",
    "raise_objection",
    "remember",
    "remove_attachment",
    "renew_feed",
    "reopen_assignment",
    "reply_instruction",
    "resend_digest",
    "restore_template",
    "resume_assignment",
    "retry_export",
    "return_report",
    "save_draft",
    "save_view",
    "send_digests",
    "set_channel",
    "set_evidence_required",
    "sign_assignment",
    "suggest_joining",
    "suspend_assignment",
    "sweep",
    "tidy_exports",
    "upload_sheet",
    "upload_template",
    "urge",
    "waiting_exports",
    "withdraw_paper",
    "withdraw_report",
    "write_instruction",
    "write_note",
]
