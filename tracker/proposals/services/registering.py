"""登记: a proposal enters the register, and is put right before it is handed out."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction

from common.errors import ServiceError
from common.text import clean
from departments.models.departments import Region
from departments.models.users import User, UserRole
from departments.services.access import require_role
from tracker.proposals.models import Proposal, ProposalEventKind
from tracker.proposals.services.log import lock, log_event
from tracker.proposals.transitions import ProposalTransition, require_transition

REGISTERED_FIELDS = (
    "kind",
    "sitting",
    "region",
    "session",
    "number",
    "title",
    "proposers",
    "text",
)


@transaction.atomic
def register_proposal(*, actor: User, **facts: Any) -> Proposal:
    """登记 a proposal with the facts named in `REGISTERED_FIELDS`; where no region is given, the office's.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` for what is missing or there already.
    """
    require_role(actor, UserRole.SUPERVISOR, to="登记建议提案")
    facts["region"] = facts.get("region") or home_of(actor)
    proposal = Proposal(created_by=actor, **_plain(facts))
    save_checked(proposal)
    log_event(proposal, ProposalEventKind.REGISTERED, actor=actor, note=proposal.title)
    return proposal


@transaction.atomic
def correct_proposal(*, proposal: Proposal, actor: User, **changes: Any) -> Proposal:
    """修改登记 before it is handed out; afterwards the register stands as it is."""
    proposal = lock(proposal)
    require_transition(ProposalTransition.CORRECT, proposal, actor)
    changed = [label_of(name) for name, value in _plain(changes).items() if getattr(proposal, name) != value]
    for name, value in _plain(changes).items():
        setattr(proposal, name, value)
    save_checked(proposal)
    if changed:
        log_event(proposal, ProposalEventKind.CORRECTED, actor=actor, note=f"修改了{'、'.join(changed)}。")
    return proposal


def label_of(name: str) -> str:
    """The Chinese name of a column of the register."""
    return str(cast(Any, Proposal._meta.get_field(name)).verbose_name)


def home_of(actor: User) -> Region | None:
    """The region of the office that the actor works for."""
    office = actor.memberships.filter(role=UserRole.SUPERVISOR).select_related("department__region").first()
    return office.department.region if office else None


def save_checked(proposal: Proposal) -> None:
    """Save it, or say in Chinese what is wrong with it."""
    try:
        proposal.full_clean()
    except ValidationError as error:
        raise ServiceError("proposal_invalid", "；".join(_in_words(error))) from None
    proposal.save()


def _in_words(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    lines = []
    for name, messages in error.message_dict.items():
        label = "" if name == "__all__" else f"{label_of(name)}："
        lines += [f"{label}{message}" for message in messages]
    return lines


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(REGISTERED_FIELDS)
    if unknown:
        raise TypeError(f"not a fact of a proposal: {sorted(unknown)}")
    return {name: clean(value).strip() if isinstance(value, str) else value for name, value in facts.items()}
