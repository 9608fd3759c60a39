"""The days of the twenty-four solar terms (立冬前, 霜降前) for the years 2001 to 2099.

A sum and not a table: the sun comes to a term a little later each year and is set back by the leap day.  The
figures are those by which almanacs of this century reckon it, with the years in which a day is one off.
"""

from __future__ import annotations

import datetime

# Month, the day of the month in the year 2000 with its fraction, and the years that are a day early or late.
_TERMS: dict[str, tuple[int, float, dict[int, int]]] = {
    "小寒": (1, 5.4055, {2019: -1}),
    "大寒": (1, 20.12, {2082: 1}),
    "立春": (2, 3.87, {}),
    "雨水": (2, 18.73, {2026: -1}),
    "惊蛰": (3, 5.63, {}),
    "春分": (3, 20.646, {2084: 1}),
    "谷雨": (4, 20.1, {}),
    "立夏": (5, 5.52, {}),
    "小满": (5, 21.04, {2008: 1}),
    "芒种": (6, 5.678, {}),
    "夏至": (6, 21.37, {}),
    "小暑": (7, 7.108, {2016: 1}),
    "大暑": (7, 22.83, {}),
    "立秋": (8, 7.5, {2002: 1}),
    "处暑": (8, 23.13, {}),
    "白露": (9, 7.646, {}),
    "秋分": (9, 23.042, {}),
    "寒露": (10, 8.318, {}),
    "霜降": (10, 23.438, {2089: 1}),
    "立冬": (11, 7.438, {2089: 1}),
    "小雪": (11, 22.36, {}),
    "大雪": (12, 7.18, {}),
    "冬至": (12, 21.94, {2021: -1}),
}
NAMES = "|".join(_TERMS)
_YEARLY = 0.2422  # of a day, by which a year is longer than 365
_BEFORE_LEAP_DAY = 2  # terms in January and February come before the leap day of their year


def eve_of_term(name: str, year: int) -> datetime.date | None:
    """The last day before a term, None for a name that is none or a year outside the century."""
    if name not in _TERMS or not 2001 <= year <= 2099:
        return None
    month, begins, exceptions = _TERMS[name]
    past = year % 100
    leaps = (past - 1 if month <= _BEFORE_LEAP_DAY else past) // 4
    day = int(past * _YEARLY + begins) - leaps + exceptions.get(year, 0)
    return datetime.date(year, month, day) - datetime.timedelta(days=1)
