"""交办, 签收, 会办意见, 延期: a proposal on its way to an answer."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from common.errors import ServiceError
from common.text import as_note
from departments.models.departments import Department
from departments.models.users import User
from departments.succession import Heirs
from tracker.proposals.dates import terms_of
from tracker.proposals.models import (
    Proposal,
    ProposalEventKind,
    ProposalExtension,
    ProposalSponsor,
    ProposalStatus,
    SponsorRole,
)
from tracker.proposals.services.log import lock, log_event
from tracker.proposals.transitions import ProposalTransition, require_transition
from tracker.work.models.requests import AnswerStatus
from tracker.work.services.dates import require_ahead


@transaction.atomic
def dispatch_proposal(
    *, proposal: Proposal, lead: Department, joint: Iterable[Department] = (), on: date, actor: User
) -> Proposal:
    """交办 to one 主办 and any number of 会办 units on the day `on`; the rule then gives the days.

    Raises `ServiceError` for a unit that no longer exists, naming who answers for it today.
    """
    proposal = lock(proposal)
    require_transition(ProposalTransition.DISPATCH, proposal, actor)
    partners = [unit for unit in dict.fromkeys(joint) if unit != lead]
    require_existing([lead, *partners], on)
    terms = terms_of(proposal, dispatched_on=on)
    proposal.status = ProposalStatus.ACTIVE
    proposal.dispatched_on = on
    proposal.due_on = proposal.first_due_on = terms.due_on
    proposal.latest_on = terms.latest_on
    proposal.again_months = terms.again_months
    proposal.save()
    for unit, role, due_on in (
        (lead, SponsorRole.LEAD, terms.due_on),
        *((unit, SponsorRole.JOINT, terms.opinion_on) for unit in partners),
    ):
        ProposalSponsor.objects.create(proposal=proposal, department=unit, role=role, due_on=due_on)
    note = f"主办：{lead}" + (f"；会办：{'、'.join(map(str, partners))}" if partners else "")
    log_event(proposal, ProposalEventKind.DISPATCHED, actor=actor, note=f"{note}。答复时限{terms.due_on}。")
    return proposal


def require_existing(units: Iterable[Department], on: date) -> None:
    """Raise `ServiceError` for a unit that is no more on the day `on`, naming who answers for it."""
    heirs = Heirs(on)
    for unit in units:
        today = heirs.of(unit)
        if today != [unit]:
            raise ServiceError("unit_dissolved", f"{unit}已撤并，请改选{'或'.join(map(str, today))}。")


@transaction.atomic
def acknowledge_proposal(*, proposal: Proposal, actor: User) -> Proposal:
    """签收 for those of the actor's units that have not signed yet."""
    proposal = lock(proposal)
    require_transition(ProposalTransition.ACKNOWLEDGE, proposal, actor)
    unacknowledged = [s for s in own_sponsors(proposal, actor) if s.acknowledged_at is None]
    if not unacknowledged:
        raise ServiceError("acknowledged_already", "贵单位已经签收，请刷新页面。")
    for sponsor in unacknowledged:
        mark_acknowledged(sponsor, actor)
        log_event(proposal, ProposalEventKind.ACKNOWLEDGED, actor=actor, note=str(sponsor))
    return proposal


@transaction.atomic
def give_opinion(*, proposal: Proposal, opinion: str, on: date, actor: User) -> Proposal:
    """会办意见: what a 会办 unit of the actor's says to the 主办; said again, the newer one counts.

    Both stay on the timeline.
    """
    proposal = lock(proposal)
    require_transition(ProposalTransition.OPINE, proposal, actor)
    opinion = as_note(opinion, "会办意见", field="opinion")
    if not opinion:
        raise ServiceError("opinion_required", "请填写会办意见。", field="opinion")
    mine = [s for s in own_sponsors(proposal, actor) if s.role == SponsorRole.JOINT]
    sponsor = next((s for s in mine if s.done_on is None), mine[0])
    if sponsor.acknowledged_at is None:
        mark_acknowledged(sponsor, actor)
    sponsor.opinion, sponsor.opinion_by, sponsor.done_on = opinion, actor, on
    sponsor.save(update_fields=["opinion", "opinion_by", "done_on"])
    log_event(
        proposal, ProposalEventKind.OPINION, actor=actor, note=f"{sponsor.department}：{sponsor.opinion}"
    )
    return proposal


@transaction.atomic
def ask_proposal_extension(
    *, proposal: Proposal, to_date: date, reason: str, actor: User, on: date
) -> ProposalExtension:
    """申请延期 of the answer, to a day ahead of `on`; never beyond the last day that the rule allows."""
    proposal = lock(proposal)
    require_transition(ProposalTransition.ASK_EXTENSION, proposal, actor)
    due_on = _within_cap(proposal, to_date, on)
    reason = as_note(reason, "延期原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明延期原因。", field="reason")
    if proposal.extensions.filter(status=AnswerStatus.OPEN).exists():
        raise ServiceError("extension_pending", "已有一份延期申请等待答复。")
    extension = ProposalExtension.objects.create(
        proposal=proposal, reason=reason, from_date=due_on, to_date=to_date, asked_by=actor
    )
    note = f"由{due_on}申请延至{to_date}。{reason}"
    log_event(proposal, ProposalEventKind.EXTENSION_ASKED, actor=actor, note=note)
    return extension


@transaction.atomic
def answer_proposal_extension(
    *,
    extension: ProposalExtension,
    grant: bool,
    actor: User,
    on: date,
    answer: str = "",
    to_date: date | None = None,
) -> ProposalExtension:
    """答复延期: grant it (to the day asked for, or to `to_date`), or refuse it with a reason."""
    proposal = lock(extension.proposal)
    require_transition(ProposalTransition.ANSWER_EXTENSION, proposal, actor)
    extension = ProposalExtension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    if extension.status != AnswerStatus.OPEN:
        raise ServiceError(
            "extension_answered", f"该申请已答复（{extension.get_status_display()}），请刷新页面。"
        )
    answer = as_note(answer, "答复意见", field="answer")
    if not grant and not answer:
        raise ServiceError("refusal_reason_required", "不同意延期须写明原因。", field="answer")
    extension.status = AnswerStatus.GRANTED if grant else AnswerStatus.REFUSED
    extension.answered_by, extension.answer = actor, answer
    kind = ProposalEventKind.EXTENSION_REFUSED
    note = answer
    if grant:
        extension.to_date = to_date or extension.to_date
        before = _within_cap(proposal, extension.to_date, on)
        proposal.due_on = extension.to_date
        proposal.save(update_fields=["due_on"])
        for sponsor in leads(proposal):
            sponsor.due_on = extension.to_date
            sponsor.save(update_fields=["due_on"])
        kind = ProposalEventKind.EXTENSION_GRANTED
        note = f"答复时限由{before}延至{extension.to_date}。{note}"
    extension.save()
    log_event(proposal, kind, actor=actor, note=note)
    return extension


def _within_cap(proposal: Proposal, to_date: date, on: date) -> date:
    """The present day, once the new one is known to be later, ahead of `on` and within the rule."""
    due_on, latest_on = proposal.due_on, proposal.latest_on
    if due_on is None or latest_on is None:  # the constraint proposal_active_has_dates
        raise ServiceError("proposal_without_deadline", "该建议提案没有答复时限，不能延期。")
    if latest_on <= due_on:
        raise ServiceError("extension_at_limit", f"答复时限{due_on}已是最长期限，不能再延期。")
    if to_date <= due_on:
        raise ServiceError("extension_not_later", f"延期后的日期须晚于现行时限{due_on}。", field="to_date")
    require_ahead(to_date, on)
    if to_date > latest_on:
        raise ServiceError(
            "extension_beyond_limit", f"最迟只能延至{latest_on}，请改填不晚于这一天的日期。", field="to_date"
        )
    return due_on


def own_sponsors(proposal: Proposal, actor: User) -> list[ProposalSponsor]:
    """The parts of the proposal that are the actor's units'."""
    mine = set(actor.department_ids())
    return [s for s in proposal.sponsors.all() if s.department_id in mine and s.released_on is None]


def leads(proposal: Proposal) -> list[ProposalSponsor]:
    """The 主办: one, or none where the proposal was never handed out."""
    return [s for s in proposal.sponsors.all() if s.role == SponsorRole.LEAD and s.released_on is None]


def mark_acknowledged(sponsor: ProposalSponsor, actor: User) -> None:
    """Sign for a unit; the caller writes the record."""
    sponsor.acknowledged_at, sponsor.acknowledged_by = timezone.now(), actor
    sponsor.save(update_fields=["acknowledged_at", "acknowledged_by"])
