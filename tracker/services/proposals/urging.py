"""催办: the units of proposals are told to get on with it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from departments.errors import NotAllowed, ServiceError
from departments.models import Membership, User, UserRole
from tracker.models import Reminder, Rule
from tracker.models.proposals import Proposal, ProposalEvent, ProposalEventKind
from tracker.proposal_steps import ProposalStep, require_step
from tracker.services.instructing import one_line
from tracker.services.proposals.log import lock, record


@transaction.atomic
def urge_proposals(*, proposals: Sequence[Proposal], message: str, actor: User, on: date) -> int:
    """催办: the filers and heads of every unit that has still to do its part; returns how many were told.

    It stands in their next digest and on the timeline. Raises `NotAllowed` for anybody but 督查室, and
    `ServiceError` without words, or where one of them is not being handled; then nobody is told.
    """
    if not message.strip():
        raise ServiceError("请填写催办内容。")
    reminders: list[Reminder] = []
    for proposal in sorted({p.pk: p for p in proposals}.values(), key=lambda p: p.pk):
        locked = lock(proposal)
        try:
            require_step(ProposalStep.URGE, locked, actor)
        except NotAllowed:
            raise
        except ServiceError as error:
            raise error if len(proposals) == 1 else ServiceError(f"{error}没有发出催办。") from None
        event = record(locked, ProposalEventKind.URGED, actor=actor, note=_note(locked, message.strip()))
        reminders += _reminders(locked, event, message.strip(), on)
    Reminder.objects.bulk_create(reminders, batch_size=500)
    return len({reminder.user_id for reminder in reminders})


def _note(proposal: Proposal, message: str) -> str:
    units = [str(s.department) for s in proposal.sponsors.all() if s.is_waiting]
    return f"{'、'.join(units)}：{message}"


def _reminders(proposal: Proposal, event: ProposalEvent, message: str, on: date) -> list[Reminder]:
    waiting = {s.department_id: s for s in proposal.sponsors.all() if s.is_waiting}
    people = (
        Membership.objects.filter(
            department__in=waiting, role__in=[UserRole.FILER, UserRole.HEAD], user__is_active=True
        )
        .order_by("user")
        .values_list("department", "user")
        .distinct()
    )
    return [
        Reminder(
            sponsor=waiting[department],
            user_id=user,
            rule=Rule.URGED,
            occasion=f"催办{event.pk}",
            on=on,
            message=one_line(f"督查室催办：{message}"),
        )
        for department, user in people
    ]
