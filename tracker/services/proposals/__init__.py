"""建议提案: every write that has a name."""

from tracker.services.proposals.answering import (
    answer_proposal,
    close_proposal,
    rate_proposal,
    withdraw_proposal,
)
from tracker.services.proposals.handling import (
    answer_proposal_extension,
    ask_proposal_extension,
    dispatch_proposal,
    give_opinion,
    sign_proposal,
)
from tracker.services.proposals.reassigning import reassign_proposal
from tracker.services.proposals.registering import correct_proposal, register_proposal
from tracker.services.proposals.replies import ReplyFacts, read_reply_file, register_reply
from tracker.services.proposals.urging import urge_proposals

__all__ = [
    "ReplyFacts",
    "answer_proposal",
    "answer_proposal_extension",
    "ask_proposal_extension",
    "close_proposal",
    "correct_proposal",
    "dispatch_proposal",
    "give_opinion",
    "rate_proposal",
    "read_reply_file",
    "reassign_proposal",
    "register_proposal",
    "register_reply",
    "sign_proposal",
    "urge_proposals",
    "withdraw_proposal",
]
