"""What every write on a proposal shares: the lock and the line of the timeline."""

import logging

from departments.models.users import User
from tracker.proposals.models import Proposal, ProposalEvent, ProposalEventKind

logger = logging.getLogger(__name__)


def lock(proposal: Proposal) -> Proposal:
    """The proposal as it is now, with its sponsors, locked until the transaction ends."""
    return (
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .prefetch_related("sponsors__department")
        .get(pk=proposal.pk)
    )


def log_event(
    proposal: Proposal, kind: ProposalEventKind, *, actor: User | None, note: str = ""
) -> ProposalEvent:
    """Write a line of the timeline."""
    logger.info("proposal %s: %s by %s (%s)", proposal.pk, kind, actor, proposal.status)
    return ProposalEvent.objects.create(proposal=proposal, kind=kind, actor=actor, note=note)
