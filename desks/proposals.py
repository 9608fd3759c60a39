"""建议提案 on the first page: what waits for an answer, most urgent first, and how much of it is late."""

from datetime import date
from typing import Any

from django.db.models import Count

from common.db.compiled import CompiledQuery, one_row
from departments.models.users import User
from desks.parts import list_url
from tracker.proposals.models import Proposal
from tracker.proposals.querysets import OF_PROPOSALS
from tracker.work.states import Light

SHOWN = 8  # proposals on the desk


def _active(user: User) -> Any:
    return Proposal.objects.visible_to(user).filter(status="active")


_COUNTS = CompiledQuery(
    lambda user, on: one_row(
        _active(user),
        total=Count("pk"),
        overdue=Count("pk", filter=OF_PROPOSALS.among_open(Light.RED, on)),
    )
)


def proposal_section(user: User, on: date) -> dict[str, Any]:
    """What `desks/proposals.html` shows; two queries, and nothing where nothing waits."""
    counts = _COUNTS.get(user=user, on=on)
    if not counts["total"]:
        return {}
    rows = _active(user).with_lead().defer("text").order_by("due_on", "id")[:SHOWN]
    return {
        "proposals": {
            **counts,
            "rows": [(proposal, proposal.days_late(on)) for proposal in rows],
            "url": list_url("proposals_proposal", status__exact="active"),
            "overdue_url": list_url("proposals_proposal", light=Light.RED),
        }
    }
