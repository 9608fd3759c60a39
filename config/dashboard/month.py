"""A month as a grid of weeks, with the dates that a department has to meet."""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from departments.models import User
from tracker.models import AssignmentMilestone
from tracker.querysets import SOON_DAYS

SHOWN = 3  # dates in one day's box; the day itself leads to all of them
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
FIRST_YEAR, LAST_YEAR = 1950, 2150


@dataclass(slots=True)
class Day:
    """One box of the grid."""

    day: date
    in_month: bool
    is_today: bool
    url: str
    items: list[dict[str, Any]] = field(default_factory=list)
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
    dates = (
        AssignmentMilestone.objects.owed_by(user)
        .to_meet(weeks[0][0], weeks[-1][-1])
        .first_of_each_day(SHOWN)
        .select_related("assignment__task__measure")
        .defer("assignment__task__text")
    )
    days = {
        day: Day(day, day.month == first.month, day == on, f"?{urlencode({'list': 'day', 'day': day})}#list")
        for week in weeks
        for day in week
    }
    for milestone in dates:
        box = days[milestone.due_on]
        box.total = milestone.of_day
        box.items.append(
            {
                "milestone": milestone,
                "assignment": milestone.assignment,
                "light": _light(milestone, on),
            }
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


def _month_url(day: date) -> str:
    return f"?{urlencode({'month': f'{day:%Y-%m}'})}#calendar"


def _light(milestone: AssignmentMilestone, on: date) -> str:
    if milestone.due_on < on:
        return "red" if milestone.firmness == "must" else "yellow"
    return "yellow" if milestone.due_on <= on + timedelta(days=SOON_DAYS) else "green"
