"""Every refusal has a code of its own, and the page that lists them is up to date."""

import re
from collections import defaultdict

from scripts.api_errors import ROOT, refusals, table

# Codes that mean the same in several features; any other belongs to one module.
SHARED = {
    "account_inactive",
    "answer_date_past",
    "answered_before_dispatch",
    "check_item_settled",
    "cycle_unknown",
    "days_off_unreadable",
    "document_not_checked",
    "document_not_draft",
    "draft_of_another",
    "due_date_past",
    "extension_answered",
    "extension_not_later",
    "extension_not_pending",
    "extension_pending",
    "file_empty",
    "file_too_large",
    "file_type_not_allowed",
    "file_unpacks_too_large",
    "file_unreadable",
    "files_too_many",
    "filing_role_required",
    "filters_too_many",
    "group_members_open",
    "matter_text_too_long",
    "measure_title_too_long",
    "message_required",
    "milestone_completed",
    "note_required",
    "outcome_required",
    "percent_out_of_range",
    "person_name_required",
    "reason_required",
    "refusal_reason_required",
    "sheet_empty",
    "sheet_too_long",
    "template_kind_required",
    "unit_dissolved",
    "unit_name_required",
    "unit_name_taken",
    "unit_or_group_required",
}


def test_every_refusal_writes_its_code_out() -> None:
    found = refusals()
    assert len(found) > 200
    unnamed = [f"{one.file}:{one.line}" for one in found if not re.fullmatch("[a-z]+(_[a-z]+)+", one.code)]
    assert not unnamed


def test_a_code_used_by_several_modules_is_meant_to_be() -> None:
    files = defaultdict(set)
    for one in refusals():
        files[one.code].add(one.file)
    assert {code for code, places in files.items() if len(places) > 1} == SHARED


def test_a_code_always_answers_with_one_status() -> None:
    statuses = defaultdict(set)
    for one in refusals():
        statuses[one.code].add(one.status)
    assert all(len(found) == 1 for found in statuses.values())


def test_the_page_of_codes_is_what_the_source_says() -> None:
    assert (ROOT / "docs/api-errors.md").read_text("utf-8") == table()
