"""From the file of a reply to the register: what the paper says of the proposal that it answers."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from common.errors import ServiceError
from departments.models.departments import Department, Region
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import DocumentKind, PolicyDocument
from policies.services.importing import import_file
from tracker.proposals.dates import terms_of
from tracker.proposals.models import (
    Outcome,
    Proposal,
    ProposalAnswer,
    ProposalEventKind,
    ProposalKind,
    ProposalSponsor,
    ProposalStatus,
    Sitting,
    SponsorRole,
)
from tracker.proposals.services.answering import answer_proposal
from tracker.proposals.services.log import log_event
from tracker.proposals.services.registering import home_of, register_proposal

_SESSION = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{0,8}?(?:政协|人大))?(?P<term>第?[一二三四五六七八九十]{1,3}届)"
    r"(?:[\u4e00-\u9fff]{0,8}?)(?P<meeting>第?[一二三四五六七八九十]{1,2}次会议)"
)
_ABOUT = re.compile(r"《(关于[^《》]{2,200}?)》")
_CLASS = re.compile(r"(?:办理结果|类别|分类)[:：]?\s*([ABCD])|[（(【]?\b([ABCD])类[）)】]?")
_BEGINNING = 1500  # characters in which a reply says what it answers


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What a reply says of its proposal; what it does not say is empty, for a person to fill in."""

    document: PolicyDocument
    kind: str
    session: str
    number: str
    title: str
    proposers: str
    region: Region | None
    lead: Department | None
    reply_number: str
    answered_on: date | None
    outcome: str
    known: Proposal | None  # registered already: the reply is its answer


def read_reply_file(*, name: str, content: bytes, actor: User) -> ReplyFacts:
    """Import the file of a reply, and say what it tells of the proposal.

    Raises `ServiceError` where the file holds no reply to a proposal, `ExtractionError` where it cannot be
    read, and `NotAllowed`; then nothing is written. The same file twice is the same document.
    """
    with transaction.atomic():
        outcome = import_file(name=name, content=content, actor=actor)
        found = [*outcome.created, *outcome.already]
        replies = [d for d in found if d.kind == DocumentKind.PROPOSAL_REPLY]
        if not replies:
            raise ServiceError(
                "not_a_reply", "该文件不是建议提案的答复件，请核对后重新上传，或直接填表登记。", field="file"
            )
        return facts_of(replies[0])


def facts_of(document: PolicyDocument) -> ReplyFacts:
    """What an imported reply tells of its proposal."""
    opening = f"{document.title}\n{document.text[:_BEGINNING]}"
    session, about, printed = _SESSION.search(opening), _ABOUT.search(opening), _CLASS.search(opening)
    kind = ProposalKind.CPPCC if "政协" in opening or "提案" in document.title else ProposalKind.CONGRESS
    words = f"{session['body'] or ''}{session['term']}{session['meeting']}" if session else ""
    words = re.sub(r"^(?:对|关于|在)", "", words)
    known = Proposal.objects.filter(
        kind=kind, session=words, number=document.proposal_number, status=ProposalStatus.ACTIVE
    )
    return ReplyFacts(
        document=document,
        kind=kind,
        session=words,
        number=document.proposal_number,
        title=about[1] if about else document.title,
        proposers=document.proposer,
        region=document.region,
        lead=document.issuer_department,
        reply_number=document.number,
        answered_on=document.issued_on,
        outcome=(printed[1] or printed[2]) if printed else "",
        known=known.first(),
    )


@transaction.atomic
def register_reply(
    *,
    document: PolicyDocument,
    outcome: str,
    answered_on: date,
    actor: User,
    lead: Department | None = None,
    dispatched_on: date | None = None,
    **facts: Any,
) -> Proposal:
    """Register a proposal that has been answered already, with its reply as the first answer.

    Where the proposal is known and waits for an answer, the reply becomes that answer. `facts` are those
    of `register_proposal`; what is not given is taken from the reply. Raises `NotAllowed`, and
    `ServiceError` where the reply is registered already or something is missing.
    """
    require_role(actor, UserRole.SUPERVISOR, to="登记建议提案")
    if ProposalAnswer.objects.filter(document=document).exists():
        raise ServiceError("reply_registered", "该答复件已登记，无需重复登记。")
    read = facts_of(document)
    if read.known is not None:
        answer = answer_proposal(
            proposal=read.known,
            outcome=outcome,
            on=answered_on,
            actor=actor,
            document=document,
            number=document.number,
        )
        return Proposal.objects.get(pk=answer.proposal_id)
    if outcome not in Outcome.values:
        raise ServiceError("outcome_required", "请选择办理结果（A、B、C、D类）。", field="outcome")
    if dispatched_on and answered_on < dispatched_on:
        raise ServiceError("answered_before_dispatch", "答复日期不能早于交办日期。", field="answered_on")
    said = {
        "kind": read.kind,
        "sitting": Sitting.SESSION,
        "session": read.session,
        "number": read.number,
        "title": read.title,
        "proposers": read.proposers,
        "region": read.region or home_of(actor),
    }
    proposal = register_proposal(actor=actor, **{**said, **facts})
    proposal.status, proposal.outcome = ProposalStatus.ANSWERED, outcome
    if dispatched_on:
        terms = terms_of(proposal, dispatched_on=dispatched_on)
        proposal.dispatched_on, proposal.latest_on = dispatched_on, terms.latest_on
        proposal.due_on = proposal.first_due_on = terms.due_on
        proposal.again_months = terms.again_months
    proposal.save()
    lead = lead or read.lead
    if lead is not None:
        ProposalSponsor.objects.create(
            proposal=proposal,
            department=lead,
            role=SponsorRole.LEAD,
            due_on=proposal.due_on,
            done_on=answered_on,
        )
        document.recipients.add(lead)  # who handles it may open the paper
    ProposalAnswer.objects.create(
        proposal=proposal,
        round=1,
        department=lead,
        outcome=outcome,
        number=document.number,
        answered_on=answered_on,
        author=actor,
        document=document,
    )
    note = f"由答复件登记，{Outcome(outcome).label}。{document.number}"
    log_event(proposal, ProposalEventKind.ANSWERED, actor=actor, note=note)
    return proposal
