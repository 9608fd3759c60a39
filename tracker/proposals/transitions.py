"""Which role may do which step on a proposal, and from which state: the one table."""

from django.db.models import TextChoices

from common.errors import NotAllowed, ServiceError
from departments.models.users import User, UserRole
from tracker.proposals.models import Proposal, ProposalStatus, SponsorRole


class ProposalActorRole(TextChoices):
    """How a user stands to one proposal; one user can be several."""

    OFFICE = "office", "督查室"
    LEAD = "lead", "主办单位"
    JOINT = "joint", "会办单位"


class ProposalTransition(TextChoices):
    """What can be done with a proposal."""

    CORRECT = "correct", "修改登记"
    DISPATCH = "dispatch", "交办"
    REASSIGN = "reassign", "改派承办单位"
    URGE = "urge", "催办"
    ACKNOWLEDGE = "acknowledge", "签收"
    OPINE = "opine", "提出会办意见"
    ASK_EXTENSION = "ask_extension", "申请延期"
    ANSWER_EXTENSION = "answer_extension", "答复延期"
    ANSWER = "answer", "答复"
    RATE = "rate", "登记满意度"
    CLOSE = "close", "办结"
    WITHDRAW = "withdraw", "撤案"


_H, _S = ProposalActorRole, ProposalStatus

TABLE: dict[ProposalTransition, tuple[frozenset[ProposalActorRole], frozenset[ProposalStatus]]] = {
    ProposalTransition.CORRECT: (frozenset({_H.OFFICE}), frozenset({_S.REGISTERED})),
    ProposalTransition.DISPATCH: (frozenset({_H.OFFICE}), frozenset({_S.REGISTERED})),
    ProposalTransition.REASSIGN: (frozenset({_H.OFFICE}), frozenset({_S.ACTIVE})),
    ProposalTransition.URGE: (frozenset({_H.OFFICE}), frozenset({_S.ACTIVE})),
    ProposalTransition.ACKNOWLEDGE: (frozenset({_H.LEAD, _H.JOINT}), frozenset({_S.ACTIVE})),
    ProposalTransition.OPINE: (frozenset({_H.JOINT}), frozenset({_S.ACTIVE})),
    ProposalTransition.ASK_EXTENSION: (frozenset({_H.LEAD}), frozenset({_S.ACTIVE})),
    ProposalTransition.ANSWER_EXTENSION: (frozenset({_H.OFFICE}), frozenset({_S.ACTIVE})),
    ProposalTransition.ANSWER: (frozenset({_H.LEAD, _H.OFFICE}), frozenset({_S.ACTIVE})),
    ProposalTransition.RATE: (frozenset({_H.OFFICE}), frozenset({_S.ANSWERED})),
    ProposalTransition.CLOSE: (frozenset({_H.OFFICE}), frozenset({_S.ANSWERED})),
    ProposalTransition.WITHDRAW: (frozenset({_H.OFFICE}), frozenset({_S.REGISTERED, _S.ACTIVE, _S.ANSWERED})),
}


def roles_of(user: User, proposal: Proposal) -> set[ProposalActorRole]:
    """How the user stands to the proposal; empty for somebody whom it does not concern."""
    roles = set()
    if user.has_role(UserRole.SUPERVISOR):
        roles.add(ProposalActorRole.OFFICE)
    mine = set(user.department_ids())
    for sponsor in proposal.sponsors.all():
        if sponsor.department_id in mine and sponsor.released_on is None:
            roles.add(ProposalActorRole.LEAD if sponsor.role == SponsorRole.LEAD else ProposalActorRole.JOINT)
    return roles


def may_take(step: ProposalTransition, user: User, proposal: Proposal) -> bool:
    """Whether the user's role is one of the step's."""
    return bool(roles_of(user, proposal) & TABLE[step][0])


def stands_for(step: ProposalTransition, proposal: Proposal) -> bool:
    """Whether the step can be taken from the proposal's state."""
    return ProposalStatus(proposal.status) in TABLE[step][1]


def allowed_transitions(user: User, proposal: Proposal) -> list[ProposalTransition]:
    """What to offer the user on this proposal, in the order of the table."""
    roles = roles_of(user, proposal)
    return [step for step, (who, _) in TABLE.items() if roles & who and stands_for(step, proposal)]


def require_transition(step: ProposalTransition, proposal: Proposal, actor: User) -> None:
    """Raise `NotAllowed` for the wrong role, `ServiceError` for the wrong state."""
    require_actor(step, proposal, actor)
    if not stands_for(step, proposal):
        raise ServiceError(
            "proposal_status_wrong", f"{proposal}当前为“{proposal.get_status_display()}”，不能{step.label}。"
        )


def require_actor(step: ProposalTransition, proposal: Proposal, actor: User) -> None:
    """The first half of `require_transition`: the role."""
    if not may_take(step, actor, proposal):
        names = "、".join(str(role.label) for role in ProposalActorRole if role in TABLE[step][0])
        raise NotAllowed("transition_not_allowed", f"您不能对{proposal}{step.label}，须由{names}办理。")
