"""What the rules have to say about proposals: the days of their units, by the same rules as all work."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from common.workdays import DaysOff
from departments.models.users import Membership
from tracker.proposals.models import ProposalSponsor, SponsorRole
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.models.rules import ReminderExemption, ReminderRule
from tracker.reminders.services.recipients import Recipients

SPOKEN = (Rule.DUE_SOON, Rule.OVERDUE, Rule.UNACKNOWLEDGED, Rule.ESCALATED)


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of one unit's part on one day, and to whom."""

    sponsor: ProposalSponsor
    key: str
    words: str
    on: date
    told: frozenset[int] = frozenset()


class ProposalVoices:
    """What rules say of the proposals that are being handled; they and the people are asked for once.

    Proposals are few beside the ledger (hundreds a year), so they are walked over.
    """

    def __init__(self, recipients: Recipients, *, told_on: date, days_off: DaysOff) -> None:
        self._told_on, self._days_off = told_on, days_off
        waiting = ProposalSponsor.objects.waiting().select_related("proposal", "department")
        self.sponsors = list(waiting.defer("proposal__text").order_by("pk"))
        self._receivers = recipients
        self._people = _people({s.department_id for s in self.sponsors})
        self._exemptions = list(ReminderExemption.objects.filter(enabled=True, document__isnull=True))

    def of(self, rule: ReminderRule, days: Sequence[date]) -> Iterator[Said]:
        """All that the rule says on the days; to nobody where nobody answers for the unit."""
        if rule.rule not in SPOKEN:
            return
        exempt = {e.department_id for e in self._exemptions if e.rule_id in (None, rule.pk)}
        for day in days:
            for said in self._spoken(rule, day):
                unit = said.sponsor.department_id
                if unit not in exempt:
                    yield replace(said, told=_told(rule, unit, self._people, self._receivers))

    def _spoken(self, rule: ReminderRule, day: date) -> Iterator[Said]:
        for sponsor in self.sponsors:
            dispatched_on = sponsor.assigned_on or sponsor.proposal.dispatched_on
            if dispatched_on is None or dispatched_on > day:
                continue
            unacknowledged = rule.rule == Rule.UNACKNOWLEDGED
            if unacknowledged and sponsor.acknowledged_at is not None:
                continue
            anchor = dispatched_on if unacknowledged else sponsor.due_on
            step = rule.step(anchor, day, self._days_off) if anchor else None
            if anchor is None or step is None:
                continue
            if not unacknowledged and (step > 0) == (rule.rule == Rule.DUE_SOON):
                continue
            suffix = "wd" if rule.in_workdays and step > 0 else ""
            distance = rule.distance(anchor, self._told_on, self._days_off)
            yield Said(sponsor, f"{anchor} {step:+d}{suffix}", _words(sponsor, rule, anchor, distance), day)


def remind_of_proposals(
    rules: Iterable[ReminderRule],
    days: Sequence[date],
    recipients: Recipients,
    stamp: datetime,
    *,
    told_on: date,
    days_off: DaysOff,
) -> tuple[dict[str, int], set[str]]:
    """Write what the rules say of proposals on the days; counts by rule, and units that nobody answers for.

    Each thing is said to each person once, which the database holds.
    """
    speaking = sorted((r for r in rules if r.rule in SPOKEN), key=lambda r: r.pk)
    if not speaking:
        return {}, set()
    voices = ProposalVoices(recipients, told_on=told_on, days_off=days_off)
    rows: list[Reminder] = []
    unreachable: set[str] = set()
    for rule in speaking:
        for said in voices.of(rule, days):
            if not said.told:
                unreachable.add(said.sponsor.department.short_name)
            rows += [
                Reminder(
                    sponsor=said.sponsor,
                    user_id=user,
                    rule=rule.rule,
                    trigger=said.key,
                    on=said.on,
                    message=said.words,
                    created_at=stamp,
                )
                for user in sorted(said.told)
            ]
    return _write(rows), unreachable


def _words(sponsor: ProposalSponsor, rule: ReminderRule, anchor: date, step: int) -> str:
    if rule.rule == Rule.UNACKNOWLEDGED:
        passed = f"{step}个工作日" if rule.in_workdays else f"{step}天"
        return f"{anchor}交办，已满{passed}仍未签收"
    what = "答复时限" if sponsor.role == SponsorRole.LEAD else "会办意见时限"
    late = f"已逾期{step}天" if step > 0 else f"还有{-step}天" if step else "今日到期"
    return f"{what}{anchor}，{late}" + ("，提请督促" if rule.rule == Rule.ESCALATED else "")


def _told(
    rule: ReminderRule, department: int, people: dict[tuple[int, str], set[int]], recipients: Recipients
) -> frozenset[int]:
    told: set[int] = set()
    for role in rule.roles:
        told |= people[department, role]
    if rule.to_leader:
        told |= {user for user, units in recipients.in_charge.items() if department in units}
    if rule.to_office:
        told |= set(recipients.office)
    return frozenset(told)


def _people(departments: set[int]) -> dict[tuple[int, str], set[int]]:
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = Membership.objects.filter(department__in=departments, user__is_active=True)
    for department, role, user in rows.values_list("department_id", "role", "user_id"):
        found[department, role].add(user)
    return found


def _write(rows: list[Reminder]) -> dict[str, int]:
    """Write those that are not there yet; two sweeps at once make the rows of one."""
    said = Reminder.objects.filter(sponsor__in={r.sponsor_id for r in rows})
    before = set(said.values_list("sponsor_id", "user_id", "rule", "trigger"))
    fresh = {
        (r.sponsor_id, r.user_id, r.rule, r.trigger): r
        for r in rows
        if (r.sponsor_id, r.user_id, r.rule, r.trigger) not in before
    }
    Reminder.objects.bulk_create(fresh.values(), ignore_conflicts=True, batch_size=500)
    made: dict[str, int] = defaultdict(int)
    for reminder in fresh.values():
        made[reminder.rule] += 1
    return dict(made)
