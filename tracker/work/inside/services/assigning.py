"""内部分办: the unit gives its work to a person or a section, takes it back, hands all of a person's over."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from common.errors import ServiceError
from common.text import as_note
from departments.inside.models import Section
from departments.inside.selectors import works_in
from departments.inside.services.access import require_arranging
from departments.models.departments import Department
from departments.models.users import User
from tracker.work.inside.holding import holders
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.services.base import to_lock, write_events
from tracker.work.states import OPEN
from tracker.work.telling import Why, Word, tell
from tracker.work.transitions import Transition, require_transition

logger = logging.getLogger(__name__)

_NOTE = 200
_WHO = ("assignee", "section")


@dataclass(frozen=True, slots=True)
class Given:
    """How many were given, and how many stood so already."""

    changed: int
    same: int = 0


@transaction.atomic
def assign(
    *,
    assignments: Iterable[Assignment],
    actor: User,
    on: date,
    assignee: User | None = None,
    section: Section | None = None,
    note: str = "",
) -> Given:
    """Give work of the unit to a person of it, to a section, or to both; who had it before is told.

    Raises `NotAllowed` for who is not of the unit, and `ServiceError` where nobody is named, the person does
    not work in the unit, the section is another unit's or closed, or nothing would change.
    """
    if assignee is None and section is None:
        raise ServiceError("assignee_required", "请选择经办人或处室。", field="assignee")
    return _give(assignments, {a.pk: (assignee, section) for a in assignments}, actor, on, note)


@transaction.atomic
def assign_as_named(
    *, assignments: Iterable[Assignment], named: Mapping[int, User], actor: User, on: date, note: str = ""
) -> Given:
    """Give each of the assignments to the person whom its document names (`named`, by id of the assignment).

    Those for which nobody is named stay as they are. Raises as `assign`.
    """
    rows = [a for a in assignments if a.pk in named]
    if not rows:
        raise ServiceError("nobody_named", "文件没有为所选事项写明本单位有账号的人员，请直接选择经办人。")
    return _give(rows, {a.pk: (named[a.pk], a.section) for a in rows}, actor, on, note)


@transaction.atomic
def unassign(*, assignments: Iterable[Assignment], actor: User, on: date, note: str = "") -> Given:
    """收回分办: the work is the unit's again; who had it is told. Raises as `assign`."""
    rows = _lock(assignments, actor)
    changed = [a for a in rows if a.assignee_id or a.section_id]
    if not changed:
        raise ServiceError("not_assigned", "该事项没有分办给经办人或处室，无需收回。")
    before = holders(changed, on)
    words = {a.pk: a.who_has_it for a in changed}
    _set(changed, None, None)
    said = as_note(note, "说明", field="note", most=_NOTE)
    events = _write(changed, EventKind.UNASSIGNED, actor, {pk: f"由{words[pk]}收回。{said}" for pk in words})
    _tell_former(events, before, actor, on)
    return Given(len(changed), len(rows) - len(changed))


@transaction.atomic
def hand_over(
    *,
    department: Department,
    person: User,
    to: User,
    actor: User,
    on: date,
    expected: int | None = None,
    note: str = "",
) -> int:
    """移交: all open work of the unit that `person` has goes to another; returns how many pieces.

    `expected` is the number that was shown before: where it has changed since, nothing is done. Raises
    `NotAllowed` for who neither leads the unit nor is of 督查室, and `ServiceError` where the other
    does not work in the unit or there is nothing to hand over.
    """
    require_arranging(actor, department, to="移交经办人的事项")
    if person.pk == to.pk:
        raise ServiceError("handover_to_oneself", "移交前后是同一个人，请另选接手人。", field="to")
    _require_works(to, department, "to")
    rows = list(to_lock().filter(OPEN, department=department, assignee=person).select_related(*_WHO))
    if not rows:
        raise ServiceError("nothing_to_hand_over", f"所选人员在{department}没有在办的事项。", field="person")
    if expected is not None and expected != len(rows):
        raise ServiceError("handover_changed", f"在办事项刚有变化（现为{len(rows)}项），请核对后再确认。")
    before = holders(rows, on)
    Assignment.objects.filter(pk__in=[a.pk for a in rows]).update(assignee=to)
    for one in rows:
        one.assignee = to
    said = f"由{person}移交{to}。{as_note(note, '说明', field='note', most=_NOTE)}"
    events = _write(rows, EventKind.HANDED_OVER, actor, {a.pk: said for a in rows})
    _tell_former(events, before, actor, on)
    logger.info("%s assignments of %s handed over to %s by %s", len(rows), person.pk, to.pk, actor)
    return len(rows)


def _give(
    assignments: Iterable[Assignment],
    wanted: Mapping[int, tuple[User | None, Section | None]],
    actor: User,
    on: date,
    note: str,
) -> Given:
    rows = _lock(assignments, actor)
    said = as_note(note, "说明", field="note", most=_NOTE)
    _check(rows, wanted)
    changed = [a for a in rows if (a.assignee, a.section) != wanted[a.pk]]
    if not changed:
        raise ServiceError("assignee_same", "所选事项已经分办给该经办人或处室。", field="assignee")
    before = holders(changed, on)
    groups: dict[tuple[User | None, Section | None], list[Assignment]] = defaultdict(list)
    for one in changed:
        groups[wanted[one.pk]].append(one)
    for (assignee, section), ones in groups.items():
        _set(ones, assignee, section)
    words = {a.pk: f"分办{a.who_has_it}。{said}" for a in changed}
    events = _write(changed, EventKind.ASSIGNED, actor, words)
    _tell_former(events, before, actor, on)
    return Given(len(changed), len(rows) - len(changed))


def _check(rows: Sequence[Assignment], wanted: Mapping[int, tuple[User | None, Section | None]]) -> None:
    """That everybody and every section belongs to the unit; asked once for each."""
    met: set[tuple[int, int | None, int | None]] = set()
    for row in rows:
        assignee, section = wanted[row.pk]
        key = (row.department_id, assignee.pk if assignee else None, section.pk if section else None)
        if key in met:
            continue
        met.add(key)
        if assignee is not None:
            _require_works(assignee, row.department, "assignee")
        if section is not None and (section.department_id != row.department_id or section.closed):
            raise ServiceError(
                "section_foreign", f"所选处室不是{row.department}现有的处室，请重新选择。", field="section"
            )


def _require_works(person: User, department: Department, field: str) -> None:
    if not works_in(person, department):
        raise ServiceError(
            "assignee_foreign",
            f"所选人员不是{department}在任的填报员或单位负责人，请重新选择。",
            field=field,
        )


def _lock(assignments: Iterable[Assignment], actor: User) -> list[Assignment]:
    rows = list(to_lock().filter(pk__in=[a.pk for a in assignments]).select_related(*_WHO))
    for row in rows:
        require_transition(Transition.ASSIGN, row, actor)
    return rows


def _set(rows: Sequence[Assignment], assignee: User | None, section: Section | None) -> None:
    Assignment.objects.filter(pk__in=[a.pk for a in rows]).update(assignee=assignee, section=section)
    for row in rows:
        row.assignee, row.section = assignee, section


def _write(
    rows: Sequence[Assignment], kind: EventKind, actor: User | None, words: Mapping[int, str]
) -> list[Event]:
    return write_events(
        Event(
            assignment=row,
            kind=kind,
            actor=actor,
            from_status=row.status,
            to_status=row.status,
            note=words[row.pk],
        )
        for row in rows
    )


def _tell_former(events: Sequence[Event], before: Mapping[int, set[int]], actor: User, on: date) -> None:
    """Whoever had the work and has it no longer is told once, of all that went together."""
    now = holders([event.assignment for event in events], on)
    lost: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        pk = event.assignment_id
        for user in before.get(pk, set()) - now.get(pk, set()) - {actor.pk}:
            lost[user].append(event)
    words = [
        Word(theirs[0].assignment, _no_longer(theirs), f"不再经办{theirs[0].pk}", to=user)
        for user, theirs in sorted(lost.items())
    ]
    if words:
        tell(words, Why.TAKEN_OVER, on=on)


def _no_longer(events: Sequence[Event]) -> str:
    many = f"{len(events)}项" if len(events) > 1 else ""
    now = {event.assignment.who_has_it for event in events}
    by = f"现由{now.pop()}办理" if len(now) == 1 and now != {""} else "已另行安排"
    return f"{many}不再由您经办，{by}"
