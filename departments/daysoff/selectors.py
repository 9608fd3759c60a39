"""What is known of working days: the published calendar of the program, and what 督查室 has entered."""

from datetime import date

from common.workdays import DaysOff, is_workday
from departments.daysoff.models import DayKind, DayOff


def days_off() -> DaysOff:
    """What 督查室 has entered, for the functions of `common.workdays`; one query."""
    kinds = dict(DayOff.objects.values_list("day", "kind"))
    worked = frozenset(day for day, kind in kinds.items() if kind == DayKind.WORKED)
    return DaysOff(frozenset(kinds) - worked, worked)


def is_charted(year: int, entered: DaysOff) -> bool:
    """Whether the days off of the year are known: published with the program, or entered."""
    if is_workday(date(year, 1, 1))[1]:
        return True
    return any(day.year == year for day in entered.off | entered.worked)


def charted_until(on: date, entered: DaysOff) -> date | None:
    """The last day of the last year of which the calendar is known without a gap, seen from the day `on`.

    `None` where that of the year of `on` is not known.
    """
    if not is_charted(on.year, entered):
        return None
    year = on.year
    while is_charted(year + 1, entered):
        year += 1
    return date(year, 12, 31)
