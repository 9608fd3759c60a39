"""Who is told of what happens to the work: the one table, and what it makes of events and words.

Whoever has done the thing is not told of it. What came together (a dispatch, a reform) is told each unit in
one entry. What can be taken back at once is held for ten seconds: where it has been taken back by then,
neither is told.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils import timezone

from departments.models.departments import Department
from departments.models.users import UserRole
from tracker.proposals.models import ProposalSponsor
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.services.entries import HELD_SECONDS, Entry, people_of, write_entries
from tracker.reminders.services.settling import settle_by
from tracker.work.models.assignments import Event, EventKind
from tracker.work.states import Status
from tracker.work.telling import Told, Why, Word


class Whom(TextChoices):
    """Who is told."""

    UNIT = "unit", "该单位的填报员和负责人"
    HEADS = "heads", "该单位的负责人"
    NAMED = "named", "指明的人"


@dataclass(frozen=True, slots=True)
class Line:
    """What an event is told as: to filers and heads of the unit whose work it is.

    `words` are given the first of the events that came together, and how many they are.
    """

    rule: Rule
    words: Callable[[Event, int], str]


def _noted(what: str) -> Callable[[Event, int], str]:
    """The words, and behind them what the line of the timeline says."""

    def words(event: Event, count: int) -> str:
        many = f"{count}项" if count > 1 else ""
        return f"{what}{many}：{event.note}" if event.note else f"{what}{many}"

    return words


def _handed_out(event: Event, count: int) -> str:
    if count > 1:
        return f"新交办{count}项，请签收"
    due = event.assignment.due_on
    return "新交办，请签收" + (f"；时限{due}" if due else "") + (f"（{event.note}）" if event.note else "")


def _approved(event: Event, count: int) -> str:
    closed = "，事项已办结" if event.to_status == Status.COMPLETED else ""
    return _noted(f"进展已审核通过{closed}")(event, count)


def _date_changed(event: Event, count: int) -> str:
    """Many dates are moved together from one day to another, for one reason."""
    moved = re.search(r"由\d{4}-\d\d-\d\d调整为.*", event.note, re.DOTALL) if count > 1 else None
    return f"{count}项时限{moved[0]}" if moved else _noted("调整时限")(event, count)


# Every kind of event stands here; with None, nobody is told of it as such.
TABLE: dict[EventKind, Line | None] = {
    EventKind.DISPATCHED: Line(Rule.HANDED_OUT, _handed_out),
    EventKind.RETURNED: Line(Rule.REPORT_RETURNED, _noted("进展被退回")),
    EventKind.SENT_BACK: Line(Rule.REPORT_RETURNED, _noted("单位负责人退回进展")),
    EventKind.APPROVED: Line(Rule.REPORT_APPROVED, _approved),
    EventKind.EXTENSION_GRANTED: Line(Rule.EXTENSION_ANSWERED, _noted("同意延期")),
    EventKind.EXTENSION_REFUSED: Line(Rule.EXTENSION_ANSWERED, _noted("不同意延期")),
    EventKind.DECLINE_GRANTED: Line(Rule.DECLINE_ANSWERED, _noted("同意退办")),
    EventKind.DECLINE_REFUSED: Line(Rule.DECLINE_ANSWERED, _noted("不同意退办")),
    EventKind.DATE_CHANGED: Line(Rule.DATE_CHANGED, _date_changed),
    EventKind.SUSPENDED: Line(Rule.SUSPENDED, _noted("中止")),
    EventKind.RECALLED: Line(Rule.SUSPENDED, _noted("督查室撤回交办")),
    EventKind.RESUMED: Line(Rule.RESUMED, _noted("恢复")),
    EventKind.REOPENED: Line(Rule.RESUMED, _noted("重办")),
    EventKind.JOINED: Line(Rule.MERGED, _noted("并案")),
    EventKind.PARTED: Line(Rule.MERGED, _noted("拆案")),
    EventKind.TRANSFERRED: Line(Rule.TRANSFERRED, _noted("机构改革移交")),
    EventKind.TRANSFER_UNDONE: Line(Rule.TRANSFERRED, _noted("撤销移交")),
    EventKind.NOTICE_WITHDRAWN: Line(Rule.NOTICE_WITHDRAWN, _noted("撤回督办单")),
    # Told in the words in which they are said (`WORDS`).
    EventKind.URGED: None,
    EventKind.INSTRUCTED: None,
    EventKind.INSTRUCTION_REPLIED: None,
    EventKind.NOTICED: None,
    # What the unit has done itself; where it waits for 督查室, it stands among what waits.
    EventKind.ACKNOWLEDGED: None,
    EventKind.SIGNATURE_TAKEN_BACK: None,
    EventKind.REPORTED: None,  # what waits for the head: `WORDS`
    EventKind.ENDORSED: None,
    EventKind.WITHDRAWN: None,
    EventKind.EXTENSION_ASKED: None,
    EventKind.EXTENSION_WITHDRAWN: None,
    EventKind.DECLINED: None,
    EventKind.DELEGATED: None,  # the unit below is told of its DISPATCHED
    # Said along with the approval, or not yet an answer.
    EventKind.FIRST_APPROVED: None,
    EventKind.MILESTONE_DONE: None,
    EventKind.COMPLETED: None,
}
WORDS: dict[Why, tuple[Rule, Whom]] = {
    Why.URGED: (Rule.URGED, Whom.UNIT),
    Why.INSTRUCTED: (Rule.INSTRUCTED, Whom.UNIT),
    Why.INSTRUCTION_ANSWERED: (Rule.INSTRUCTION_ANSWERED, Whom.NAMED),
    Why.TO_ENDORSE: (Rule.TO_ENDORSE, Whom.HEADS),
}
# What is taken back by which event; until it can no longer be at once, it is held.
TAKES_BACK: dict[EventKind, Rule] = {
    EventKind.WITHDRAWN: Rule.TO_ENDORSE,
    EventKind.RESUMED: Rule.SUSPENDED,
    EventKind.PARTED: Rule.MERGED,
    EventKind.TRANSFER_UNDONE: Rule.TRANSFERRED,
}
HELD = frozenset(TAKES_BACK.values())
_ROLES = {Whom.UNIT: (UserRole.FILER, UserRole.HEAD), Whom.HEADS: (UserRole.HEAD,)}


def tell_events(events: Sequence[Event]) -> None:
    """Write what the table says of the events into the inboxes, in the caller's transaction.

    What the events have done does not wait in the inboxes any longer.
    """
    settle_by(events)
    together: dict[tuple[EventKind, int], list[Event]] = defaultdict(list)
    for event in events:
        together[EventKind(event.kind), event.assignment.department_id].append(event)
    told = {
        (kind, unit): (line, group)
        for (kind, unit), group in together.items()
        if not _taken_back(kind, group) and (line := TABLE[kind]) is not None
    }
    if not told:
        return
    people = people_of({unit for _, unit in told})
    entries = [
        Entry(
            rule=line.rule,
            trigger=f"{kind}-{group[0].pk}",
            message=line.words(group[0], len(group)),
            people=people[unit] - {group[0].actor_id},
            assignment=group[0].assignment_id,
            held_until=group[0].at + timedelta(seconds=HELD_SECONDS) if line.rule in HELD else None,
        )
        for (kind, unit), (line, group) in told.items()
        if people.get(unit)
    ]
    if entries:
        write_entries(entries, on=timezone.localtime(events[0].at).date())


def _taken_back(kind: EventKind, group: Sequence[Event]) -> bool:
    """Whether the events took back, in time, what was to be told; it then goes untold, and so do they."""
    if kind not in TAKES_BACK:
        return False
    held = Reminder.objects.filter(
        assignment__in=[event.assignment_id for event in group],
        rule=TAKES_BACK[kind],
        held_until__gt=group[0].at,
    )
    return held.delete()[0] > 0


def write_words(words: Sequence[Word], why: Why, on: date) -> Told:
    """Write each word into the inboxes of those whom it is for."""
    rule, whom = WORDS[why]
    until = timezone.now() + timedelta(seconds=HELD_SECONDS) if rule in HELD else None
    units = {word.subject.department_id for word in words} if whom != Whom.NAMED else set()
    people = people_of(units, _ROLES[whom]) if units else {}
    entries = [
        Entry(
            rule=rule,
            trigger=word.trigger,
            message=word.message,
            people={word.to} if word.to is not None else people.get(word.subject.department_id, set()),
            assignment=None if isinstance(word.subject, ProposalSponsor) else word.subject.pk,
            sponsor=word.subject.pk if isinstance(word.subject, ProposalSponsor) else None,
            held_until=until,
        )
        for word in words
    ]
    reached = write_entries(entries, on=on)
    nobody = Department.objects.filter(pk__in=units - {unit for unit, found in people.items() if found})
    return Told(reached, tuple(nobody.order_by("pk").values_list("short_name", flat=True)))
