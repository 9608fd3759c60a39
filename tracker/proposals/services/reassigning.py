"""改派: other units handle a proposal that has been handed out."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from common.errors import ServiceError
from common.text import as_note
from departments.models.departments import Department
from departments.models.users import User
from tracker.proposals.dates import terms_of
from tracker.proposals.models import Proposal, ProposalEventKind, ProposalSponsor, SponsorRole
from tracker.proposals.services.handling import require_existing
from tracker.proposals.services.log import lock, log_event
from tracker.proposals.transitions import ProposalTransition, require_transition
from tracker.work.models.requests import AnswerStatus


@transaction.atomic
def reassign_proposal(
    *,
    proposal: Proposal,
    lead: Department,
    joint: Iterable[Department] = (),
    reason: str,
    on: date,
    actor: User,
) -> Proposal:
    """改派: from the day `on` these units handle the proposal, one 主办 and any number of 会办.

    Who stays keeps its signature and its opinion; who goes keeps both on record. The day of the answer does
    not move; a 会办 unit that is new has the months of the rule from today, no longer than the answer has.
    An extension that the former 主办 asked for is taken back. Raises `NotAllowed`, and `ServiceError` without
    a reason, where nothing would change, or for a unit that no longer exists.
    """
    proposal = lock(proposal)
    require_transition(ProposalTransition.REASSIGN, proposal, actor)
    reason = as_note(reason, "改派原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明改派原因。", field="reason")
    roles = {lead: SponsorRole.LEAD}
    roles |= {unit: SponsorRole.JOINT for unit in joint if unit != lead}
    known = {sponsor.department: sponsor for sponsor in proposal.sponsors.all()}
    before = {unit: s.role for unit, s in known.items() if s.released_on is None}
    if before == roles:
        raise ServiceError("sponsors_unchanged", "承办单位没有变化，无需改派。")
    require_existing([unit for unit in roles if unit not in before], on)
    changed = [unit for unit, role in roles.items() if before.get(unit) != role]
    # Who goes first: there is one 主办 at a time.
    for unit in before:
        if unit not in roles:
            _release(known[unit], on)
    for unit in sorted(changed, key=lambda one: roles[one] == SponsorRole.LEAD):
        _hand(proposal, unit, roles[unit], known.get(unit), on)
    ended = ""
    if lead in changed:
        for extension in proposal.extensions.filter(status=AnswerStatus.OPEN):
            extension.status, extension.answer = AnswerStatus.WITHDRAWN, "已改派主办单位，原申请终止"
            extension.save(update_fields=["status", "answer"])
            ended = f"（原主办单位延至{extension.to_date}的申请终止）"
    note = f"由{_in_words(before)}改为{_in_words(roles)}。{reason}{ended}"
    log_event(proposal, ProposalEventKind.REASSIGNED, actor=actor, note=note)
    return proposal


def _release(sponsor: ProposalSponsor, on: date) -> None:
    sponsor.released_on = on
    sponsor.save(update_fields=["released_on"])


def _hand(
    proposal: Proposal, unit: Department, role: SponsorRole, sponsor: ProposalSponsor | None, on: date
) -> None:
    """Its part of the proposal, new, once more, or another than before."""
    sponsor = sponsor or ProposalSponsor(proposal=proposal, department=unit)
    if sponsor.pk is None or sponsor.released_on is not None:
        sponsor.assigned_on, sponsor.acknowledged_at, sponsor.acknowledged_by = on, None, None
    sponsor.role, sponsor.released_on, sponsor.done_on = role, None, None
    sponsor.due_on = proposal.due_on
    if role == SponsorRole.JOINT and proposal.due_on is not None:
        sponsor.due_on = min(proposal.due_on, terms_of(proposal, dispatched_on=on).opinion_on)
    sponsor.save()


def _in_words(roles: Mapping[Department, str]) -> str:
    lead = [str(unit) for unit, role in roles.items() if role == SponsorRole.LEAD]
    joint = [str(unit) for unit, role in roles.items() if role == SponsorRole.JOINT]
    return f"主办{'、'.join(lead) or '无'}" + (f"、会办{'、'.join(joint)}" if joint else "")
