"""答复, 满意度, 再次答复, 办结, 撤案: how a proposal comes to its end."""

import hashlib
from datetime import date

from django.db import transaction

from common.errors import ServiceError
from common.text import as_note, clean, file_name
from departments.models.users import User
from policies.models.documents import PolicyDocument
from tracker.proposals.dates import months_after
from tracker.proposals.models import (
    Outcome,
    Proposal,
    ProposalAnswer,
    ProposalEventKind,
    ProposalStatus,
    Satisfaction,
)
from tracker.proposals.services.handling import leads, mark_acknowledged
from tracker.proposals.services.log import lock, log_event
from tracker.proposals.transitions import ProposalTransition, require_transition
from tracker.work.filing.models.drafts import AttachmentContent
from tracker.work.filing.services.drafting import checked_type

PAPERS = ("docx", "pdf")


@transaction.atomic
def answer_proposal(
    *,
    proposal: Proposal,
    outcome: str,
    on: date,
    actor: User,
    name: str = "",
    data: bytes = b"",
    document: PolicyDocument | None = None,
    number: str = "",
    summary: str = "",
) -> ProposalAnswer:
    """答复: the 主办 answers with a paper (docx or pdf, or a document imported before) and a class.

    `on` is the day of the answer. Raises `ServiceError` where the paper is missing or of another type.
    """
    proposal = lock(proposal)
    require_transition(ProposalTransition.ANSWER, proposal, actor)
    if outcome not in Outcome.values:
        raise ServiceError("outcome_required", "请选择办理结果（A、B、C、D类）。", field="outcome")
    if proposal.dispatched_on and on < proposal.dispatched_on:
        raise ServiceError(
            "answered_before_dispatch", f"答复日期不能早于交办日期{proposal.dispatched_on}。", field="on"
        )
    [lead] = leads(proposal)
    answer = ProposalAnswer(
        proposal=proposal,
        round=proposal.round,
        department=lead.department,
        outcome=outcome,
        number=clean(number).strip(),
        summary=as_note(summary, "答复要点", field="summary"),
        answered_on=on,
        author=actor,
        document=document,
    )
    if data:
        _attach(answer, name, data)
    if answer.content is None and document is None:
        raise ServiceError("reply_file_required", "请上传答复件（docx或pdf）。", field="file")
    answer.save()
    if lead.acknowledged_at is None:
        mark_acknowledged(lead, actor)
    lead.done_on = on
    lead.save(update_fields=["done_on"])
    proposal.status, proposal.outcome, proposal.satisfaction = ProposalStatus.ANSWERED, outcome, ""
    proposal.save(update_fields=["status", "outcome", "satisfaction"])
    note = f"第{answer.round}次答复，{answer.get_outcome_display()}"
    log_event(proposal, ProposalEventKind.ANSWERED, actor=actor, note=f"{note}。{answer.number}".strip())
    return answer


def _attach(answer: ProposalAnswer, name: str, data: bytes) -> None:
    answer.file_name = file_name(name)
    if not answer.file_name.lower().endswith(PAPERS):
        raise ServiceError("reply_file_type", "答复件须为docx或pdf文件。", field="file")
    answer.media_type = checked_type(answer.file_name, data)
    answer.content, _ = AttachmentContent.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(), defaults={"data": data}
    )


@transaction.atomic
def rate_proposal(
    *, proposal: Proposal, satisfaction: str, on: date, actor: User, comment: str = ""
) -> Proposal:
    """满意度: what the proposer said of the answer on the day `on`, recorded by 督查室, once a round.

    不满意 with the first answer makes it work again: a second answer within the months of the rule. With a
    later answer it stays answered, to be closed with a reason.
    """
    proposal = lock(proposal)
    require_transition(ProposalTransition.RATE, proposal, actor)
    if satisfaction not in Satisfaction.values:
        raise ServiceError("satisfaction_required", "请选择满意、基本满意或不满意。", field="satisfaction")
    answer = proposal.answers.get(round=proposal.round)
    if answer.satisfaction:
        raise ServiceError(
            "satisfaction_recorded", f"本次答复已登记为“{answer.get_satisfaction_display()}”，请刷新页面。"
        )
    if on < answer.answered_on:
        raise ServiceError(
            "rated_before_answer", f"评价日期不能早于答复日期{answer.answered_on}。", field="on"
        )
    answer.satisfaction, answer.rated_on, answer.rated_by = satisfaction, on, actor
    answer.comment = as_note(comment, "评价意见", field="comment")
    answer.save(update_fields=["satisfaction", "rated_on", "rated_by", "comment"])
    proposal.satisfaction = satisfaction
    note = f"{Satisfaction(satisfaction).label}。{answer.comment}"
    again = satisfaction == Satisfaction.DISSATISFIED and proposal.round == 1
    if again:
        note += _work_again(proposal, on)
    proposal.save()
    log_event(proposal, ProposalEventKind.RATED, actor=actor, note=note)
    return proposal


def _work_again(proposal: Proposal, on: date) -> str:
    sponsors = leads(proposal)
    if not sponsors:
        raise ServiceError("proposal_without_lead", "该件没有登记主办单位，无法要求再次答复。")
    due_on = months_after(on, proposal.again_months)
    proposal.round += 1
    proposal.status = ProposalStatus.ACTIVE
    proposal.due_on = proposal.first_due_on = proposal.latest_on = due_on
    proposal.dispatched_on = proposal.dispatched_on or on
    for sponsor in sponsors:
        sponsor.due_on, sponsor.done_on = due_on, None
        sponsor.save(update_fields=["due_on", "done_on"])
    return f"须于{due_on}前再次答复。"


@transaction.atomic
def close_proposal(*, proposal: Proposal, on: date, actor: User, note: str = "") -> Proposal:
    """办结, once the proposer was heard; where he stays 不满意 after a second answer, with a reason."""
    proposal = lock(proposal)
    require_transition(ProposalTransition.CLOSE, proposal, actor)
    if not proposal.satisfaction:
        raise ServiceError("satisfaction_missing", "请先登记满意度，再办结。")
    note = as_note(note, "说明", field="note")
    if proposal.satisfaction == Satisfaction.DISSATISFIED and not note:
        raise ServiceError("close_reason_required", "代表或委员仍不满意，办结须写明理由。", field="note")
    proposal.status, proposal.closed_on = ProposalStatus.CLOSED, on
    proposal.save(update_fields=["status", "closed_on"])
    log_event(proposal, ProposalEventKind.CLOSED, actor=actor, note=note)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, reason: str, actor: User) -> Proposal:
    """撤案: it leaves every list of work, with a reason; its number may be registered anew."""
    proposal = lock(proposal)
    require_transition(ProposalTransition.WITHDRAW, proposal, actor)
    reason = as_note(reason, "原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明撤案原因。", field="reason")
    proposal.status = ProposalStatus.WITHDRAWN
    proposal.save(update_fields=["status"])
    log_event(proposal, ProposalEventKind.WITHDRAWN, actor=actor, note=reason)
    return proposal
