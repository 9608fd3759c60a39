"""撤回交办: a dispatch is taken back while nobody has signed; handing out again revives the same rows."""

import logging
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, Q

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import DocumentStatus, PolicyDocument
from tracker.work.instructions.models import InstructionItem
from tracker.work.merging.models import MergedMember
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind
from tracker.work.models.requests import AnswerStatus, Decline
from tracker.work.services.base import to_lock, write_events
from tracker.work.states import Status

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecallOutcome:
    """What was taken back: so many rows of so many units."""

    rows: int
    units: int

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        return (
            f"已撤回交办：{self.rows:,}项、{self.units:,}个单位，已告知各单位。"
            "文件回到“已校核”，可以退回校核修改，也可以重新交办。"
        )


@transaction.atomic
def recall_dispatch(*, document: PolicyDocument, reason: str, actor: User | None, on: date) -> RecallOutcome:
    """Take the dispatch of a document back on the day `on`, as long as no unit has signed for any of it.

    The rows stay, 已中止, and leave all counts; their units are told. What the units asked meanwhile
    (退办) is withdrawn with it. Raises `ServiceError` without a reason, where a unit has signed, a leader has
    given an instruction that waits for an answer, or work was joined; and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="撤回交办")
    reason = reason.strip()
    if not reason:
        raise ServiceError("reason_required", "请写明撤回原因。", field="reason")
    document = PolicyDocument.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    if document.status != DocumentStatus.DISPATCHED:
        raise ServiceError(
            "document_not_dispatched", f"文件当前为“{document.get_status_display()}”，没有可以撤回的交办。"
        )
    rows = list(to_lock().filter(document=document, recalled_on__isnull=True))
    pending = [row for row in rows if row.status == Status.PENDING]
    _refuse(document, rows, pending)
    ids = [row.pk for row in pending]
    Assignment.objects.filter(pk__in=ids).update(status=Status.SUSPENDED, recalled_on=on, responsibility=None)
    # What the document says may be changed now; the rows keep what they held of it in their own columns.
    AssignmentMilestone.objects.filter(assignment__in=ids).update(milestone=None)
    Decline.objects.filter(assignment__in=ids, status=AnswerStatus.OPEN).update(status=AnswerStatus.WITHDRAWN)
    document.status, document.dispatched_on = DocumentStatus.CONFIRMED, None
    document.save(update_fields=["status", "dispatched_on"])
    for row in pending:
        row.status = Status.SUSPENDED
    write_events(
        Event(
            assignment=row,
            kind=EventKind.RECALLED,
            actor=actor,
            from_status=Status.PENDING,
            to_status=Status.SUSPENDED,
            note=reason,
        )
        for row in pending
    )
    outcome = RecallOutcome(len(pending), len({row.department_id for row in pending}))
    logger.info("document %s: dispatch of %d rows recalled by %s", document.pk, outcome.rows, actor)
    return outcome


def may_recall(document: PolicyDocument) -> bool:
    """Whether there is a dispatch that nobody has signed for; one query."""
    if document.status != DocumentStatus.DISPATCHED:
        return False
    rows = Assignment.objects.filter(document=document, recalled_on__isnull=True)
    counts = rows.aggregate(all=Count("pk"), signed=Count("acknowledged_at"))
    return bool(counts["all"]) and not counts["signed"]


def _refuse(document: PolicyDocument, rows: list[Assignment], pending: list[Assignment]) -> None:
    signed = list(dict.fromkeys(str(row.department) for row in rows if row.acknowledged_at is not None))
    if signed:
        names = "、".join(signed[:3]) + (f"等{len(signed)}个单位" if len(signed) > 3 else "")
        raise ServiceError("dispatch_signed", f"{names}已经签收，不能再撤回交办；请在交办事项中逐项中止。")
    if not pending:
        raise ServiceError("dispatch_nothing_open", "该文件没有待签收的交办事项，无需撤回。")
    ids = [row.pk for row in pending]
    about = ("document", "measure__document", "task__measure__document", "assignment__document")
    spoken_of = reduce(or_, (Q(**{f"instruction__{way}": document}) for way in about))
    if InstructionItem.objects.unanswered().filter(spoken_of).exists():
        raise ServiceError(
            "dispatch_instructed", "领导已对该文件作出批示，单位须答复，不能撤回交办；请先与领导联系。"
        )
    if MergedMember.objects.filter(assignment__in=ids, active=True).exists():
        raise ServiceError("dispatch_joined", "该文件的事项已经并案，不能撤回交办；请先拆案。")
