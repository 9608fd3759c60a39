"""Whom a rule would reach on a day, and in which words: for 督查室, before it switches a rule on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from departments.models import User
from tracker.models import Assignment, ReminderRule
from tracker.services.occasions import occasions
from tracker.services.receivers import Receivers

SAMPLES = 10


@dataclass(slots=True)
class Sample:
    """One of the things that would be said."""

    receiver: User
    assignment: Assignment
    words: str


@dataclass(slots=True)
class RulePreview:
    """What one rule would say on the day: the count by person, some examples, and who cannot be told."""

    rule: ReminderRule
    said: int = 0
    people: list[tuple[User, int]] = field(default_factory=list)  # most first
    samples: list[Sample] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


def preview_rules(*, on: date, rules: Sequence[ReminderRule], samples: int = SAMPLES) -> list[RulePreview]:
    """What each of the rules, switched on or not, says on the day `on`; whether it was said plays no part.

    Days missed before are not looked at. Nothing is written.
    """
    receivers = Receivers()
    return [_preview(rule, on, receivers, samples) for rule in rules]


def _preview(rule: ReminderRule, on: date, receivers: Receivers, samples: int) -> RulePreview:
    found = RulePreview(rule)
    told: dict[int, int] = defaultdict(int)
    examples: list[tuple[int, int, str]] = []
    unreachable: set[str] = set()
    for occasion in occasions([rule], [on]):
        unreachable.update(receivers.unreachable(occasion))
        for rows in receivers.rows(occasion):
            # Somebody who is filer and head of a department is told once.
            counts = rows.order_by().values("told").annotate(said=Count("pk", distinct=True))
            for user, said in counts.values_list("told", "said"):
                told[user] += said
            if len(examples) < samples:
                some = rows.annotate(words=occasion.words).order_by("pk")
                rest = samples - len(examples)
                examples += some.values_list("told", occasion.assignment, "words")[:rest]
    users = User.objects.in_bulk(told)
    about = Assignment.objects.with_context().in_bulk({assignment for _, assignment, _ in examples})
    found.said = sum(told.values())
    found.people = sorted(((users[pk], n) for pk, n in told.items()), key=lambda p: (-p[1], p[0].pk))
    found.samples = [Sample(users[user], about[pk], words) for user, pk, words in examples]
    found.unreachable = sorted(unreachable)
    return found
