"""Units with open work in which nobody can be told: 督查室 is told, before anybody urges into the void."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Count, Min
from django.db.models.functions import Now

from departments.models.users import UserRole
from departments.selectors import without_people
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.services.entries import Entry, write_entries
from tracker.reminders.services.recipients import holders_of
from tracker.work.models.assignments import Assignment


@transaction.atomic
def tell_of_units_without_people(*, on: date, departments: Collection[int] | None = None) -> int:
    """Tell 督查室 of each unit, of the `departments` or of all: once, until somebody is there again.

    Where somebody is there again what was told is settled. The entry hangs on the unit's oldest open work,
    and counts what everybody of 督查室 may know of; only where there is nothing else, what a circle of
    readers closes: then it is told to those who are in it (`write_entries`).
    Returns how many units were new.
    """
    work = Assignment.objects.open().order_by()
    told = Reminder.objects.filter(rule=Rule.NOBODY_LEFT, settled_at__isnull=True)
    if departments is not None:
        work = work.filter(department__in=departments)
        told = told.filter(assignment__department__in=departments)
    open_work: dict[int, tuple[int, int]] = {}
    for rows in (work, work.counted_for(None)):
        counts = rows.values_list("department_id").annotate(first=Min("pk"), n=Count("pk"))
        open_work.update({unit: (first, n) for unit, first, n in counts})
    silent = {unit.pk: unit for unit in without_people(open_work)}
    known = set(told.order_by().values_list("assignment__department_id", flat=True).distinct())
    told.exclude(assignment__department__in=silent).update(settled_at=Now())
    people = holders_of(UserRole.SUPERVISOR)
    entries = [
        Entry(
            rule=Rule.NOBODY_LEFT,
            trigger=f"无人可提醒 {on}",
            message=f"{unit}有{open_work[pk][1]}项在办，但没有可提醒的人员，请为其开通账号，或另行联系",
            people=people,
            assignment=open_work[pk][0],
        )
        for pk, unit in silent.items()
        if pk not in known
    ]
    fresh = [entry for entry in entries if not _again(entry)]
    if fresh and people:
        write_entries(fresh, on=on)
    return len(entries)


def _again(entry: Entry) -> bool:
    """Whether it was said today and settled since: then that stands again, and is not said twice."""
    said = Reminder.objects.filter(rule=entry.rule, trigger=entry.trigger, assignment=entry.assignment)
    return said.update(settled_at=None) > 0
