"""Which hand may do which step on a proposal, and from which state: the one table."""

from django.db.models import TextChoices

from common.errors import NotAllowed, ServiceError
from departments.models.users import User, UserRole
from tracker.proposals.models import Proposal, ProposalStatus, SponsorRole


class ProposalHand(TextChoices):
    """How a user stands to one proposal; one user can be several."""

    OFFICE = "office", "督查室"
    LEAD = "lead", "主办单位"
    JOINT = "joint", "会办单位"


class ProposalStep(TextChoices):
    """What can be done with a proposal."""

    CORRECT = "correct", "修改登记"
    DISPATCH = "dispatch", "交办"
    REASSIGN = "reassign", "改派承办单位"
    URGE = "urge", "催办"
    SIGN = "sign", "签收"
    OPINE = "opine", "提出会办意见"
    ASK_EXTENSION = "ask_extension", "申请延期"
    ANSWER_EXTENSION = "answer_extension", "答复延期"
    ANSWER = "answer", "答复"
    RATE = "rate", "登记满意度"
    CLOSE = "close", "办结"
    WITHDRAW = "withdraw", "撤案"


_H, _S = ProposalHand, ProposalStatus

TABLE: dict[ProposalStep, tuple[frozenset[ProposalHand], frozenset[ProposalStatus]]] = {
    ProposalStep.CORRECT: (frozenset({_H.OFFICE}), frozenset({_S.REGISTERED})),
    ProposalStep.DISPATCH: (frozenset({_H.OFFICE}), frozenset({_S.REGISTERED})),
    ProposalStep.REASSIGN: (frozenset({_H.OFFICE}), frozenset({_S.ACTIVE})),
    ProposalStep.URGE: (frozenset({_H.OFFICE}), frozenset({_S.ACTIVE})),
    ProposalStep.SIGN: (frozenset({_H.LEAD, _H.JOINT}), frozenset({_S.ACTIVE})),
    ProposalStep.OPINE: (frozenset({_H.JOINT}), frozenset({_S.ACTIVE})),
    ProposalStep.ASK_EXTENSION: (frozenset({_H.LEAD}), frozenset({_S.ACTIVE})),
    ProposalStep.ANSWER_EXTENSION: (frozenset({_H.OFFICE}), frozenset({_S.ACTIVE})),
    ProposalStep.ANSWER: (frozenset({_H.LEAD, _H.OFFICE}), frozenset({_S.ACTIVE})),
    ProposalStep.RATE: (frozenset({_H.OFFICE}), frozenset({_S.ANSWERED})),
    ProposalStep.CLOSE: (frozenset({_H.OFFICE}), frozenset({_S.ANSWERED})),
    ProposalStep.WITHDRAW: (frozenset({_H.OFFICE}), frozenset({_S.REGISTERED, _S.ACTIVE, _S.ANSWERED})),
}


def hands_of(user: User, proposal: Proposal) -> set[ProposalHand]:
    """How the user stands to the proposal; empty for somebody whom it does not concern."""
    hands = set()
    if user.has_role(UserRole.SUPERVISOR):
        hands.add(ProposalHand.OFFICE)
    mine = set(user.department_ids())
    for sponsor in proposal.sponsors.all():
        if sponsor.department_id in mine and sponsor.released_on is None:
            hands.add(ProposalHand.LEAD if sponsor.role == SponsorRole.LEAD else ProposalHand.JOINT)
    return hands


def may_take(step: ProposalStep, user: User, proposal: Proposal) -> bool:
    """Whether the user's hand is one of the step's."""
    return bool(hands_of(user, proposal) & TABLE[step][0])


def stands_for(step: ProposalStep, proposal: Proposal) -> bool:
    """Whether the step can be taken from the proposal's state."""
    return ProposalStatus(proposal.status) in TABLE[step][1]


def allowed_steps(user: User, proposal: Proposal) -> list[ProposalStep]:
    """What to offer the user on this proposal, in the order of the table."""
    hands = hands_of(user, proposal)
    return [step for step, (who, _) in TABLE.items() if hands & who and stands_for(step, proposal)]


def require_step(step: ProposalStep, proposal: Proposal, actor: User) -> None:
    """Raise `NotAllowed` for the wrong hand, `ServiceError` for the wrong state."""
    require_hand(step, proposal, actor)
    if not stands_for(step, proposal):
        raise ServiceError(f"{proposal}当前为“{proposal.get_status_display()}”，不能{step.label}。")


def require_hand(step: ProposalStep, proposal: Proposal, actor: User) -> None:
    """The first half of `require_step`: the hand."""
    if not may_take(step, actor, proposal):
        names = "、".join(str(hand.label) for hand in ProposalHand if hand in TABLE[step][0])
        raise NotAllowed(f"您不能对{proposal}{step.label}，须由{names}办理。")
