"""What the head of a unit does with many reports at once, and how one goes back to who wrote it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from common.errors import ServiceError
from common.text import as_note
from departments.models.users import User
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.checks import require_waits_for_head
from tracker.work.filing.services.reporting import endorse_report, going_along, locked_filing, waits_no_more
from tracker.work.filing.services.reviewing import BulkOutcome
from tracker.work.models.assignments import EventKind
from tracker.work.services.base import log_event
from tracker.work.transitions import Transition, require_transition


def endorse_many(*, reports: Sequence[ProgressReport], actor: User) -> BulkOutcome:
    """审签 of many, each in its own transaction: one that cannot be endorsed stops no other."""
    outcome = BulkOutcome(verb="已审签")
    for report in reports:
        try:
            endorse_report(report=report, actor=actor)
            outcome.done += 1
        except ServiceError as error:
            outcome.refused.append(f"{report.assignment.label}：{error}")
    return outcome


@transaction.atomic
def send_back_to_filer(*, report: ProgressReport, actor: User, reason: str) -> ProgressReport:
    """退回填报人: the head of the unit wants it written otherwise; 督查室 never sees it.

    Raises `NotAllowed` for anybody but the unit's head, and `ServiceError` for a report that does not wait
    for the head, or without a reason.
    """
    (report, assignment), *copies = locked_filing(report)
    require_transition(Transition.SEND_BACK, assignment, actor)
    require_waits_for_head(report)
    reason = as_note(reason, "退回原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明退回原因。", field="reason")
    along = going_along(copies, Transition.SEND_BACK, [ReportStatus.ENDORSING])
    for one, its in [(report, assignment), *along]:
        one.status, one.review_comment = ReportStatus.RETURNED, reason
        one.reviewed_by, one.reviewed_at = actor, timezone.now()
        one.save(update_fields=["status", "review_comment", "reviewed_by", "reviewed_at"])
        # The reason stays on the report: the timeline is read outside the unit, too.
        log_event(its, EventKind.SENT_BACK, actor=actor, from_status=its.status)
    waits_no_more(report, assignment)
    return report
