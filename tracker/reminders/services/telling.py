"""Who is told of what happens to the work: the one table, and what it makes of events and words.

Whoever has done the thing is not told of it. What came together (a dispatch, a reform) is told each unit in
one entry. What can be taken back at once is held for ten seconds: where it has been taken back by then,
neither is told.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils import timezone

from departments.models.departments import Department
from departments.models.users import UserRole
from tracker.proposals.models import ProposalSponsor
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.services.entries import HELD_SECONDS, Entry, write_entries
from tracker.reminders.services.recipients import UNIT, people_of, told_of
from tracker.reminders.services.settling import settle_by
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.states import Status
from tracker.work.telling import Told, Why, Word


class Whom(TextChoices):
    """Who is told."""

    UNIT = "unit", "经办人（没有的为填报员）和单位负责人"
    HOLDERS = "holders", "经办人"
    HEADS = "heads", "该单位的负责人"
    NAMED = "named", "指明的人"


@dataclass(frozen=True, slots=True)
class Line:
    """What an event is told as, and to whom of the unit whose work it is.

    `words` are given the first of the events that came together, and how many they are.
    """

    rule: Rule
    words: Callable[[Event, int], str]
    whom: Whom = Whom.UNIT


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


def _given(event: Event, count: int) -> str:
    """To who has it now; of many the notes may differ, so that one is not said for all."""
    if count > 1:
        return f"{event.get_kind_display()}：有{count}项事项由您经办"
    due = f"；时限{event.assignment.due_on}" if event.assignment.due_on else ""
    return f"{event.get_kind_display()}：{event.note}{due}"


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
    EventKind.ASSIGNED: Line(Rule.ASSIGNED, _given, Whom.HOLDERS),
    EventKind.HANDED_OVER: Line(Rule.ASSIGNED, _given, Whom.HOLDERS),
    EventKind.FELL_BACK: Line(Rule.FELL_BACK, _noted("须重新分办")),
    # Told in the words in which they are said (`WORDS`).
    EventKind.UNASSIGNED: None,  # who had it
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
    Why.TAKEN_OVER: (Rule.TAKEN_OVER, Whom.NAMED),
}
# What is taken back by which event; until it can no longer be at once, it is held.
TAKES_BACK: dict[EventKind, Rule] = {
    EventKind.WITHDRAWN: Rule.TO_ENDORSE,
    EventKind.RESUMED: Rule.SUSPENDED,
    EventKind.PARTED: Rule.MERGED,
    EventKind.TRANSFER_UNDONE: Rule.TRANSFERRED,
}
HELD = frozenset(TAKES_BACK.values())
# Whoever has a piece of work stands in the place of the filers (`recipients`).
_ROLES = {Whom.UNIT: UNIT, Whom.HEADS: (UserRole.HEAD,), Whom.HOLDERS: (UserRole.FILER,)}


def tell_events(events: Sequence[Event]) -> None:
    """Write what the table says of the events into the inboxes, in the caller's transaction.

    What the events have done does not wait in the inboxes any longer.
    """
    settle_by(events)
    together: dict[tuple[EventKind, int], list[Event]] = defaultdict(list)
    for event in events:
        together[EventKind(event.kind), event.assignment.department_id].append(event)
    lines = [
        (kind, line, group)
        for (kind, _), group in together.items()
        if not _taken_back(kind, group) and (line := TABLE[kind]) is not None
    ]
    if not lines:
        return
    on = timezone.localtime(events[0].at).date()
    told: dict[Whom, dict[int, set[int]]] = {}
    for whom in {line.whom for _, line, _ in lines}:
        about = [event.assignment for _, line, group in lines if line.whom == whom for event in group]
        told[whom] = told_of(about, on, _ROLES[whom])
    entries = [entry for kind, line, group in lines for entry in _entries(kind, line, group, told[line.whom])]
    if entries:
        write_entries(entries, on=on)


def _entries(
    kind: EventKind, line: Line, group: Sequence[Event], told: Mapping[int, set[int]]
) -> list[Entry]:
    """What came together in one unit: one entry for each who is told of it, of what concerns that one."""
    of_each: dict[int, list[Event]] = defaultdict(list)
    for event in group:
        for user in told[event.assignment_id] - {event.actor_id}:
            of_each[user].append(event)
    alike: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for user, theirs in of_each.items():
        alike[tuple(event.pk for event in theirs)].add(user)
    first = {event.pk: event for event in group}
    return [
        Entry(
            rule=line.rule,
            trigger=f"{kind}-{keys[0]}",
            message=line.words(first[keys[0]], len(keys)),
            people=people,
            assignment=first[keys[0]].assignment_id,
            held_until=first[keys[0]].at + timedelta(seconds=HELD_SECONDS) if line.rule in HELD else None,
        )
        for keys, people in alike.items()
    ]


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
    alone = [one for word in words if (one := _work_of(word)) is not None]
    told = told_of(alone, on) if whom == Whom.UNIT else {}
    others = {w.subject.department_id for w in words if whom != Whom.UNIT or _work_of(w) is None}
    unit = people_of(others, _ROLES[whom]) if whom in _ROLES and others else {}
    people = [_people(word, unit, told) for word in words]
    entries = [
        Entry(
            rule=rule,
            trigger=word.trigger,
            message=word.message,
            people=reached,
            assignment=None if isinstance(word.subject, ProposalSponsor) else word.subject.pk,
            sponsor=word.subject.pk if isinstance(word.subject, ProposalSponsor) else None,
            held_until=until,
        )
        for word, reached in zip(words, people, strict=True)
    ]
    total = write_entries(entries, on=on)
    silent = {word.subject.department_id for word, reached in zip(words, people, strict=True) if not reached}
    nobody = Department.objects.filter(pk__in=silent).order_by("pk")
    return Told(total, tuple(nobody.values_list("short_name", flat=True)))


def _work_of(word: Word) -> Assignment | None:
    """The one piece of work that it is said of, for whoever has it; `None`: it is for the unit."""
    return word.subject if isinstance(word.subject, Assignment) and not word.whole_unit else None


def _people(word: Word, unit: Mapping[int, set[int]], told: Mapping[int, set[int]]) -> set[int]:
    """Whom the word is for."""
    if word.to is not None:
        return {word.to}
    work = _work_of(word)
    if work is not None and work.pk in told:
        return told[work.pk]
    return unit.get(word.subject.department_id, set())
