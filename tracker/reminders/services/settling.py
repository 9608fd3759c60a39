"""What was told and asked for something to be done waits no longer once that is done, whoever did it."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.states import Status
from tracker.work.telling import Subject

# What is told of one row, and done when this happens to the row.
DONE_BY: dict[EventKind, tuple[Rule, ...]] = {
    EventKind.ACKNOWLEDGED: (Rule.UNACKNOWLEDGED,),
    EventKind.REPORTED: (Rule.REPORT_RETURNED, Rule.RETURNED, Rule.REPORT_MISSING),
    EventKind.DECLINE_GRANTED: (Rule.UNACKNOWLEDGED,),
}
# With these a row waits for its signature no longer, or does again: 新交办 tells of many rows in one entry.
_OF_SIGNING = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.SIGNATURE_TAKEN_BACK,
        EventKind.DECLINE_GRANTED,
        EventKind.SUSPENDED,
        EventKind.RESUMED,
        EventKind.TRANSFERRED,
    }
)


def settle_told(subject: Subject, triggers: Sequence[str]) -> None:
    """What was told the subject's unit by the triggers is done; so is what the sweep found about it later."""
    told = Q()
    for trigger in triggers:
        told |= Q(trigger=trigger) | Q(trigger__startswith=f"{trigger} ")
    mine = Reminder.objects.filter(told, assignment__department=subject.department_id)
    mine.filter(settled_at__isnull=True).update(settled_at=Now())


def settle_pages(rule: Rule, trigger: str) -> None:
    """What was told of a page by the trigger is done, for everybody."""
    told = Reminder.objects.filter(rule=rule, trigger=trigger, assignment=None, sponsor=None)
    told.filter(settled_at__isnull=True).update(settled_at=Now())


def settle_by(events: Sequence[Event]) -> None:
    """What the events have done, in the caller's transaction."""
    for kind, rules in DONE_BY.items():
        rows = [event.assignment_id for event in events if event.kind == kind]
        if rows:
            told = Reminder.objects.filter(assignment__in=rows, rule__in=rules, settled_at__isnull=True)
            told.update(settled_at=Now())
    signed = [event.assignment for event in events if event.kind in _OF_SIGNING]
    if signed:
        _settle_handed_out(signed)


def _settle_handed_out(rows: Sequence[Assignment]) -> None:
    """An entry 新交办 is done when of what it told of nothing waits for a signature."""
    of_entry = Assignment.objects.filter(
        document=OuterRef("assignment__document"),
        department=OuterRef("assignment__department"),
        dispatched_on=OuterRef("assignment__dispatched_on"),
        status=Status.PENDING,
    )
    entries = Reminder.objects.filter(
        rule=Rule.HANDED_OUT,
        assignment__document__in={row.document_id for row in rows},
        assignment__department__in={row.department_id for row in rows},
    )
    entries.filter(Exists(of_entry), settled_at__isnull=False).update(settled_at=None)
    entries.filter(~Exists(of_entry), settled_at__isnull=True).update(settled_at=Now())
