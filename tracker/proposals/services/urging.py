"""催办: the units of proposals are told to get on with it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from common.errors import NotAllowed, ServiceError
from common.text import as_note
from departments.models.users import User
from tracker.proposals.models import Proposal, ProposalEventKind
from tracker.proposals.services.log import lock, log_event
from tracker.proposals.transitions import ProposalTransition, require_transition
from tracker.work.telling import Told, Why, Word, tell


@transaction.atomic
def urge_proposals(*, proposals: Sequence[Proposal], message: str, actor: User, on: date) -> Told:
    """催办: the filers and heads of every unit that has still to do its part; returns whom it reached.

    It stands in their next digest and on the timeline. Raises `NotAllowed` for anybody but 督查室, and
    `ServiceError` without words, or where one of them is not being handled; then nobody is told.
    """
    message = as_note(message, "催办内容", field="message")
    if not message:
        raise ServiceError("message_required", "请填写催办内容。", field="message")
    words: list[Word] = []
    for proposal in sorted({p.pk: p for p in proposals}.values(), key=lambda p: p.pk):
        locked = lock(proposal)
        try:
            require_transition(ProposalTransition.URGE, locked, actor)
        except NotAllowed:
            raise
        except ServiceError as error:
            raise (
                error if len(proposals) == 1 else ServiceError(error.code, f"{error}没有发出催办。")
            ) from None
        event = log_event(locked, ProposalEventKind.URGED, actor=actor, note=_note(locked, message))
        waiting = [sponsor for sponsor in locked.sponsors.all() if sponsor.is_waiting]
        words += [Word(s, f"督查室催办：{message}", f"催办{event.pk}") for s in waiting]
    return tell(words, Why.URGED, on=on)


def _note(proposal: Proposal, message: str) -> str:
    units = [str(s.department) for s in proposal.sponsors.all() if s.is_waiting]
    return f"{'、'.join(units)}：{message}"
