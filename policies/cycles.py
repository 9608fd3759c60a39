"""报送周期: recurrence rules in the terms of RFC 5545, their days of filing, and their words.

A rule stands in the database as text in one form of its own, so that equal rules are equal texts. What has
no day falls on the last day of its week, month, quarter, half-year or year. A period runs from the day after
one day of filing to the next: every day belongs to exactly one. Two weeks and more are counted from one
Monday for all tasks, so that whoever reports every two weeks reports in the same weeks.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.rrule import MONTHLY, WEEKLY, rrule
from django.db import models
from django.db.models import Q

LONGEST = 100  # characters of a rule
_YEAR_AND_MORE = timedelta(days=372)
_MONTHS = tuple(range(1, 13))
_LAST = -1  # the last day of a month, as RFC 5545 writes it
_WEEKDAYS = {"MO": "一", "TU": "二", "WE": "三", "TH": "四", "FR": "五", "SA": "六", "SU": "日"}
_PLACES = {name: place for place, name in enumerate(_WEEKDAYS)}
_MOST_WEEKS, _MOST_DAYS, _LONG_MONTH = 26, 4, 31
WRONG = "报送周期须是每周至每年之间的规则（如FREQ=MONTHLY;BYMONTHDAY=5）。"


class Cycle(models.TextChoices):
    """The rules that are offered; a document may order others (每月5日前)."""

    NONE = "", "不定期"
    WEEK = "FREQ=WEEKLY", "每周"
    TWO_WEEKS = "FREQ=WEEKLY;INTERVAL=2", "每两周"
    TEN_DAYS = "FREQ=MONTHLY;BYMONTHDAY=10,20,-1", "每旬"
    HALF_MONTH = "FREQ=MONTHLY;BYMONTHDAY=15,-1", "每半月"
    MONTH = "FREQ=MONTHLY", "每月"
    TWO_MONTHS = "FREQ=MONTHLY;INTERVAL=2", "每两个月"
    QUARTER = "FREQ=MONTHLY;INTERVAL=3", "每季度"
    HALF_YEAR = "FREQ=MONTHLY;INTERVAL=6", "每半年"
    YEAR = "FREQ=YEARLY", "每年"


class Often(models.TextChoices):
    """How often a rule asks, whatever its days: what lists are filtered by."""

    WEEK = "week", "每周"
    TEN_DAYS = "ten_days", "每旬"
    TWO_WEEKS = "two_weeks", "每两周"
    HALF_MONTH = "half_month", "每半月"
    MONTH = "month", "每月"
    TWO_MONTHS = "two_months", "每两个月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"
    OTHER = "other", "其他周期"


_A_YEAR = {
    Often.WEEK: 52,
    Often.TEN_DAYS: 36,
    Often.TWO_WEEKS: 26,
    Often.HALF_MONTH: 24,
    Often.MONTH: 12,
    Often.TWO_MONTHS: 6,
    Often.QUARTER: 4,
    Often.HALF_YEAR: 2,
    Often.YEAR: 1,
}


@dataclass(frozen=True, slots=True)
class _Weekly:
    """Every so many weeks on these weekdays (0 is Monday)."""

    weeks: int
    weekdays: tuple[int, ...]

    def days(self, first: date, last: date) -> Iterable[datetime]:
        week = (first.toordinal() - 1) // 7  # the first of all days is a Monday
        begin = week - week % self.weeks - 1  # in the last week of the group before
        start = datetime.fromordinal(max(begin, 0) * 7 + 1)
        return rrule(WEEKLY, interval=self.weeks, byweekday=self.weekdays, dtstart=start, until=_end_of(last))

    @property
    def a_year(self) -> int:
        return 52 // self.weeks * len(self.weekdays)

    @property
    def rule(self) -> str:
        every = f";INTERVAL={self.weeks}" if self.weeks > 1 else ""
        names = [name for name, place in _PLACES.items() if place in self.weekdays]
        return f"FREQ=WEEKLY{every}" + ("" if names == ["SU"] else f";BYDAY={','.join(names)}")

    @property
    def words(self) -> str:
        every = {1: "每周", 2: "每两周"}.get(self.weeks, f"每{self.weeks}周")
        names = [word for name, word in _WEEKDAYS.items() if _PLACES[name] in self.weekdays]
        return every if names == ["日"] else f"{every}（周{'、周'.join(names)}前）"


@dataclass(frozen=True, slots=True)
class _Monthly:
    """On these days of these months; a month that is too short has the day on its last."""

    months: tuple[int, ...]
    month_days: tuple[int, ...]

    def days(self, first: date, last: date) -> Iterable[datetime]:
        start = datetime(first.year, first.month, 1)
        for day in self.month_days:
            # Of the days up to the one that is wanted the last that the month has.
            upto = [day] if day <= 28 else list(range(28, day + 1))
            yield from rrule(
                MONTHLY,
                bymonth=self.months,
                bymonthday=upto,
                bysetpos=-1,
                dtstart=start,
                until=_end_of(last),
            )

    @property
    def a_year(self) -> int:
        return len(self.months) * len(self.month_days)

    @property
    def rule(self) -> str:
        every = 12 // len(self.months)
        if self.month_days == (_LAST,) and self.months == _MONTHS[every - 1 :: every]:
            return {1: "FREQ=MONTHLY", 12: "FREQ=YEARLY"}.get(every, f"FREQ=MONTHLY;INTERVAL={every}")
        days = f"BYMONTHDAY={','.join(map(str, self.month_days))}"
        if self.months == _MONTHS:
            return f"FREQ=MONTHLY;{days}"
        return f"FREQ=YEARLY;BYMONTH={','.join(map(str, self.months))};{days}"

    @property
    def words(self) -> str:
        if (known := self.rule) in Cycle.values:
            return str(Cycle(known).label)
        days = "底" if self.month_days == (_LAST,) else "、".join(map(_day_in_words, self.month_days))
        often = {12: "每月", 6: "每两个月", 4: "每季度", 2: "每半年"}.get(len(self.months), "每年")
        if self.months == _MONTHS:
            return f"每月（{days}前）"
        return f"{often}（{'、'.join(map(str, self.months))}月{days}前）"


def _day_in_words(day: int) -> str:
    return "月底" if day == _LAST else f"{day}日"


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max)


def read_rule(text: str) -> str:
    """The rule in the form in which it is kept; "" for no cycle.

    Raises `ValueError` for what is no rule of RFC 5545, or asks oftener than twice a week or less than once a
    year.
    """
    return _read(text).rule if text else ""


@lru_cache(maxsize=512)
def _read(text: str) -> _Weekly | _Monthly:
    parts = dict(part.split("=", 1) for part in text.strip().upper().split(";"))
    frequency, every = parts.pop("FREQ", ""), int(parts.pop("INTERVAL", "1"))
    if frequency == "WEEKLY":
        names = parts.pop("BYDAY", "SU").split(",")
        found: _Weekly | _Monthly = _Weekly(every, tuple(sorted({_PLACES[_known(name)] for name in names})))
        fits = 1 <= every <= _MOST_WEEKS and len(set(names)) <= 2
    elif frequency in ("MONTHLY", "YEARLY"):
        every *= 1 if frequency == "MONTHLY" else 12
        if every not in (1, 2, 3, 4, 6, 12):
            raise ValueError(text)
        if frequency == "YEARLY" and "BYMONTHDAY" in parts and "BYMONTH" not in parts:
            raise ValueError(text)
        months = _numbers(parts.pop("BYMONTH", ""), 1, 12) or _MONTHS[every - 1 :: every]
        days = _numbers(parts.pop("BYMONTHDAY", "-1"), _LAST, _LONG_MONTH)
        found = _Monthly(months, days)
        # 6月20日、12月15日前 is no rule: it would ask for both days in both months.
        fits = len(days) <= _MOST_DAYS and (len(days) == 1 or months == _MONTHS)
    else:
        raise ValueError(text)
    if parts or not fits:
        raise ValueError(text)
    return found


def _known(name: str) -> str:
    if name not in _PLACES:
        raise ValueError(name)
    return name


def _numbers(text: str, least: int, most: int) -> tuple[int, ...]:
    """The numbers in order, the last day of a month behind the others."""
    found = {int(number) for number in text.split(",")} if text else set()
    if not all(least <= number <= most and number for number in found):
        raise ValueError(text)
    return tuple(sorted(found, key=lambda number: (number < 0, number)))


def filing_days(rule: str, first: date, last: date) -> list[date]:
    """The days of filing from `first` to `last`, both included, in order; none without a rule."""
    if not rule:
        return []
    return sorted({moment.date() for moment in _read(rule).days(first, last) if moment.date() >= first})


@lru_cache(maxsize=4096)
def filing_day(rule: str, on: date) -> date | None:
    """The day by which a report of the period that `on` lies in is to be filed; `None` without a rule."""
    return next(iter(filing_days(rule, on, on + _YEAR_AND_MORE)), None)


@lru_cache(maxsize=4096)
def filing_day_before(rule: str, on: date) -> date | None:
    """The last day of filing before `on`: the end of the period before that of `on`."""
    return next(reversed(filing_days(rule, on - _YEAR_AND_MORE, on - timedelta(days=1))), None)


def reports_a_year(rule: str) -> int:
    """How many reports a rule asks for in a year; 0 without one."""
    return _read(rule).a_year if rule else 0


@lru_cache(maxsize=4096)
def in_words(rule: str) -> str:
    """The rule in Chinese: 每周, 每月（5日前）; empty without one."""
    return _read(rule).words if rule else ""


def asked_so_often(codes: Collection[str], path: str = "") -> Q:
    """That a task reports as often as one of the values of `Often` says; `path` leads to the task."""
    column = f"{path}reports_a_year"
    condition = Q(**{f"{column}__in": [_A_YEAR[Often(code)] for code in codes if code != Often.OTHER]})
    if Often.OTHER in codes:
        condition |= Q(**{f"{column}__gt": 0}) & ~Q(**{f"{column}__in": sorted(_A_YEAR.values())})
    return condition
