"""登记: a proposal enters the register, and is put right before it is handed out."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction

from common.errors import ServiceError
from common.text import as_note, clean
from departments.models.departments import Region
from departments.models.users import User, UserRole
from departments.services.access import require_role
from tracker.proposals.models import Proposal, ProposalEventKind
from tracker.proposals.services.log import lock, log_event
from tracker.proposals.transitions import ProposalTransition, require_transition

LONGEST_TEXT = 20_000  # characters of what the proposers write
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
    changed = []
    for name, value in _plain(changes).items():
        if getattr(proposal, name) != value:
            before = _shown(proposal, name)
            setattr(proposal, name, value)
            changed.append(_change(name, before, _shown(proposal, name)))
    save_checked(proposal)
    if changed:
        log_event(proposal, ProposalEventKind.CORRECTED, actor=actor, note=f"{'；'.join(changed)}。")
    return proposal


def _change(name: str, before: str, after: str) -> str:
    """What was changed, from what to what; of the whole text, which is long, only that it was."""
    if name == "text":
        return f"修改了{label_of(name)}"
    return f"{label_of(name)}由“{before}”改为“{after}”"


def _shown(proposal: Proposal, name: str) -> str:
    """The value of a column as a page shows it; 空 where there is none."""
    label: Any = getattr(proposal, f"get_{name}_display", None)
    value = label() if label else getattr(proposal, name)
    return str(value) if value not in (None, "") else "空"


def label_of(name: str) -> str:
    """The Chinese name of a column of the register."""
    return str(cast(Any, Proposal._meta.get_field(name)).verbose_name)


def home_of(actor: User) -> Region | None:
    """The region of the office that the actor works for."""
    office = actor.memberships.filter(role=UserRole.SUPERVISOR).select_related("department__region").first()
    return office.department.region if office and office.department else None


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
    plain = {name: clean(value).strip() if isinstance(value, str) else value for name, value in facts.items()}
    if number := plain.get("number"):
        # Typed as it is printed: every page puts 第 and 号 around it.
        plain["number"] = number.removeprefix("第").removesuffix("号").strip()
    if "text" in plain:
        plain["text"] = as_note(plain["text"], "建议内容", field="text", most=LONGEST_TEXT)
    return plain
