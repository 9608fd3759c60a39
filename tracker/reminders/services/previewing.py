"""Whom a rule would reach on a day, and in which words: for 督查室, before it switches a rule on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from common.workdays import DaysOff
from departments.daysoff.selectors import days_off
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.readers.rule import closed_to
from tracker.proposals.models import ProposalSponsor
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.proposals import ProposalVoices
from tracker.reminders.services.recipients import Recipients
from tracker.reminders.services.triggers import Trigger, triggers
from tracker.work.models.assignments import Assignment

SAMPLES = 10


@dataclass(slots=True)
class Sample:
    """One of the things that would be said: of an assignment, or of a unit's part in a proposal."""

    recipient: User
    words: str
    assignment: Assignment | None = None
    sponsor: ProposalSponsor | None = None


@dataclass(slots=True)
class RulePreview:
    """What one rule would say on the day: the count by person, some examples, and who cannot be told."""

    rule: ReminderRule
    said: int = 0
    people: list[tuple[User, int]] = field(default_factory=list)  # most first
    samples: list[Sample] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


def preview_rules(
    *, on: date, rules: Sequence[ReminderRule], reader: User, samples: int = SAMPLES
) -> list[RulePreview]:
    """What each of the rules, switched on or not, says on the day `on`; whether it was said plays no part.

    Days missed before are not looked at, nor what is closed to the `reader`. Nothing is written.
    """
    recipients, entered = Recipients(on), days_off()
    voices = ProposalVoices(recipients, told_on=on, days_off=entered)
    return [_preview(rule, on, entered, recipients, voices, reader, samples) for rule in rules]


def _known_to(reader: User, trigger: Trigger) -> QuerySet[Any]:
    if not reader.minds_circles:
        return trigger.rows
    return trigger.rows.exclude(**{f"{trigger.document}__in": closed_to(PolicyDocument, reader)})


def _preview(
    rule: ReminderRule,
    on: date,
    entered: DaysOff,
    recipients: Recipients,
    voices: ProposalVoices,
    reader: User,
    samples: int,
) -> RulePreview:
    found = RulePreview(rule)
    told: dict[int, int] = defaultdict(int)
    examples: list[tuple[int, int, str]] = []
    unreachable: set[str] = set()
    for every in triggers([rule], [on], told_on=on, days_off=entered):
        trigger = replace(every, rows=_known_to(reader, every))
        unreachable.update(recipients.unreachable(trigger))
        for rows in recipients.rows(trigger):
            # Somebody who is filer and head of a department is told once.
            counts = rows.order_by().values("told").annotate(said=Count("pk", distinct=True))
            for user, said in counts.values_list("told", "said"):
                told[user] += said
            if len(examples) < samples:
                some = rows.annotate(words=trigger.words).order_by("pk")
                rest = samples - len(examples)
                examples += some.values_list("told", trigger.assignment, "words")[:rest]
    of_proposals: list[tuple[int, ProposalSponsor, str]] = []
    for voice in voices.of(rule, [on]):
        if not voice.told:
            unreachable.add(voice.sponsor.department.short_name)
        for user in voice.told:
            told[user] += 1
        of_proposals += [(user, voice.sponsor, voice.words) for user in sorted(voice.told)]
    users = User.objects.in_bulk(told)
    about = Assignment.objects.with_context().in_bulk({assignment for _, assignment, _ in examples})
    found.said = sum(told.values())
    found.people = sorted(((users[pk], n) for pk, n in told.items()), key=lambda p: (-p[1], p[0].pk))
    # Some of each kind, where there are both.
    shown = of_proposals[: max(samples - len(examples), samples // 2)]
    found.samples = [Sample(users[user], words, about[pk]) for user, pk, words in examples]
    del found.samples[samples - len(shown) :]
    found.samples += [Sample(users[user], words, sponsor=sponsor) for user, sponsor, words in shown]
    found.unreachable = sorted(unreachable)
    return found
