"""Whoever has left the unit, or whose account is off, has its work no longer: it falls back to the unit."""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q

from tracker.work.inside.holding import OF_ASSIGNMENT
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.services.base import to_lock, write_events
from tracker.work.states import OPEN

logger = logging.getLogger(__name__)

_LOST_PERSON = Q(assignee__isnull=False) & ~OF_ASSIGNMENT.person_works()
_LOST_SECTION = Q(section__isnull=False) & (~Q(section__department=F("department")) | Q(section__closed=True))


@transaction.atomic
def release_gone(
    *,
    users: Iterable[int] | None = None,
    sections: Iterable[int] | None = None,
    assignments: Iterable[int] | None = None,
) -> int:
    """Take open work from people who cannot be told of it any more and from sections that are no more.

    Of the `users`, `sections` or `assignments` alone where they are given. The unit is told by the line of
    the timeline. Returns how many pieces fell back.
    """
    rows = to_lock().filter(OPEN, _LOST_PERSON | _LOST_SECTION)
    if users is not None:
        rows = rows.filter(assignee__in=list(users))
    if sections is not None:
        rows = rows.filter(section__in=list(sections))
    if assignments is not None:
        rows = rows.filter(pk__in=list(assignments))
    lost = list(rows.select_related("assignee", "section"))
    if not lost:
        return 0
    these = Assignment.objects.filter(pk__in=[a.pk for a in lost]).order_by()
    gone = set(these.filter(_LOST_PERSON).values_list("pk", flat=True))
    ended = set(these.filter(_LOST_SECTION).values_list("pk", flat=True))
    words = {a.pk: _words(a, gone=a.pk in gone, ended=a.pk in ended) for a in lost}
    Assignment.objects.filter(pk__in=gone).update(assignee=None)
    Assignment.objects.filter(pk__in=ended).update(section=None)
    for one in lost:
        one.assignee = None if one.pk in gone else one.assignee
        one.section = None if one.pk in ended else one.section
    write_events(
        Event(
            assignment=one,
            kind=EventKind.FELL_BACK,
            actor=None,
            from_status=one.status,
            to_status=one.status,
            note=words[one.pk],
        )
        for one in lost
    )
    logger.info("%s assignments fell back to their units", len(lost))
    return len(lost)


def _words(assignment: Assignment, *, gone: bool, ended: bool) -> str:
    said = []
    if gone and assignment.assignee is not None:
        why = f"已不在{assignment.department}任职" if assignment.assignee.is_active else "账号已停用"
        said.append(f"{assignment.assignee}{why}")
    if ended:
        said.append(f"{assignment.section}已不是{assignment.department}的处室")
    return f"{'，'.join(said)}，请重新分办。"
