"""Working days and festivals of the mainland calendar.

The official arrangement of holidays and make-up working days is known for published years only
(chinesecalendar); for other years Monday to Friday count, and the caller is told so.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import chinese_calendar

from common.lunar import solar_day

_DAY = datetime.timedelta(days=1)

# Festivals of the lunar calendar, as (month, day) of it.
_LUNAR = {
    "春节": (1, 1), "农历年": (1, 1), "农历新年": (1, 1), "元宵": (1, 15), "端午": (5, 5),
    "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23),
    "除夕": (12, 30), "大年三十": (12, 30),
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


def workday_on_or_before(day: datetime.date, days_off: DaysOff | None = None) -> datetime.date:
    """`day`, or the last working day before it where it is a day off."""
    while not is_workday(day, days_off)[0]:
        day -= _DAY
    return day


def workday_before(day: datetime.date, days_off: DaysOff | None = None) -> datetime.date:
    """The last working day before `day`."""
    return workday_on_or_before(day - _DAY, days_off)


def workdays_between(start: datetime.date, end: datetime.date, days_off: DaysOff | None = None) -> int:
    """How many working days follow `start` up to `end`, which counts and `start` does not."""
    days = range(start.toordinal() + 1, end.toordinal() + 1)
    return sum(is_workday(datetime.date.fromordinal(n), days_off)[0] for n in days)


def eve_of_festival(name: str, year: int) -> datetime.date | None:
    """The day before the festival in `year`: the last day that is still 国庆节前.  None when not known."""
    if name in _SOLAR:
        month, day = _SOLAR[name]
        return datetime.date(year, month, day) - _DAY
    if name not in _LUNAR:
        return None
    month, day = _LUNAR[name]
    # The last month of a lunar year lies in the solar year that follows.
    festival = solar_day(year - (month == 12), month, day)
    return festival - _DAY if festival else None
