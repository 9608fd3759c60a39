"""Working days and festivals of the mainland calendar.

The official arrangement of holidays and make-up working days is known for published years only
(chinesecalendar); for other years Monday to Friday count, and the caller is told so.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import chinese_calendar

_DAY = datetime.timedelta(days=1)

# Festivals of the lunar calendar, as (month, day) of the solar one; a table because no published
# arrangement says which of the days off is the festival itself.
_LUNAR: dict[str, dict[int, tuple[int, int]]] = {
    "春节": {
        2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19),
        2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12),
        2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6),
        2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31),
        2034: (2, 19), 2035: (2, 8),
    },
    "端午": {
        2010: (6, 16), 2011: (6, 6), 2012: (6, 23), 2013: (6, 12), 2014: (6, 2), 2015: (6, 20),
        2016: (6, 9), 2017: (5, 30), 2018: (6, 18), 2019: (6, 7), 2020: (6, 25), 2021: (6, 14),
        2022: (6, 3), 2023: (6, 22), 2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9),
        2028: (5, 28), 2029: (6, 16), 2030: (6, 5),
    },
    "中秋": {
        2010: (9, 22), 2011: (9, 12), 2012: (9, 30), 2013: (9, 19), 2014: (9, 8), 2015: (9, 27),
        2016: (9, 15), 2017: (10, 4), 2018: (9, 24), 2019: (9, 13), 2020: (10, 1), 2021: (9, 21),
        2022: (9, 10), 2023: (9, 29), 2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15),
        2028: (10, 3), 2029: (9, 22), 2030: (9, 12),
    },
}  # fmt: skip
_SOLAR = {
    "元旦": (1, 1), "清明": (4, 4), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1), "七一": (7, 1),
    "八一": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What an office knows beyond the published arrangement: its own days off, its own days of work."""

    off: frozenset[datetime.date] = frozenset()
    worked: frozenset[datetime.date] = frozenset()


def is_workday(day: datetime.date, days_off: DaysOff | None = None) -> tuple[bool, bool]:
    """Whether `day` is worked, and whether that is the official calendar's word (else: by weekday only).

    What the office says of the day counts as official.
    """
    if days_off is not None and (day in days_off.off or day in days_off.worked):
        return day in days_off.worked, True
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5, False


def add_workdays(
    start: datetime.date, count: int, days_off: DaysOff | None = None
) -> tuple[datetime.date, bool]:
    """The last of the `count` working days that follow `start` (which itself does not count).

    Also says whether all of the days were judged by the official calendar.  `count` below 1 gives
    `start`.  Raises OverflowError past the year 9999.
    """
    day, official = start, True
    while count > 0:
        day += _DAY
        worked, known = is_workday(day, days_off)
        official = official and known
        count -= worked
    return day, official


def eve_of_festival(name: str, year: int) -> datetime.date | None:
    """The day before the festival in `year`: the last day that is still 国庆节前.  None when not known."""
    if name in _SOLAR:
        month, day = _SOLAR[name]
    elif year in _LUNAR.get(name, {}):
        month, day = _LUNAR[name][year]
    else:
        return None
    return datetime.date(year, month, day) - _DAY
