"""By when a proposal must be answered: months counted as the law does, and the rule that counts."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tracker.proposals.models import Proposal, ProposalRule


def months_after(day: date, months: int) -> date:
    """The day that many months later; where that month has no such day, its last (30 Nov + 3: 28 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Terms:
    """The days that follow from a dispatch."""

    due_on: date
    latest_on: date
    opinion_on: date
    again_months: int


def terms_of(proposal: Proposal, *, dispatched_on: date) -> Terms:
    """The days of a proposal dispatched on that day, by the rule that fits it best."""
    rule = rule_for(proposal)
    return Terms(
        due_on=months_after(dispatched_on, rule.months),
        latest_on=months_after(dispatched_on, rule.max_months),
        opinion_on=months_after(dispatched_on, rule.opinion_months),
        again_months=rule.again_months,
    )


def rule_for(proposal: Proposal) -> ProposalRule:
    """The rule of the nearest region; in one region the one for the sitting before the one for both.

    Where no rule was kept, the usual months (the defaults of the model) hold.
    """
    lineage = [region.pk for region in proposal.region.lineage()] if proposal.region else []
    rules = [
        rule
        for rule in ProposalRule.objects.filter(kind=proposal.kind, sitting__in=["", proposal.sitting])
        if rule.region_id is None or rule.region_id in lineage
    ]

    def distance(rule: ProposalRule) -> tuple[int, bool]:
        place = len(lineage) if rule.region_id is None else lineage.index(rule.region_id)
        return place, rule.sitting == ""

    return min(rules, key=distance, default=ProposalRule(kind=proposal.kind))
