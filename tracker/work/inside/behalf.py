"""代理: what a substitute does on another's work is marked as done for that person."""

from collections.abc import Sequence
from datetime import date

from departments.inside.selectors import acts_for, sections_of
from departments.models.users import User
from tracker.work.models.assignments import Assignment, Event, EventKind

# What people of a unit do on its work; all else somebody does in a right of his own.
DONE_BY_UNIT = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.SIGNATURE_TAKEN_BACK,
        EventKind.DECLINED,
        EventKind.DELEGATED,
        EventKind.REPORTED,
        EventKind.WITHDRAWN,
        EventKind.EXTENSION_ASKED,
        EventKind.EXTENSION_WITHDRAWN,
        EventKind.INSTRUCTION_REPLIED,
    }
)


def mark_done_for_others(events: Sequence[Event], on: date) -> None:
    """Set `on_behalf_of` of lines that are not written yet, where the actor stands in for who has the work.

    Nothing is asked where nobody else has it; else three queries for each actor at most.
    """
    others: dict[User, list[Event]] = {}
    for event in events:
        work = event.assignment
        if event.actor is None or event.kind not in DONE_BY_UNIT:
            continue
        if work.section_id or work.assignee_id not in (None, event.actor_id):
            others.setdefault(event.actor, []).append(event)
    for actor, theirs in others.items():
        _mark(actor, theirs, on)


def _mark(actor: User, events: Sequence[Event], on: date) -> None:
    acting = acts_for(actor, on)
    if not acting:
        return
    units = {unit for unit, _ in acting}
    people = User.objects.in_bulk([person for _, person in acting])
    belong = sections_of([actor.pk, *people], units)
    own = {section for _, section, person in belong if person == actor.pk}
    of_section = {
        section: person
        for unit, section, person in reversed(belong)
        if section not in own and (unit, person) in acting
    }
    for event in events:
        person = _person(event.assignment, actor, acting, of_section)
        event.on_behalf_of = people.get(person) if person else None


def _person(
    work: Assignment, actor: User, acting: list[tuple[int, int]], of_section: dict[int, int]
) -> int | None:
    """For whom the actor does something on the work."""
    if work.assignee_id == actor.pk:
        return None
    if work.assignee_id and (work.department_id, work.assignee_id) in acting:
        return work.assignee_id
    return of_section.get(work.section_id) if work.section_id and not work.assignee_id else None
