"""日报: how the ledger stands on a day, on one page, beside how it stood when the last working day began.

That is what the sheet of the morning before said: two sheets that follow each other add up. Today is read
from the ledger, a past day as it ended; what no day keeps a record of is `None` and never zero. The figures
are those of 驾驶舱 (`Overview`); the page, the file and the API take them from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Min

from common.workdays import workday_before
from departments.daysoff.selectors import days_off
from departments.models.departments import Department, Level, Region
from departments.models.users import User
from desks.selectors import LateMeasure, Overview
from policies.models.measures import Measure
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import Assignment
from tracker.work.owing import Owing, owing_by_department
from tracker.work.states import SOON_DAYS

ROWS = 5  # of each list
SHARES = 7  # units of each of the two tables
UNITS = 3  # units named of one measure

# In the order of the page; each is one of `standings`.
NUMBERS = (
    "open",
    "red",
    "yellow",
    "green",
    "grey",
    "unacknowledged",
    "unreported",
    "past_at_dispatch",
    "strive_passed",
)


@dataclass(frozen=True, slots=True)
class Number:
    """A count, and by how much it changed; `None` where the day compared with has no record."""

    name: str
    count: int
    change: int | None


@dataclass(slots=True)
class SoonMeasure:
    """A measure of which something comes due: the first of its dates, and of how many units."""

    measure: Measure
    due_on: date
    days_left: int
    total: int = 0
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Improved:
    """A unit with less overdue than before."""

    department: int
    name: str
    before: int
    now: int

    @property
    def fewer(self) -> int:
        """How many fewer."""
        return self.before - self.now


@dataclass(frozen=True, slots=True)
class Share:
    """What a unit, or all units of a city, have in hand, and how much of it is overdue."""

    pk: int  # of the department, or of the city's region
    name: str
    open: int
    red: int

    @property
    def percent(self) -> int:
        """The overdue part, rounded up: what is not nothing is not 0."""
        return -(-100 * self.red // self.open)


@dataclass(slots=True)
class DailySheet:
    """The sheet of the day `on`, compared with how the working day `since` began."""

    on: date
    since: date
    past: bool
    recorded: bool
    recorded_since: date | None
    numbers: list[Number] = field(default_factory=list)
    owing: Owing | None = None  # of today only: no record is kept of it
    worst: list[LateMeasure] = field(default_factory=list)
    newly: list[LateMeasure] | None = None
    newly_total: int | None = None
    soon: list[SoonMeasure] = field(default_factory=list)
    soon_total: int = 0
    waiting: list[InstructionItem] | None = None  # of today only
    waiting_total: int | None = None
    improved: list[Improved] | None = None
    cities: list[Share] = field(default_factory=list)
    offices: list[Share] = field(default_factory=list)

    @property
    def compared(self) -> bool:
        """Whether anything is known of the day compared with."""
        return self.improved is not None

    @property
    def soon_until(self) -> date:
        """The last day of what is due soon."""
        return self.on + timedelta(days=SOON_DAYS)


def daily_sheet(user: User, *, on: date, today: date) -> DailySheet:
    """The sheet of the day as the user may see it; some twenty statements, whatever the ledger holds."""
    view = Overview(user, on=on, today=today)
    since = workday_before(on, days_off())
    sheet = DailySheet(on, since, view.past, view.recorded, view.recorded_since)
    if not view.recorded:
        return sheet
    now = view.rows.standings_by_department(on)
    begun = view.begun(since)
    before = None if begun is None else begun.standings_by_department(since)
    sheet.numbers = [_number(name, now, before) for name in NUMBERS]
    sheet.worst = view.late_measures(limit=ROWS).measures
    if before is not None:
        fresh = view.not_late_when_begun(since)
        sheet.newly = view.late_measures(limit=ROWS, among=fresh).measures
        sheet.newly_total = view.rows.overdue(on).filter(fresh).count()
    _add_soon(sheet, view)
    if not view.past:
        owed = owing_by_department(Assignment.objects.visible_to(user), on).values()
        sheet.owing = Owing(sum(one.filed for one in owed), sum(one.missing for one in owed))
        items = InstructionItem.objects.visible_to(user).unanswered()
        sheet.waiting_total = items.count()
        sheet.waiting = list(items.select_related("instruction__author", "department")[:ROWS])
    _add_units(sheet, now, before)
    return sheet


def _number(name: str, now: list[dict[str, Any]], before: list[dict[str, Any]] | None) -> Number:
    count = sum(row[name] for row in now)
    return Number(name, count, None if before is None else count - sum(row[name] for row in before))


def _add_soon(sheet: DailySheet, view: Overview) -> None:
    """What comes due, the nearest first, a measure once."""
    rows: Any = view.rows.due_between(sheet.on, sheet.soon_until)
    sheet.soon_total = rows.count()
    by_measure = rows.order_by().values(measure=F(rows.MEASURE))
    first = list(by_measure.annotate(due=Min("due_on"), total=Count("pk")).order_by("due", "measure")[:ROWS])
    ids = [row["measure"] for row in first]
    named = Measure.objects.select_related("document").defer("document__text").in_bulk(ids)
    found = {
        row["measure"]: SoonMeasure(
            named[row["measure"]], row["due"], (row["due"] - sheet.on).days, row["total"]
        )
        for row in first
    }
    of_units = rows.filter(**{f"{rows.MEASURE}__in": ids}).order_by("due_on", "pk")
    for pk, unit in of_units.values_list(rows.MEASURE, "department__short_name"):
        if unit not in found[pk].units:
            found[pk].units.append(unit)
    sheet.soon = list(found.values())


def _add_units(sheet: DailySheet, now: list[dict[str, Any]], before: list[dict[str, Any]] | None) -> None:
    """Who has less overdue than before, and what share of their work is overdue, by 市州 and by 厅局."""
    late_now = {row["department_id"]: row["red"] for row in now}
    late_then = {row["department_id"]: row["red"] for row in before or []}
    known = Department.objects.select_related("region__parent")
    units = known.in_bulk({row["department_id"] for row in now} | set(late_then))
    if before is not None:
        better = [
            Improved(pk, units[pk].short_name, then, late_now.get(pk, 0))
            for pk, then in late_then.items()
            if late_now.get(pk, 0) < then
        ]
        sheet.improved = sorted(better, key=lambda one: (-one.fewer, one.now, one.department))[:ROWS]
    offices: list[Share] = []
    cities: dict[int, Share] = {}
    for row in now:
        unit, counted = units[row["department_id"]], (row["open"], row["red"])
        city = _city(unit)
        if city is None:
            offices.append(Share(unit.pk, unit.short_name, *counted))
            continue
        so_far = cities.get(city.pk) or Share(city.pk, city.name, 0, 0)
        cities[city.pk] = Share(city.pk, city.name, so_far.open + counted[0], so_far.red + counted[1])
    sheet.cities, sheet.offices = _worst_first(cities.values()), _worst_first(offices)


def _city(unit: Department) -> Region | None:
    """The 市州 that a unit belongs to; `None` for one of the province or the centre."""
    if unit.level not in (Level.CITY, Level.COUNTY):
        return None
    region = unit.region
    above = region.parent
    return above if region.level == Level.COUNTY and above and above.level == Level.CITY else region


def _worst_first(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda one: (-one.red / one.open, -one.red, one.pk))
