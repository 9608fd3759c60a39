"""What somebody said to units (催办, 批示), as reminders of their filers and heads."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from departments.models.users import Membership, UserRole
from tracker.proposals.models import ProposalSponsor
from tracker.reminders.models.reminders import Reminder
from tracker.work.telling import Why, Word

_MESSAGE = 300  # characters of a reminder


def write_words(words: Sequence[Word], why: Why, on: date) -> int:
    """Put each word into the next digest of its unit's filers and heads; returns how many people that is."""
    people: dict[int, set[int]] = defaultdict(set)
    for department, user in Membership.objects.filter(
        department__in={word.subject.department_id for word in words},
        role__in=[UserRole.FILER, UserRole.HEAD],
        user__is_active=True,
    ).values_list("department_id", "user_id"):
        people[department].add(user)
    Reminder.objects.bulk_create(
        (
            Reminder(
                assignment_id=None if isinstance(word.subject, ProposalSponsor) else word.subject.pk,
                sponsor_id=word.subject.pk if isinstance(word.subject, ProposalSponsor) else None,
                user_id=user,
                rule=why,
                trigger=word.trigger,
                on=on,
                message=_one_line(word.message),
            )
            for word in words
            for user in sorted(people[word.subject.department_id])
        ),
        batch_size=500,
    )
    return len(set().union(*people.values()))


def _one_line(message: str) -> str:
    """The words as a line of the digest, as long as one may be."""
    message = " ".join(message.split())
    return message if len(message) <= _MESSAGE else f"{message[: _MESSAGE - 1]}…"
