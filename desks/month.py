"""A month as a grid of weeks, with the dates that a department has to meet."""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.functions import Left
from django.urls import reverse

from common.db.compiled import CompiledQuery
from departments.models.users import User
from policies.models.measures import Firmness, Measure
from tracker.work.lights import light_of_date
from tracker.work.models.assignments import AssignmentMilestone

SHOWN = 3  # dates in one day's box; the day itself leads to all of them
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
FIRST_YEAR, LAST_YEAR = 1950, 2150


@dataclass(frozen=True, slots=True)
class Due:
    """A date that stands in a box: what is to be done by then, in which light, and where it is told."""

    due_on: date
    title: str
    about: str
    light: str
    url: str


@dataclass(slots=True)
class Day:
    """One box of the grid."""

    day: date
    in_month: bool
    is_today: bool
    url: str
    items: list[Due] = field(default_factory=list)
    total: int = 0

    @property
    def weekday(self) -> str:
        """周一 to 周日."""
        return WEEKDAYS[self.day.weekday()]

    @property
    def more(self) -> int:
        """How many dates the box does not show."""
        return self.total - len(self.items)


def asked_month(text: str, on: date) -> date:
    """The first day of the month asked for as `2026-07`, of the month of `on` where it is none."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return on.replace(day=1)
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else on.replace(day=1)


def month_of(user: User, on: date, first: date) -> dict[str, Any]:
    """The month that begins on `first`, with the dates of the user's departments; one query."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    dates = _DATES.all(user=user, first=weeks[0][0], last=weeks[-1][-1])
    page = reverse("admin:work_assignment_change", args=[0])
    days = {
        day: Day(day, day.month == first.month, day == on, f"?{urlencode({'list': 'day', 'day': day})}#list")
        for week in weeks
        for day in week
    }
    for found in dates:
        box = days[found["due_on"]]
        box.total = found["of_day"]
        measure = Measure(path=found["path"], title=found["title"], text=found["text"])
        milestone = AssignmentMilestone(phrase=found["phrase"], due_on=found["due_on"])
        box.items.append(
            Due(
                found["due_on"],
                measure.short_title,
                f"{measure}：{milestone}",
                light_of_date(found["due_on"], must=found["firmness"] == Firmness.MUST, on=on).value,
                page.replace("/0/", f"/{found['assignment_id']}/"),
            )
        )
    return {
        "first": first,
        "weekdays": WEEKDAYS,
        "weeks": [[days[day] for day in week] for week in weeks],
        "total": sum(box.total for box in days.values() if box.in_month),
        "before": _month_url(first - timedelta(days=1)),
        "after": _month_url(first + timedelta(days=31)),
        "is_this": (first.year, first.month) == (on.year, on.month),
    }


def _dates(user: User, first: Any, last: Any) -> QuerySet[Any, Any]:
    # A month of a busy unit holds a hundred dates: their columns, since what they say is little.
    return (
        AssignmentMilestone.objects.owed_by(user)
        .to_meet(first, last)
        .first_of_each_day(SHOWN)
        .values(
            *("due_on", "of_day", "firmness", "phrase", "assignment_id"),
            path=F("assignment__task__measure__path"),
            title=F("assignment__task__measure__title"),
            text=Left("assignment__task__measure__text", 40),  # enough for its first words
        )
    )


_DATES = CompiledQuery(_dates, planned_anew=True)


def _month_url(day: date) -> str:
    return f"?{urlencode({'month': f'{day:%Y-%m}'})}#calendar"
