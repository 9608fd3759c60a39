"""Which role may do which transition of a proposal, and from which state: the one table."""

from django.db.models import TextChoices

from common.transitions import Row, Transitions, row
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


_R, _S = ProposalActorRole, ProposalStatus

TABLE: dict[ProposalTransition, Row[ProposalActorRole, ProposalStatus]] = {
    ProposalTransition.CORRECT: row({_R.OFFICE}, {_S.REGISTERED}),
    ProposalTransition.DISPATCH: row({_R.OFFICE}, {_S.REGISTERED}),
    ProposalTransition.REASSIGN: row({_R.OFFICE}, {_S.ACTIVE}),
    ProposalTransition.URGE: row({_R.OFFICE}, {_S.ACTIVE}),
    ProposalTransition.ACKNOWLEDGE: row({_R.LEAD, _R.JOINT}, {_S.ACTIVE}),
    ProposalTransition.OPINE: row({_R.JOINT}, {_S.ACTIVE}),
    ProposalTransition.ASK_EXTENSION: row({_R.LEAD}, {_S.ACTIVE}),
    ProposalTransition.ANSWER_EXTENSION: row({_R.OFFICE}, {_S.ACTIVE}),
    ProposalTransition.ANSWER: row({_R.LEAD, _R.OFFICE}, {_S.ACTIVE}),
    ProposalTransition.RATE: row({_R.OFFICE}, {_S.ANSWERED}),
    ProposalTransition.CLOSE: row({_R.OFFICE}, {_S.ANSWERED}),
    ProposalTransition.WITHDRAW: row({_R.OFFICE}, {_S.REGISTERED, _S.ACTIVE, _S.ANSWERED}),
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


TRANSITIONS = Transitions(
    TABLE,
    roles_of=roles_of,
    state_of=lambda proposal: ProposalStatus(proposal.status),
    named=str,
    shown=str,
)
allowed_transitions = TRANSITIONS.allowed
require_transition = TRANSITIONS.require
require_role = TRANSITIONS.require_role
